import { isJson, type Json, listOf } from "../json.ts";
import { type Context, hasBot, identity } from "./context.ts";
import type { Channel, Message, Person, StoredFile, View } from "./store.ts";

/** Slack fills in what the app left out; here it is the place in the message, so that it stays the same. */
export function withIds(blocks: readonly Json[]): Json[] {
  return blocks.map((block, index) => ({ block_id: `block${index}`, ...block }));
}

function botProfile(): Json {
  const { appId, team, bot } = identity;
  return { id: bot.botId, app_id: appId, name: bot.name, team_id: team.id, deleted: false, icons: {} };
}

/** As history, replies and events have it; metadata only where they were asked for. */
export function messageOf(context: Context, message: Message, { metadata = false } = {}): Json {
  const channel = context.store.channels.get(message.channel);
  const replies = channel === undefined ? [] : context.store.replies(channel, message.ts);
  if (message.deleted) return tombstone(message, replies);
  const parent =
    message.thread_ts === undefined ? undefined : context.store.find({ ...message, ts: message.thread_ts });
  return {
    type: "message",
    ...(message.subtype !== undefined && { subtype: message.subtype }),
    ...(message.user !== undefined && { user: message.user }),
    ...(message.bot_id !== undefined && { bot_id: message.bot_id }),
    ...(message.app_id !== undefined && { app_id: message.app_id, bot_profile: botProfile() }),
    ...(message.username !== undefined && { username: message.username }),
    text: message.text,
    ts: message.ts,
    team: identity.team.id,
    ...(message.blocks.length > 0 && { blocks: withIds(message.blocks) }),
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
    ...(message.files.length > 0 && { files: message.files.map((file) => fileOf(context, file)), upload: false }),
    ...(message.thread_ts !== undefined && { thread_ts: message.thread_ts, parent_user_id: parent?.user }),
    ...(replies.length > 0 && { thread_ts: message.ts, ...replyCount(replies) }),
    ...(message.edited !== undefined && { edited: message.edited }),
    ...(message.reactions.size > 0 && { reactions: reactionsOf(message) }),
    ...(metadata && message.metadata !== undefined && { metadata: message.metadata }),
  };
}

export function reactionsOf({ reactions }: Message): Json[] {
  return [...reactions].map(([name, users]) => ({ name, users: [...users], count: users.length }));
}

function replyCount(replies: readonly Message[]): Json {
  const users = [...new Set(replies.map(({ user, bot_id }) => user ?? bot_id))];
  return {
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: replies.at(-1)?.ts,
    reply_users: users,
    is_locked: false,
    subscribed: false,
  };
}

/** What stays of a deleted parent for as long as it has replies. */
function tombstone({ ts }: Message, replies: readonly Message[]): Json {
  return {
    type: "message",
    subtype: "tombstone",
    text: "This message was deleted.",
    user: "USLACKBOT",
    hidden: true,
    ts,
    thread_ts: ts,
    parent_user_id: "USLACKBOT",
    ...replyCount(replies),
  };
}

export function fileOf({ origin }: Context, file: StoredFile): Json {
  const place = `${identity.team.id}-${file.id}`;
  const type = file.name.includes(".") ? (file.name.split(".").at(-1) ?? "") : "";
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: type,
    pretty_type: type.toUpperCase(),
    user: file.user,
    user_team: identity.team.id,
    editable: false,
    size: file.content?.length ?? 0,
    mode: "hosted",
    is_external: false,
    is_public: true,
    file_access: "visible",
    url_private: `${origin()}/files-pri/${place}/${encodeURIComponent(file.name)}`,
    url_private_download: `${origin()}/files-pri/${place}/download/${encodeURIComponent(file.name)}`,
    permalink: `https://twin.slack.com/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
  };
}

/** With the places where it is shared, which only files.info tells. */
export function sharesOf({ store }: Context, { shares }: StoredFile): Json {
  const byKind: Record<string, Record<string, Json[]>> = {};
  for (const { channel, ts } of shares) {
    const { kind, name = channel } = store.channels.get(channel) ?? {};
    const visibility = kind === "channel" ? "public" : "private";
    byKind[visibility] ??= {};
    const places = byKind[visibility];
    const thread_ts = store.find({ channel, ts })?.thread_ts;
    places[channel] = [...(places[channel] ?? []), { ts, channel_name: name, ...(thread_ts && { thread_ts }) }];
  }
  return byKind;
}

export function channelOf(channel: Channel, person?: Person): Json {
  const { id, name, kind, created, archived, topic } = channel;
  if (kind === "im") return { id, created, is_im: true, is_archived: false, user: person?.id, is_org_shared: false };
  return {
    id,
    name,
    name_normalized: name,
    created,
    creator: "U0CREATOR",
    is_channel: kind === "channel",
    is_group: kind === "group",
    is_im: false,
    is_mpim: false,
    is_private: kind === "group",
    is_archived: archived,
    is_general: false,
    is_member: hasBot(channel),
    topic: { value: topic, creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
    context_team_id: identity.team.id,
  };
}

export function personOf({ id, name, realName, isBot }: Person): Json {
  return {
    id,
    team_id: identity.team.id,
    name,
    real_name: realName,
    deleted: false,
    is_bot: isBot,
    is_app_user: false,
    is_admin: false,
    is_restricted: false,
    tz: "Europe/Berlin",
    profile: { display_name: name, real_name: realName, real_name_normalized: realName, image_48: "" },
  };
}

export function viewOf({ id, hash, view, kind }: View, values: Json = {}): Json {
  return {
    private_metadata: "",
    callback_id: "",
    external_id: "",
    title: null,
    close: null,
    submit: null,
    notify_on_close: false,
    clear_on_close: false,
    ...view,
    type: kind,
    blocks: withIds(listOf(view.blocks)),
    id,
    hash,
    team_id: identity.team.id,
    app_id: identity.appId,
    bot_id: identity.bot.botId,
    app_installed_team_id: identity.team.id,
    root_view_id: id,
    previous_view_id: null,
    state: { values: isJson(values) ? values : {} },
  };
}
