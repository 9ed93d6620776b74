import { isTrue, type Json } from "../json.ts";
import { type Context, identity, Refusal } from "./context.ts";
import { limits } from "./limits.ts";
import { change, post, remove } from "./messages.ts";
import { contentOf } from "./methods/chat.ts";
import { threadFor } from "./methods/find.ts";
import { pingsOf } from "./pings.ts";
import type { Channel, Ephemeral, ResponseUrl } from "./store.ts";
import type { EphemeralView, Place } from "./types.ts";

export function addResponseUrl(
  { store, clock, origin }: Context,
  user: string,
  channel: string,
  source?: Place,
): { readonly url: string; readonly response: ResponseUrl } {
  const id = store.id("R");
  const response = { user, channel, source, expires: clock() + limits.responseMs, used: [] };
  store.responses.set(id, response);
  return { url: `${origin()}/response/${id}`, response };
}

/** A use of a response URL: five times in half an hour, wherever the bot is a member or not. */
export function respond(context: Context, id: string, body: Json): void {
  const response = context.store.responses.get(id);
  if (response === undefined) throw new Refusal("invalid_url");
  if (context.clock() > response.expires) throw new Refusal("expired_url");
  if (response.used.length >= limits.responses) throw new Refusal("used_url");
  if (isTrue(body.delete_original)) erase(context, response);
  else if (isTrue(body.replace_original) && response.source !== undefined) replace(context, response.source, body);
  else say(context, response, body, "response_url");
  response.used.push({ body, at: context.clock() });
}

/** What was said to a person, by a response URL or in an ack: to them alone, or into the channel. */
export function say(
  context: Context,
  { user, channel: id }: Pick<ResponseUrl, "user" | "channel">,
  body: Json,
  via: EphemeralView["via"],
): void {
  const channel = channelNamed(context, id);
  const { text, blocks, attachments } = contentOf(body);
  const thread_ts = threadFor(context, channel, body.thread_ts);
  if (body.response_type === "in_channel") {
    const { bot, appId } = identity;
    const author = { user: bot.userId, bot_id: bot.botId, app_id: appId };
    post(context, channel, { ...author, text, blocks, attachments, thread_ts });
    return;
  }
  const place = { channel: id, ts: context.store.ts(), thread_ts };
  const pings = pingsOf(text, [...blocks, ...attachments]);
  context.store.ephemerals.push({ via, user, ...place, text, blocks, pings, deleted: false });
}

function channelNamed({ store }: Context, id: string): Channel {
  const channel = store.channels.get(id);
  if (channel === undefined) throw new Refusal("channel_not_found");
  return channel;
}

function ephemeralAt({ store }: Context, { channel, ts }: Place): Ephemeral | undefined {
  return store.ephemerals.find((one) => one.channel === channel && one.ts === ts);
}

function replace(context: Context, source: Place, body: Json): void {
  const { text, blocks } = contentOf(body);
  const ephemeral = ephemeralAt(context, source);
  if (ephemeral !== undefined) {
    ephemeral.text = text;
    ephemeral.blocks = blocks;
    ephemeral.pings = [...new Set([...ephemeral.pings, ...pingsOf(text, blocks)])];
    return;
  }
  const message = context.store.find(source);
  if (message === undefined || message.deleted) throw new Refusal("message_not_found");
  change(context, channelNamed(context, source.channel), message, { text, blocks, editor: undefined });
}

function erase(context: Context, { source }: ResponseUrl): void {
  const ephemeral = source === undefined ? undefined : ephemeralAt(context, source);
  if (ephemeral !== undefined) {
    ephemeral.deleted = true;
    return;
  }
  const message = source === undefined ? undefined : context.store.find(source);
  if (source === undefined || message === undefined) throw new Refusal("message_not_found");
  remove(context, channelNamed(context, source.channel), message);
}
