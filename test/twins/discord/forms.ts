import { type Json, jsonOf, listOf, numberOf, stringOf } from "../json.ts";
import { fileFrom } from "./contents.ts";
import type { Context } from "./context.ts";
import { limits } from "./limits.ts";
import { resolve } from "./options.ts";
import type { Channel } from "./store.ts";
import type { FileInput, SubmitOptions } from "./types.ts";
import { attachmentOf } from "./wire.ts";

export type Values = NonNullable<SubmitOptions["values"]>;

interface Filled {
  readonly components: readonly Json[];
  readonly resolved: Json | undefined;
}

/** A modal as its interaction carries it. Throws where the client would not send it. */
export function filled(context: Context, channel: Channel, components: readonly Json[], values: Values): Filled {
  const resolved: Record<string, Record<string, unknown>> = {};
  const known = new Set<string>();

  function put(kind: string, id: string, what: unknown): void {
    resolved[kind] = { ...resolved[kind], [id]: what };
  }

  function input(element: Json): Json {
    const id = stringOf(element.custom_id);
    known.add(id);
    const base = { type: element.type, custom_id: id };
    const given = values[id];
    if (element.type === 4) return { ...base, value: textOf(element, given) };
    if (element.type === 23) return { ...base, value: given === "true" };
    const initial = listOf(element.options).filter((option) => option.default === true);
    const chosen = given === undefined ? initial.map(({ value }) => String(value)) : listed(given);
    checkChosen(element, chosen);
    if (element.type === 21) return { ...base, value: chosen[0] ?? null };
    return { ...base, values: chosen.map((one) => idOf(element, one)) };
  }

  function idOf(element: Json, value: string | FileInput): string {
    if (typeof value !== "string") {
      const file = fileFrom(context, channel.id, value);
      context.store.files.set(file.id, file);
      put("attachments", file.id, attachmentOf(context, file));
      return file.id;
    }
    if ([5, 6, 7, 8].includes(numberOf(element.type))) resolve(context, channel, value, put);
    return value;
  }

  const sent = components.map((component): Json => {
    if (component.type === 18) return { type: 18, component: input(jsonOf(component.component)) };
    if (component.type === 1) return { type: 1, components: listOf(component.components).map(input) };
    return { type: component.type };
  });
  for (const name of Object.keys(values)) if (!known.has(name)) throw new Error(`the modal has no ${name}`);
  return { components: sent, resolved: Object.keys(resolved).length === 0 ? undefined : resolved };
}

function listed(given: string | readonly string[] | readonly FileInput[]): readonly (string | FileInput)[] {
  return typeof given === "string" ? [given] : given;
}

function textOf(element: Json, given: Values[string] | undefined): string {
  if (given !== undefined && typeof given !== "string") throw new Error(`${stringOf(element.custom_id)} takes a text`);
  const text = given ?? stringOf(element.value);
  const { min_length: min = 0, max_length: max = limits.inputValue, required = true } = element;
  if (text === "" && required === true) throw new Error(`${stringOf(element.custom_id)} is required`);
  if (text !== "" && (text.length < numberOf(min) || text.length > numberOf(max)))
    throw new Error(`${stringOf(element.custom_id)} takes ${String(min)}–${String(max)} characters`);
  return text;
}

function checkChosen(element: Json, chosen: readonly (string | FileInput)[]): void {
  const id = stringOf(element.custom_id);
  const offers = listOf(element.options).map(({ value }) => value);
  const { min_values: min = 1, max_values: max = 1, required = true } = element;
  if (chosen.length === 0 ? required === true : chosen.length < numberOf(min)) throw new Error(`${id} lacks a choice`);
  if (chosen.length > numberOf(max)) throw new Error(`${id} takes no more than ${String(max)}`);
  for (const one of chosen)
    if (offers.length > 0 && !offers.includes(one)) throw new Error(`${id} has no option ${String(one)}`);
}
