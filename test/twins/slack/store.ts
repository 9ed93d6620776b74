import type { Json } from "../json.ts";
import type { EphemeralView, Metadata, Place, Responded } from "./types.ts";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly dm: string;
  readonly isBot: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: "channel" | "group" | "im";
  readonly members: Set<string>;
  readonly created: number;
  readonly topic: string;
  archived: boolean;
  /** In order, deleted ones and replies included. */
  readonly messages: Message[];
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  title: string;
  readonly mimetype: string;
  readonly user: string;
  readonly created: number;
  /** Undefined until the upload. */
  content: Buffer | undefined;
  readonly shares: Place[];
}

export interface Message extends Place {
  readonly thread_ts: string | undefined;
  readonly broadcast: boolean;
  readonly user: string | undefined;
  readonly bot_id: string | undefined;
  readonly app_id: string | undefined;
  readonly username: string | undefined;
  readonly subtype: string | undefined;
  text: string;
  blocks: readonly Json[];
  attachments: readonly Json[];
  metadata: Metadata | undefined;
  edited: { readonly user: string; readonly ts: string } | undefined;
  readonly files: readonly StoredFile[];
  readonly reactions: Map<string, string[]>;
  readonly pings: Set<string>;
  readonly was: string[];
  deleted: boolean;
}

export type Ephemeral = { -readonly [Key in Exclude<keyof EphemeralView, "shown">]: EphemeralView[Key] };

export interface Session {
  readonly channel: string;
  readonly thread_ts: string;
  title: string | undefined;
  readonly statuses: { readonly status: string; readonly at: number }[];
}

export interface View {
  readonly id: string;
  readonly user: string;
  readonly kind: "modal" | "home";
  hash: string;
  view: Json;
  updates: number;
  open: boolean;
}

export interface Trigger {
  readonly user: string;
  readonly expires: number;
  used: boolean;
}

/** What a response URL answers to. */
export interface ResponseUrl {
  readonly user: string;
  readonly channel: string;
  /** The message whose button was pressed. */
  readonly source: Place | undefined;
  readonly expires: number;
  readonly used: Responded[];
}

export interface Store {
  readonly people: Map<string, Person>;
  readonly channels: Map<string, Channel>;
  readonly groups: Map<string, { readonly id: string; readonly handle: string; readonly users: readonly string[] }>;
  readonly files: Map<string, StoredFile>;
  readonly ephemerals: Ephemeral[];
  readonly sessions: Map<string, Session>;
  readonly views: Map<string, View>;
  readonly triggers: Map<string, Trigger>;
  readonly responses: Map<string, ResponseUrl>;
  /** Never the same twice, and always later than the one before, as Slack's are within a channel. */
  ts(): string;
  id(prefix: string): string;
  find(place: Place): Message | undefined;
  replies(channel: Channel, ts: string): readonly Message[];
}

/** All that the workspace holds; it has no rules of its own. */
export function createStore(clock: () => number): Store {
  const channels = new Map<string, Channel>();
  let micros = 0;
  let count = 0;

  return {
    people: new Map(),
    channels,
    groups: new Map(),
    files: new Map(),
    ephemerals: [],
    sessions: new Map(),
    views: new Map(),
    triggers: new Map(),
    responses: new Map(),
    ts() {
      micros = Math.max(micros + 1, Math.round(clock() * 1000));
      return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, "0")}`;
    },
    id(prefix) {
      count += 1;
      return `${prefix}${String(count).padStart(10, "0")}`;
    },
    find: ({ channel, ts }) => channels.get(channel)?.messages.find((message) => message.ts === ts),
    replies: ({ messages }, ts) => messages.filter((message) => message.thread_ts === ts && !message.deleted),
  };
}
