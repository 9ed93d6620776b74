import type { Json } from "../json.ts";
import { snowflakeAt } from "./snowflake.ts";
import type { Choice, InteractionKind, Place } from "./views.ts";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly globalName: string | undefined;
  readonly bot: boolean;
  readonly dms: boolean;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
  readonly mentionable: boolean;
  readonly managed: boolean;
}

export interface Member {
  readonly nick: string | undefined;
  roles: readonly string[];
  readonly joinedAt: number;
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly roles: Map<string, Role>;
  readonly members: Map<string, Member>;
  /** False while it has an outage. */
  available: boolean;
  /** False once the bot is out of it. */
  joined: boolean;
}

export interface Tag {
  readonly id: string;
  readonly name: string;
  readonly moderated: boolean;
}

export interface Thread {
  readonly owner: string;
  readonly private: boolean;
  archived: boolean;
  locked: boolean;
  autoArchive: number;
  archivedAt: number;
  readonly createdAt: number;
  tags: readonly string[];
  readonly members: Map<string, number>;
  pinned: boolean;
}

export type ChannelKind = "text" | "announcement" | "forum" | "voice" | "category" | "dm" | "thread";

export interface Channel {
  readonly id: string;
  readonly kind: ChannelKind;
  /** Undefined for direct messages. */
  readonly guild: string | undefined;
  name: string;
  topic: string | undefined;
  readonly parent: string | undefined;
  readonly overwrites: Map<string, { readonly allow: bigint; readonly deny: bigint }>;
  readonly tags: readonly Tag[];
  readonly requireTag: boolean;
  /** The other one in direct messages. */
  readonly recipient: string | undefined;
  readonly thread: Thread | undefined;
  /** In order, deleted ones included, ephemeral ones not. */
  readonly messages: Message[];
  deleted: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly channel: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly contentType: string;
  readonly content: Buffer;
}

/** Whom a message calls, after its `allowed_mentions`. */
export interface Mentions {
  readonly everyone: boolean;
  readonly users: readonly string[];
  readonly roles: readonly string[];
  /** All of them: `everyone`, `here`, and ids. */
  readonly pings: readonly string[];
}

export interface Message extends Place {
  readonly type: number;
  readonly author: string;
  content: string;
  embeds: readonly Json[];
  components: readonly Json[];
  attachments: readonly StoredFile[];
  flags: number;
  mentions: Mentions;
  readonly reactions: Map<string, string[]>;
  readonly nonce: string | number | undefined;
  readonly pings: Set<string>;
  readonly reference: { readonly channel: string; readonly id: string | undefined } | undefined;
  readonly interaction: Interaction | undefined;
  readonly only: string | undefined;
  pinnedAt: number | undefined;
  readonly sentAt: number;
  editedAt: number | undefined;
  deleted: boolean;
  readonly was: string[];
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: InteractionKind;
  readonly user: string;
  readonly channel: string;
  readonly at: number;
  /** A test that waits longer than the platform, by the machine's clock, whatever the one here says. */
  readonly isPatient: boolean;
  /** Of a command. */
  readonly command: string | undefined;
  /** The message of a component, and of a modal that it opened. */
  readonly source: Message | undefined;
  state: "pending" | "deferred" | "answered" | "failed";
  callback: number | undefined;
  ephemeral: boolean;
  reply: Message | undefined;
  readonly followups: Message[];
  modal: Modal | undefined;
  choices: readonly Choice[] | undefined;
  /** The person's client has an answer. */
  settle: () => void;
}

export interface Modal {
  readonly interaction: Interaction;
  readonly customId: string;
  readonly title: string;
  readonly components: readonly Json[];
  open: boolean;
}

export interface Command {
  readonly id: string;
  readonly guild: string | undefined;
  readonly name: string;
  readonly type: number;
  readonly payload: Json;
}

export interface Store {
  readonly people: Map<string, Person>;
  readonly guilds: Map<string, Guild>;
  /** Threads and direct messages, too. */
  readonly channels: Map<string, Channel>;
  readonly files: Map<string, StoredFile>;
  readonly ephemerals: Message[];
  readonly interactions: Interaction[];
  commands: readonly Command[];
  /** Never the same twice, and always later than the one before. */
  id(): string;
  /** Deleted and ephemeral ones, too. */
  find(place: Place): Message | undefined;
  threadsOf(parent: string): readonly Channel[];
}

/** All that there is on this Discord; it has no rules of its own. */
export function createStore(clock: () => number): Store {
  const channels = new Map<string, Channel>();
  const ephemerals: Message[] = [];
  // Clocks of tests may be long ago: ids stay as long as Discord's, and later than those that tests give.
  let last = 200_000_000_000_000_000n;

  return {
    people: new Map(),
    guilds: new Map(),
    channels,
    files: new Map(),
    ephemerals,
    interactions: [],
    commands: [],
    id() {
      const now = snowflakeAt(clock());
      last = now > last ? now : last + 1n;
      return String(last);
    },
    find: ({ channel, id }) =>
      channels.get(channel)?.messages.find((message) => message.id === id) ??
      ephemerals.find((message) => message.id === id && message.channel === channel),
    threadsOf: (parent) => [...channels.values()].filter((one) => one.kind === "thread" && one.parent === parent),
  };
}
