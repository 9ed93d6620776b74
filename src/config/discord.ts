import type { Policy } from "../chat/access.ts";
import { BridgeError } from "../errors.ts";
import type { ConfigFile, Env } from "./file.ts";

export interface DiscordConfig {
  readonly token: string;
  /** The API's address; undefined: Discord's own. */
  readonly api: string | undefined;
  /** The server in which commands are there at once; undefined: in all, which takes Discord a while. */
  readonly guild: string | undefined;
  /** Where a project that was started elsewhere gets its thread; undefined: it gets none. */
  readonly channel: string | undefined;
  /** By channel, whom a question is for where it is nobody's in particular. */
  readonly onCall: Readonly<Record<string, readonly string[]>>;
  /** Descriptions of commands in other languages: by Discord's locale, then by the command's name. */
  readonly descriptions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policy: Policy;
}

/** The token comes from the environment alone. Rejects with `bad-config` where an id in DISCORD_ALLOW is none. */
export function discordConfig({ settings }: Pick<ConfigFile, "settings">, env: Env): DiscordConfig | null {
  const { DISCORD_TOKEN: token, DISCORD_GUILD, DISCORD_API_URL, DISCORD_ALLOW = "" } = env;
  if (!token) return null;
  const discord = settings.discord ?? {};
  const allowed = DISCORD_ALLOW.split(/[\s,]+/).filter((id) => id !== "");
  const odd = allowed.find((id) => !/^\d{17,20}$/.test(id));
  if (odd !== undefined)
    throw new BridgeError(
      "bad-config",
      `DISCORD_ALLOW has ${JSON.stringify(odd)}; expected ids of members, roles or channels, with commas. With Developer Mode on, "Copy ID" in a menu gives one.`,
    );
  return {
    token,
    api: discord.api ?? (DISCORD_API_URL || undefined),
    guild: discord.guild ?? (DISCORD_GUILD || undefined),
    channel: discord.channel,
    onCall: discord["on-call"] ?? {},
    descriptions: discord.descriptions ?? {},
    // An id alone does not say what it is of; one that is none of the three lets nobody in.
    policy: {
      users: [...(discord.users ?? []), ...allowed],
      groups: [...(discord.roles ?? []), ...allowed],
      channels: [...(discord.channels ?? []), ...allowed],
    },
  };
}
