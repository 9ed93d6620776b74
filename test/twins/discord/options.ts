import { type Json, listOf, numberOf, stringOf } from "../json.ts";
import { optionTypes } from "./commands.ts";
import { fileFrom } from "./contents.ts";
import { type Context, guildOf } from "./context.ts";
import type { Channel, Command } from "./store.ts";
import type { OptionValue } from "./types.ts";
import { attachmentOf } from "./wire.ts";
import { channelOf } from "./wire-channels.ts";
import { memberOf, personOf, roleOf } from "./wire-people.ts";

/** A command as a person called it: `cockpit start`. */
export interface Called {
  readonly command: Command;
  /** The names of the group and the subcommand, outermost first. */
  readonly path: readonly Json[];
  /** What may be filled in there. */
  readonly options: readonly Json[];
}

/** Their client offers what is registered, the guild's before the global ones, and nothing else. */
export function calledIn(commands: readonly Command[], words: string, guild: string | undefined): Called {
  const [name = "", ...rest] = words.split(" ");
  const fits = commands.filter((one) => one.type === 1 && one.name === name);
  const command = fits.find((one) => one.guild === guild && guild !== undefined) ?? fits.find((one) => !one.guild);
  if (command === undefined) throw new Error(`no command /${name} is registered there`);
  let options = listOf(command.payload.options);
  const path: Json[] = [];
  for (const word of rest) {
    const next = options.find((option) => option.name === word && numberOf(option.type) <= 2);
    if (next === undefined) throw new Error(`/${name} has no subcommand ${word}`);
    path.push(next);
    options = listOf(next.options);
  }
  if (options.some(({ type }) => numberOf(type) <= 2)) throw new Error(`/${words} lacks a subcommand`);
  return { command, path, options };
}

/** The values as the interaction carries them, in the order in which the options are registered. */
export function filledIn({ options }: Called, values: Readonly<Record<string, OptionValue>>, whole = true): Json[] {
  for (const name of Object.keys(values))
    if (!options.some((option) => option.name === name)) throw new Error(`there is no option ${name}`);
  return options.flatMap((option): Json[] => {
    const value = values[stringOf(option.name)];
    if (value === undefined) {
      if (option.required === true && whole) throw new Error(`the option ${stringOf(option.name)} is required`);
      return [];
    }
    checkValue(option, value);
    return [{ name: option.name, type: option.type, value }];
  });
}

/** Inside the subcommand that they belong to. */
export function nested({ path }: Called, filled: readonly Json[]): readonly Json[] {
  return path.reduceRight<readonly Json[]>((options, { name, type }) => [{ name, type, options }], filled);
}

function checkValue(option: Json, value: OptionValue): void {
  const type = numberOf(option.type);
  const name = stringOf(option.name);
  const kind =
    type === optionTypes.boolean ? "boolean" : [4, 10].includes(type) ? "number" : type === 11 ? "object" : "string";
  if (typeof value !== kind) throw new Error(`the option ${name} takes a ${kind}`);
  const choices = listOf(option.choices);
  if (choices.length > 0 && !choices.some((choice) => choice.value === value))
    throw new Error(`the option ${name} has no choice ${String(value)}`);
  if (type === optionTypes.integer && !Number.isInteger(value))
    throw new Error(`the option ${name} takes whole numbers`);
  const size = typeof value === "string" ? value.length : Number(value);
  const [min, max] =
    typeof value === "string" ? [option.min_length, option.max_length] : [option.min_value, option.max_value];
  if (typeof min === "number" && size < min) throw new Error(`the option ${name} is less than ${min}`);
  if (typeof max === "number" && size > max) throw new Error(`the option ${name} is more than ${max}`);
  if (typeof value === "string" && type === optionTypes.text && value.length > 6_000) throw new Error("too long");
}

/** Everything that the ids among the values mean, and the files, which get ids by it. */
export function resolvedIn(
  context: Context,
  channel: Channel,
  filled: readonly Json[],
): { readonly options: readonly Json[]; readonly resolved: Json | undefined } {
  const resolved: Record<string, Record<string, unknown>> = {};
  const put = (kind: string, id: string, what: unknown): void => {
    resolved[kind] = { ...resolved[kind], [id]: what };
  };
  const options = filled.map((option): Json => {
    const { type, value } = option;
    if (type === optionTypes.attachment) {
      const file = fileFrom(context, channel.id, value as Parameters<typeof fileFrom>[2]);
      context.store.files.set(file.id, file);
      put("attachments", file.id, attachmentOf(context, file));
      return { ...option, value: file.id };
    }
    if ([6, 7, 8, 9].includes(numberOf(type))) resolve(context, channel, stringOf(value), put);
    return option;
  });
  return { options, resolved: Object.keys(resolved).length === 0 ? undefined : resolved };
}

type Put = (kind: string, id: string, what: unknown) => void;

/** A user, a role or a channel, whatever the id is of. */
export function resolve(context: Context, channel: Channel, id: string, put: Put): void {
  const guild = guildOf(context, channel);
  const role = guild?.roles.get(id);
  const other = context.store.channels.get(id);
  if (guild !== undefined && role !== undefined) put("roles", id, roleOf(role, guild));
  else if (other !== undefined) put("channels", id, { ...channelOf(context, other), permissions: "0" });
  else if (context.store.people.has(id)) {
    put("users", id, personOf(context, id));
    const member = guild && memberOf(guild, id);
    if (member !== undefined) put("members", id, { ...member, permissions: "0" });
  } else throw new Error(`there is nobody and nothing with the id ${id}`);
}
