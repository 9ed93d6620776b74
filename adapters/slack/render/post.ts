import type { types } from "@slack/bolt";

export type KnownBlock = types.KnownBlock;

/** One message as chat.postMessage and chat.update take it. */
export interface Post {
  /** What notifications and lists of threads show; elsewhere the blocks stand in its place. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** What one message of the bridge becomes. */
export interface Rendered {
  /** In order; none where the message is shown elsewhere. */
  readonly posts: readonly Post[];
  /** The whole of it, where it is too long for a few posts: goes into the thread after them. */
  readonly file?: { readonly name: string; readonly title: string; readonly content: string };
}

export interface About {
  readonly project: string;
  /** Slack ids of those whom a question pings. */
  readonly mentions: readonly string[];
  /** What became of a question; left out while it is open. */
  readonly outcome?: string;
  /** Shows also of a question in words all that Claude said: for where the messages before it are not to be seen. */
  readonly whole?: boolean;
}

/** Slack's own limits. */
export const SECTION = 3_000;
export const HEADER = 150;

/** All that is in the blocks of one post; Slack's limit for markdown is 12,000, and it counts in its own way. */
export const POST = 11_500;

export function header(text: string): KnownBlock {
  return { type: "header", text: { type: "plain_text", text, emoji: false } };
}

export function section(text: string): KnownBlock {
  return { type: "section", text: mrkdwn(text) };
}

export function context(text: string): KnownBlock {
  return { type: "context", elements: [mrkdwn(text)] };
}

export function markdown(text: string): KnownBlock {
  return { type: "markdown", text };
}

/** Verbatim: else Slack makes mentions and links of names that only look like ones. */
function mrkdwn(text: string): types.MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}
