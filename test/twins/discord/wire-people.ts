import type { APIGuildMember, APIRole, APIUser } from "discord.js";
import type { Json } from "../json.ts";
import { type Context, identity } from "./context.ts";
import type { Guild, Person, Role } from "./store.ts";

/** Keys as discord-api-types has them, so that none is missing or misspelt; what stands in them is the twin's affair. */
export type Shape<Wire> = { [Key in keyof Wire]: unknown };

export function userOf({ id, name, globalName, bot }: Person): Json {
  return {
    id,
    username: name,
    discriminator: bot ? "0001" : "0",
    global_name: globalName ?? null,
    avatar: null,
    bot,
    public_flags: 0,
  } satisfies Shape<APIUser>;
}

export function personOf({ store }: Context, id: string): Json {
  const person = store.people.get(id);
  return person === undefined ? { id, username: "deleted-user", discriminator: "0000", avatar: null } : userOf(person);
}

/** Without the user, as messages carry it. */
export function memberOf(guild: Guild, user: string): Json | undefined {
  const member = guild.members.get(user);
  if (member === undefined) return undefined;
  return {
    nick: member.nick ?? null,
    roles: [...member.roles],
    joined_at: new Date(member.joinedAt).toISOString(),
    premium_since: null,
    pending: false,
    communication_disabled_until: null,
    avatar: null,
    banner: null,
    deaf: false,
    mute: false,
    flags: 0,
  } satisfies Shape<Omit<APIGuildMember, "user">>;
}

export function fullMemberOf(context: Context, guild: Guild, user: string): Json | undefined {
  const member = memberOf(guild, user);
  return member && { ...member, user: personOf(context, user) };
}

export function roleOf({ id, name, permissions, mentionable, managed }: Role, guild: Guild): Json {
  return {
    id,
    name,
    permissions: String(permissions),
    mentionable,
    managed,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    position: [...guild.roles.keys()].indexOf(id),
    flags: 0,
    ...(managed && { tags: { bot_id: identity.bot.id } }),
  } satisfies Shape<APIRole>;
}
