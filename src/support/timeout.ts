import { BridgeError } from "../errors.ts";
import type { Clock } from "../ports/ports.ts";

/** The task's outcome, or `timeout` after `ms` milliseconds: no wait is endless, and each says what it waited for. */
export async function withTimeout<T>(
  clock: Clock,
  ms: number,
  what: string,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const late = clock.after(ms, controller.signal).then(() => {
    throw new BridgeError("timeout", `Waited ${Math.round(ms / 1000)} s for ${what}, and it did not come.`);
  });
  try {
    return await Promise.race([task(controller.signal), late]);
  } finally {
    controller.abort();
    late.catch(() => undefined);
  }
}
