import type { Json } from "../json.ts";
import type { Contents } from "./contents.ts";
import { type Context, guildOf, identity, visible } from "./context.ts";
import { intents } from "./intents.ts";
import { mentionsOf, nobody, textsOf } from "./mentions.ts";
import type { Channel, Interaction, Mentions, Message } from "./store.ts";
import { emojiOf, messageOf } from "./wire.ts";
import { fullMemberOf, memberOf } from "./wire-people.ts";

export interface Draft extends Omit<Contents, "allowed" | "flags" | "says"> {
  readonly author: string;
  readonly flags?: number;
  readonly allowed?: unknown;
  readonly type?: number;
  readonly nonce?: string | number | undefined;
  readonly reference?: Message["reference"];
  readonly interaction?: Interaction | undefined;
  /** Who alone sees it. */
  readonly only?: string | undefined;
  /** Else the twin makes one. */
  readonly id?: string;
}

export const nothing = { content: "", embeds: [], components: [], attachments: [] } as const;

/** A message is there, and the bot hears of it where it may; an ephemeral one is for one person, and for no event. */
export function post(context: Context, channel: Channel, draft: Draft): Message {
  const { store, clock } = context;
  const mentions = called(context, channel, draft);
  const message: Message = {
    channel: channel.id,
    id: draft.id ?? store.id(),
    type: draft.type ?? 0,
    author: draft.author,
    content: draft.content,
    embeds: draft.embeds,
    components: draft.components,
    attachments: draft.attachments,
    flags: draft.flags ?? 0,
    mentions,
    reactions: new Map(),
    nonce: draft.nonce,
    pings: new Set(mentions.pings),
    reference: draft.reference,
    interaction: draft.interaction,
    only: draft.only,
    pinnedAt: undefined,
    sentAt: clock(),
    editedAt: undefined,
    deleted: false,
    was: [],
  };
  if (message.only !== undefined) store.ephemerals.push(message);
  else {
    channel.messages.push(message);
    emitMessage(context, channel, "MESSAGE_CREATE", message);
  }
  context.changed();
  return message;
}

function called(context: Context, channel: Channel, draft: Draft): Mentions {
  const { author, content, components, allowed, reference, only } = draft;
  const answered = reference?.id === undefined || (draft.type ?? 0) !== 19 ? undefined : reference;
  const replied = answered && context.store.find({ channel: answered.channel, id: answered.id ?? "" })?.author;
  const texts = textsOf(content, components);
  const mentions = mentionsOf(context, channel, { author, texts, allowed, replied });
  if (only === undefined) return mentions;
  // Nobody else sees it.
  return { ...nobody, users: mentions.users, pings: mentions.pings.filter((id) => id === only) };
}

function emitMessage(context: Context, channel: Channel, type: string, message: Message): void {
  const guild = guildOf(context, channel);
  const member = guild && memberOf(guild, message.author);
  const more: Json = {
    ...(guild !== undefined && { guild_id: guild.id }),
    ...(member !== undefined && { member }),
    channel_type: guild === undefined ? 1 : channel.kind === "thread" ? 11 : 0,
  };
  emitIn(
    context,
    channel,
    type,
    { ...messageOf(context, message, true), ...more },
    { ...messageOf(context, message, false), ...more },
  );
}

/** To sessions that hear of messages there. */
function emitIn(context: Context, channel: Channel, type: string, data: Json, bare?: Json): void {
  if (!visible(context, channel)) return;
  const intent = channel.guild === undefined ? intents.directMessages : intents.guildMessages;
  context.emit({ type, intent, data, ...(bare !== undefined && { bare }) });
}

export function change(context: Context, channel: Channel, message: Message, next: Partial<Contents>): void {
  // What was loading said nothing yet.
  if ((message.flags & (1 << 7)) === 0) message.was.push(message.content);
  message.content = next.content ?? message.content;
  message.embeds = next.embeds ?? message.embeds;
  message.components = next.components ?? message.components;
  message.attachments = next.attachments ?? message.attachments;
  message.flags = next.flags ?? message.flags;
  message.editedAt = context.clock();
  if (next.says !== false) message.mentions = called(context, channel, { ...message, allowed: next.allowed });
  for (const ping of message.mentions.pings) message.pings.add(ping);
  updated(context, channel, message);
}

/** Something about it is different: a pin, a thread, its text. */
export function updated(context: Context, channel: Channel, message: Message): void {
  if (message.only === undefined) emitMessage(context, channel, "MESSAGE_UPDATE", message);
  context.changed();
}

export function remove(context: Context, channel: Channel, message: Message): void {
  message.deleted = true;
  if (message.only === undefined) {
    const guild = channel.guild === undefined ? {} : { guild_id: channel.guild };
    emitIn(context, channel, "MESSAGE_DELETE", { id: message.id, channel_id: channel.id, ...guild });
  }
  context.changed();
}

export function removeAll(context: Context, channel: Channel, messages: readonly Message[]): void {
  for (const message of messages) message.deleted = true;
  const guild = channel.guild === undefined ? {} : { guild_id: channel.guild };
  const ids = messages.map(({ id }) => id);
  emitIn(context, channel, "MESSAGE_DELETE_BULK", { ids, channel_id: channel.id, ...guild });
  context.changed();
}

/** Twice the same is once. */
export function react(context: Context, channel: Channel, message: Message, user: string, emoji: string): void {
  const users = message.reactions.get(emoji) ?? [];
  if (users.includes(user)) return;
  message.reactions.set(emoji, [...users, user]);
  emitReaction(context, channel, message, "MESSAGE_REACTION_ADD", user, emoji);
}

export function unreact(context: Context, channel: Channel, message: Message, user: string, emoji: string): void {
  const users = message.reactions.get(emoji) ?? [];
  if (!users.includes(user)) return;
  const rest = users.filter((other) => other !== user);
  if (rest.length === 0) message.reactions.delete(emoji);
  else message.reactions.set(emoji, rest);
  emitReaction(context, channel, message, "MESSAGE_REACTION_REMOVE", user, emoji);
}

function emitReaction(
  context: Context,
  channel: Channel,
  message: Message,
  type: string,
  user: string,
  emoji: string,
): void {
  const guild = guildOf(context, channel);
  const member = guild && type.endsWith("ADD") ? fullMemberOf(context, guild, user) : undefined;
  if (visible(context, channel))
    context.emit({
      type,
      intent: guild === undefined ? intents.directReactions : intents.guildReactions,
      data: {
        user_id: user,
        channel_id: channel.id,
        message_id: message.id,
        message_author_id: message.author,
        emoji: emojiOf(emoji),
        burst: false,
        type: 0,
        ...(guild !== undefined && { guild_id: guild.id }),
        ...(member !== undefined && { member }),
      },
    });
  context.changed();
}

export function pin(context: Context, channel: Channel, message: Message, pinned: boolean): void {
  if ((message.pinnedAt !== undefined) === pinned) return;
  message.pinnedAt = pinned ? context.clock() : undefined;
  updated(context, channel, message);
  const guild = channel.guild === undefined ? {} : { guild_id: channel.guild };
  const last = channel.messages.findLast(({ pinnedAt }) => pinnedAt !== undefined)?.pinnedAt;
  const last_pin_timestamp = last === undefined ? null : new Date(last).toISOString();
  context.emit({
    type: "CHANNEL_PINS_UPDATE",
    intent: channel.guild === undefined ? intents.directMessages : intents.guilds,
    data: { channel_id: channel.id, last_pin_timestamp, ...guild },
  });
  if (!pinned) return;
  const reference = { channel: channel.id, id: message.id };
  post(context, channel, { ...nothing, author: identity.bot.id, type: 6, reference, allowed: { parse: [] } });
}
