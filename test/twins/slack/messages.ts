import type { Json } from "../json.ts";
import { type Context, identity } from "./context.ts";
import { pingsOf } from "./pings.ts";
import type { Channel, Message, StoredFile } from "./store.ts";
import type { Metadata } from "./types.ts";
import { messageOf } from "./wire.ts";

export interface Draft {
  readonly thread_ts?: string | undefined;
  readonly broadcast?: boolean;
  readonly user?: string | undefined;
  readonly bot_id?: string | undefined;
  readonly app_id?: string | undefined;
  readonly username?: string | undefined;
  readonly subtype?: string | undefined;
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly attachments?: readonly Json[];
  readonly metadata?: Metadata | undefined;
  readonly files?: readonly StoredFile[];
  /** `@channel` counts as `<!channel>`. */
  readonly literal?: boolean;
}

/** A message is there, and the app hears of it: as `message`, and as `app_mention` where it is called. */
export function post(context: Context, channel: Channel, draft: Draft): Message {
  const { text, blocks = [], attachments = [], files = [], broadcast = false } = draft;
  const message: Message = {
    channel: channel.id,
    ts: context.store.ts(),
    thread_ts: draft.thread_ts,
    broadcast,
    user: draft.user,
    bot_id: draft.bot_id,
    app_id: draft.app_id,
    username: draft.username,
    subtype: broadcast ? "thread_broadcast" : draft.subtype,
    text,
    blocks,
    attachments,
    metadata: draft.metadata,
    edited: undefined,
    files,
    reactions: new Map(),
    pings: new Set(pingsOf(text, [...blocks, ...attachments], draft.literal)),
    was: [],
    deleted: false,
  };
  channel.messages.push(message);
  for (const file of files) file.shares.push({ channel: channel.id, ts: message.ts });
  tell(context, channel, message);
  return message;
}

function tell(context: Context, channel: Channel, message: Message): void {
  const wire = messageOf(context, message);
  emitMessage(context, channel, wire, message.ts);
  const { userId } = identity.bot;
  if (channel.kind === "im" || message.user === userId || !pingsOf(message.text).includes(userId)) return;
  const { subtype: _, ...rest } = wire;
  context.emit({ ...rest, type: "app_mention", channel: channel.id, event_ts: message.ts }, channel);
}

function emitMessage(context: Context, channel: Channel, event: Json, ts: string): void {
  const kinds = { channel: "channel", group: "group", im: "im" };
  context.emit({ ...event, channel: channel.id, channel_type: kinds[channel.kind], event_ts: ts }, channel);
}

export interface Change {
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly attachments?: readonly Json[];
  readonly metadata?: Metadata | undefined;
  readonly literal?: boolean;
  /** Who edited, where the client shows "(edited)". */
  readonly editor: string | undefined;
}

export function change(context: Context, channel: Channel, message: Message, next: Change): void {
  const previous = messageOf(context, message);
  const ts = context.store.ts();
  message.was.push(message.text);
  message.text = next.text;
  message.blocks = next.blocks ?? message.blocks;
  message.attachments = next.attachments ?? message.attachments;
  if ("metadata" in next) message.metadata = next.metadata;
  if (next.editor !== undefined) message.edited = { user: next.editor, ts };
  for (const ping of pingsOf(next.text, [...message.blocks, ...message.attachments], next.literal))
    message.pings.add(ping);
  changed(context, channel, { message: messageOf(context, message), previous_message: previous }, ts);
}

function changed(context: Context, channel: Channel, what: Json, ts: string): void {
  emitMessage(context, channel, { type: "message", subtype: "message_changed", hidden: true, ...what, ts }, ts);
}

/** A parent with replies is not deleted but changed, into a tombstone. */
export function remove(context: Context, channel: Channel, message: Message): void {
  const previous = messageOf(context, message);
  const ts = context.store.ts();
  message.deleted = true;
  if (context.store.replies(channel, message.ts).length > 0) {
    changed(context, channel, { message: messageOf(context, message), previous_message: previous }, ts);
    return;
  }
  const event = { type: "message", subtype: "message_deleted", hidden: true, deleted_ts: message.ts };
  emitMessage(context, channel, { ...event, previous_message: previous, ts }, ts);
}

/** False when this user has that reaction there already. */
export function react(context: Context, channel: Channel, message: Message, user: string, name: string): boolean {
  const users = message.reactions.get(name) ?? [];
  if (users.includes(user)) return false;
  message.reactions.set(name, [...users, user]);
  emitReaction(context, channel, message, { type: "reaction_added", user, reaction: name });
  return true;
}

/** False when it was not there. */
export function unreact(context: Context, channel: Channel, message: Message, user: string, name: string): boolean {
  const users = message.reactions.get(name) ?? [];
  if (!users.includes(user)) return false;
  const rest = users.filter((other) => other !== user);
  if (rest.length === 0) message.reactions.delete(name);
  else message.reactions.set(name, rest);
  emitReaction(context, channel, message, { type: "reaction_removed", user, reaction: name });
  return true;
}

function emitReaction(context: Context, channel: Channel, { ts, user }: Message, event: Json): void {
  const item = { type: "message", channel: channel.id, ts };
  context.emit({ ...event, item, item_user: user, event_ts: context.store.ts() }, channel);
}
