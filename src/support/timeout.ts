import { BridgeError } from "../errors.ts";
import type { Clock } from "../ports/ports.ts";

export interface Limit {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly ms: number;
  /** What it rejects with after them. */
  readonly late: () => Error;
  /** Where it aborts first, it rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** The task's outcome, where it comes in time. The task's own signal aborts once nobody waits for it any more. */
export async function withLimit<T>(
  { clock, ms, late, signal }: Limit,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const ended = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
  const limit = clock.after(ms, ended).then(() => {
    throw late();
  });
  try {
    return await Promise.race([task(over.signal), limit]);
  } finally {
    over.abort();
    limit.catch(() => undefined);
  }
}

/** The task's outcome, or `timeout` after `ms` milliseconds: no wait is endless, and each says what it waited for. */
export function withTimeout<T>(
  clock: Clock,
  ms: number,
  what: string,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = () => new BridgeError("timeout", `Waited ${Math.round(ms / 1000)} s for ${what}, and it did not come.`);
  return withLimit({ clock, ms, late }, task);
}
