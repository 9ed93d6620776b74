import type { ChatAnswer, ChatFile, ChatLog, ChatMessage, Clock, People, Person } from "../../src/ports/ports.ts";
import { createRetry } from "../../src/support/retry.ts";
import { createSerialQueue, type SerialQueue } from "../../src/support/serial.ts";
import { joined, type MessageIds, newest, oldest } from "./ids.ts";
import { createReads } from "./reads.ts";
import { isOpen, type OpenThread, remember, type Threads } from "./threads.ts";

/** What a person wrote in a thread of ours, as a platform has it. */
export interface Written {
  readonly id: string;
  /** The platform's id of who wrote it. */
  readonly user: string;
  /** When, in milliseconds since 1970, by the platform's clock. */
  readonly at: number;
  /** Which edit of it this is; null where it was never edited. */
  readonly edition: string | null;
  /** As the person meant it, without the mention of the bot at its beginning. */
  words(): Promise<Words>;
  readonly files: readonly ChatFile[];
  /** The id of the message that it replies to; null: of one that is not known. Left out where it is no reply. */
  readonly replyTo?: string | null;
}

export interface Words {
  readonly text: string;
  /** It began with a mention of the bot. */
  readonly toBot: boolean;
}

/** All messages of a thread after some place. */
export interface History {
  /** Those by people, oldest first. */
  readonly written: readonly Written[];
  /** The ids of all, people's or not. */
  readonly ids: readonly string[];
}

/** What people do in threads, each thread's in the order in which it came. */
export interface Inbound {
  wrote(thread: OpenThread, message: Written): void;
  edited(thread: OpenThread, message: Written): void;
  erased(thread: OpenThread, id: string): void;
  /** Reads what was written while nobody listened, and hands it over before anything that comes after this call. */
  catchUp(project?: string): Promise<void>;
}

export interface ThreadCommand {
  readonly id: string;
  readonly thread: OpenThread;
  readonly person: Person;
  readonly words: string;
  readonly at: number;
  readonly about?: string | null;
}

export interface InboundParts {
  readonly platform: string;
  readonly ids: MessageIds;
  readonly people: People;
  readonly threads: Threads;
  readonly clock: Clock;
  readonly log: ChatLog;
  /** Never rejects for what the platform does not tell. */
  readonly person: (user: string, thread: OpenThread) => Promise<Person>;
  /** Everything after that message; `from` may lie before the first one there is. */
  readonly history: (thread: OpenThread, from: string) => Promise<History>;
  /**
   * The newest message of each of these threads, whoever wrote it, by the thread's root, as far as the platform tells that
   * of many threads at once. What is left out is read by itself.
   */
  readonly latest?: (threads: readonly OpenThread[]) => Promise<ReadonlyMap<string, string>>;
  /** The channel in which a thread's messages are, as it stands in their ids. */
  readonly channelOf: (thread: OpenThread) => string;
  readonly command: (call: ThreadCommand) => Promise<ChatAnswer>;
  /** Whether this failure says that the thread is not there for us any more. */
  readonly isLost: (error: unknown) => boolean;
  /** Shows it to that person alone. */
  readonly whisper: (thread: OpenThread, user: string, answer: ChatAnswer) => Promise<void>;
  /** A refusal, for that person alone; as `whisper` where there is no other way. */
  readonly refuse?: (thread: OpenThread, user: string, reason: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/** A command that waited for longer is not carried out behind people's backs (milliseconds). */
const STALE = 10 * 60_000;
/** Milliseconds by which a history may be behind. */
const LAG = 60_000;
/** Milliseconds. */
const PAUSES = { first: 5_000, longest: 5_000 } as const;
/** What was read up to the mark a while ago is told of no more by any platform (milliseconds). */
const TOLD_AGAIN = 3_600_000;
/** How many messages are taken in past the mark before the thread is read up to them. */
const PAST = 50;

export function createInbound(parts: InboundParts): Inbound {
  const { platform, ids: order, people, threads, clock, log, signal } = parts;
  const queues = new Map<string, SerialQueue>();
  /** Commands that are being carried out, by their call's id. */
  const running = new Map<string, { readonly project: string; readonly id: string }>();

  const notKept = (error: unknown) => log.error(`what somebody wrote is not kept yet; trying again: ${String(error)}`);
  /** What could not be kept now is kept later: nobody has to say it again. */
  const retry = createRetry(clock, notKept, signal, PAUSES);

  function queue(project: string, task: () => Promise<void>): Promise<void> {
    const queue = queues.get(project) ?? createSerialQueue();
    queues.set(project, queue);
    return queue.run(() => retry(project, task));
  }

  const reads = createReads(order.isAfter);

  const idOf = (thread: OpenThread, id: string) => order.idOf({ channel: parts.channelOf(thread), id });

  /** No message's id: a command's words are not to be edited, nor missed in the thread. */
  const callId = (thread: OpenThread, id: string) => joined(`${platform}-call`, parts.channelOf(thread), id);

  async function take(project: string, message: Written, late: boolean): Promise<void> {
    const thread = threads.openOf(project);
    if (thread === undefined || thread.done.includes(message.id)) return;
    const words = commandIn(await message.words());
    if (words === null) return hand(thread, message, (one) => people.said(one));
    // Not waited for: an image may take minutes to build, and "stop" must not wait behind "start".
    void obey(thread, message, words, late);
  }

  async function obey(thread: OpenThread, message: Written, words: string, late: boolean): Promise<void> {
    const { project } = thread;
    const id = callId(thread, message.id);
    if (running.has(id)) return;
    running.set(id, { project, id: message.id });
    const stale = late && clock.now() - order.timeOf(message.id) > STALE;
    let answer: ChatAnswer = {
      text: `I was away when you wrote "${words}", so it was not done. Say it again if it still matters.`,
    };
    if (!stale) {
      await retry(project, async () => {
        const person = await parts.person(message.user, thread);
        answer = await parts.command({ id, thread, person, words, at: message.at, ...aboutOf(thread, message) });
      });
    }
    if (signal.aborted) return;
    await retry(project, () => settle(project, message.id));
    running.delete(id);
    await tell(thread, message.user, answer);
  }

  /** Not to be handed over, done, nor refused, a second time when it is read again. */
  async function settle(project: string, id: string): Promise<void> {
    await threads.change(project, ({ done }) => (done.includes(id) ? {} : { done: [...done, id] }));
  }

  /** All up to there is done with: of what lies before it, only what may be told of again is remembered. */
  async function moveMark(project: string, read: string): Promise<void> {
    const since = order.timeOf(read) - TOLD_AGAIN;
    await threads.change(project, ({ done }) => ({
      read,
      done: done.filter((id) => order.isAfter(id, read) || order.timeOf(id) > since),
    }));
  }

  /**
   * The mark follows what is taken in, but only a look at the thread itself shows that nothing is missing before it:
   * an event may have been lost with a connection.
   */
  function keepUp(project: string): void {
    const thread = threads.openOf(project);
    const past = thread?.done.filter((id) => order.isAfter(id, thread.read)).length ?? 0;
    if (past > 0 && past % PAST === 0) void queue(project, () => catchUpOne(project));
  }

  /** An answer that cannot be shown is no reason to do it all again. */
  async function tell(thread: OpenThread, user: string, answer: ChatAnswer): Promise<void> {
    await parts.whisper(thread, user, answer).catch((error: unknown) => {
      if (!signal.aborted) log.error(`an answer was not shown: ${String(error)}`);
    });
  }

  /** The command in it: who mentions the bot and says something else speaks to Claude. */
  function commandIn({ text, toBot }: Words): string | null {
    return toBot && people.isCommand(text) ? text : null;
  }

  async function hand(
    thread: OpenThread,
    message: Written,
    to: (message: ChatMessage) => Promise<string | null>,
  ): Promise<void> {
    const { text } = await message.words();
    const reason = await to({
      id: idOf(thread, message.id),
      project: thread.project,
      person: await parts.person(message.user, thread),
      channel: thread.channel,
      text,
      files: message.files,
      at: message.at,
      ...aboutOf(thread, message),
    });
    await keepEdition(thread.project, message);
    await settle(thread.project, message.id);
    if (reason === null) return;
    // Not waited for: while it cannot be shown, what others write must not wait behind it.
    void refuse(thread, message.user, reason);
  }

  async function refuse(thread: OpenThread, user: string, reason: string): Promise<void> {
    if (parts.refuse === undefined) return tell(thread, user, { text: reason });
    await parts.refuse(thread, user, reason).catch((error: unknown) => {
      if (!signal.aborted) log.error(`a refusal was not shown: ${String(error)}`);
    });
  }

  /** The question that it replies to. One that was posted so long ago that nobody remembers is none of today's. */
  function aboutOf({ posted }: OpenThread, { replyTo }: Written): { readonly about?: string | null } {
    if (replyTo === undefined) return {};
    const key = Object.entries(posted).find(([, id]) => id === replyTo)?.[0] ?? "";
    return { about: /^question:(.*?)(?:#\d+)?$/s.exec(key)?.[1] ?? null };
  }

  /** A pin or a preview tells of a message again, also after a restart: only another edition is an edit. */
  async function keepEdition(project: string, { id, edition }: Written): Promise<void> {
    if (edition === null) return;
    await threads.change(project, ({ editions = {} }) => ({ editions: remember(editions, id, edition) }));
  }

  async function change(project: string, message: Written): Promise<void> {
    const thread = threads.openOf(project);
    if (thread === undefined || message.edition === null || thread.editions?.[message.id] === message.edition) return;
    if (commandIn(await message.words()) !== null) return;
    // What lies before the mark was handed over once, however long ago that is.
    const isOld = !order.isAfter(message.id, thread.read);
    await hand(thread, message, (one) => people.edited(one, isOld));
  }

  /** Null where it cannot be read: the bot was put out of the channel, or the thread was deleted. */
  async function historyFrom(thread: OpenThread, from: string): Promise<History | null> {
    try {
      return await parts.history(thread, from);
    } catch (error) {
      if (!parts.isLost(error)) throw error;
      log.warn(`the thread of ${thread.project} cannot be read: ${String(error)}`);
      return null;
    }
  }

  /** Nothing is known where that cannot be asked for: each is read then. */
  async function latestOf(open: readonly OpenThread[]): Promise<ReadonlyMap<string, string>> {
    try {
      return (await parts.latest?.(open)) ?? new Map();
    } catch (error) {
      if (!signal.aborted) log.warn(`which threads have something new is not known; all are read: ${String(error)}`);
      return new Map();
    }
  }

  /** What has nothing new is not read: there may be a thousand. What still waits is, for it may have been edited. */
  async function catchUpIfNew(project: string, latest: Promise<ReadonlyMap<string, string>>): Promise<void> {
    const known = await latest;
    const thread = threads.openOf(project);
    if (thread === undefined) return;
    const last = known.get(thread.root);
    const isRead = last !== undefined && !order.isAfter(last, thread.read);
    if (isRead && waitingIn(thread).length === 0) return;
    await reads.run(project, last ?? "", () => catchUpOne(project));
  }

  /** The ids of those of its messages that Claude does not have yet. */
  function waitingIn(thread: OpenThread): readonly string[] {
    return people.waiting(thread.project).flatMap((id) => {
      const ref = order.refOf(id);
      return ref?.channel === parts.channelOf(thread) ? [ref.id] : [];
    });
  }

  async function catchUpOne(project: string): Promise<void> {
    const thread = threads.openOf(project);
    if (thread === undefined) return;
    const waiting = waitingIn(thread);
    const read = await historyFrom(thread, oldest(order, thread.read, waiting.map(order.before)));
    if (read === null) return;
    const { written, ids } = read;
    for (const message of written) {
      if (waiting.includes(message.id)) {
        await change(project, message);
        // What lies before was handed over: it is read again only for what waits.
      } else if (order.isAfter(message.id, thread.read)) await take(project, message, true);
    }
    for (const id of waiting) {
      // A platform's history may lag behind its events.
      const isOld = clock.now() - order.timeOf(id) > LAG;
      if (isOld && !ids.includes(id)) await people.withdrawn(project, idOf(thread, id));
    }
    // A command that is not done yet is to be found again after a crash.
    const held = [...running.values()].flatMap((one) => (one.project === project ? [one.id] : []));
    const done = ids.filter((id) => held.every((one) => order.isAfter(one, id)));
    const last = newest(order, thread.read, done);
    if (order.isAfter(last, thread.read)) await moveMark(project, last);
  }

  return {
    wrote({ project }, message) {
      reads.hurry(project);
      void queue(project, () => take(project, message, false)).then(() => keepUp(project));
    },
    edited: ({ project }, message) => void queue(project, () => change(project, message)),
    erased: (thread, id) =>
      void queue(thread.project, async () => {
        await people.withdrawn(thread.project, idOf(thread, id));
        // Its own event may come after this one.
        await settle(thread.project, id);
      }),
    async catchUp(only) {
      if (only !== undefined) return queue(only, () => catchUpOne(only));
      const open = threads.all().filter(isOpen);
      const latest = latestOf(open);
      await Promise.all(open.map(({ project }) => queue(project, () => catchUpIfNew(project, latest))));
    },
  };
}
