import type { Entry, Feed, Message } from "../../src/ports/ports.ts";

export interface MemoryFeed extends Feed {
  /** What a project's thread shows, oldest first. */
  read(project: string): readonly Message[];
}

interface Thread {
  readonly entries: Entry[];
  closed: boolean;
  wake: () => void;
  news: Promise<void>;
}

/** A feed in memory. */
export function createMemoryFeed(): MemoryFeed {
  const threads = new Map<string, Thread>();

  function threadOf(project: string): Thread {
    const thread = threads.get(project) ?? { entries: [], closed: false, wake: () => {}, news: Promise.resolve() };
    if (!threads.has(project)) renew(thread);
    threads.set(project, thread);
    return thread;
  }

  function renew(thread: Thread): void {
    thread.wake();
    thread.news = new Promise((resolve) => {
      thread.wake = resolve;
    });
  }

  return {
    async post(project, key, message) {
      const thread = threadOf(project);
      if (thread.entries.some((entry) => entry.key === key)) return;
      thread.entries.push({ seq: thread.entries.length + 1, at: 0, key, message: structuredClone(message) });
      renew(thread);
    },
    async close(project) {
      const thread = threadOf(project);
      threads.delete(project);
      thread.closed = true;
      renew(thread);
    },
    last: async (project) => threads.get(project)?.entries.length ?? 0,
    async subscribe(project, seq, onEntry, signal) {
      const thread = threadOf(project);
      const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      for (let at = seq; !signal.aborted && !thread.closed; ) {
        const { news } = thread;
        const entry = thread.entries[at];
        if (entry === undefined) await Promise.race([news, aborted]);
        else {
          at += 1;
          await onEntry(entry);
        }
      }
    },
    read: (project) => threads.get(project)?.entries.map(({ message }) => message) ?? [],
  };
}
