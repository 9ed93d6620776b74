import { setMaxListeners } from "node:events";
import { asBridgeError } from "../../src/errors.ts";
import type {
  Board,
  ChatAdapter,
  ChatLog,
  Clock,
  OnChatState,
  People,
  Picture,
  Records,
} from "../../src/ports/ports.ts";
import { personId } from "../../src/support/person-id.ts";
import { withTimeout } from "../../src/support/timeout.ts";
import { blankCard } from "./card.ts";
import type { MessageIds } from "./ids.ts";
import { createInbound, type Inbound, type InboundParts } from "./inbound.ts";
import { createOutbound } from "./outbound.ts";
import { createThreads, idOf, isOpen, type OpenThread, type Thread, type Threads } from "./threads.ts";
import type { Wire } from "./wire.ts";

export interface ChatOptions {
  /** Where a project that was started elsewhere gets its thread; undefined: it gets none. */
  readonly channel: string | undefined;
  /** By channel, whom a question is for where it is nobody's in particular. */
  readonly onCall: Readonly<Record<string, readonly string[]>>;
  readonly records: Records<Thread>;
  /** What the board needs to find itself again. */
  readonly notes: Records<readonly string[]>;
  readonly picture: Picture;
  readonly clock: Clock;
  readonly log: ChatLog;
}

/** What a platform is built on. */
export interface Room {
  readonly threads: Threads;
  /** Aborts when the chat closes. */
  readonly signal: AbortSignal;
  /** Lets it go on in the background; a failure is logged. */
  keep(task: Promise<unknown>): void;
  /** Reads what was written while nobody listened: in one project's thread, or in all of them. */
  catchUp(why: string, project?: string): void;
  /** Null before it is opened. */
  people(): People | null;
  /** As `ChatBoard.link` has it. */
  link(thread: string): Promise<string | null>;
  /** How the connection stands, after the first hello. */
  readonly report: OnChatState;
}

/** What is a platform's own. */
export interface Platform<P> {
  /** As ids have it: `slack`. */
  readonly name: string;
  /** As people write it: `Slack`. */
  readonly title: string;
  readonly ids: MessageIds;
  readonly wire: Wire<P>;
  open(project: string, channel: string): Promise<OpenThread>;
  /** Learns who the bot is there. Rejects with `chat-refused`. */
  meet(people: People): Promise<Line>;
  /** Ends what `connect` began, however far that came. */
  disconnect(): Promise<void>;
  /** The address of a thread. Rejects as calls of the wire do. */
  link(thread: OpenThread): Promise<string>;
  /** As `ChatDirect.tell` has it, by the platform's own id. */
  tell(user: string, key: string, text: string): Promise<void>;
  /** As `ChatBoard.put` has it. */
  put(board: Board): Promise<void>;
}

/** The way from a platform's people to us. */
export interface Line {
  readonly reads: Omit<InboundParts, "platform" | "ids" | "people" | "threads" | "clock" | "log" | "signal">;
  /**
   * What is heard from now on goes there. Resolves at the platform's first hello, with what the bot's operator should
   * know; rejects with `chat-refused`.
   */
  connect(inbound: Inbound): Promise<string | null>;
}

/** How often threads are read again without a reason, so that the place they were read to keeps up (milliseconds). */
const REREAD = 10 * 60_000;
/** Milliseconds. */
const CLOSE_LIMIT = 5_000;

/** What all platforms do alike, between their own clients and the port. */
export function createChat<P>(options: ChatOptions, build: (room: Room) => Platform<P>): ChatAdapter {
  const { clock, log } = options;
  const closing = new AbortController();
  const { signal } = closing;
  // Every thread waits for something, with this to end it.
  setMaxListeners(0, signal);
  const threads = createThreads(options.records);
  const background = new Set<Promise<unknown>>();
  let people: People | null = null;
  let inbound: Inbound | null = null;
  let onState: OnChatState = () => undefined;
  let isReading = false;
  const loaded = threads.load();
  loaded.catch(() => undefined);
  let introduce = (): void => {};
  /**
   * Resolves once the platform has told us who we are; rejects where it is closed before. Until then what we have posted
   * cannot be told from what others have, and what a crash left without a record would be posted again.
   */
  const met = new Promise<void>((resolve, reject) => {
    introduce = resolve;
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  met.catch(() => undefined);

  /** By thread: addresses do not change. */
  const links = new Map<string, string | null>();

  /** Null where it is gone. */
  async function linkOf(thread: OpenThread): Promise<string | null> {
    try {
      return await platform.link(thread);
    } catch (error) {
      if (wire.isLost(error)) return null;
      throw error;
    }
  }

  const platform = build({
    threads,
    signal,
    people: () => people,
    link: (thread) => chat.board.link(thread),
    keep,
    catchUp(why, project) {
      if (project === undefined) log.info(`catching up with ${title}: ${why}`);
      keep(inbound?.catchUp(project) ?? Promise.resolve());
    },
    report: (state, trouble) => onState(state, trouble),
  });
  const { name, title, ids, wire, open, meet, disconnect } = platform;
  const outbound = createOutbound({
    platform: name,
    wire,
    ids,
    threads,
    clock,
    log,
    onCall: options.onCall,
    picture: options.picture,
    wantsDirect: async (person) => (await people?.wantsDirect(person)) ?? false,
    signal,
  });

  function keep(task: Promise<unknown>): void {
    const kept = task
      .catch((error: unknown) => {
        if (!signal.aborted) log.error(`${title}: ${asBridgeError(error).message}`);
      })
      .finally(() => background.delete(kept));
    background.add(kept);
  }

  async function reread(): Promise<void> {
    while (!signal.aborted) {
      await clock.after(REREAD, signal);
      await inbound?.catchUp();
    }
  }

  /** A line that came up halfway must not go on hearing beside the next one. */
  async function connected(line: Line, hears: Inbound): Promise<string | null> {
    try {
      return await line.connect(hears);
    } catch (error) {
      await disconnect();
      throw error;
    }
  }

  const chat: ChatAdapter = {
    name,
    board: {
      async put(shown) {
        await Promise.all([loaded, met]);
        await platform.put(shown);
      },
      async link(id) {
        await loaded;
        const thread = threads.find(id);
        if (thread === undefined) return null;
        links.set(id, links.get(id) ?? (await linkOf(thread)));
        return links.get(id) ?? null;
      },
    },
    direct: {
      async tell(person, key, text) {
        const { platform: theirs, own } = personId(person);
        if (theirs !== name) throw new Error(`${person} is nobody on ${title}`);
        await platform.tell(own, key, text);
      },
    },
    async open(handler, told = () => undefined) {
      people = handler;
      onState = told;
      await loaded;
      await disconnect();
      const line = await meet(handler);
      introduce();
      const hears = createInbound({ platform: name, ids, people: handler, threads, clock, log, signal, ...line.reads });
      inbound = hears;
      // Begun before anything new is heard: what was written first comes first in each thread.
      keep(hears.catchUp());
      const hint = await connected(line, hears);
      // What was written between the reading and the hello.
      keep(hears.catchUp());
      if (!isReading) keep(reread());
      isReading = true;
      return hint;
    },
    async close() {
      closing.abort(new Error(`${title}'s adapter is closed`));
      await disconnect();
      // What somebody has just written is put on disk first; a disk that takes it no more must not keep us here.
      await withTimeout(clock, CLOSE_LIMIT, "what is under way to end", () => Promise.allSettled(background)).catch(
        () => undefined,
      );
    },
    async threads() {
      await loaded;
      return threads
        .all()
        .flatMap((thread) => (isOpen(thread) ? [{ project: thread.project, thread: idOf(thread) }] : []));
    },
    async thread(project) {
      await loaded;
      const found = threads.of(project);
      if (found !== undefined && isOpen(found)) return idOf(found);
      const channel = found?.channel ?? options.channel;
      if (channel === undefined) return null;
      await met;
      return idOf(await open(project, channel));
    },
    async post(thread, key, message) {
      await met;
      await outbound.post(thread, key, message);
    },
    async show(thread, card, stands) {
      await met;
      return outbound.show(thread, card, stands);
    },
    async closeThread(id) {
      await met;
      const thread = threads.find(id);
      if (thread === undefined) return;
      const { project } = thread;
      await outbound.show(id, blankCard(project, "removed", clock.now())).catch((error: unknown) => {
        // The message may be gone, or the channel: there is nothing left to say it in.
        log.warn(`the card of ${project} was not closed: ${asBridgeError(error).message}`);
      });
      await threads.remove(project);
      links.delete(id);
    },
  };
  return chat;
}
