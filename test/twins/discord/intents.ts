import type { PrivilegedIntent } from "./types.ts";

export const intents = {
  guilds: 1 << 0,
  members: 1 << 1,
  presences: 1 << 8,
  guildMessages: 1 << 9,
  guildReactions: 1 << 10,
  directMessages: 1 << 12,
  directReactions: 1 << 13,
  content: 1 << 15,
} as const;

const privileged: Readonly<Record<PrivilegedIntent, number>> = {
  GuildPresences: intents.presences,
  GuildMembers: intents.members,
  MessageContent: intents.content,
};

/** Every bit that Discord knows. */
export const knownIntents = 0b11_0011_1111_1111_1111_1111_1111;

export function disallowed(asked: number, allowed: readonly PrivilegedIntent[]): boolean {
  return Object.entries(privileged).some(
    ([name, bit]) => (asked & bit) !== 0 && !allowed.includes(name as PrivilegedIntent),
  );
}

/** How an application shows its switches; these are the flags of one in fewer than 100 servers. */
export function applicationFlags(allowed: readonly PrivilegedIntent[]): number {
  const bits: Readonly<Record<PrivilegedIntent, number>> = {
    GuildPresences: 1 << 13,
    GuildMembers: 1 << 15,
    MessageContent: 1 << 19,
  };
  return allowed.reduce((flags, name) => flags | bits[name], 0);
}
