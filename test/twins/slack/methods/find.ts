import { stringOf } from "../../json.ts";
import { type Context, hasBot, Refusal } from "../context.ts";
import type { Channel, Message } from "../store.ts";

/** A channel that the bot may know of: a private one that it is not in does not exist for it. */
export function channelFor({ store }: Context, id: unknown): Channel {
  const channel = store.channels.get(stringOf(id));
  if (channel === undefined || (channel.kind !== "channel" && !hasBot(channel))) throw new Refusal("channel_not_found");
  return channel;
}

export function joinedChannel(context: Context, id: unknown): Channel {
  const channel = channelFor(context, id);
  if (!hasBot(channel)) throw new Refusal("not_in_channel");
  return channel;
}

export function messageFor({ store }: Context, channel: Channel, ts: unknown): Message {
  const message = store.find({ channel: channel.id, ts: stringOf(ts) });
  if (message === undefined || message.deleted) throw new Refusal("message_not_found");
  return message;
}

/** The parent that a reply is for; undefined where none was asked for. A tombstone may still be replied to. */
export function threadFor({ store }: Context, channel: Channel, thread: unknown): string | undefined {
  if (thread === undefined || thread === "") return undefined;
  const ts = stringOf(thread);
  if (!/^\d+\.\d+$/.test(ts)) throw new Refusal("invalid_thread_ts", [`${ts} is not a valid thread_ts`]);
  const parent = store.find({ channel: channel.id, ts });
  if (parent === undefined || (parent.deleted && store.replies(channel, ts).length === 0))
    throw new Refusal("thread_not_found");
  if (parent.thread_ts !== undefined) throw new Refusal("cannot_reply_to_message");
  return ts;
}
