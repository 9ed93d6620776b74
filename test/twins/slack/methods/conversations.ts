import { isTrue, type Json, stringOf } from "../../json.ts";
import { type Context, identity, type Method, type Methods, Refusal } from "../context.ts";
import type { Channel, Message } from "../store.ts";
import { channelOf, messageOf } from "../wire.ts";
import { channelFor, joinedChannel } from "./find.ts";
import { pageOf, within } from "./pages.ts";

const history = ["channels:history", "groups:history", "im:history"];
const read = ["channels:read", "groups:read", "im:read"];

function wire(context: Context, channel: Channel): Json {
  const person = [...context.store.people.values()].find(({ dm }) => dm === channel.id);
  return channelOf(channel, person);
}

/** A deleted message is gone, unless its replies keep a tombstone. */
function shown({ store }: Context, channel: Channel): (message: Message) => boolean {
  return ({ deleted, ts }) => !deleted || store.replies(channel, ts).length > 0;
}

const tsOf = ({ ts }: Message) => ts;

function answer(context: Context, args: Json, messages: readonly Message[], next_cursor: string): Json {
  const metadata = isTrue(args.include_all_metadata);
  return {
    messages: messages.map((message) => messageOf(context, message, { metadata })),
    has_more: next_cursor !== "",
    ...(next_cursor !== "" && { response_metadata: { next_cursor } }),
  };
}

/** Newest first, and without replies. */
const channelHistory: Method = {
  tier: "three",
  scopes: history,
  run(args, context) {
    const channel = joinedChannel(context, args.channel);
    const messages = channel.messages
      .filter(({ thread_ts, broadcast }) => thread_ts === undefined || broadcast)
      .filter(shown(context, channel))
      .filter(within(args));
    const { items, next_cursor } = pageOf(messages.toReversed(), args, 100, tsOf);
    return { ...answer(context, args, items, next_cursor), pin_count: 0 };
  },
};

/** Oldest first. The parent leads every page, whatever `oldest` says and in addition to `limit`. */
const replies: Method = {
  tier: "three",
  scopes: history,
  run(args, context) {
    const channel = joinedChannel(context, args.channel);
    const parent = context.store.find({ channel: channel.id, ts: stringOf(args.ts) });
    if (parent === undefined || !shown(context, channel)(parent)) throw new Refusal("thread_not_found");
    // Asked for by a reply's ts, a thread is that reply.
    if (parent.thread_ts !== undefined) return answer(context, args, [parent], "");
    const found = context.store.replies(channel, parent.ts).filter(within(args));
    const { items, next_cursor } = pageOf(found, args, 1000, tsOf);
    return answer(context, args, [parent, ...items], next_cursor);
  },
};

const list: Method = {
  tier: "two",
  scopes: read,
  run(args, context) {
    const kinds = { public_channel: "channel", private_channel: "group", im: "im" } as const;
    const asked = stringOf(args.types ?? "public_channel").split(",");
    const wanted = Object.entries(kinds).flatMap(([type, kind]) => (asked.includes(type) ? [kind] : []));
    const visible = [...context.store.channels.values()]
      .filter(({ kind }) => wanted.includes(kind))
      .filter(({ kind, members }) => kind === "channel" || members.has(identity.bot.userId))
      .filter(({ archived }) => !archived || !isTrue(args.exclude_archived));
    const { items, next_cursor } = pageOf(visible, args, 100, ({ id }) => id);
    return { channels: items.map((channel) => wire(context, channel)), response_metadata: { next_cursor } };
  },
};

const open: Method = {
  tier: "three",
  scopes: ["im:write"],
  run(args, context) {
    const users = stringOf(args.users).split(",").filter(Boolean);
    if (users.length > 1) throw new Refusal("not_enough_users", ["the twin has no group direct messages"]);
    const known = args.channel !== undefined ? channelFor(context, args.channel) : undefined;
    const person = context.store.people.get(users[0] ?? "");
    const channel = known ?? context.store.channels.get(person?.dm ?? "");
    if (channel === undefined) throw new Refusal("user_not_found");
    return { channel: isTrue(args.return_im) ? wire(context, channel) : { id: channel.id } };
  },
};

export const conversationMethods: Methods = {
  "conversations.history": channelHistory,
  "conversations.replies": replies,
  "conversations.list": list,
  "conversations.open": open,
  "conversations.info": {
    tier: "three",
    scopes: read,
    run(args, context) {
      const channel = channelFor(context, args.channel);
      const num_members = isTrue(args.include_num_members) ? { num_members: channel.members.size } : {};
      return { channel: { ...wire(context, channel), ...num_members } };
    },
  },
  "conversations.members": {
    tier: "four",
    scopes: read,
    run(args, context) {
      const { items, next_cursor } = pageOf([...channelFor(context, args.channel).members], args, 100, (id) => id);
      return { members: items, response_metadata: { next_cursor } };
    },
  },
  "conversations.join": {
    tier: "three",
    scopes: ["channels:join"],
    run(args, context) {
      const channel = channelFor(context, args.channel);
      if (channel.kind !== "channel") throw new Refusal("method_not_supported_for_channel_type");
      if (channel.archived) throw new Refusal("is_archived");
      channel.members.add(identity.bot.userId);
      return { channel: wire(context, channel) };
    },
  },
};
