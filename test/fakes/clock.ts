import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../src/ports/ports.ts";

export interface ManualClock extends Clock {
  /**
   * Moves time on. What falls due resolves in the order it is due, each with `now()` at its own moment, and what that
   * sets off runs before the next one; so a loop of waits is gone through as often as it fits.
   */
  advance(ms: number): Promise<void>;
  /** How many waits are not over: a test can see that something does wait, or that nothing is left. */
  readonly waiting: number;
}

interface Wait {
  readonly due: number;
  readonly resolve: () => void;
}

/** A clock that stands still until it is told otherwise. */
export function createManualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
  const waits = new Set<Wait>();

  function next(until: number): Wait | undefined {
    const due = [...waits].filter((wait) => wait.due <= until);
    return due.sort((a, b) => a.due - b.due)[0];
  }

  async function advance(ms: number): Promise<void> {
    const until = now + ms;
    await setImmediate();
    for (let wait = next(until); wait !== undefined; wait = next(until)) {
      waits.delete(wait);
      now = Math.max(now, wait.due);
      wait.resolve();
      await setImmediate();
    }
    now = until;
  }

  return {
    now: () => now,
    after(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const wait = { due: now + ms, resolve: done };
        function done(): void {
          signal?.removeEventListener("abort", abort);
          resolve();
        }
        function abort(): void {
          waits.delete(wait);
          reject(signal?.reason);
        }
        signal?.addEventListener("abort", abort, { once: true });
        waits.add(wait);
      });
    },
    advance,
    get waiting() {
      return waits.size;
    },
  };
}
