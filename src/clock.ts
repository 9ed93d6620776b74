import type { Clock } from "./ports/ports.ts";

/** Timers hold at most this many milliseconds; beyond it Node fires them at once. */
const LONGEST = 2 ** 31 - 1;

/** The machine's own time. */
export function createClock(): Clock {
  return { now: () => Date.now(), after };
}

async function after(ms: number, signal?: AbortSignal): Promise<void> {
  let left = ms;
  do {
    await wait(Math.min(left, LONGEST), signal);
    left -= LONGEST;
  } while (left > 0);
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    function abort(): void {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", abort, { once: true });
  });
}
