import type { Clock } from "../../src/ports/ports.ts";
import { createBackoff } from "../../src/support/retry.ts";

/** What one platform's failures mean. */
export interface RetryRules {
  /** Milliseconds that the platform wants us to wait; null where it is something else. Longer than that, it is nobody's fault. */
  retryAfter(error: unknown): number | null;
  /** What will not get better by itself, as it is to be thrown; null for what may. */
  verdict(error: unknown, method: string): Error | null;
  /** After too many failures. */
  tired(error: unknown, method: string): Error;
}

export interface RetryParts {
  readonly clock: Clock;
  /** Aborts when nobody wants the answers any more. */
  readonly signal: AbortSignal;
  readonly rules: RetryRules;
}

/**
 * Tries until the platform answers: waits where it is told to, goes on after 5xx and lost connections. What must not be
 * done twice brings `found`: asked after a lost answer, it says whether it was done.
 */
export type Retry = <T>(method: string, attempt: () => Promise<T>, found?: () => Promise<T | undefined>) => Promise<T>;

/** Milliseconds. */
const PAUSES = { first: 500, longest: 20_000 } as const;
const ATTEMPTS = 8;

export function createRetry({ clock, signal, rules }: RetryParts): Retry {
  /** By method: platforms count by method, so that one call's 429 is everybody's. */
  const pausedUntil = new Map<string, number>();

  async function patience(method: string): Promise<void> {
    for (;;) {
      const left = (pausedUntil.get(method) ?? 0) - clock.now();
      if (left <= 0) return;
      await clock.after(left, signal);
    }
  }

  // A loop of its own: a limit is no failure, there is an end to tries, and what was lost is asked for between two.
  return async (method, attempt, found) => {
    const nextPause = createBackoff(PAUSES);
    for (let failures = 0; ; ) {
      await patience(method);
      signal.throwIfAborted();
      try {
        return await attempt();
      } catch (error) {
        const limited = rules.retryAfter(error);
        if (limited !== null) {
          pausedUntil.set(method, Math.max(pausedUntil.get(method) ?? 0, clock.now() + limited));
          continue;
        }
        const verdict = rules.verdict(error, method);
        if (verdict !== null) throw verdict;
        failures += 1;
        if (failures >= ATTEMPTS) throw rules.tired(error, method);
        await clock.after(nextPause(), signal);
        const done = await found?.();
        if (done !== undefined) return done;
      }
    }
  };
}
