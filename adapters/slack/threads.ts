import type { Records } from "../../src/ports.ts";

/** What is kept of a project's thread. */
export interface Thread {
  readonly project: string;
  readonly channel: string;
  /** The ts of the card, which is the thread's parent. Null: being opened, under `key`. */
  readonly root: string | null;
  readonly key: string;
  /** What people wrote is handed over up to this ts. */
  readonly read: string;
  /** By key, the ts of what was posted last: enough to know what a crash may have left between a post and its cursor. */
  readonly posted: Readonly<Record<string, string>>;
  /** The ts of commands that were carried out, lately. */
  readonly done: readonly string[];
  readonly activity: KeptActivity | null;
}

export interface KeptActivity {
  readonly key: string;
  readonly ts: string | null;
  readonly steps: readonly { readonly tool: string; readonly summary: string }[];
  readonly total: number;
  readonly started: number;
}

export interface OpenThread extends Thread {
  readonly root: string;
}

/** All threads, in memory and on disk: a resolved `change` is on disk. */
export interface Threads {
  /** Reads them; once, before anything else. */
  load(): Promise<void>;
  all(): readonly Thread[];
  of(project: string): Thread | undefined;
  /** By the thread id that we give out. */
  open(thread: string): OpenThread;
  /** By place: a message in that thread is for that project. */
  at(channel: string, root: string | undefined): OpenThread | undefined;
  put(thread: Thread): Promise<void>;
  change(project: string, change: (thread: Thread) => Partial<Thread>): Promise<void>;
  remove(project: string): Promise<void>;
}

/** How many keys are remembered: a restart repeats at most what one entry was split into. */
const REMEMBERED = 100;

export function createThreads(records: Records<Thread>): Threads {
  const threads = new Map<string, Thread>();

  return {
    async load() {
      for (const [project, thread] of await records.entries()) threads.set(project, thread);
    },
    all: () => [...threads.values()],
    of: (project) => threads.get(project),
    open(id) {
      const thread = [...threads.values()].find((one) => isOpen(one) && idOf(one) === id);
      if (thread === undefined || !isOpen(thread)) throw new Error(`there is no thread ${id}`);
      return thread;
    },
    at(channel, root) {
      const found = [...threads.values()].find((one) => one.channel === channel && one.root === root);
      return found !== undefined && isOpen(found) ? found : undefined;
    },
    async put(thread) {
      await records.set(thread.project, thread);
      threads.set(thread.project, thread);
    },
    async change(project, change) {
      const thread = threads.get(project);
      if (thread === undefined) return;
      const next = { ...thread, ...change(thread) };
      threads.set(project, next);
      await records.set(project, next);
    },
    async remove(project) {
      await records.delete(project);
      threads.delete(project);
    },
  };
}

export function isOpen(thread: Thread): thread is OpenThread {
  return thread.root !== null;
}

/** The id that the core knows the thread by. */
export function idOf({ channel, root }: OpenThread): string {
  return `${channel}:${root}`;
}

export function remember(posted: Thread["posted"], key: string, ts: string): Thread["posted"] {
  return Object.fromEntries([...Object.entries(posted), [key, ts] as const].slice(-REMEMBERED));
}

/** The id of a message, the same however often it comes. */
export function messageId(channel: string, ts: string): string {
  return `slack:${channel}:${ts}`;
}

export function placeOf(id: string): { readonly channel: string; readonly ts: string } | null {
  const [, channel, ts] = /^slack:([A-Z0-9]+):(\d+\.\d+)$/.exec(id) ?? [];
  return channel === undefined || ts === undefined ? null : { channel, ts };
}
