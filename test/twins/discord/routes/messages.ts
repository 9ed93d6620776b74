import { jsonOf, stringOf, stringsOf } from "../../json.ts";
import { checkedContents } from "../contents.ts";
import { type Context, channelFor, demand, identity, mayIn, messageFor, readsContent } from "../context.ts";
import { createProblems, Refusal, refuse } from "../errors.ts";
import { limits } from "../limits.ts";
import { change, post, remove, removeAll } from "../messages.ts";
import type { Asked, Route } from "../router.ts";
import type { Channel, Message } from "../store.ts";
import { changeThread, isThread, joinThread } from "../threads.ts";
import { messageOf } from "../wire.ts";

const base = "/channels/:channel/messages";

export const messageRoutes: readonly Route[] = [
  { on: `GET ${base}`, run: list },
  {
    on: `GET ${base}/:message`,
    run({ params }, context) {
      const channel = channelFor(context, params.channel);
      demand(context, channel, "ReadMessageHistory");
      return messageOf(context, messageFor(channel, params.message), readsContent(context));
    },
  },
  { on: `POST ${base}`, bucket: "send", run: send },
  { on: `PATCH ${base}/:message`, bucket: "edit", run: edit },
  {
    on: `DELETE ${base}/:message`,
    bucket: "remove",
    run({ params }, context) {
      const channel = channelFor(context, params.channel);
      const message = messageFor(channel, params.message);
      if (message.author !== identity.bot.id) demand(context, channel, "ManageMessages");
      remove(context, channel, message);
    },
  },
  {
    on: `POST ${base}/bulk-delete`,
    bucket: "remove",
    run({ params, body }, context) {
      const channel = channelFor(context, params.channel);
      demand(context, channel, "ManageMessages");
      const ids = [...new Set(stringsOf(body.messages))];
      if (ids.length < 2 || ids.length > limits.bulkDelete) throw refuse("bulkCount");
      const messages = channel.messages.filter(({ id, deleted }) => ids.includes(id) && !deleted);
      if (messages.some(({ sentAt }) => sentAt < context.clock() - limits.bulkAge)) throw refuse("tooOldToDelete");
      removeAll(context, channel, messages);
    },
  },
  {
    on: "POST /channels/:channel/typing",
    bucket: "typing",
    run({ params }, context) {
      const channel = channelFor(context, params.channel);
      demand(context, channel, isThread(channel) ? "SendMessagesInThreads" : "SendMessages");
    },
  },
];

/** Newest first; at most one of `around`, `before` and `after`. */
function list({ params, query }: Asked, context: Context) {
  const channel = channelFor(context, params.channel);
  if (["category", "forum"].includes(channel.kind)) throw refuse("notText");
  const limit = Number(query.limit ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    const problems = createProblems();
    problems.add(["limit"], "NUMBER_TYPE_RANGE", "int value should be between 1 and 100.");
    problems.settle();
  }
  // Discord does not refuse: it shows nothing.
  if (!mayIn(context, channel, identity.bot.id, "ReadMessageHistory")) return [];
  const all = channel.messages.filter(({ deleted }) => !deleted);
  return page(all, query, limit).map((message) => messageOf(context, message, readsContent(context)));
}

function page(all: readonly Message[], query: Asked["query"], limit: number): readonly Message[] {
  const { around, before, after } = query;
  if (around !== undefined) {
    const index = all.findIndex(({ id }) => BigInt(id) >= BigInt(around));
    const from = Math.max(0, (index < 0 ? all.length : index) - Math.floor(limit / 2));
    return all.slice(from, from + limit).toReversed();
  }
  if (after !== undefined)
    return all
      .filter(({ id }) => BigInt(id) > BigInt(after))
      .slice(0, limit)
      .toReversed();
  const older = before === undefined ? all : all.filter(({ id }) => BigInt(id) < BigInt(before));
  return older.slice(-limit).toReversed();
}

function send({ params, body, files }: Asked, context: Context) {
  const channel = channelFor(context, params.channel);
  if (["category", "forum"].includes(channel.kind)) throw refuse("notText");
  demand(context, channel, isThread(channel) ? "SendMessagesInThreads" : "SendMessages");
  const nonce = nonceOf(body.nonce);
  const same = body.enforce_nonce === true && nonce !== undefined ? withNonce(context, channel, nonce) : undefined;
  if (same !== undefined) return messageOf(context, same, true);
  const contents = checkedContents(context, { channel: channel.id, body, files });
  if (contents.embeds.length > 0) demand(context, channel, "EmbedLinks");
  if (files.length > 0) demand(context, channel, "AttachFiles");
  const reference = referenceOf(context, channel, body.message_reference);
  const recipient = context.store.people.get(channel.recipient ?? "");
  if (recipient?.dms === false) throw refuse("directMessagesClosed");
  wake(context, channel);
  const author = identity.bot.id;
  const type = reference === undefined ? 0 : 19;
  const message = post(context, channel, { ...contents, author, type, nonce, reference });
  if (isThread(channel)) for (const user of [author, ...message.mentions.users]) joinThread(context, channel, user);
  return messageOf(context, message, true);
}

function nonceOf(value: unknown): string | number | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  if (String(value).length > limits.nonce) {
    const problems = createProblems();
    problems.add(["nonce"], "NONCE_TYPE_TOO_LONG", `Must be ${limits.nonce} or fewer in length.`);
    problems.settle();
  }
  return value;
}

/** The same author's, wherever: the strictest reading of Discord's words. */
function withNonce({ store, clock }: Context, { id }: Channel, nonce: string | number): Message | undefined {
  const since = clock() - limits.nonceAge;
  const own = [...store.channels.values()].flatMap(({ messages }) =>
    messages.filter((one) => one.author === identity.bot.id && one.nonce === nonce && one.sentAt >= since),
  );
  return own.find(({ channel }) => channel === id) ?? own[0];
}

function referenceOf(context: Context, channel: Channel, value: unknown): Message["reference"] {
  const id = stringOf(jsonOf(value).message_id);
  if (id === "") return undefined;
  demand(context, channel, "ReadMessageHistory");
  if (channel.messages.some((message) => message.id === id && !message.deleted)) return { channel: channel.id, id };
  if (jsonOf(value).fail_if_not_exists === false) return undefined;
  const problems = createProblems();
  problems.add(["message_reference"], "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message");
  problems.settle();
  return undefined;
}

/** A message wakes an archived thread, unless a moderator locked it. */
function wake(context: Context, channel: Channel): void {
  if (!isThread(channel)) return;
  const { archived, locked } = channel.thread;
  if (archived && locked) throw refuse("archived");
  if (locked && !mayIn(context, channel, identity.bot.id, "ManageThreads")) throw refuse("locked");
  if (archived) changeThread(context, channel, { archived: false });
}

function edit({ params, body, files }: Asked, context: Context) {
  const channel = channelFor(context, params.channel);
  const message = messageFor(channel, params.message);
  if (message.author !== identity.bot.id) throw refuse("notYours");
  if (![0, 19, 20, 23].includes(message.type)) throw refuse("systemMessage");
  if (channel.thread?.archived === true) throw refuse("archived");
  const contents = checkedContents(context, { channel: channel.id, body, files, before: message });
  slowly(context, message);
  change(context, channel, message, contents);
  return messageOf(context, message, true);
}

/** Old messages are edited at a rate of their own, which no header tells. */
export function slowly(context: Context, message: Message): void {
  if (context.clock() - message.sentAt < limits.oldMessage) return;
  const retryAfter = context.rates.sublimit("oldEdit", message.channel);
  if (retryAfter === undefined) return;
  const text = "Maximum number of edits to messages older than 1 hour reached. Try again later";
  throw new Refusal(429, 30046, text, { retryAfter });
}
