import { BridgeError } from "../../src/errors.ts";
import type { Policy, SettingsOf } from "../../src/ports/ports.ts";
import { addressSetting, allowedIn, idSetting, idsSetting, onCallSetting } from "../chat/settings.ts";

export interface SlackConfig {
  readonly botToken: string;
  readonly appToken: string;
  /** The Web API's address; undefined: Slack's own. */
  readonly api: string | undefined;
  /** Where a project that was started elsewhere gets its thread; undefined: it gets none. */
  readonly channel: string | undefined;
  /** By channel, whom a question is for where it is nobody's in particular. */
  readonly onCall: Readonly<Record<string, readonly string[]>>;
  readonly policy: Policy;
}

const CHANNEL = { expected: "a channel's id, like C0123ABCD", pattern: /^[CG][A-Z0-9]+$/ };
const MEMBERS = { expected: "members' ids, like U0123ABCD", pattern: /^[UW][A-Z0-9]+$/ };

export const slackSettings = {
  users: idsSetting(MEMBERS.expected, MEMBERS.pattern),
  groups: idsSetting("user groups' ids, like S0123ABCD", /^S[A-Z0-9]+$/),
  channels: idsSetting("channels' ids, like C0123ABCD", CHANNEL.pattern),
  channel: idSetting(CHANNEL.expected, CHANNEL.pattern),
  "on-call": onCallSetting(CHANNEL, MEMBERS),
  api: addressSetting("the address of a Web API, like https://slack.com/api/"),
};

export const slackVariables = ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "SLACK_ALLOW"] as const;

type Env = Readonly<Partial<Record<(typeof slackVariables)[number], string | undefined>>>;

/** Tokens come from the environment alone. Rejects with `bad-config` where only one of the two is there, or they are swapped. */
export function slackConfig(settings: SettingsOf<typeof slackSettings>, env: Env): SlackConfig | null {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken } = env;
  if (!botToken && !appToken) return null;
  const allowed = allowedIn(
    "SLACK_ALLOW",
    env.SLACK_ALLOW,
    /^[UWSCG][A-Z0-9]+$/,
    `ids of members (U…), user groups (S…) or channels (C…), with commas. "Copy member ID" in a member's profile gives one.`,
  );
  return {
    botToken: token("SLACK_BOT_TOKEN", botToken, "xoxb-", "OAuth & Permissions"),
    appToken: token("SLACK_APP_TOKEN", appToken, "xapp-", "Basic Information, App-Level Tokens"),
    api: settings.api ?? (env.SLACK_API_URL || undefined),
    channel: settings.channel,
    onCall: settings["on-call"] ?? {},
    policy: {
      users: [...(settings.users ?? []), ...allowed.filter((id) => /^[UW]/.test(id))],
      groups: [...(settings.groups ?? []), ...allowed.filter((id) => id.startsWith("S"))],
      channels: [...(settings.channels ?? []), ...allowed.filter((id) => /^[CG]/.test(id))],
    },
  };
}

function token(name: string, value: string | undefined, prefix: string, place: string): string {
  if (value?.startsWith(prefix)) return value;
  const found = value ? `is no token of that kind` : "is missing";
  throw new BridgeError(
    "bad-config",
    `${name} ${found}; expected one that begins with ${prefix}, from the app's page at api.slack.com under ${place}.`,
  );
}
