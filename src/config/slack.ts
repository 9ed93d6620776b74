import type { Policy } from "../chat/access.ts";
import { BridgeError } from "../errors.ts";
import type { ConfigFile, Env } from "./file.ts";

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

/** Tokens come from the environment alone. Rejects with `bad-config` where only one of the two is there, or they are swapped. */
export function slackConfig({ settings }: Pick<ConfigFile, "settings">, env: Env): SlackConfig | null {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_ALLOW = "" } = env;
  if (!botToken && !appToken) return null;
  const slack = settings.slack ?? {};
  const allowed = SLACK_ALLOW.split(/[\s,]+/).filter((id) => id !== "");
  const odd = allowed.find((id) => !/^[UWSCG][A-Z0-9]+$/.test(id));
  if (odd !== undefined)
    throw new BridgeError(
      "bad-config",
      `SLACK_ALLOW has ${JSON.stringify(odd)}; expected ids of members (U…), user groups (S…) or channels (C…), with commas. "Copy member ID" in a member's profile gives one.`,
    );
  return {
    botToken: token("SLACK_BOT_TOKEN", botToken, "xoxb-", "OAuth & Permissions"),
    appToken: token("SLACK_APP_TOKEN", appToken, "xapp-", "Basic Information, App-Level Tokens"),
    api: slack.api ?? (env.SLACK_API_URL || undefined),
    channel: slack.channel,
    onCall: slack["on-call"] ?? {},
    policy: {
      users: [...(slack.users ?? []), ...allowed.filter((id) => /^[UW]/.test(id))],
      groups: [...(slack.groups ?? []), ...allowed.filter((id) => id.startsWith("S"))],
      channels: [...(slack.channels ?? []), ...allowed.filter((id) => /^[CG]/.test(id))],
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
