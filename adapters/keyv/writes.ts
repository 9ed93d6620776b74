import { createSerialQueue } from "../../src/support/serial.ts";

/** One change of a record. */
export interface Write {
  /** Of the record: of several changes that come together, the last one is what it will be. */
  readonly name: string;
  /** Before anything is changed: where it rejects, nothing is. */
  readonly prepare?: () => Promise<unknown>;
  readonly apply: () => Promise<unknown>;
  /** Once it is on disk. */
  readonly finish: () => Promise<unknown>;
  /** It is not changed after all. */
  readonly discard?: () => Promise<unknown>;
}

/**
 * One thing at a time on a database, but what is to be written while something else is under way is written together, in one
 * transaction: each costs the disk a sync, however much is in it.
 */
export interface Writes {
  /** Resolves once it is on disk. */
  write(write: Write): Promise<void>;
  /** Nothing is written meanwhile. */
  turn<T>(task: () => Promise<T>): Promise<T>;
}

interface Pending extends Write {
  readonly settle: (error?: unknown) => void;
}

export function createWrites(query: (sql: string) => Promise<unknown>): Writes {
  const turns = createSerialQueue();
  let pending: Pending[] = [];

  async function flush(): Promise<void> {
    const batch = merged(pending);
    pending = [];
    const [first, ...others] = batch;
    if (first === undefined) return;
    if (others.length === 0) return alone(first);
    const ready: Pending[] = [];
    for (const one of batch) if (await isPrepared(one)) ready.push(one);
    if (await together(ready)) for (const one of ready) await finished(one);
    // One of them is refused: which one, each finds out for itself.
    else for (const one of ready) await applied(one);
  }

  async function alone(one: Pending): Promise<void> {
    if (await isPrepared(one)) await applied(one);
  }

  /** False where nothing of it was done. */
  async function together(ready: readonly Pending[]): Promise<boolean> {
    try {
      await query("BEGIN IMMEDIATE");
      for (const { apply } of ready) await apply();
      await query("COMMIT");
      return true;
    } catch {
      await query("ROLLBACK").catch(() => undefined);
      return false;
    }
  }

  return {
    write: (write) =>
      new Promise((resolve, reject) => {
        const settle = (error?: unknown) => (error === undefined ? resolve() : reject(error));
        pending.push({ ...write, settle });
        void turns.run(flush);
      }),
    turn: (task) => turns.run(task),
  };
}

/** The last change of each record; those before it are settled as it is. */
function merged(pending: readonly Pending[]): readonly Pending[] {
  const last = new Map<string, Pending>();
  for (const one of pending) {
    const before = last.get(one.name);
    const settle = (error?: unknown) => {
      before?.settle(error);
      one.settle(error);
    };
    last.delete(one.name);
    last.set(one.name, { ...one, settle });
  }
  return [...last.values()];
}

async function isPrepared(one: Pending): Promise<boolean> {
  try {
    await one.prepare?.();
    return true;
  } catch (error) {
    one.settle(error);
    return false;
  }
}

async function applied(one: Pending): Promise<void> {
  try {
    await one.apply();
  } catch (error) {
    await one.discard?.().catch(() => undefined);
    one.settle(error);
    return;
  }
  await finished(one);
}

async function finished(one: Pending): Promise<void> {
  await one.finish().then(
    () => one.settle(),
    (error: unknown) => one.settle(error),
  );
}
