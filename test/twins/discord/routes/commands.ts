import { isJson, type Json, listOf, numberOf, stringOf } from "../../json.ts";
import { checkCommand } from "../commands.ts";
import { type Context, identity } from "../context.ts";
import { createProblems, Refusal, refuse } from "../errors.ts";
import { limits } from "../limits.ts";
import type { Asked, Route } from "../router.ts";
import type { Command } from "../store.ts";
import { guildFor } from "./guilds.ts";

const addresses = ["/applications/:app/commands", "/applications/:app/guilds/:guild/commands"];

/** Global commands and a guild's, by the same rules. */
export const commandRoutes: readonly Route[] = addresses.flatMap((address): readonly Route[] => [
  {
    on: `GET ${address}`,
    run: (asked, context) => scope(asked, context).map(({ payload }) => shown(payload, asked)),
  },
  {
    on: `PUT ${address}`,
    bucket: "command",
    run(asked, context) {
      const guild = guildOf(asked, context);
      const list = listOf(asked.body.list);
      checkAll(list);
      const before = scope(asked, context);
      const others = context.store.commands.filter((command) => command.guild !== guild);
      const commands = list.map((body) => registered(context, guild, body, same(before, body)));
      context.store.commands = [...others, ...commands];
      context.changed();
      return commands.map(({ payload }) => payload);
    },
  },
  {
    on: `POST ${address}`,
    bucket: "command",
    status: 201,
    run(asked, context) {
      const before = same(scope(asked, context), asked.body);
      checkAll([...scope(asked, context).flatMap((one) => (one === before ? [] : [one.payload])), asked.body]);
      return put(context, registered(context, guildOf(asked, context), asked.body, before));
    },
  },
  { on: `GET ${address}/:command`, run: (asked, context) => shown(commandFor(asked, context).payload, asked) },
  {
    on: `PATCH ${address}/:command`,
    bucket: "command",
    run(asked, context) {
      const before = commandFor(asked, context);
      const body = { ...before.payload, ...asked.body };
      checkAll([body]);
      return put(context, registered(context, before.guild, body, before));
    },
  },
  {
    on: `DELETE ${address}/:command`,
    bucket: "command",
    run(asked, context) {
      const gone = commandFor(asked, context);
      context.store.commands = context.store.commands.filter((command) => command !== gone);
      context.changed();
    },
  },
]);

function guildOf({ params }: Asked, context: Context): string | undefined {
  if (params.app !== identity.applicationId)
    throw new Refusal(403, 20012, "You are not authorized to perform this action on this application");
  return params.guild === undefined ? undefined : guildFor(context, params.guild).id;
}

function scope(asked: Asked, context: Context): readonly Command[] {
  const guild = guildOf(asked, context);
  return context.store.commands.filter((command) => command.guild === guild);
}

function commandFor(asked: Asked, context: Context): Command {
  const found = scope(asked, context).find(({ id }) => id === asked.params.command);
  if (found === undefined) throw refuse("unknownCommand");
  return found;
}

function same(commands: readonly Command[], { name, type = 1 }: Json): Command | undefined {
  return commands.find((command) => command.name === name && command.type === type);
}

function put(context: Context, command: Command): Json {
  const others = context.store.commands.filter(({ id }) => id !== command.id);
  context.store.commands = [...others, command];
  context.changed();
  return command.payload;
}

function checkAll(list: readonly Json[]): void {
  const problems = createProblems();
  const seen = new Set<string>();
  for (const [index, body] of list.entries()) {
    const path = list.length === 1 ? [] : [index];
    checkCommand(problems, body, path);
    const key = `${numberOf(body.type) || 1} ${stringOf(body.name)}`;
    if (seen.has(key))
      problems.add(path, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
    seen.add(key);
  }
  problems.settle();
  const count = (type: number) => list.filter((body) => (numberOf(body.type) || 1) === type).length;
  if (count(1) > limits.slashCommands || count(3) > limits.menuCommands || count(2) > limits.menuCommands)
    throw refuse("tooManyCommands");
}

/** With the id that it had, and Discord's own fields. */
function registered(context: Context, guild: string | undefined, body: Json, before: Command | undefined): Command {
  const id = before?.id ?? context.store.id();
  const type = numberOf(body.type) || 1;
  const name = stringOf(body.name);
  const payload = {
    name_localizations: null,
    description_localizations: null,
    default_member_permissions: null,
    dm_permission: true,
    nsfw: false,
    contexts: null,
    integration_types: [0],
    description: "",
    ...body,
    id,
    application_id: identity.applicationId,
    version: context.store.id(),
    type,
    ...(guild !== undefined && { guild_id: guild }),
  };
  return { id, guild, name, type, payload };
}

/** Localizations come only to those who ask for them. */
function shown(payload: Json, { query }: Asked): Json {
  return query.with_localizations === "true" ? payload : without(payload);
}

function without(value: Json): Json {
  const entries = Object.entries(value).filter(([key]) => !key.endsWith("_localizations"));
  return Object.fromEntries(
    entries.map(([key, inner]) => [
      key,
      Array.isArray(inner) ? inner.map((one) => (isJson(one) ? without(one) : one)) : inner,
    ]),
  );
}
