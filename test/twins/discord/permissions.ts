import type { Channel, Guild } from "./store.ts";

/** Discord's permission bits, by the names that discord.js gives them. */
export const permissionBits = {
  KickMembers: 1n << 1n,
  BanMembers: 1n << 2n,
  Administrator: 1n << 3n,
  ManageChannels: 1n << 4n,
  ManageGuild: 1n << 5n,
  AddReactions: 1n << 6n,
  ViewAuditLog: 1n << 7n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  ManageMessages: 1n << 13n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  MentionEveryone: 1n << 17n,
  UseExternalEmojis: 1n << 18n,
  ManageRoles: 1n << 28n,
  ManageWebhooks: 1n << 29n,
  UseApplicationCommands: 1n << 31n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  CreatePrivateThreads: 1n << 36n,
  SendMessagesInThreads: 1n << 38n,
  PinMessages: 1n << 51n,
} as const;

export type Permission = keyof typeof permissionBits;

/** What people may do in a server where nobody decided anything. */
export const usual: readonly Permission[] = [
  "ViewChannel",
  "SendMessages",
  "AddReactions",
  "EmbedLinks",
  "AttachFiles",
  "ReadMessageHistory",
  "UseExternalEmojis",
  "UseApplicationCommands",
  "CreatePublicThreads",
  "CreatePrivateThreads",
  "SendMessagesInThreads",
];

export const every: readonly Permission[] = (Object.keys(permissionBits) as Permission[]).filter(
  (name) => name !== "Administrator",
);

const all = bitsOf([...every, "Administrator"]);

export function bitsOf(names: readonly Permission[]): bigint {
  return names.reduce((bits, name) => bits | permissionBits[name], 0n);
}

/** What a member may do; in a channel that is a thread, hand over its parent. */
export function permissionsIn(guild: Guild, channel: Channel | undefined, user: string): bigint {
  if (user === guild.ownerId) return all;
  const member = guild.members.get(user);
  if (member === undefined) return 0n;
  const roles = [guild.id, ...member.roles];
  const base = roles.reduce((bits, id) => bits | (guild.roles.get(id)?.permissions ?? 0n), 0n);
  if ((base & permissionBits.Administrator) !== 0n) return all;
  if (channel === undefined) return base;
  const { overwrites } = channel;
  const everybody = applied(base, overwrites.get(guild.id));
  const own = member.roles.flatMap((id) => overwrites.get(id) ?? []);
  const byRoles = applied(everybody, {
    allow: own.reduce((bits, { allow }) => bits | allow, 0n),
    deny: own.reduce((bits, { deny }) => bits | deny, 0n),
  });
  const bits = applied(byRoles, overwrites.get(user));
  return (bits & permissionBits.ViewChannel) === 0n ? 0n : bits;
}

function applied(bits: bigint, overwrite: { readonly allow: bigint; readonly deny: bigint } | undefined): bigint {
  return overwrite === undefined ? bits : (bits & ~overwrite.deny) | overwrite.allow;
}

export function has(bits: bigint, name: Permission): boolean {
  return (bits & permissionBits[name]) !== 0n;
}
