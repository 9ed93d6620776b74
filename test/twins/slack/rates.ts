import type { Method } from "./context.ts";

interface Window {
  readonly count: number;
  readonly ms: number;
}

const minute = 60_000;

/** A post is one a second in a channel, in bursts of five, and 300 a minute in the workspace ("several hundred"). */
const windows: Readonly<Record<Method["tier"], readonly Window[]>> = {
  post: [{ count: 5, ms: 5_000 }],
  two: [{ count: 20, ms: minute }],
  three: [{ count: 50, ms: minute }],
  four: [{ count: 100, ms: minute }],
  special: [{ count: 600, ms: minute }],
};

export interface Rates {
  /** Seconds to wait when this call is one too many; undefined when it is let through. */
  over(method: string, tier: Method["tier"], channel: string): number | undefined;
}

/** Sliding windows, a method and app each: the strictest reading of Slack's "50+ per minute". */
export function createRates(clock: () => number, rates: boolean | { readonly factor: number }): Rates {
  const factor = typeof rates === "boolean" ? 1 : rates.factor;
  const used = new Map<string, number[]>();

  /** When the window has room again; 0 for now. */
  function fullUntil(key: string, { count, ms }: Window, now: number): number {
    const recent = (used.get(key) ?? []).filter((at) => at > now - ms / factor);
    used.set(key, recent);
    const first = recent.at(-count);
    return first === undefined ? 0 : first + ms / factor;
  }

  return {
    over(method, tier, channel) {
      if (rates === false) return undefined;
      const now = clock();
      const key = tier === "post" ? `${method} ${channel}` : method;
      const asked: readonly (readonly [string, Window])[] = [
        ...windows[tier].map((window) => [key, window] as const),
        ...(tier === "post" ? [["posts", { count: 300, ms: minute }] as const] : []),
      ];
      const until = Math.max(...asked.map(([name, window]) => fullUntil(name, window, now)));
      if (until > now) return Math.max(1, Math.ceil((until - now) / 1000));
      for (const [name] of asked) used.get(name)?.push(now);
      return undefined;
    },
  };
}
