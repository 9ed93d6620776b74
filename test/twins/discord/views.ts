import type { Json } from "../json.ts";

/** Where a message is. A thread is a channel of its own, and so are direct messages. */
export interface Place {
  readonly channel: string;
  readonly id: string;
}

export interface FileInput {
  readonly name: string;
  readonly content: Buffer;
  readonly contentType?: string;
}

export interface Choice {
  readonly name: string;
  readonly value: string | number;
  readonly name_localizations?: Readonly<Record<string, string>> | null;
}

export interface FileView {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly contentType: string;
  readonly size: number;
  readonly content: Buffer;
  readonly url: string;
}

/** A message as people see it. */
export interface MessageView extends Place {
  /** Discord's message type: 0 usual, 6 pinned, 18 thread created, 19 reply, 20 slash command, 21 thread starter. */
  readonly type: number;
  /** The id of its author. */
  readonly user: string;
  readonly content: string;
  readonly embeds: readonly Json[];
  readonly components: readonly Json[];
  /** What people read, a line each: content, embeds, text displays, and the labels of buttons and selects. */
  readonly shown: string;
  readonly attachments: readonly FileView[];
  /** By emoji (`👍`, `name:id`), who reacted with it, in order. */
  readonly reactions: Readonly<Record<string, readonly string[]>>;
  readonly nonce: string | undefined;
  readonly flags: number;
  /** Whom any version of it called: `everyone`, `here`, and ids of users and roles. An edit counts, though it rings nowhere. */
  readonly pings: readonly string[];
  /** The message it replies to. */
  readonly replyTo: Place | undefined;
  /** The thread started from it; it has the message's id. */
  readonly thread: string | undefined;
  /** The interaction that it answers. */
  readonly interaction: string | undefined;
  /** Who alone sees it; undefined for what all see. */
  readonly only: string | undefined;
  /** "… is thinking": deferred, and not yet edited. */
  readonly loading: boolean;
  readonly pinned: boolean;
  readonly sentAt: number;
  readonly editedAt: number | undefined;
  /** A deleted message stays in the twin's lists; Discord's own answers leave it out. */
  readonly deleted: boolean;
  /** Content it had before its edits, oldest first. */
  readonly was: readonly string[];
}

export interface ThreadView {
  readonly id: string;
  readonly parent: string;
  readonly name: string;
  readonly owner: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly locked: boolean;
  /** Minutes: 60, 1440, 4320 or 10080. */
  readonly autoArchive: number;
  readonly tags: readonly string[];
  readonly members: readonly string[];
  readonly pinned: boolean;
  /** It stays in the twin's lists. */
  readonly deleted: boolean;
}

export interface ModalView {
  /** The id of the interaction that opened it. */
  readonly id: string;
  readonly user: string;
  readonly customId: string;
  readonly title: string;
  /** As the app gave them. */
  readonly components: readonly Json[];
}

export type InteractionKind = "slash" | "menu" | "autocomplete" | "component" | "modal";

/** What a person did to the bot, and what came of it. It is live. */
export interface InteractionView {
  readonly id: string;
  readonly token: string;
  readonly kind: InteractionKind;
  readonly user: string;
  readonly channel: string;
  readonly at: number;
  /** `failed`: the person's client gave up waiting. A later answer leaves it so where Discord would not show it. */
  readonly state: "pending" | "deferred" | "answered" | "failed";
  /** Discord's callback type: 4 message, 5 deferred message, 6 deferred update, 7 update, 8 choices, 9 modal. */
  readonly callback: number | undefined;
  readonly ephemeral: boolean;
  /** The original response; the clicked message after an update. */
  readonly reply: MessageView | undefined;
  readonly followups: readonly MessageView[];
  readonly modal: ModalView | undefined;
  readonly choices: readonly Choice[] | undefined;
}

/** A command as it is registered. */
export interface CommandView {
  readonly id: string;
  readonly name: string;
  readonly guild: string | undefined;
  /** As Discord would give it back. */
  readonly payload: Json;
}

/** How a call was answered; a number is an HTTP status. */
export type Answered = "pending" | "dropped" | number;

export interface Call {
  /** `GET`, `POST`, … */
  readonly method: string;
  /** Decoded, without `/api/v10`: `/channels/1/messages`. Downloads are `/attachments/…`. */
  readonly route: string;
  readonly query: Readonly<Record<string, string>>;
  /** The JSON body (that of `payload_json` in an upload); a body that is a list, as `{ list }`. */
  readonly body: Json;
  readonly files: readonly FileInput[];
  /** Whether an Authorization header came along. */
  readonly authorized: boolean;
  readonly at: number;
  readonly answered: Answered;
  /** Discord's error code: 10008, 50035, …; undefined when all was well. */
  readonly code: number | undefined;
  /** The body of the answer, also of one that was lost on its way; a list as `{ list }`. */
  readonly answer: Json | undefined;
}

export interface DeliveredEvent {
  readonly type: string;
  readonly data: Json;
  /** To how many sessions it went, or waits to be replayed; 0 for one that was lost. */
  readonly sent: number;
}
