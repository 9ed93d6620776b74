import type { Context } from "./context.ts";
import { sessionKey } from "./methods/agents.ts";
import { shownOf } from "./shown.ts";
import type { Message, Session, Store, StoredFile, View } from "./store.ts";
import type { FileView, MessageView, OpenView, SessionView, SlackSights } from "./types.ts";
import { openModals } from "./views.ts";

type Seen = Pick<
  SlackSights,
  "messages" | "thread" | "message" | "ephemerals" | "sessions" | "session" | "views" | "homes" | "files"
>;

/** What there is to see of the store: copies, so that what was seen once does not change. */
export function createSights(context: Context): Seen {
  const { store } = context;
  return {
    messages: (channel) =>
      all(store, channel)
        .filter(({ thread_ts, broadcast }) => thread_ts === undefined || broadcast)
        .map(messageView),
    thread: (channel, ts) =>
      all(store, channel)
        .filter((message) => message.ts === ts || message.thread_ts === ts)
        .map(messageView),
    message(place) {
      const found = store.find(place);
      return found && messageView(found);
    },
    ephemerals: (user) =>
      store.ephemerals
        .filter((one) => one.user === user)
        .map((one) => ({ ...one, shown: shownOf(one.text, one.blocks) })),
    get sessions() {
      return [...store.sessions.values()].map(sessionView);
    },
    session(channel, thread) {
      const session = store.sessions.get(sessionKey(channel, thread));
      return session && sessionView(session);
    },
    views: (user) => openModals(context, user).map(openView),
    homes: (user) =>
      [...store.views.values()].filter((view) => view.kind === "home" && view.user === user).map(openView),
    get files() {
      return [...store.files.values()].flatMap(fileView);
    },
  };
}

function all({ channels }: Store, id: string): readonly Message[] {
  const channel = channels.get(id);
  if (channel === undefined) throw new Error(`there is no channel ${id}`);
  return channel.messages;
}

function messageView(message: Message): MessageView {
  const { reactions, pings, files, was, app_id: _, username: __, broadcast: ___, attachments: ____, ...rest } = message;
  return {
    ...rest,
    shown: shownOf(message.text, message.blocks),
    reactions: Object.fromEntries([...reactions].map(([name, users]) => [name, [...users]])),
    pings: [...pings],
    files: files.flatMap(fileView),
    was: [...was],
  };
}

/** One that was never uploaded is none. */
function fileView({ id, name, title, mimetype, content }: StoredFile): FileView[] {
  return content === undefined ? [] : [{ id, name, title, mimetype, size: content.length, content }];
}

function sessionView({ channel, thread_ts, title, statuses }: Session): SessionView {
  return { channel, thread_ts, title, statuses: [...statuses], status: statuses.at(-1)?.status };
}

function openView({ id, user, hash, view, updates }: View): OpenView {
  return { id, user, hash, view, updates };
}
