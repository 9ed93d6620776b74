import type { Records } from "../../src/ports/ports.ts";
import { joined } from "./ids.ts";

/** What is kept of a project's thread. */
export interface Thread {
  readonly project: string;
  readonly channel: string;
  /** The id of the thread, which is its first message's: the card. Null: being opened, under `key`. */
  readonly root: string | null;
  readonly key: string;
  /** The mark: nothing up to this message is still to be handed over. */
  readonly read: string;
  /** By key, the id of what was posted last: enough to know what a crash may have left between a post and its cursor. */
  readonly posted: Readonly<Record<string, string>>;
  /** Messages past the mark that are handed over, carried out or refused; and the last ones before it. */
  readonly done: readonly string[];
  /** By message, the edit of it that was handed over last. */
  readonly editions?: Readonly<Record<string, string>>;
  readonly activity: KeptActivity | null;
  /** What is about to be posted, on a platform whose messages carry no key: its key, and what it looks like. */
  readonly sending?: { readonly key: string; readonly print: string };
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
  /** As it is by now, where it is open. */
  openOf(project: string): OpenThread | undefined;
  /** By the thread id that we give out. */
  find(thread: string): OpenThread | undefined;
  /** The same, of one that is there. */
  open(thread: string): OpenThread;
  /** By place: a message in that thread is for that project. */
  at(channel: string, root: string | undefined): OpenThread | undefined;
  /** By the thread's own id, where threads are channels of their own. */
  in(root: string): OpenThread | undefined;
  put(thread: Thread): Promise<void>;
  change(project: string, change: (thread: Thread) => Partial<Thread>): Promise<void>;
  remove(project: string): Promise<void>;
}

/** How many keys are remembered: a restart repeats at most what one entry was split into. */
const REMEMBERED = 100;
/** And of those of questions, which may stand open while Claude does a thousand things beside them. */
const QUESTIONS = 40;

export function createThreads(records: Records<Thread>): Threads {
  const threads = new Map<string, Thread>();

  function find(id: string): OpenThread | undefined {
    return [...threads.values()].find((one): one is OpenThread => isOpen(one) && idOf(one) === id);
  }

  return {
    async load() {
      for (const [project, thread] of await records.entries()) threads.set(project, thread);
    },
    all: () => [...threads.values()],
    of: (project) => threads.get(project),
    openOf(project) {
      const thread = threads.get(project);
      return thread !== undefined && isOpen(thread) ? thread : undefined;
    },
    find,
    open(id) {
      const thread = find(id);
      if (thread === undefined) throw new Error(`there is no thread ${id}`);
      return thread;
    },
    at(channel, root) {
      const found = [...threads.values()].find((one) => one.channel === channel && one.root === root);
      return found !== undefined && isOpen(found) ? found : undefined;
    },
    in: (root) => [...threads.values()].find((one): one is OpenThread => one.root === root),
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
  return joined(channel, root);
}

type Remembered = Readonly<Record<string, string>>;

export function remember(before: Remembered, key: string, value: string): Remembered {
  const { [key]: _, ...others } = before;
  const all = [...Object.entries(others), [key, value] as const];
  const isQuestion = ([name]: readonly [string, string]) => name.startsWith("question:");
  const kept = new Set([
    ...all.filter((one) => !isQuestion(one)).slice(-REMEMBERED),
    ...all.filter(isQuestion).slice(-QUESTIONS),
  ]);
  return Object.fromEntries(all.filter((one) => kept.has(one)));
}

/** A thread that is about to be opened. `read`: the place in the channel from which on it may be found. */
export function blankThread(project: string, channel: string, key: string, read: string): Thread {
  return { project, channel, root: null, key, read, posted: {}, done: [], activity: null };
}
