import type { Clock } from "../ports/ports.ts";

/** One moment that is waited for; the last that was set counts. */
export interface Alarm {
  /** `at`: milliseconds since 1970; null: none. It rings in `least` milliseconds at the soonest. */
  set(at: number | null, least?: number): void;
}

export function createAlarm(clock: Clock, ring: () => Promise<void>): Alarm {
  let current: { readonly at: number; readonly controller: AbortController } | null = null;
  return {
    set(at, least = 0) {
      if (current?.at === at) return;
      current?.controller.abort();
      current = null;
      if (at === null) return;
      const mine = { at, controller: new AbortController() };
      current = mine;
      clock
        .after(Math.max(least, at - clock.now()), mine.controller.signal)
        .then(() => {
          if (current === mine) current = null;
          return ring();
        })
        // Another one was set meanwhile, or whoever waited is closed.
        .catch(() => undefined);
    },
  };
}
