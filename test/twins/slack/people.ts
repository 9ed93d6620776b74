import type { Json } from "../json.ts";
import { type Context, identity } from "./context.ts";
import { change, type Draft, post, react, remove, unreact } from "./messages.ts";
import { sessionKey } from "./methods/agents.ts";
import { addFile } from "./methods/files.ts";
import type { Channel, Message } from "./store.ts";
import type { Place, SlackPeople } from "./types.ts";
import { viewOf } from "./wire.ts";

type Writers = Omit<SlackPeople, "slash" | "click" | "shortcut" | "submit" | "dismiss">;

/** What people do by themselves. Whatever their client would not let them do throws. */
export function createPeople(context: Context, changed: () => void): Writers {
  const { store } = context;
  const { userId } = identity.bot;

  function add(channel: Omit<Channel, "created" | "archived" | "messages">): void {
    store.channels.set(channel.id, {
      ...channel,
      created: Math.floor(context.clock() / 1000),
      archived: false,
      messages: [],
    });
  }

  function say(channel: Channel, draft: Draft): Place {
    if (channel.archived) throw new Error(`${channel.id} is archived`);
    if (draft.thread_ts !== undefined) parentIn(context, channel, draft.thread_ts);
    const { ts } = post(context, channel, draft);
    changed();
    return { channel: channel.id, ts };
  }

  const people: Writers = {
    user(id, { name, realName = name, dm = `D${id}`, isBot = false }) {
      store.people.set(id, { id, name, realName, dm, isBot });
      add({ id: dm, name: "directmessage", kind: "im", members: new Set([id, userId]), topic: "" });
    },
    channel(id, { name, members = [], private: hidden = false, withBot = true, topic = "" }) {
      const all = new Set([...members, ...(withBot ? [userId] : [])]);
      add({ id, name, kind: hidden ? "group" : "channel", members: all, topic });
    },
    group(id, { handle, users }) {
      store.groups.set(id, { id, handle, users });
    },
    invite(id) {
      const channel = channelOf(context, id);
      channel.members.add(userId);
      joined(context, channel, userId);
      changed();
    },
    kick(id) {
      channelOf(context, id).members.delete(userId);
      context.emit({ type: "channel_left", channel: id, event_ts: store.ts() });
      changed();
    },
    archive(id) {
      channelOf(context, id).archived = true;
      context.emit({ type: "channel_archive", channel: id, event_ts: store.ts() });
      changed();
    },

    async write({ channel: id, thread, user, text, files = [], broadcast = false }) {
      const channel = memberIn(context, id, user);
      const stored = files.map((file) => addFile(context, { user, ...file }));
      return say(channel, {
        user,
        text,
        blocks: [richText(text)],
        files: stored,
        thread_ts: thread,
        broadcast: broadcast && thread !== undefined,
        subtype: stored.length > 0 ? "file_share" : undefined,
      });
    },
    async edit({ text, ...place }) {
      const { channel, message } = messageAt(context, place);
      change(context, channel, message, { text, blocks: [richText(text)], editor: message.user });
      changed();
      return place;
    },
    async erase(place) {
      const { channel, message } = messageAt(context, place);
      remove(context, channel, message);
      changed();
    },
    async writeAsBot({ channel, thread, text, blocks = [], botId = "B0OTHER", name, user }) {
      const author = { user, bot_id: botId, username: name, subtype: user === undefined ? "bot_message" : undefined };
      return say(channelOf(context, channel), { ...author, text, blocks, thread_ts: thread });
    },
    async join({ channel: id, user }) {
      const channel = channelOf(context, id);
      if (!store.people.has(user)) throw new Error(`there is no user ${user}`);
      channel.members.add(user);
      const place = joined(context, channel, user);
      changed();
      return place;
    },
    async react({ user, name, ...place }) {
      const { channel, message } = messageAt(context, place);
      if (!react(context, channel, message, user, name)) throw new Error(`${user} has that reaction there`);
      changed();
    },
    async unreact({ user, name, ...place }) {
      const { channel, message } = messageAt(context, place);
      if (!unreact(context, channel, message, user, name)) throw new Error(`${user} has no such reaction there`);
      changed();
    },

    async stopSession({ user, channel, thread }) {
      const status = store.sessions.get(sessionKey(channel, thread))?.statuses.at(-1)?.status;
      if (status !== "processing" || !context.subscribed("agent_session_stopped"))
        throw new Error("the thread shows no Stop button");
      const where = { channel, thread_ts: thread, streaming_message_ts: [] };
      context.emit(
        { type: "agent_session_stopped", user, ...where, event_ts: store.ts() },
        memberIn(context, channel, user),
      );
      changed();
    },
    async home(user) {
      const person = store.people.get(user);
      if (person === undefined) throw new Error(`there is no user ${user}`);
      const home = [...store.views.values()].findLast((view) => view.kind === "home" && view.user === user);
      const view = home === undefined ? {} : { view: viewOf(home) };
      context.emit({ type: "app_home_opened", user, channel: person.dm, tab: "home", ...view, event_ts: store.ts() });
      changed();
    },
  };
  people.user(userId, { name: identity.bot.name, realName: identity.appName, isBot: true });
  return people;
}

function channelOf({ store }: Context, id: string): Channel {
  const channel = store.channels.get(id);
  if (channel === undefined) throw new Error(`there is no channel ${id}`);
  return channel;
}

export function memberIn(context: Context, id: string, user: string): Channel {
  const channel = channelOf(context, id);
  if (!context.store.people.has(user)) throw new Error(`there is no user ${user}`);
  if (!channel.members.has(user)) throw new Error(`${user} is not in ${id}`);
  return channel;
}

export function messageAt(context: Context, place: Place): { channel: Channel; message: Message } {
  const channel = channelOf(context, place.channel);
  const message = context.store.find(place);
  if (message === undefined || message.deleted) throw new Error(`there is no message ${place.ts} in ${place.channel}`);
  return { channel, message };
}

function parentIn({ store }: Context, channel: Channel, ts: string): void {
  const parent = store.find({ channel: channel.id, ts });
  if (parent === undefined) throw new Error(`there is no message ${ts} in ${channel.id}`);
  if (parent.thread_ts !== undefined) throw new Error(`${ts} is a reply: nobody can reply to it`);
}

function joined(context: Context, channel: Channel, user: string): Place {
  const text = `<@${user}> has joined the channel`;
  const { ts } = post(context, channel, { user, text, subtype: "channel_join" });
  const kind = channel.kind === "group" ? "G" : "C";
  const event = { type: "member_joined_channel", user, channel: channel.id, channel_type: kind };
  context.emit({ ...event, team: identity.team.id, event_ts: ts }, channel);
  return { channel: channel.id, ts };
}

/** What people write arrives as rich text, too. */
function richText(text: string): Json {
  const parts = text.split(/(<@\w+>|<!\w+>|<!subteam\^\w+>|<https?:[^>]+>)/).filter((part) => part !== "");
  const section = { type: "rich_text_section", elements: parts.map(richPart) };
  return { type: "rich_text", elements: [section] };
}

function richPart(part: string): Json {
  const [, mark = "", rest = ""] = /^<(@|!subteam\^|!|)([^>|]+)[^>]*>$/.exec(part) ?? [];
  if (rest === "") return { type: "text", text: unescaped(part) };
  if (mark === "@") return { type: "user", user_id: rest };
  if (mark === "!") return { type: "broadcast", range: rest };
  if (mark === "") return { type: "link", url: unescaped(rest) };
  return { type: "usergroup", usergroup_id: rest };
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
