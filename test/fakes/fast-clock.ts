import type { Clock } from "../../src/ports/ports.ts";

export interface FastClock extends Clock {
  /** It is so much later, at once; what waits goes on waiting. Milliseconds. */
  leap(ms: number): void;
}

/** The machine's time, `speed` times as fast: for what waits on a real wire, where a clock that stands still would hold both ends. */
export function createFastClock(speed: number, start = Date.UTC(2026, 0, 1)): FastClock {
  const origin = Date.now();
  let leapt = 0;
  return {
    now: () => start + leapt + (Date.now() - origin) * speed,
    leap(ms) {
      leapt += ms;
    },
    after(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const timer = setTimeout(() => {
          signal?.removeEventListener("abort", abort);
          resolve();
        }, ms / speed);
        function abort(): void {
          clearTimeout(timer);
          reject(signal?.reason);
        }
        signal?.addEventListener("abort", abort, { once: true });
      });
    },
  };
}
