import type { Clock } from "../../src/ports/ports.ts";

/** Discord bans an address for a day or so after 10,000 answers of 401, 403 or 429 in ten minutes: this stays far away from it. */
export interface InvalidRequests {
  note(status: number, scope: string | null): void;
  /** Resolves once another one would do no harm. */
  room(signal: AbortSignal): Promise<void>;
}

/** Milliseconds. */
const WINDOW = 10 * 60_000;
const MOST = 2_000;

export function createInvalidRequests(clock: Clock, most = MOST): InvalidRequests {
  /** Milliseconds since 1970, oldest first. */
  let times: number[] = [];
  const lately = () => {
    times = times.filter((time) => time > clock.now() - WINDOW);
    return times;
  };

  return {
    note(status, scope) {
      const counts = status === 401 || status === 403 || (status === 429 && scope !== "shared");
      if (counts) times.push(clock.now());
    },
    async room(signal) {
      for (let oldest = lately().at(-most); oldest !== undefined; oldest = lately().at(-most))
        await clock.after(oldest + WINDOW - clock.now(), signal);
    },
  };
}
