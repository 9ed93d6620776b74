import type { Json } from "./json.ts";
import type { Misbehaviour, Misdeed } from "./types.ts";

export interface Misdeeds {
  add(misbehaviour: Misbehaviour): () => void;
  /** What is to go wrong with this call; waits out the delays among it. */
  choose(method: string, args: Json): Promise<Exclude<Misdeed, { readonly delay: unknown }> | undefined>;
}

export function createMisdeeds(): Misdeeds {
  const list: { readonly what: Misbehaviour; left: number }[] = [];

  /** A delay does not end the search: what is late may also fail. */
  function* chosen(method: string, args: Json): Generator<Misdeed, void, undefined> {
    for (const entry of [...list]) {
      const { what } = entry;
      if (entry.left === 0 || !names(what.method, method) || what.when?.(args) === false) continue;
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
    async choose(method, args) {
      for (const how of chosen(method, args)) {
        if (typeof how === "string" || !("delay" in how)) return how;
        await how.delay;
      }
      return undefined;
    },
  };
}

function names(pattern: string | RegExp, method: string): boolean {
  // `search` and not `test`: a pattern with the flag "g" would remember where it stood.
  return typeof pattern === "string" ? pattern === method : method.search(pattern) >= 0;
}
