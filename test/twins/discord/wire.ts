import type { APIAttachment, APIMessage, APIReaction } from "discord.js";
import { isJson, type Json } from "../json.ts";
import { type Context, guildOf, identity } from "./context.ts";
import { limits } from "./limits.ts";
import type { Interaction, Message, StoredFile } from "./store.ts";
import { channelOf } from "./wire-channels.ts";
import { memberOf, personOf, type Shape } from "./wire-people.ts";

export const interactionTypes = { slash: 2, menu: 2, component: 3, autocomplete: 4, modal: 5 } as const;

/** Discord's own are signed, and serve for a day: so do these. */
export function urlOf({ origin, clock }: Context, { channel, id, name }: StoredFile): string {
  const now = Math.floor(clock() / 1000);
  const until = now + limits.urlAge / 1000;
  const query = `ex=${until.toString(16)}&is=${now.toString(16)}&hm=${"0".repeat(64)}`;
  return `${origin()}/attachments/${channel}/${id}/${encodeURIComponent(name)}?${query}`;
}

export function attachmentOf(context: Context, file: StoredFile): Json {
  const url = urlOf(context, file);
  return {
    id: file.id,
    filename: file.name,
    size: file.content.length,
    url,
    proxy_url: url,
    content_type: file.contentType,
    ...(file.description !== undefined && { description: file.description }),
  } satisfies Shape<APIAttachment>;
}

/** Whether someone without the intent may read it. */
function readable(context: Context, message: Message): boolean {
  const { id } = identity.bot;
  const direct = context.store.channels.get(message.channel)?.kind === "dm";
  return direct || message.author === id || message.mentions.users.includes(id);
}

/** As it comes to the bot; `content` says whether it may read what others write. */
export function messageOf(context: Context, message: Message, content: boolean, nested = false): Json {
  const { store } = context;
  const { attachments, mentions, reference } = message;
  const read = content || readable(context, message);
  const inEmbeds = namesIn(message.embeds);
  const place = (value: unknown) => withUrls(context, attachments, value);
  const thread = store.channels.get(message.id);
  const referenced =
    reference?.id === undefined ? undefined : store.find({ channel: reference.channel, id: reference.id });
  return {
    id: message.id,
    channel_id: message.channel,
    author: personOf(context, message.author),
    content: read ? message.content : "",
    timestamp: new Date(message.sentAt).toISOString(),
    edited_timestamp: message.editedAt === undefined ? null : new Date(message.editedAt).toISOString(),
    tts: false,
    mention_everyone: mentions.everyone,
    mentions: mentions.users.map((id) => mentioned(context, message, id)),
    mention_roles: [...mentions.roles],
    attachments: read
      ? attachments.filter(({ name }) => !inEmbeds.has(name)).map((file) => attachmentOf(context, file))
      : [],
    embeds: read ? message.embeds.map((embed) => place({ type: "rich", ...embed })) : [],
    components: read ? (place(numbered(message.components)) as readonly Json[]) : [],
    ...(message.reactions.size > 0 && { reactions: reactionsOf(message) }),
    ...(message.nonce !== undefined && message.author === identity.bot.id && { nonce: message.nonce }),
    pinned: message.pinnedAt !== undefined,
    type: message.type,
    flags: message.flags | (thread === undefined || thread.deleted ? 0 : 32),
    ...(reference !== undefined && { message_reference: referenceOf(context, reference) }),
    ...(reference?.id !== undefined &&
      !nested && {
        referenced_message:
          referenced === undefined || referenced.deleted ? null : messageOf(context, referenced, content, true),
      }),
    ...(thread !== undefined && !thread.deleted && !nested && { thread: channelOf(context, thread) }),
    ...(message.interaction !== undefined && interactionOf(context, message, message.interaction)),
  } satisfies Shape<APIMessage>;
}

function mentioned(context: Context, message: Message, id: string): Json {
  const channel = context.store.channels.get(message.channel);
  const guild = channel && guildOf(context, channel);
  const member = guild && memberOf(guild, id);
  return { ...personOf(context, id), ...(member && { member }) };
}

function referenceOf(
  { store }: Context,
  { channel, id }: { readonly channel: string; readonly id: string | undefined },
) {
  const guild = store.channels.get(channel)?.guild;
  return { type: 0, channel_id: channel, ...(id && { message_id: id }), ...(guild && { guild_id: guild }) };
}

function interactionOf(context: Context, message: Message, interaction: Interaction): Json {
  const user = personOf(context, interaction.user);
  const type = interactionTypes[interaction.kind];
  const { reply, command, source } = interaction;
  const guild = context.store.channels.get(interaction.channel)?.guild;
  return {
    application_id: identity.applicationId,
    webhook_id: identity.applicationId,
    interaction_metadata: {
      id: interaction.id,
      type,
      user,
      authorizing_integration_owners: guild === undefined ? {} : { 0: guild },
      ...(command !== undefined && { name: command, command_type: interaction.kind === "menu" ? 3 : 1 }),
      ...(reply !== undefined && reply !== message && { original_response_message_id: reply.id }),
      ...(source !== undefined && { interacted_message_id: source.id }),
    },
    ...(command !== undefined && { interaction: { id: interaction.id, type: 2, name: command, user } }),
  };
}

export function emojiOf(key: string): Json {
  const [name = "", id] = key.split(":");
  return { id: id ?? null, name };
}

function reactionsOf({ reactions }: Message): Json[] {
  return [...reactions].map(([key, users]) => {
    const wire = {
      emoji: emojiOf(key),
      count: users.length,
      count_details: { burst: 0, normal: users.length },
      me: users.includes(identity.bot.id),
      me_burst: false,
      burst_colors: [],
    } satisfies Shape<APIReaction>;
    return wire;
  });
}

const scheme = "attachment://";

function namesIn(value: unknown): ReadonlySet<string> {
  if (typeof value === "string") return new Set(value.startsWith(scheme) ? [value.slice(scheme.length)] : []);
  if (Array.isArray(value)) return new Set(value.flatMap((item) => [...namesIn(item)]));
  return isJson(value) ? namesIn(Object.values(value)) : new Set();
}

function withUrls(context: Context, files: readonly StoredFile[], value: unknown): unknown {
  if (typeof value === "string" && value.startsWith(scheme)) {
    const file = files.find(({ name }) => `${scheme}${name}` === value);
    return file === undefined ? value : urlOf(context, file);
  }
  if (Array.isArray(value)) return value.map((item) => withUrls(context, files, item));
  if (!isJson(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withUrls(context, files, inner)]));
}

/** Discord numbers components that have no id of their own. */
function numbered(components: readonly Json[]): readonly Json[] {
  let count = 0;
  const give = (component: Json): Json => {
    count += 1;
    const id = count;
    const inner = Array.isArray(component.components)
      ? { components: component.components.filter(isJson).map(give) }
      : {};
    const side = isJson(component.accessory) ? { accessory: give(component.accessory) } : {};
    return { id, ...component, ...inner, ...side };
  };
  return components.map(give);
}
