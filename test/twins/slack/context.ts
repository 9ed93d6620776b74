import type { Json } from "../json.ts";
import type { Channel, Store } from "./store.ts";

export const identity = {
  team: { id: "T0TWIN", name: "Twin", domain: "twin" },
  appId: "A0COCKPIT",
  appName: "Cockpit",
  bot: { userId: "U0BOT", botId: "B0BOT", name: "cockpit" },
  botToken: "xoxb-0-twin-bot",
  appToken: "xapp-1-A0COCKPIT-0-twin-app",
} as const;

/** What methods, people and interactions share. */
export interface Context {
  readonly store: Store;
  readonly clock: () => number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: () => string;
  /** Sends it to the app, if the app subscribed to it and is where it happens. */
  emit(event: Json, channel?: Channel): void;
  /** Whether the app gets such events at all. */
  subscribed(event: string): boolean;
  /** Settles before an uploaded file may be shared. */
  sharing(): Promise<unknown>;
}

/** Slack's own error, answered with status 200. */
export class Refusal extends Error {
  readonly code: string;
  readonly problems: readonly string[];

  constructor(code: string, problems: readonly string[] = []) {
    super([code, ...problems].join(": "));
    this.code = code;
    this.problems = problems;
  }
}

/** Whether the channel's events and history are the bot's to see. */
export function hasBot(channel: Channel): boolean {
  return channel.members.has(identity.bot.userId);
}

export interface Method {
  readonly tier: "post" | "two" | "three" | "four" | "special";
  /** The bot needs one of them; none are needed when left out. */
  readonly scopes?: readonly string[];
  run(args: Json, context: Context): Json;
}

export type Methods = Readonly<Record<string, Method>>;
