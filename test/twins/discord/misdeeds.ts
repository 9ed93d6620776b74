import type { Misbehaviour, Misdeed } from "./types.ts";
import type { Call } from "./views.ts";

export interface Misdeeds {
  add(misbehaviour: Misbehaviour): () => void;
  /** What is to go wrong with this call; waits out the delays among it. */
  choose(call: Call): Promise<Exclude<Misdeed, { readonly delay: unknown }> | undefined>;
}

export function createMisdeeds(): Misdeeds {
  const list: { readonly what: Misbehaviour; left: number }[] = [];

  /** A delay does not end the search: what is late may also fail. */
  function* chosen(call: Call): Generator<Misdeed, void, undefined> {
    for (const entry of [...list]) {
      const { what } = entry;
      if (entry.left === 0 || !fits(what, call) || what.when?.(call) === false) continue;
      entry.left -= 1;
      yield what.how;
    }
  }

  return {
    add(what) {
      const entry = { what, left: what.times ?? Number.POSITIVE_INFINITY };
      list.push(entry);
      return () => {
        const index = list.indexOf(entry);
        if (index >= 0) list.splice(index, 1);
      };
    },
    async choose(call) {
      for (const how of chosen(call)) {
        if (typeof how === "string" || !("delay" in how)) return how;
        await how.delay;
      }
      return undefined;
    },
  };
}

function fits({ method, route }: Misbehaviour, call: Call): boolean {
  if (method !== undefined && method !== call.method) return false;
  // `search` and not `test`: a pattern with the flag "g" would remember where it stood.
  return typeof route === "string" ? route === call.route : call.route.search(route) >= 0;
}
