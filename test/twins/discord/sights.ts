import type { Context } from "./context.ts";
import { pinsOf } from "./routes/reactions.ts";
import { shownOf } from "./shown.ts";
import type { Channel, Interaction, Message, Modal, StoredFile } from "./store.ts";
import { isThread, type ThreadChannel } from "./threads.ts";
import type { DiscordSights } from "./types.ts";
import type { FileView, InteractionView, MessageView, ModalView, ThreadView } from "./views.ts";
import { urlOf } from "./wire.ts";

type Seen = Pick<
  DiscordSights,
  | "messages"
  | "message"
  | "ephemerals"
  | "threads"
  | "thread"
  | "pins"
  | "commands"
  | "interactions"
  | "modals"
  | "files"
>;

/** What there is to see of the store: copies, so that what was seen once does not change. */
export function createSights(context: Context): Seen {
  const { store } = context;
  const view = (message: Message) => messageView(context, message);

  function channelAt(id: string): Channel {
    const channel = store.channels.get(id);
    if (channel === undefined) throw new Error(`there is no channel ${id}`);
    return channel;
  }

  return {
    messages: (channel) => channelAt(channel).messages.map(view),
    message(place) {
      const found = store.find(place);
      return found && view(found);
    },
    ephemerals: (user) => store.ephemerals.filter(({ only }) => only === user).map(view),
    threads: (parent) =>
      [...store.channels.values()]
        .filter(isThread)
        .filter((thread) => parent === undefined || thread.parent === parent)
        .map(threadView),
    thread(id) {
      const channel = store.channels.get(id);
      return channel !== undefined && isThread(channel) ? threadView(channel) : undefined;
    },
    pins: (channel) => pinsOf(channelAt(channel)).map(view),
    commands: (guild) =>
      store.commands
        .filter((command) => command.guild === guild)
        .map(({ id, name, payload }) => ({ id, name, guild, payload })),
    get interactions() {
      return store.interactions.map((one) => interactionView(context, one));
    },
    modals: (user) =>
      store.interactions.flatMap(({ modal }) =>
        modal?.open === true && modal.interaction.user === user ? [modalView(modal)] : [],
      ),
    get files() {
      return [...store.files.values()].map((file) => fileView(context, file));
    },
  };
}

function messageView(context: Context, message: Message): MessageView {
  const { reference, interaction } = message;
  const thread = context.store.channels.get(message.id);
  return {
    channel: message.channel,
    id: message.id,
    type: message.type,
    user: message.author,
    content: message.content,
    embeds: message.embeds,
    components: message.components,
    shown: shownOf(message.content, message.embeds, message.components),
    attachments: message.attachments.map((file) => fileView(context, file)),
    reactions: Object.fromEntries([...message.reactions].map(([emoji, users]) => [emoji, [...users]])),
    nonce: message.nonce === undefined ? undefined : String(message.nonce),
    flags: message.flags,
    pings: [...message.pings],
    replyTo: reference?.id === undefined ? undefined : { channel: reference.channel, id: reference.id },
    thread: thread !== undefined && thread.parent === message.channel ? thread.id : undefined,
    interaction: interaction?.id,
    only: message.only,
    loading: (message.flags & (1 << 7)) !== 0,
    pinned: message.pinnedAt !== undefined,
    sentAt: message.sentAt,
    editedAt: message.editedAt,
    deleted: message.deleted,
    was: [...message.was],
  };
}

function threadView({ id, parent = "", name, thread, deleted }: ThreadChannel): ThreadView {
  const { owner, archived, locked, autoArchive, pinned } = thread;
  const lists = { tags: [...thread.tags], members: [...thread.members.keys()] };
  return { id, parent, name, owner, private: thread.private, archived, locked, autoArchive, pinned, deleted, ...lists };
}

function fileView(context: Context, file: StoredFile): FileView {
  const { id, name, description, contentType, content } = file;
  return { id, name, description, contentType, size: content.length, content, url: urlOf(context, file) };
}

function modalView({ interaction, customId, title, components }: Modal): ModalView {
  return { id: interaction.id, user: interaction.user, customId, title, components };
}

/** Live, unlike the other views: what a person did is waited for. */
export function interactionView(context: Context, interaction: Interaction): InteractionView {
  const { id, token, kind, user, channel, at } = interaction;
  return {
    id,
    token,
    kind,
    user,
    channel,
    at,
    get state() {
      return interaction.state;
    },
    get callback() {
      return interaction.callback;
    },
    get ephemeral() {
      return interaction.ephemeral;
    },
    get reply() {
      return interaction.reply && messageView(context, interaction.reply);
    },
    get followups() {
      return interaction.followups.map((message) => messageView(context, message));
    },
    get modal() {
      return interaction.modal && modalView(interaction.modal);
    },
    get choices() {
      return interaction.choices;
    },
  };
}
