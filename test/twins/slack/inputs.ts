import { isJson, type Json, listOf, stringOf } from "../json.ts";
import { withIds } from "./wire.ts";

/** An interactive element, and the block that it is in. */
export interface Placed {
  readonly element: Json;
  readonly block: Json;
}

export type Chosen = string | readonly string[];

export function placedIn(blocks: readonly Json[]): Placed[] {
  return withIds(blocks).flatMap((block) =>
    [block.accessory, block.element, ...listOf(block.elements)]
      .filter(isJson)
      .filter(({ action_id }) => typeof action_id === "string")
      .map((element) => ({ element, block })),
  );
}

const texts = ["plain_text_input", "email_text_input", "url_text_input", "number_input"];
const singles = ["static_select", "external_select", "radio_buttons"];
const several = ["multi_static_select", "multi_external_select", "checkboxes"];
/** Where a choice that is no option goes, and under which name it begins. */
const plain: Readonly<Record<string, readonly [key: string, initial: string]>> = {
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};

/** What an element holds, as `state.values` and actions have it; undefined for buttons and the like. */
export function heldBy(element: Json, chosen?: Chosen): Json | undefined {
  const type = stringOf(element.type);
  const pick = (value: string) => optionOf(element, value);
  if (texts.includes(type)) return { type, value: chosen ?? element.initial_value ?? null };
  if (singles.includes(type))
    return { type, selected_option: chosen === undefined ? (element.initial_option ?? null) : pick(String(chosen)) };
  if (several.includes(type))
    return {
      type,
      selected_options: chosen === undefined ? (element.initial_options ?? []) : [chosen].flat().map(pick),
    };
  const [key, initial] = plain[type] ?? [];
  if (key === undefined || initial === undefined) return undefined;
  const none = key.endsWith("s") ? [] : null;
  return { type, [key]: chosen ?? element[initial] ?? none };
}

/** Only what is on offer can be chosen; what an app serves itself is taken as it is. */
export function optionOf(element: Json, value: string): Json {
  if (stringOf(element.type).endsWith("external_select"))
    return { text: { type: "plain_text", text: value, emoji: true }, value };
  const options = [
    ...listOf(element.options),
    ...listOf(element.option_groups).flatMap((group) => listOf(group.options)),
  ];
  const option = options.find((candidate) => candidate.value === value);
  if (option === undefined) throw new Error(`${element.action_id} has no option ${value}`);
  return option;
}

/** Everything that can be filled in, by block id and action id. */
export function stateOf(blocks: readonly Json[], chosen: (placed: Placed) => Chosen | undefined): Json {
  const values: Record<string, Record<string, Json>> = {};
  for (const placed of placedIn(blocks)) {
    const value = heldBy(placed.element, chosen(placed));
    if (value === undefined) continue;
    const block = stringOf(placed.block.block_id);
    values[block] = { ...values[block], [stringOf(placed.element.action_id)]: value };
  }
  return values;
}

/** The state of a form that is submitted; throws where Slack's client would not let it go. */
export function submittedState(blocks: readonly Json[], values: Readonly<Record<string, Chosen>>): Json {
  const placed = placedIn(blocks);
  for (const key of Object.keys(values)) {
    const named = placed.filter(({ element, block }) => element.action_id === key || block.block_id === key);
    if (named.length !== 1) throw new Error(`the view has ${named.length} inputs named ${key}`);
  }
  const given = ({ element, block }: Placed) => values[stringOf(element.action_id)] ?? values[stringOf(block.block_id)];
  for (const one of placed) if (one.block.type === "input") check(one, given(one));
  return stateOf(blocks, given);
}

function check({ element, block }: Placed, chosen: Chosen | undefined): void {
  const { type: _, ...held } = heldBy(element, chosen) ?? {};
  const [value] = Object.values(held);
  const empty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
  if (empty && block.optional !== true) throw new Error(`the input ${element.action_id} needs a value`);
  if (empty || typeof value !== "string") return;
  if (typeof element.max_length === "number" && value.length > element.max_length)
    throw new Error(`the input ${element.action_id} takes ${element.max_length} characters`);
  if (typeof element.min_length === "number" && value.length < element.min_length)
    throw new Error(`the input ${element.action_id} wants ${element.min_length} characters`);
}
