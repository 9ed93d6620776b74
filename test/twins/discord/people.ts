import { checkComponents, componentsV2 } from "./components.ts";
import { fileFrom } from "./contents.ts";
import { bitsIn, type Context, guildOf, identity } from "./context.ts";
import { createProblems } from "./errors.ts";
import { limits } from "./limits.ts";
import { change, nothing, post, react, remove, removeAll, unreact } from "./messages.ts";
import { bitsOf, has, type Permission, usual } from "./permissions.ts";
import type { Channel, Message } from "./store.ts";
import { changeThread, isThread, joinThread, removeThread, startThread, type ThreadChannel } from "./threads.ts";
import type { DiscordPeople } from "./types.ts";
import type { Place } from "./views.ts";
import { channelAt } from "./world.ts";

type Writers = Pick<
  DiscordPeople,
  | "write"
  | "edit"
  | "erase"
  | "bulkErase"
  | "writeAsBot"
  | "react"
  | "unreact"
  | "startThread"
  | "changeThread"
  | "deleteThread"
>;

/** What people do by themselves. Whatever their client would not let them do rejects. */
export function createPeople(context: Context): Writers {
  const { store } = context;

  /** A message of a person's wakes a thread as the bot's does. */
  function say(channel: Channel, user: string): void {
    if (["category", "forum"].includes(channel.kind))
      throw new Error(`nobody writes in the ${channel.kind} ${channel.id}`);
    may(context, channel, user, isThread(channel) ? "SendMessagesInThreads" : "SendMessages");
    if (!isThread(channel)) return;
    const { archived, locked } = channel.thread;
    if (locked && !holds(context, channel, user, "ManageThreads")) throw new Error(`${channel.id} is locked`);
    if (archived) changeThread(context, channel, { archived: false });
    joinThread(context, channel, user);
  }

  return {
    async write({ channel: id, user, text, files = [], replyTo }) {
      const channel = channelAt(context, id);
      say(channel, user);
      const attachments = files.map((file) => fileFrom(context, id, file));
      for (const file of attachments) store.files.set(file.id, file);
      const content = text.trim();
      if (content.length > limits.content) throw new Error("that is longer than 2,000 characters");
      if (content === "" && files.length === 0) throw new Error("that says nothing");
      if (replyTo !== undefined) messageAt(context, { channel: id, id: replyTo });
      const reply = replyTo === undefined ? {} : { type: 19, reference: { channel: id, id: replyTo } };
      const message = post(context, channel, { ...nothing, content, attachments, author: user, ...reply });
      if (isThread(channel)) for (const called of message.mentions.users) joinThread(context, channel, called);
      return { channel: id, id: message.id };
    },
    async edit({ text, ...place }) {
      const { channel, message } = messageAt(context, place);
      if (message.author === identity.bot.id) throw new Error("people edit what is theirs");
      if (channel.thread?.archived === true) throw new Error(`${channel.id} is archived`);
      change(context, channel, message, { content: text.trim() });
      return place;
    },
    async erase(place) {
      const { channel, message } = messageAt(context, place);
      remove(context, channel, message);
    },
    async bulkErase(id, ids) {
      const messages = ids.map((one) => messageAt(context, { channel: id, id: one }).message);
      removeAll(context, channelAt(context, id), messages);
    },
    async writeAsBot({ channel: id, user, text = "", embeds = [], components = [] }) {
      if (store.people.get(user)?.bot !== true) throw new Error(`${user} is no bot`);
      const channel = channelAt(context, id);
      say(channel, user);
      const problems = createProblems();
      const v2 = components.some(({ type }) => type !== 1);
      checkComponents(problems, components, { v2, files: [] });
      problems.settle();
      const flags = v2 ? componentsV2 : 0;
      const draft = { ...nothing, content: text.trim(), embeds, components, flags, author: user };
      return { channel: id, id: post(context, channel, draft).id };
    },
    async react({ user, emoji, ...place }) {
      const { channel, message } = messageAt(context, place);
      may(context, channel, user, "AddReactions");
      if (channel.thread?.archived === true) throw new Error(`${channel.id} is archived`);
      if (message.reactions.get(emoji)?.includes(user) === true) throw new Error(`${user} has that reaction there`);
      react(context, channel, message, user, emoji);
    },
    async unreact({ user, emoji, ...place }) {
      const { channel, message } = messageAt(context, place);
      if (message.reactions.get(emoji)?.includes(user) !== true) throw new Error(`${user} has no such reaction there`);
      unreact(context, channel, message, user, emoji);
    },
    async startThread({ channel: id, user, name, message, text }) {
      const channel = channelAt(context, id);
      may(context, channel, user, "CreatePublicThreads");
      const from = message === undefined ? undefined : messageAt(context, { channel: id, id: message }).message;
      if (from !== undefined && store.channels.has(from.id)) throw new Error("it has a thread already");
      if (channel.kind === "forum" && text === undefined) throw new Error("a post in a forum begins with a text");
      const thread = startThread(context, channel, { owner: user, name, from });
      // In a forum, the first message has the thread's id.
      const first = channel.kind === "forum" ? { id: thread.id } : {};
      if (text !== undefined) post(context, thread, { ...nothing, content: text, author: user, ...first });
      return thread.id;
    },
    async changeThread(id, what) {
      changeThread(context, threadAt(context, id), what);
    },
    async deleteThread(id) {
      removeThread(context, threadAt(context, id));
    },
  };
}

function threadAt(context: Context, id: string): ThreadChannel {
  const channel = channelAt(context, id);
  if (!isThread(channel)) throw new Error(`${id} is no thread`);
  return channel;
}

/** What people may do does not hang on the twin's option for the bot. */
export function personBits(context: Context, channel: Channel, user: string): bigint {
  const guild = guildOf(context, channel);
  const everyone = guild?.roles.get(guild.id);
  if (guild === undefined || everyone === undefined) return 0n;
  const roles = new Map(guild.roles).set(guild.id, { ...everyone, permissions: everyone.permissions | bitsOf(usual) });
  return bitsIn(context, { ...guild, roles }, channel, user);
}

function holds(context: Context, channel: Channel, user: string, permission: Permission): boolean {
  if (channel.guild === undefined) return channel.recipient === user;
  return has(personBits(context, channel, user), permission);
}

export function may(context: Context, channel: Channel, user: string, permission: Permission): void {
  if (!context.store.people.has(user)) throw new Error(`there is no user ${user}`);
  if (!holds(context, channel, user, permission)) throw new Error(`${user} may not ${permission} in ${channel.id}`);
}

export function messageAt(context: Context, place: Place): { readonly channel: Channel; readonly message: Message } {
  const channel = channelAt(context, place.channel);
  const message = context.store.find(place);
  if (message === undefined || message.deleted) throw new Error(`there is no message ${place.id} in ${place.channel}`);
  return { channel, message };
}
