import type { Json } from "../json.ts";
import { type Context, identity, visible } from "./context.ts";
import { intents } from "./intents.ts";
import { nothing, post, updated } from "./messages.ts";
import type { Channel, Message, Thread } from "./store.ts";
import { channelOf, threadMemberOf } from "./wire-channels.ts";

export interface ThreadDraft {
  readonly owner: string;
  readonly name: string;
  readonly private?: boolean;
  readonly autoArchive?: number;
  readonly tags?: readonly string[];
  /** The message that it starts from: the thread gets its id. */
  readonly from?: Message | undefined;
}

export type ThreadChannel = Channel & { readonly thread: Thread };

export function isThread(channel: Channel): channel is ThreadChannel {
  return channel.thread !== undefined;
}

/** A thread is there, and the bot hears of it. Its first message, in a forum, is the caller's affair. */
export function startThread(context: Context, parent: Channel, draft: ThreadDraft): ThreadChannel {
  const { store, clock } = context;
  const { owner, name, from } = draft;
  const thread: ThreadChannel = {
    id: from?.id ?? store.id(),
    kind: "thread",
    guild: parent.guild,
    name,
    topic: undefined,
    parent: parent.id,
    overwrites: new Map(),
    tags: [],
    requireTag: false,
    recipient: undefined,
    thread: {
      owner,
      private: draft.private === true,
      archived: false,
      locked: false,
      autoArchive: draft.autoArchive ?? 4_320,
      archivedAt: clock(),
      createdAt: clock(),
      tags: draft.tags ?? [],
      members: new Map([[owner, clock()]]),
      pinned: false,
    },
    messages: [],
    deleted: false,
  };
  store.channels.set(thread.id, thread);
  tell(context, thread, "THREAD_CREATE", { ...channelOf(context, thread), newly_created: true });
  const author = owner;
  const quiet = { allowed: { parse: [] } };
  if (from !== undefined) {
    updated(context, parent, from);
    const reference = { channel: parent.id, id: from.id };
    post(context, thread, { ...nothing, ...quiet, author, type: 21, reference });
  } else if (parent.kind !== "forum" && !thread.thread.private) {
    const reference = { channel: thread.id, id: undefined };
    post(context, parent, { ...nothing, ...quiet, content: name, author, type: 18, reference });
  }
  context.changed();
  return thread;
}

export interface ThreadChange {
  readonly name?: string | undefined;
  readonly archived?: boolean | undefined;
  readonly locked?: boolean | undefined;
  readonly autoArchive?: number | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly pinned?: boolean | undefined;
}

export function changeThread(context: Context, channel: ThreadChannel, change: ThreadChange): void {
  const { thread } = channel;
  channel.name = change.name ?? channel.name;
  if (change.archived !== undefined && change.archived !== thread.archived) {
    thread.archived = change.archived;
    thread.archivedAt = context.clock();
  }
  thread.locked = change.locked ?? thread.locked;
  thread.autoArchive = change.autoArchive ?? thread.autoArchive;
  thread.tags = change.tags ?? thread.tags;
  thread.pinned = change.pinned ?? thread.pinned;
  tell(context, channel, "THREAD_UPDATE", channelOf(context, channel));
  context.changed();
}

export function removeThread(context: Context, channel: ThreadChannel): void {
  const { id, guild, parent } = channel;
  const type = channelOf(context, channel).type;
  tell(context, channel, "THREAD_DELETE", { id, guild_id: guild, parent_id: parent, type });
  channel.deleted = true;
  context.changed();
}

/** Whoever writes or is called is in the thread from then on. */
export function joinThread(context: Context, channel: ThreadChannel, user: string): void {
  const { members } = channel.thread;
  if (members.has(user)) return;
  const now = context.clock();
  members.set(user, now);
  told(context, channel, user, { added_members: [threadMemberOf(channel.id, user, now)] });
}

export function leaveThread(context: Context, channel: ThreadChannel, user: string): void {
  if (channel.thread.members.delete(user)) told(context, channel, user, { removed_member_ids: [user] });
}

/** Of others the bot hears with the members' intent only. */
function told(context: Context, channel: ThreadChannel, user: string, what: Json): void {
  const intent = user === identity.bot.id ? intents.guilds : intents.members;
  const data = { id: channel.id, guild_id: channel.guild, member_count: channel.thread.members.size, ...what };
  if (visible(context, channel)) context.emit({ type: "THREAD_MEMBERS_UPDATE", intent, data });
  context.changed();
}

function tell(context: Context, channel: Channel, type: string, data: Json): void {
  if (visible(context, channel)) context.emit({ type, intent: intents.guilds, data });
}
