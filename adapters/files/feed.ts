import { join } from "node:path";
import { asBridgeError, BridgeError } from "../../src/errors.ts";
import type { Clock, Feed as Port } from "../../src/ports/ports.ts";
import { createSerialQueue, type SerialQueue } from "../../src/support/serial.ts";
import { type Entry, type Journal, lastOf, openJournal, removeJournal } from "./journal.ts";

export type { Entry } from "./journal.ts";

export interface FeedOptions {
  /** Holds threads/<project>.jsonl. */
  readonly directory: string;
  readonly clock: Clock;
}

/** The projects' threads, on disk. */
export interface Feed extends Port {
  read(project: string, afterSeq: number): Promise<readonly Entry[]>;
}

interface Thread {
  /** Null until it is needed, and after a failure. */
  journal: Journal | null;
  /** The number of the last entry, where that is known; once the journal is open, it knows. */
  last: number | null;
  /** One thing is done in it at a time. */
  readonly turns: SerialQueue;
  /** How often it was closed: a subscriber of what was before has come to its end. */
  closed: number;
  readonly listeners: Set<() => void>;
}

export function createFeed({ directory, clock }: FeedOptions): Feed {
  const threads = new Map<string, Thread>();
  const place = (project: string): string => join(directory, "threads", `${project}.jsonl`);

  function threadOf(project: string): Thread {
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(project))
      throw new BridgeError("bad-name", `"${project.slice(0, 40)}" has no thread.`);
    const thread = threads.get(project) ?? {
      journal: null,
      last: null,
      turns: createSerialQueue(),
      closed: 0,
      listeners: new Set(),
    };
    threads.set(project, thread);
    return thread;
  }

  async function inTurn<T>(project: string, task: (thread: Thread) => Promise<T>): Promise<T> {
    const thread = threadOf(project);
    return thread.turns.run(async () => {
      try {
        return await task(thread);
      } catch (error) {
        forget(thread);
        throw asBridgeError(error);
      }
    });
  }

  /** The journal is opened at its first use. */
  function withJournal<T>(project: string, task: (journal: Journal, thread: Thread) => Promise<T>): Promise<T> {
    return inTurn(project, async (thread) => task(await opened(project, thread), thread));
  }

  async function opened(project: string, thread: Thread): Promise<Journal> {
    thread.journal ??= await openJournal(place(project));
    return thread.journal;
  }

  /** Most threads have nothing new, and are not read for that. */
  async function lastIn(project: string, thread: Thread): Promise<number> {
    if (thread.journal !== null) return thread.journal.last;
    thread.last ??= await lastOf(place(project));
    return thread.last ?? (await opened(project, thread)).last;
  }

  const read: Feed["read"] = (project, afterSeq) =>
    inTurn(project, async (thread) => {
      if (afterSeq >= (await lastIn(project, thread))) return [];
      return (await opened(project, thread)).read(afterSeq);
    });

  return {
    post: (project, key, message) =>
      withJournal(project, async (journal, { listeners }) => {
        if (journal.has(key)) return;
        await journal.append(clock.now(), key, message);
        wake(listeners);
      }),
    // Not opened for it: also one that cannot be read goes.
    close: (project) =>
      inTurn(project, async (thread) => {
        await removeJournal(place(project));
        forget(thread);
        thread.closed += 1;
        wake(thread.listeners);
      }),
    read,
    last: (project) => inTurn(project, (thread) => lastIn(project, thread)),
    async subscribe(project, afterSeq, onEntry, signal) {
      const thread = threadOf(project);
      const { closed } = thread;
      const isOver = () => signal.aborted || thread.closed !== closed;
      let seq = afterSeq;
      while (!isOver()) {
        // Listened for before the look: what is posted in between wakes it at once.
        const change = nextChange(thread.listeners, signal);
        try {
          const entries = await read(project, seq);
          if (entries.length === 0) await change.happened;
          for (const entry of entries) {
            if (isOver()) return;
            await onEntry(entry);
            seq = entry.seq;
          }
        } finally {
          change.forget();
        }
      }
    },
  };
}

/** What is on disk may be another by now. */
function forget(thread: Thread): void {
  thread.journal = null;
  thread.last = null;
}

function wake(listeners: ReadonlySet<() => void>): void {
  for (const listener of [...listeners]) listener();
}

interface Change {
  readonly happened: Promise<void>;
  forget(): void;
}

function nextChange(listeners: Set<() => void>, signal: AbortSignal): Change {
  let forget = (): void => undefined;
  const happened = new Promise<void>((resolve) => {
    forget = () => {
      listeners.delete(forget);
      signal.removeEventListener("abort", forget);
      resolve();
    };
    listeners.add(forget);
    signal.addEventListener("abort", forget, { once: true });
  });
  return { happened, forget: () => forget() };
}
