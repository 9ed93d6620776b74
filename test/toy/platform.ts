import { createChat, type Platform, type Room } from "../../adapters/chat/chat.ts";
import { fetchOnce } from "../../adapters/chat/http.ts";
import { type MessageIds, messageRefs } from "../../adapters/chat/ids.ts";
import type { Inbound, Written } from "../../adapters/chat/inbound.ts";
import { createOpen } from "../../adapters/chat/opener.ts";
import { createRetry } from "../../adapters/chat/retry.ts";
import { idsIn, idsSetting } from "../../adapters/chat/settings.ts";
import { blankThread, type Thread } from "../../adapters/chat/threads.ts";
import type { About } from "../../adapters/chat/wire.ts";
import { decisionsOn } from "../../src/cockpit/answer/decide.ts";
import { tokenOf } from "../../src/cockpit/answer/token.ts";
import { BridgeError } from "../../src/errors.ts";
import type { ChatAnswer, ChatPlatform, Clock, Message, People } from "../../src/ports/ports.ts";

const settings = { users: idsSetting("members' names", /^\w+$/) };

export const toy: ChatPlatform<typeof settings> = {
  name: "toy",
  title: "Toy",
  variables: ["TOY_URL", "TOY_ALLOW"],
  tokens: [],
  settings,
  isId: (id) => /^\w+$/.test(id),
  configure({ users = [] }, { TOY_URL: url, TOY_ALLOW }) {
    if (!url) return null;
    return {
      policy: { users: [...users, ...idsIn(TOY_ALLOW)], groups: [], channels: [] },
      secrets: [],
      check: async () => `is expected at ${url}`,
      async create({ records, picture, clock, log }) {
        const kept = { records: records<Thread>(), notes: records<readonly string[]>("notes") };
        return createChat({ channel: undefined, onCall: {}, ...kept, picture, clock, log }, (room) =>
          createToy(url, clock, room),
        );
      },
    };
  },
};

/** What one message shows, whom it pings, and the question that is answered under it. */
type Post = { readonly text: string; readonly to: readonly string[]; readonly asked?: string };
type Found = { id: string; channel: string; thread?: string; user?: string; text: string; edition: string | null };
type Happening = { type: "wrote" | "edited" | "erased" | "answered"; message: Found; asked?: string };

/** Toy's no: it will be the same tomorrow. */
class Refusal extends Error {}
const unlessRefused = (error: unknown) => {
  if (!(error instanceof Refusal)) throw error;
};
const falseIfRefused = (error: unknown) => {
  unlessRefused(error);
  return false;
};

/** `$1700000000000000@toy`, in microseconds. Nobody but this platform looks into an id. */
const numberOf = (id: string) => Number(id.slice(1, id.indexOf("@")));
const ids: MessageIds = {
  ...messageRefs("toy"),
  isAfter: (one, other) => numberOf(one) > numberOf(other),
  before: (id) => `$${numberOf(id) - 1}@toy`,
  timeOf: (id) => numberOf(id) / 1000,
};

function createToy(url: string, clock: Clock, { threads, signal, keep, catchUp }: Room): Platform<Post> {
  const verdict = (error: unknown) => (error instanceof Refusal ? error : null);
  const tired = (error: unknown) => new BridgeError("chat-failed", "Toy does not answer.", error);
  const retry = createRetry({ clock, signal, rules: { retryAfter: () => null, verdict, tired } });
  let line = 0;

  /** Until Toy answers; it takes a message under one key once. */
  const call = <T>(method: string, args: object = {}) =>
    retry<T>(method, async () => {
      const body = JSON.stringify(args);
      const response = await fetchOnce(`${url}/${method}`, { method: "POST", body, signal });
      if (!response.ok) throw new Refusal(`Toy refused ${method}: ${await response.text()}`);
      return (await response.json()) as T;
    });
  const tell = (user: string, key: string, text: string) => call<void>("tell", { user, key, text });
  const post = async (place: object, key: string, shown: Post) =>
    (await call<Found>("post", { ...place, key, ...shown })).id;
  const edit = (id: string, shown: Post) => call<void>("edit", { id, ...shown });
  const open = createOpen({
    threads,
    begin: async (project, channel) => blankThread(project, channel, `card:${project}:${clock.now()}`, "$0@toy"),
    post: ({ channel, key, project }) => post({ channel }, key, { text: project, to: [] }),
    isRefused: (error) => error instanceof Refusal,
    sentence: (error) => error,
    onOpened: (project) => catchUp("its thread is open", project),
  });
  const personOf = async (user: string) => ({ id: `toy:${user}`, name: user, groups: [] });
  const written = ({ id, user = "", text, edition }: Found): Written => {
    const said = text.replace(/^@bot\s+/, "");
    return {
      id,
      user,
      at: ids.timeOf(id),
      edition,
      words: async () => ({ text: said, toBot: said !== text }),
      files: [],
    };
  };

  async function command(people: People, { id, channel, user = "", text: words }: Found): Promise<void> {
    const call = {
      id: `toy-call:${id}`,
      person: await personOf(user),
      channel,
      project: null,
      words,
      confirmed: false,
    };
    const opened = async (name: string) => `${url}/${(await open(name, channel)).root}`;
    await tell(user, call.id, lineOf(await people.command({ ...call, at: ids.timeOf(id), open: opened })));
  }

  async function hear(people: People, inbound: Inbound, { type, message, asked = "" }: Happening): Promise<void> {
    const { id, channel, user, text } = message;
    const thread = threads.at(channel, message.thread);
    if (user === undefined) return;
    if (type === "answered") {
      const [project = "", token = ""] = asked.split(" ");
      const answer = await people.pick({ person: await personOf(user), channel, project, token, text });
      await tell(user, `answer:${id}`, answer.text);
    } else if (thread === undefined) await command(people, message);
    else if (type === "erased") inbound.erased(thread, id);
    else inbound[type](thread, written(message));
  }

  async function listen(mine: number, from: number, people: People, inbound: Inbound): Promise<void> {
    for (let after = from; mine === line; ) {
      const { happened, last } = await call<{ happened: Happening[]; last: number }>("listen", { after });
      for (const one of mine === line ? happened : []) keep(hear(people, inbound, one));
      after = last;
    }
  }

  return {
    name: "toy",
    title: "Toy",
    ids,
    open,
    link: async ({ root }) => `${url}/${root}`,
    tell,
    put: ({ entries }) =>
      call<void>("board", { text: entries.map((one) => `${one.project}: ${one.question.sentence}`).join("\n") }).catch(
        unlessRefused,
      ),
    disconnect: async () => void line++,
    meet: async (people) => ({
      reads: {
        person: personOf,
        channelOf: ({ channel }) => channel,
        isLost: (error) => error instanceof Refusal,
        whisper: ({ root }, user, answer) => tell(user, `${root}:${clock.now()}`, lineOf(answer)),
        command: ({ thread: { channel, project }, ...given }) =>
          people.command({ ...given, channel, project, confirmed: false, open: async () => "" }),
        async history({ channel, root }, after) {
          const found = await call<Found[]>("history", { channel, thread: root, after });
          return { written: found.filter(({ user }) => user).map(written), ids: found.map(({ id }) => id) };
        },
      },
      async connect(inbound) {
        const { last } = await call<{ last: number }>("hello");
        keep(listen(line, last, people, inbound));
        return null;
      },
    }),
    wire: {
      send: ({ channel, root }, key, shown) => post({ channel, thread: root }, key, shown),
      edit: (_, id, shown) => edit(id, shown),
      upload: ({ channel, root }, { name, content }) =>
        post({ channel, thread: root }, `file:${name}`, { text: String(content), to: [] }).then(() => undefined),
      recall: async () => [],
      react: (_, id, receipt) => call<void>("react", { id, receipt }),
      direct: ({ root }, key, user, _, sentence) => tell(user, key, `${sentence} ${url}/${root}`),
      isLost: (error) => error instanceof Refusal,
      refuses: (error) => error instanceof Refusal,
      plainer: (_, project) => [{ text: `Toy did not take a message of Claude's in ${project}.`, to: [] }],
      show: ({ root }, card, to) => edit(root, { text: JSON.stringify(card), to }).then(() => true, falseIfRefused),
      message: (message, about) => ({ posts: textsOf(message, about) }),
      activity: ({ steps, state }) => ({
        text: [...steps.map(({ tool, summary }) => `${tool} ${summary}`), state].join("\n"),
        to: [],
      }),
    },
  };
}

function lineOf({ text, confirm, file }: ChatAnswer): string {
  if (confirm !== undefined) return `${confirm.question} Say: ${confirm.words} --yes`;
  return file === undefined ? text : `Toy shows no files: ${file.name} stays on the bot's machine.`;
}

function textsOf(message: Message, { project, mentions: to, outcome = "" }: About): readonly Post[] {
  switch (message.type) {
    case "said":
    case "notice":
      return [{ text: message.text, to }];
    case "turn":
      return message.state === "failed" ? [{ text: message.reason, to }] : [];
    case "question": {
      const { kind, text, asks, call } = message.question;
      const rules = call?.rules ?? [];
      const options = asks.flatMap((ask) => ask.options.map(({ label }, at) => `${at + 1}. ${label}`));
      const decisions = decisionsOn(kind, rules).map(({ words }) => words);
      const shown = [text, ...options, ...rules, ...decisions, outcome].join("\n");
      return [{ text: shown, to, asked: `${project} ${tokenOf(message.question)}` }];
    }
    default:
      return [];
  }
}
