import type { Clock } from "../../src/ports/ports.ts";

export interface LeapingClock extends Clock {
  /** Time goes on from so many milliseconds later; what falls due by that is done at once. */
  leap(ms: number): void;
}

/** The machine's time, and ahead of it by each leap. */
export function createLeapingClock(): LeapingClock {
  let ahead = 0;
  const waits = new Set<() => void>();
  const now = () => Date.now() + ahead;
  return {
    now,
    after(ms, signal) {
      const due = now() + ms;
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        let timer: NodeJS.Timeout;
        const end = () => {
          clearTimeout(timer);
          waits.delete(look);
          signal?.removeEventListener("abort", abort);
        };
        const look = () => {
          clearTimeout(timer);
          const left = due - now();
          if (left > 0) {
            // Beyond this a timer fires at once.
            timer = setTimeout(look, Math.min(left, 2 ** 31 - 1));
            return;
          }
          end();
          resolve();
        };
        const abort = () => {
          end();
          reject(signal?.reason);
        };
        signal?.addEventListener("abort", abort, { once: true });
        waits.add(look);
        look();
      });
    },
    leap(ms) {
      ahead += ms;
      for (const look of [...waits]) look();
    },
  };
}
