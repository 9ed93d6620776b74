import { Readable } from "node:stream";
import { BridgeError } from "../../src/errors.ts";
import type { ChatAnswer, ChatFile, ChatMessage, Clock, People, Person } from "../../src/ports.ts";
import type { Api } from "./api.ts";
import { repliesAfter, type SlackFile, type SlackMessage } from "./history.ts";
import type { SlackLogger } from "./logger.ts";
import type { Members } from "./members.ts";
import { mentioned, plainText } from "./text.ts";
import { isOpen, messageId, type OpenThread, placeOf, type Threads } from "./threads.ts";

/** What people do in threads, each thread's in the order in which it came. */
export interface Inbound {
  /** Something written in a thread of ours; anything else is left alone. Resolves with whether it was one. */
  wrote(channel: string, message: SlackMessage): boolean;
  edited(channel: string, message: SlackMessage): void;
  erased(channel: string, ts: string, root: string | undefined): void;
  /** Reads what was written while nobody listened, and hands it over before anything that comes after this call. */
  catchUp(): Promise<void>;
  /** Resolves once all of it is handed over. */
  idle(): Promise<void>;
}

export interface InboundParts {
  readonly people: People;
  readonly threads: Threads;
  readonly members: Members;
  readonly api: Api;
  readonly clock: Clock;
  readonly logger: SlackLogger;
  readonly token: string;
  /** The bot's own user id. */
  readonly self: string;
  readonly command: (call: ThreadCommand) => Promise<ChatAnswer>;
  /** Shows it to that person alone. */
  readonly whisper: (thread: OpenThread, user: string, answer: ChatAnswer, words: string) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface ThreadCommand {
  readonly id: string;
  readonly thread: OpenThread;
  readonly person: Person;
  readonly words: string;
}

/** Subtypes that are people writing; all others are Slack's own tales. */
const WRITTEN = new Set([undefined, "file_share", "thread_broadcast", "me_message"]);
/** A command that waited for longer is not carried out behind people's backs (milliseconds). */
const STALE = 10 * 60_000;
const RETRY = 5_000;
/** How many commands are remembered as done. */
const REMEMBERED = 50;

export function createInbound(parts: InboundParts): Inbound {
  const { people, threads, members, api, clock, logger, self, signal } = parts;
  const lanes = new Map<string, Promise<void>>();

  function queue(project: string, task: () => Promise<void>): Promise<void> {
    const before = lanes.get(project) ?? Promise.resolve();
    const next = before.then(() => surely(task));
    lanes.set(project, next);
    return next;
  }

  /** What could not be kept now is kept later: nobody has to say it again. */
  async function surely(task: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        return await task();
      } catch (error) {
        if (signal.aborted) return;
        logger.error("what somebody wrote is not kept yet; trying again", String(error));
        await clock.after(RETRY, signal).catch(() => undefined);
      }
    }
  }

  function isFromPerson({ subtype, bot_id, user }: SlackMessage): boolean {
    return WRITTEN.has(subtype) && bot_id === undefined && user !== undefined && user !== self;
  }

  async function take(project: string, message: SlackMessage, late: boolean): Promise<void> {
    const thread = threads.of(project);
    const { user, ts } = message;
    if (thread === undefined || !isOpen(thread) || user === undefined || thread.done.includes(ts)) return;
    const said = addressed(message.text ?? "");
    const words = commandIn(said);
    if (words === null) return hand(thread, user, message, (one) => people.said(one));
    const person = await members.person(user);
    const stale = late && clock.now() - Number(ts) * 1000 > STALE;
    const answer = stale
      ? { text: `I was away when you wrote "${words}", so it was not done. Say it again if it still matters.` }
      : await parts.command({ id: messageId(thread.channel, ts), thread, person, words });
    await parts.whisper(thread, user, answer, words);
    await settle(project, ts);
  }

  /** Not to be done, nor refused, a second time when it is read again. */
  async function settle(project: string, ts: string): Promise<void> {
    await threads.change(project, ({ done }) => ({ done: [...done, ts].slice(-REMEMBERED) }));
  }

  async function hand(
    thread: OpenThread,
    user: string,
    message: SlackMessage,
    to: (message: ChatMessage) => Promise<string | null>,
  ): Promise<void> {
    const reason = await to(await messageOf(thread, user, message));
    if (reason === null) return;
    await parts.whisper(thread, user, { text: reason }, "");
    await settle(thread.project, message.ts);
  }

  async function messageOf(
    { project, channel }: OpenThread,
    user: string,
    message: SlackMessage,
  ): Promise<ChatMessage> {
    const text = addressed(message.text ?? "").text;
    for (const id of mentioned(text)) await members.person(id);
    return {
      id: messageId(channel, message.ts),
      project,
      person: await members.person(user),
      channel,
      text: plainText(text, { user: members.nameOf }),
      files: (message.files ?? []).map(fileOf),
    };
  }

  /** A mention of the bot at the beginning is how one speaks to it, and no part of what is said. */
  function addressed(text: string): { readonly text: string; readonly toBot: boolean } {
    const rest = text.replace(new RegExp(`^\\s*<@${self}(\\|[^>]*)?>[,:]?\\s*`), "");
    return { text: rest, toBot: rest !== text };
  }

  /** The command in it, for a text that is one: who mentions the bot and says something else speaks to Claude. */
  function commandIn({ text, toBot }: { readonly text: string; readonly toBot: boolean }): string | null {
    if (!toBot) return null;
    const plain = plainText(text, { user: members.nameOf });
    return people.isCommand(plain) ? plain : null;
  }

  function fileOf(file: SlackFile): ChatFile {
    const name = file.name ?? file.title ?? "file";
    return {
      name,
      async open() {
        const address = file.url_private_download ?? file.url_private;
        if (address === undefined) throw new BridgeError("bad-input", `Slack does not give out ${name}.`);
        const response = await fetch(address, { headers: { authorization: `Bearer ${parts.token}` }, signal });
        // Without the right to it Slack answers with a page to sign in, and status 200.
        const isPage = /^text\/html/.test(response.headers.get("content-type") ?? "") && !/\.html?$/i.test(name);
        if (!response.ok || response.body === null || isPage)
          throw new BridgeError("bad-input", `Slack does not give out ${name}: the app needs the scope files:read.`);
        return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
      },
    };
  }

  async function catchUpOne(project: string): Promise<void> {
    const thread = threads.of(project);
    if (thread === undefined || !isOpen(thread)) return;
    const { channel, root, read } = thread;
    const waiting = people.waiting(project).flatMap((id) => {
      const place = placeOf(id);
      return place?.channel === channel ? [place.ts] : [];
    });
    const from = [read, ...waiting.map(before)].sort()[0] ?? read;
    const messages = await repliesAfter(api, channel, root, from);
    for (const message of messages) {
      if (!isFromPerson(message) || message.user === undefined) continue;
      if (!waiting.includes(message.ts)) await take(project, message, true);
      else if (message.edited !== undefined) await hand(thread, message.user, message, (one) => people.edited(one));
    }
    const there = new Set(messages.map(({ ts }) => ts));
    for (const ts of waiting) if (!there.has(ts)) await people.withdrawn(project, messageId(channel, ts));
    const last = messages.at(-1)?.ts ?? read;
    if (last > read) await threads.change(project, () => ({ read: last }));
  }

  return {
    wrote(channel, message) {
      const thread = threads.at(channel, message.thread_ts);
      if (thread === undefined || message.ts === thread.root) return false;
      if (isFromPerson(message)) void queue(thread.project, () => take(thread.project, message, false));
      return true;
    },
    edited(channel, message) {
      const thread = threads.at(channel, message.thread_ts);
      const { user } = message;
      if (thread === undefined || user === undefined || !isFromPerson(message)) return;
      if (commandIn(addressed(message.text ?? "")) !== null) return;
      void queue(thread.project, () => hand(thread, user, message, (one) => people.edited(one)));
    },
    erased(channel, ts, root) {
      const thread = threads.at(channel, root);
      if (thread === undefined) return;
      void queue(thread.project, async () => void (await people.withdrawn(thread.project, messageId(channel, ts))));
    },
    async catchUp() {
      await Promise.all(threads.all().map(({ project }) => queue(project, () => catchUpOne(project))));
    },
    async idle() {
      await Promise.all(lanes.values());
    },
  };
}

/** Just before it: Slack leaves out the message that is named as the oldest. */
function before(ts: string): string {
  const [seconds = "0", fraction = "0"] = ts.split(".");
  return `${Number(seconds) - 1}.${fraction}`;
}
