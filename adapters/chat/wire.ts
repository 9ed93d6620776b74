import type { Card, Message } from "../../src/ports/ports.ts";
import type { KeptActivity, OpenThread } from "./threads.ts";

/** What a platform's renderer makes of a message. */
export interface Rendered<P> {
  /** In order; none where the message is shown elsewhere. */
  readonly posts: readonly P[];
  /** The whole of it, where it is too long for a few posts. */
  readonly file?: ChatUpload & { readonly content: string };
}

export interface ChatUpload {
  readonly name: string;
  readonly title: string;
  readonly content: string | Buffer;
}

export interface Activity extends Omit<KeptActivity, "key" | "ts"> {
  readonly state: "working" | "ended" | "failed" | "stopped";
  readonly ended: number | null;
}

export type Receipt = "accepted" | "delivered";

export interface About {
  readonly project: string;
  readonly mentions: readonly string[];
  /** Of a question: what became of it; left out while it is open. */
  readonly outcome?: string;
}

/** A platform as posts see it: what each call does is its own affair, retries included. */
export interface Wire<P> {
  /** Posts under that key; resolves with the message's id. After a lost answer `found` says which one it is, if it is there. */
  send(thread: OpenThread, key: string, post: P, found: () => Promise<string | undefined>): Promise<string>;
  edit(thread: OpenThread, id: string, post: P): Promise<void>;
  upload(thread: OpenThread, file: ChatUpload, found: () => Promise<string | undefined>): Promise<void>;
  /** Our posts after that one, with their keys; a file under `file:<its name>`. */
  recall(thread: OpenThread, after: string): Promise<readonly { readonly key: string; readonly id: string }[]>;
  /** Whether this failure says that what it is about is not there any more. */
  isLost(error: unknown): boolean;
  /** Whether the platform has said no to that very call: not that it is slow or away, nor that the thread is gone or shut. */
  refuses(error: unknown): boolean;
  /** The post in ever plainer forms, the last of them a sentence of ours that stands in its place. */
  plainer(post: P, project: string): readonly P[];
  /** Whether it says that the message was edited often enough: what is new belongs in another one. */
  isWorn?(error: unknown): boolean;
  react(channel: string, id: string, receipt: Receipt): Promise<void>;
  /** A direct message that leads to a post of the thread. */
  direct(thread: OpenThread, key: string, user: string, id: string, sentence: string): Promise<void>;
  /** As `ChatAdapter.show` has it. */
  show(thread: OpenThread, card: Card, mentions: readonly string[], stands: boolean): Promise<boolean>;
  message(message: Message, about: About): Rendered<P>;
  activity(activity: Activity): P;
}
