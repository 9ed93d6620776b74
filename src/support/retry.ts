import type { Clock } from "../ports/ports.ts";

/** Milliseconds: what fails is tried again ever more rarely, each pause twice the one before. */
export interface Pauses {
  readonly first: number;
  readonly longest: number;
}

const USUAL: Pauses = { first: 1_000, longest: 60_000 };

/** Gives one pause after another. */
export function createBackoff({ first, longest }: Pauses): () => number {
  let next = first;
  return () => {
    const pause = next;
    next = Math.min(2 * pause, longest);
    return pause;
  };
}

export interface RetryParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly pauses: Pauses;
  /** Told of each attempt that failed. Throws where none is to follow, else resolves with the least the pause must have. */
  onFailure(error: unknown): Promise<number>;
}

/** Tries until it is done. Rejects with what `onFailure` throws, or with the signal's reason. */
export async function retry<T>(
  { clock, signal, pauses, onFailure }: RetryParts,
  attempt: () => Promise<T>,
): Promise<T> {
  const nextPause = createBackoff(pauses);
  for (;;) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      const least = await onFailure(error);
      await clock.after(Math.max(nextPause(), least), signal);
    }
  }
}

/** Tries until it is done, or nobody wants it any more. */
export type Retry = (what: string, task: () => Promise<void>) => Promise<void>;

/** `onFailure` is told of each attempt that failed and will be made again. */
export function createRetry(
  clock: Clock,
  onFailure: (error: unknown, what: string) => void,
  signal: AbortSignal,
  pauses: Pauses = USUAL,
): Retry {
  return async (what, task) => {
    const failed = async (error: unknown): Promise<number> => {
      signal.throwIfAborted();
      onFailure(error, what);
      return 0;
    };
    try {
      await retry({ clock, signal, pauses, onFailure: failed }, task);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
}
