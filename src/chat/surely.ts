import type { Log } from "../log.ts";
import type { Clock } from "../ports/ports.ts";

/** Milliseconds; what fails is tried again ever more rarely. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** Tries until it is done, or nobody wants it any more. */
export type Surely = (what: string, task: () => Promise<void>) => Promise<void>;

export function createSurely(clock: Clock, log: Log, signal: AbortSignal): Surely {
  return async (what, task) => {
    for (let pause = FIRST_PAUSE; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await task();
      } catch (error) {
        if (signal.aborted) return;
        log.error({ err: error }, `${what} failed; trying again`);
        await clock.after(pause, signal).catch(() => undefined);
      }
    }
  };
}
