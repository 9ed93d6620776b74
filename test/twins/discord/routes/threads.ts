import { stringsOf } from "../../json.ts";
import { checkedContents } from "../contents.ts";
import { type Context, channelFor, demand, guildOf, identity, messageFor, readsContent, visible } from "../context.ts";
import { checkCount, createProblems, refuse } from "../errors.ts";
import { limits } from "../limits.ts";
import { post } from "../messages.ts";
import type { Asked, Route } from "../router.ts";
import type { Channel } from "../store.ts";
import { isThread, joinThread, leaveThread, startThread, type ThreadChannel } from "../threads.ts";
import { messageOf } from "../wire.ts";
import { channelOf, threadMemberOf } from "../wire-channels.ts";
import { fullMemberOf } from "../wire-people.ts";
import { messagePart, threadDraftOf } from "./channels.ts";

const members = "/channels/:channel/thread-members";

export const threadRoutes: readonly Route[] = [
  { on: "POST /channels/:channel/messages/:message/threads", bucket: "thread", status: 201, run: fromMessage },
  { on: "POST /channels/:channel/threads", bucket: "thread", status: 201, run: bare },
  { on: "GET /channels/:channel/threads/archived/public", run: (asked, context) => archived(asked, context, false) },
  { on: "GET /channels/:channel/threads/archived/private", run: (asked, context) => archived(asked, context, true) },
  {
    on: "GET /guilds/:guild/threads/active",
    run({ params }, context) {
      const guild = context.store.guilds.get(params.guild ?? "");
      if (guild?.joined !== true) throw refuse("missingAccess");
      const threads = [...context.store.channels.values()].filter(
        (one) => one.guild === guild.id && one.thread?.archived === false && !one.deleted && visible(context, one),
      );
      return listed(context, threads);
    },
  },
  {
    on: `PUT ${members}/@me`,
    run: ({ params }, context) => joinThread(context, openThread(context, params.channel), identity.bot.id),
  },
  {
    on: `DELETE ${members}/@me`,
    run: ({ params }, context) => leaveThread(context, openThread(context, params.channel), identity.bot.id),
  },
  {
    on: `PUT ${members}/:user`,
    run({ params }, context) {
      const thread = openThread(context, params.channel);
      demand(context, thread, "SendMessagesInThreads");
      if (!context.store.people.has(params.user ?? "")) throw refuse("unknownUser");
      joinThread(context, thread, params.user ?? "");
    },
  },
  {
    on: `DELETE ${members}/:user`,
    run({ params }, context) {
      const thread = openThread(context, params.channel);
      demand(context, thread, "ManageThreads");
      leaveThread(context, thread, params.user ?? "");
    },
  },
  {
    on: `GET ${members}`,
    run({ params, query }, context) {
      const channel = channelFor(context, params.channel);
      const guild = guildOf(context, channel);
      return [...(channel.thread?.members ?? [])].map(([user, at]) => ({
        ...threadMemberOf(channel.id, user, at),
        ...(query.with_member === "true" && guild && { member: fullMemberOf(context, guild, user) }),
      }));
    },
  },
  {
    on: `GET ${members}/:user`,
    words: ["user"],
    run({ params }, context) {
      const channel = channelFor(context, params.channel);
      const user = params.user === "@me" ? identity.bot.id : (params.user ?? "");
      const at = channel.thread?.members.get(user);
      if (at === undefined) throw refuse("unknownMember");
      return threadMemberOf(channel.id, user, at);
    },
  },
];

function openThread(context: Context, id: string | undefined): ThreadChannel {
  const channel = channelFor(context, id);
  if (!isThread(channel)) throw refuse("channelType");
  if (channel.thread.archived) throw refuse("archived");
  return channel;
}

function fromMessage({ params, body }: Asked, context: Context) {
  const channel = channelFor(context, params.channel);
  if (channel.kind !== "text" && channel.kind !== "announcement") throw refuse("channelType");
  const message = messageFor(channel, params.message);
  demand(context, channel, "CreatePublicThreads", "ReadMessageHistory");
  const draft = threadDraftOf(body);
  if (context.store.channels.has(message.id)) throw refuse("hasThread");
  const thread = startThread(context, channel, { ...draft, owner: identity.bot.id, from: message });
  return channelOf(context, thread);
}

function bare(asked: Asked, context: Context) {
  const { params, body } = asked;
  const channel = channelFor(context, params.channel);
  if (channel.kind === "forum") return forumPost(asked, channel, context);
  if (channel.kind !== "text" && channel.kind !== "announcement") throw refuse("channelType");
  // Without a type, such a thread is private.
  const hidden = body.type === undefined || body.type === 12;
  demand(context, channel, hidden ? "CreatePrivateThreads" : "CreatePublicThreads");
  const thread = startThread(context, channel, { ...threadDraftOf(body), owner: identity.bot.id, private: hidden });
  return channelOf(context, thread);
}

/** A thread and its first message at once, with the same id. */
function forumPost({ body, files }: Asked, forum: Channel, context: Context) {
  demand(context, forum, "SendMessages");
  const draft = threadDraftOf(body);
  const tags = stringsOf(body.applied_tags);
  const problems = createProblems();
  checkCount(problems, ["applied_tags"], tags.length, limits.tags);
  for (const [index, tag] of tags.entries())
    if (!forum.tags.some(({ id }) => id === tag)) problems.add(["applied_tags", index], "INVALID_TAG", "Unknown tag");
  if (forum.requireTag && tags.length === 0)
    problems.add(["applied_tags"], "BASE_TYPE_REQUIRED", "A tag is required to create a forum post in this channel");
  problems.settle();
  const contents = checkedContents(context, { channel: forum.id, body: messagePart(body), files, at: ["message"] });
  const thread = startThread(context, forum, { ...draft, owner: identity.bot.id, tags });
  const message = post(context, thread, { ...contents, author: identity.bot.id, id: thread.id });
  return { ...channelOf(context, thread), message: messageOf(context, message, true) };
}

function archived({ params, query }: Asked, context: Context, hidden: boolean) {
  const channel = channelFor(context, params.channel);
  demand(context, channel, "ReadMessageHistory");
  if (hidden) demand(context, channel, "ManageThreads");
  const before = query.before === undefined ? Number.POSITIVE_INFINITY : Date.parse(query.before);
  const threads = context.store
    .threadsOf(channel.id)
    .filter(isThread)
    .filter(({ deleted, thread }) => !deleted && thread.archived && thread.private === hidden)
    .filter(({ thread }) => thread.archivedAt < before)
    .toSorted((one, other) => other.thread.archivedAt - one.thread.archivedAt);
  const limit = Number(query.limit ?? 50);
  return { ...listed(context, threads.slice(0, limit)), has_more: threads.length > limit };
}

function listed(context: Context, threads: readonly Channel[]) {
  const bot = identity.bot.id;
  return {
    threads: threads.map((thread) => channelOf(context, thread)),
    members: threads.flatMap(({ id, thread }) => {
      const at = thread?.members.get(bot);
      return at === undefined ? [] : [threadMemberOf(id, bot, at)];
    }),
    first_messages: threads.flatMap(({ id, messages }) =>
      messages.filter((one) => one.id === id).map((one) => messageOf(context, one, readsContent(context))),
    ),
  };
}
