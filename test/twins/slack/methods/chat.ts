import { isJson, isTrue, type Json, listOf, stringOf } from "../../json.ts";
import { markdownLength, problemsOf } from "../blocks.ts";
import { type Context, hasBot, identity, type Method, type Methods, Refusal } from "../context.ts";
import { limits } from "../limits.ts";
import { change, post, remove } from "../messages.ts";
import { pingsOf } from "../pings.ts";
import type { Channel } from "../store.ts";
import type { Metadata } from "../types.ts";
import { messageOf } from "../wire.ts";
import { channelFor, joinedChannel, messageFor, threadFor } from "./find.ts";

const scopes = ["chat:write"];

interface Content {
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly attachments: readonly Json[];
}

/** What there is to show, once Slack has found no fault with it. */
export function contentOf(args: Json): Content {
  const text = stringOf(args.text);
  if (typeof args.markdown_text === "string") {
    if (text !== "" || args.blocks !== undefined) throw new Refusal("markdown_text_conflict");
    if (args.markdown_text.length > limits.markdown) throw new Refusal("msg_too_long");
    return { text: args.markdown_text, blocks: [{ type: "markdown", text: args.markdown_text }], attachments: [] };
  }
  if (args.blocks !== undefined && !Array.isArray(args.blocks)) throw new Refusal("invalid_blocks_format");
  const content = { text, blocks: listOf(args.blocks), attachments: listOf(args.attachments) };
  if (markdownLength(content.blocks) > limits.markdown) throw new Refusal("msg_blocks_too_long");
  const problems = problemsOf(args.blocks ?? []);
  if (problems.length > 0) throw new Refusal("invalid_blocks", problems);
  if (text.trim() === "" && content.blocks.length + content.attachments.length === 0) throw new Refusal("no_text");
  return content;
}

function metadataOf(value: unknown): Metadata | undefined {
  if (value === undefined) return undefined;
  if (!isJson(value)) throw new Refusal("invalid_metadata_format");
  if (Object.keys(value).length === 0) return undefined;
  const { event_type, event_payload } = value;
  if (typeof event_type !== "string" || event_type === "" || !isJson(event_payload))
    throw new Refusal("invalid_metadata_format");
  if (Buffer.byteLength(JSON.stringify(value)) > limits.metadataBytes) throw new Refusal("metadata_too_large");
  return { event_type, event_payload };
}

/** `@channel` becomes a call when Slack is told to look for names. */
function literal(args: Json): boolean {
  return args.parse === "full" || isTrue(args.link_names);
}

/** Where to post: an id, a name, or a user, whose direct messages are meant. */
function target(context: Context, asked: unknown): Channel {
  const name = stringOf(asked).replace(/^#/, "");
  const named = [...context.store.channels.values()].find((channel) => channel.kind !== "im" && channel.name === name);
  return joinedChannel(context, context.store.people.get(name)?.dm ?? named?.id ?? name);
}

const postMessage: Method = {
  tier: "post",
  scopes,
  run(args, context) {
    const channel = target(context, args.channel);
    if (channel.archived) throw new Refusal("is_archived");
    const thread_ts = threadFor(context, channel, args.thread_ts);
    const content = contentOf(args);
    const { bot, appId } = identity;
    const message = post(context, channel, {
      ...content,
      text: content.text.slice(0, limits.text),
      thread_ts,
      broadcast: thread_ts !== undefined && isTrue(args.reply_broadcast),
      user: bot.userId,
      bot_id: bot.botId,
      app_id: appId,
      metadata: metadataOf(args.metadata),
      literal: literal(args),
    });
    return { channel: channel.id, ts: message.ts, message: messageOf(context, message, { metadata: true }) };
  },
};

/**
 * Blocks left out stay only where no text is given either; metadata left out stays, and `{}` takes it away. The client
 * shows "(edited)" for an update by text alone.
 */
const update: Method = {
  tier: "three",
  scopes,
  run(args, context) {
    const channel = joinedChannel(context, args.channel);
    const message = messageFor(context, channel, args.ts);
    if (message.bot_id !== identity.bot.botId) throw new Refusal("cant_update_message");
    if (channel.archived) throw new Refusal("is_inactive");
    const content = contentOf(args);
    if (content.text.length > limits.updateText && args.markdown_text === undefined) throw new Refusal("msg_too_long");
    const byBlocks = args.blocks !== undefined || args.markdown_text !== undefined;
    change(context, channel, message, {
      text: args.text === undefined && args.markdown_text === undefined ? message.text : content.text,
      ...((byBlocks || args.text !== undefined) && { blocks: content.blocks }),
      ...(args.attachments !== undefined && { attachments: content.attachments }),
      ...(args.metadata !== undefined && { metadata: metadataOf(args.metadata) }),
      literal: literal(args),
      editor: byBlocks ? undefined : identity.bot.userId,
    });
    const { ts, text } = message;
    return { channel: channel.id, ts, text, message: messageOf(context, message, { metadata: true }) };
  },
};

const postEphemeral: Method = {
  tier: "four",
  scopes,
  run(args, context) {
    const channel = joinedChannel(context, args.channel);
    const user = stringOf(args.user);
    if (channel.archived) throw new Refusal("is_archived");
    if (!channel.members.has(user)) throw new Refusal("user_not_in_channel");
    const thread_ts = threadFor(context, channel, args.thread_ts);
    const { text, blocks } = contentOf(args);
    const ts = context.store.ts();
    const pings = pingsOf(text, blocks, literal(args));
    const place = { channel: channel.id, ts, thread_ts, user };
    context.store.ephemerals.push({ via: "chat.postEphemeral", ...place, text, blocks, pings, deleted: false });
    return { message_ts: ts };
  },
};

export const chatMethods: Methods = {
  "chat.postMessage": postMessage,
  "chat.update": update,
  "chat.postEphemeral": postEphemeral,
  "chat.delete": {
    tier: "three",
    scopes,
    run(args, context) {
      const channel = joinedChannel(context, args.channel);
      const message = messageFor(context, channel, args.ts);
      if (message.bot_id !== identity.bot.botId) throw new Refusal("cant_delete_message");
      remove(context, channel, message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  "chat.getPermalink": {
    tier: "special",
    run(args, context) {
      const channel = channelFor(context, args.channel);
      if (!hasBot(channel)) throw new Refusal("channel_not_found");
      const { ts, thread_ts } = messageFor(context, channel, args.message_ts);
      const thread = thread_ts === undefined ? "" : `?thread_ts=${thread_ts}&cid=${channel.id}`;
      const permalink = `https://twin.slack.com/archives/${channel.id}/p${ts.replace(".", "")}${thread}`;
      return { channel: channel.id, permalink };
    },
  },
};
