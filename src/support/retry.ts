import type { Clock } from "../ports/ports.ts";

/** Milliseconds; what fails is tried again ever more rarely. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** Tries until it is done, or nobody wants it any more. */
export type Retry = (what: string, task: () => Promise<void>) => Promise<void>;

/** `onFailure` is told of each attempt that failed and will be made again. */
export function createRetry(
  clock: Clock,
  onFailure: (error: unknown, what: string) => void,
  signal: AbortSignal,
): Retry {
  return async (what, task) => {
    for (let pause = FIRST_PAUSE; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await task();
      } catch (error) {
        if (signal.aborted) return;
        onFailure(error, what);
        await clock.after(pause, signal).catch(() => undefined);
      }
    }
  };
}
