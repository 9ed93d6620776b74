import type { Json } from "../json.ts";
import { refuse } from "./errors.ts";
import { has, type Permission, permissionsIn } from "./permissions.ts";
import type { Rates } from "./rates.ts";
import type { Channel, Guild, Message, Store } from "./store.ts";
import type { PrivilegedIntent } from "./types.ts";

export const identity = {
  // An older application: its bot has an id of its own, so that one cannot pass for the other.
  applicationId: "110000000000000001",
  bot: { id: "110000000000000002", name: "cockpit", roleId: "110000000000000004" },
  guild: { id: "110000000000000003", name: "Twin", ownerId: "110000000000000005" },
  token: "MTEwMDAwMDAwMDAwMDAwMDAy.GTwin0.the-twin-takes-no-other-than-this-one",
} as const;

/** An event for the gateway. */
export interface Happening {
  readonly type: string;
  /** The bit of the intent that it needs; 0 for what always comes. */
  readonly intent: number;
  readonly data: Json;
  /** For sessions that may not read what others write. */
  readonly bare?: Json;
}

/** What routes, people and interactions share. */
export interface Context {
  readonly store: Store;
  readonly clock: () => number;
  readonly rates: Rates;
  /** `http://127.0.0.1:PORT` */
  readonly origin: () => string;
  /** The switches of the portal. */
  readonly privileged: () => readonly PrivilegedIntent[];
  /** How many sessions it goes to. */
  emit(happening: Happening): number;
  changed(): void;
}

/** Whether the REST API shows what others write. */
export function readsContent(context: Context): boolean {
  return context.privileged().includes("MessageContent");
}

export function guildOf({ store }: Context, channel: Channel): Guild | undefined {
  return channel.guild === undefined ? undefined : store.guilds.get(channel.guild);
}

/** What a member may do there; in direct messages, everything that there is to do. */
export function mayIn(context: Context, channel: Channel, user: string, permission: Permission): boolean {
  const guild = guildOf(context, channel);
  if (guild === undefined) return channel.recipient === user || user === identity.bot.id;
  return has(bitsIn(context, guild, channel, user), permission);
}

export function bitsIn({ store }: Context, guild: Guild, channel: Channel, user: string): bigint {
  const place = channel.kind === "thread" ? store.channels.get(channel.parent ?? "") : channel;
  return permissionsIn(guild, place, user);
}

/** Whether the bot hears of what happens there. */
export function visible(context: Context, channel: Channel): boolean {
  if (guildOf(context, channel)?.joined === false) return false;
  if (channel.thread?.private === true && !channel.thread.members.has(identity.bot.id))
    return mayIn(context, channel, identity.bot.id, "ManageThreads");
  return mayIn(context, channel, identity.bot.id, "ViewChannel");
}

/** A channel, as far as the bot gets at it. */
export function channelFor(context: Context, id: string | undefined): Channel {
  const channel = context.store.channels.get(id ?? "");
  if (channel === undefined || channel.deleted) throw refuse("unknownChannel");
  if (!visible(context, channel)) throw refuse("missingAccess");
  return channel;
}

export function demand(context: Context, channel: Channel, ...permissions: readonly Permission[]): void {
  for (const permission of permissions)
    if (!mayIn(context, channel, identity.bot.id, permission)) throw refuse("missingPermissions");
}

/** Not for ephemeral messages: they are reached with their interaction's token only. */
export function messageFor(channel: Channel, id: string | undefined): Message {
  const message = channel.messages.find((one) => one.id === id);
  if (message === undefined || message.deleted) throw refuse("unknownMessage");
  return message;
}
