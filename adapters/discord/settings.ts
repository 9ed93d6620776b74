import { z } from "zod";
import type { Policy, SettingsOf } from "../../src/ports/ports.ts";
import { addressSetting, allowedIn, idSetting, idsSetting, onCallSetting } from "../chat/settings.ts";

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

/** Those that Discord's own clients speak. */
const LOCALES: readonly string[] =
  "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko".split(
    " ",
  );
const DESCRIPTION = "a description, in that language";
const SNOWFLAKE = { expected: 'an id of Discord\'s in quotes, like "175928847299117063"', pattern: /^\d{17,20}$/ };
const MEMBERS = { expected: "members' ids, in quotes", pattern: SNOWFLAKE.pattern };

export const discordSettings = {
  users: idsSetting(MEMBERS.expected, MEMBERS.pattern),
  roles: idsSetting("roles' ids, in quotes", SNOWFLAKE.pattern),
  channels: idsSetting("channels' ids, in quotes", SNOWFLAKE.pattern),
  guild: idSetting(SNOWFLAKE.expected, SNOWFLAKE.pattern),
  channel: idSetting(SNOWFLAKE.expected, SNOWFLAKE.pattern),
  "on-call": onCallSetting(SNOWFLAKE, MEMBERS),
  descriptions: z
    .record(
      z.string().refine((locale) => LOCALES.includes(locale), `one of Discord's languages: ${LOCALES.join(", ")}`),
      z.record(z.string(), z.string(DESCRIPTION).min(1, DESCRIPTION), "a map of commands and descriptions"),
      "a map of languages, each a map of commands and descriptions",
    )
    .optional(),
  api: addressSetting("the address of an API, like https://discord.com/api"),
};

export const discordVariables = ["DISCORD_TOKEN", "DISCORD_GUILD", "DISCORD_API_URL", "DISCORD_ALLOW"] as const;

type Env = Readonly<Partial<Record<(typeof discordVariables)[number], string | undefined>>>;

/** The token comes from the environment alone. Rejects with `bad-config` where an id in DISCORD_ALLOW is none. */
export function discordConfig(settings: SettingsOf<typeof discordSettings>, env: Env): DiscordConfig | null {
  const { DISCORD_TOKEN: token, DISCORD_GUILD, DISCORD_API_URL } = env;
  if (!token) return null;
  const allowed = allowedIn(
    "DISCORD_ALLOW",
    env.DISCORD_ALLOW,
    SNOWFLAKE.pattern,
    'ids of members, roles or channels, with commas. With Developer Mode on, "Copy ID" in a menu gives one.',
  );
  return {
    token,
    api: settings.api ?? (DISCORD_API_URL || undefined),
    guild: settings.guild ?? (DISCORD_GUILD || undefined),
    channel: settings.channel,
    onCall: settings["on-call"] ?? {},
    descriptions: settings.descriptions ?? {},
    // An id alone does not say what it is of; one that is none of the three lets nobody in.
    policy: {
      users: [...(settings.users ?? []), ...allowed],
      groups: [...(settings.roles ?? []), ...allowed],
      channels: [...(settings.channels ?? []), ...allowed],
    },
  };
}
