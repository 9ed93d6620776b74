import { PermissionFlagsBits, type PermissionsBitField } from "discord.js";

/** What the bot needs in a channel: discord.js' names, and those on Discord's own pages. */
const NEEDED = [
  ["ViewChannel", "View Channels"],
  ["SendMessages", "Send Messages"],
  ["SendMessagesInThreads", "Send Messages in Threads"],
  ["CreatePublicThreads", "Create Public Threads"],
  ["EmbedLinks", "Embed Links"],
  ["AttachFiles", "Attach Files"],
  ["AddReactions", "Add Reactions"],
  ["ReadMessageHistory", "Read Message History"],
] as const;

/** Asked for where the bot is let in; without it, the board is there and not pinned. */
const WISHED = ["PinMessages"] as const;

/** What is missing, by the names on Discord's own pages. */
export function missingFrom(permissions: Readonly<PermissionsBitField>): readonly string[] {
  return NEEDED.filter(([flag]) => !permissions.has(PermissionFlagsBits[flag])).map(([, name]) => name);
}

/** The link by which somebody who may manage a server lets the bot in, with all that it needs. */
export function inviteLink(application: string): string {
  const flags = [...NEEDED.map(([flag]) => flag), ...WISHED];
  const permissions = flags.reduce((bits, flag) => bits | PermissionFlagsBits[flag], 0n);
  const query = new URLSearchParams({
    client_id: application,
    permissions: String(permissions),
    scope: "bot applications.commands",
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

export function lackingIn(permissions: readonly string[]): string {
  return `I lack ${permissions.join(", ")} in this channel. Give my role that under Edit Channel, Permissions, and say it again.`;
}

export function lockedSentence(project: string): string {
  return `The thread of ${project} is locked, so nothing can be said in it. Unlock it in its menu (or give the bot Manage Threads); all that Claude says is kept until then.`;
}

/** What was granted at the start may be taken away later. */
export function silencedSentence(project: string, permissions: readonly string[]): string {
  return `I lack ${permissions.join(", ")} in the channel of ${project}, so nothing can be said in its thread. Give my role that under Edit Channel, Permissions; all that Claude says is kept until then.`;
}

export function noFilesSentence(project: string): string {
  return `⚠️ I lack Attach Files in this channel, so the file is not here. Give my role that under Edit Channel, Permissions; on the bot's machine, "cockpit output ${project}" shows it.`;
}
