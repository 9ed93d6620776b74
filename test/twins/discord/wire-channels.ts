import type { APIGuild, APIThreadChannel } from "discord.js";
import type { Json } from "../json.ts";
import { type Context, guildOf, identity, visible } from "./context.ts";
import type { Channel, ChannelKind, Guild, Thread } from "./store.ts";
import { fullMemberOf, personOf, roleOf, type Shape } from "./wire-people.ts";

export const channelTypes: Readonly<Record<ChannelKind, number>> = {
  text: 0,
  dm: 1,
  voice: 2,
  category: 4,
  announcement: 5,
  thread: 11,
  forum: 15,
};

const archiveDays = 1_440;

function threadType(channel: Channel, thread: Thread, { store }: Context): number {
  if (thread.private) return 12;
  return store.channels.get(channel.parent ?? "")?.kind === "announcement" ? 10 : channelTypes.thread;
}

export function channelOf(context: Context, channel: Channel): Json {
  if (channel.thread !== undefined) return threadOf(context, channel, channel.thread);
  const last = channel.messages.findLast(({ deleted }) => !deleted)?.id ?? null;
  if (channel.kind === "dm") {
    const recipients = channel.recipient === undefined ? [] : [personOf(context, channel.recipient)];
    return { id: channel.id, type: 1, name: null, last_message_id: last, recipients, flags: 0 };
  }
  const guild = guildOf(context, channel);
  return {
    id: channel.id,
    type: channelTypes[channel.kind],
    guild_id: channel.guild,
    name: channel.name,
    position: [...context.store.channels.keys()].indexOf(channel.id),
    parent_id: channel.parent ?? null,
    nsfw: false,
    flags: channel.requireTag ? 1 << 4 : 0,
    topic: channel.topic ?? null,
    last_message_id: last,
    rate_limit_per_user: 0,
    permission_overwrites: [...channel.overwrites].map(([id, { allow, deny }]) => ({
      id,
      type: guild?.roles.has(id) === true ? 0 : 1,
      allow: String(allow),
      deny: String(deny),
    })),
    ...(channel.kind === "forum" && {
      available_tags: channel.tags.map((tag) => ({ ...tag, emoji_id: null, emoji_name: null })),
      default_reaction_emoji: null,
      default_sort_order: null,
      default_forum_layout: 0,
      default_auto_archive_duration: archiveDays,
    }),
  };
}

function threadOf(context: Context, channel: Channel, thread: Thread): Json {
  const own = thread.members.get(identity.bot.id);
  // Neither the message that it was started from nor the note of the start counts.
  const sent = channel.messages.filter(({ id, type }) => id !== channel.id && type !== 21);
  return {
    id: channel.id,
    type: threadType(channel, thread, context),
    guild_id: channel.guild,
    parent_id: channel.parent ?? "",
    owner_id: thread.owner,
    name: channel.name,
    last_message_id: channel.messages.findLast(({ deleted }) => !deleted)?.id ?? null,
    message_count: sent.filter(({ deleted }) => !deleted).length,
    total_message_sent: sent.length,
    member_count: thread.members.size,
    rate_limit_per_user: 0,
    flags: thread.pinned ? 1 << 1 : 0,
    applied_tags: [...thread.tags],
    thread_metadata: {
      archived: thread.archived,
      locked: thread.locked,
      auto_archive_duration: thread.autoArchive,
      archive_timestamp: new Date(thread.archivedAt).toISOString(),
      create_timestamp: new Date(thread.createdAt).toISOString(),
      ...(thread.private && { invitable: true }),
    },
    ...(own !== undefined && { member: threadMemberOf(channel.id, identity.bot.id, own) }),
  } satisfies Shape<APIThreadChannel>;
}

export function threadMemberOf(thread: string, user: string, joined: number): Json {
  return { id: thread, user_id: user, join_timestamp: new Date(joined).toISOString(), flags: 0 };
}

export function guildObjectOf(guild: Guild): Json {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: guild.ownerId,
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    roles: [...guild.roles.values()].map((role) => roleOf(role, guild)),
    emojis: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: "en-US",
    public_updates_channel_id: null,
    nsfw_level: 0,
    stickers: [],
    premium_progress_bar_enabled: false,
    hub_type: null,
    safety_alerts_channel_id: null,
    incidents_data: null,
    max_members: 500_000,
    approximate_member_count: guild.members.size,
  } satisfies Shape<APIGuild>;
}

/** As GUILD_CREATE has it. Without the presences' intent, the bot is its only member. */
export function guildCreateOf(context: Context, guild: Guild, everybody: boolean): Json {
  const { store } = context;
  const channels = [...store.channels.values()].filter((channel) => channel.guild === guild.id && !channel.deleted);
  const members = [...guild.members.keys()].filter((id) => everybody || id === identity.bot.id);
  return {
    ...guildObjectOf(guild),
    joined_at: new Date(guild.members.get(identity.bot.id)?.joinedAt ?? 0).toISOString(),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: members.map((id) => fullMemberOf(context, guild, id)),
    channels: channels.filter(({ kind }) => kind !== "thread").map((channel) => channelOf(context, channel)),
    threads: channels
      .filter((channel) => channel.thread?.archived === false && visible(context, channel))
      .map((channel) => channelOf(context, channel)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
