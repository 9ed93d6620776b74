import type { Clock } from "../../src/ports.ts";

/** The machine's time, `speed` times as fast: for what waits on a real wire, where a clock that stands still would hold both ends. */
export function createFastClock(speed: number, start = Date.UTC(2026, 0, 1)): Clock {
  const origin = Date.now();
  return {
    now: () => start + (Date.now() - origin) * speed,
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
