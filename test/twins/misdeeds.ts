interface Planned<How> {
  readonly how: How;
  /** For ever when left out. */
  readonly times?: number;
}

type Delay = { readonly delay: Promise<unknown> };

/** What is to go wrong, and with which calls. */
export interface Misdeeds<What extends Planned<unknown>, Call> {
  add(what: What): () => void;
  /** What is to go wrong with this call; waits out the delays among it. */
  choose(call: Call): Promise<Exclude<What["how"], Delay> | undefined>;
}

export function createMisdeeds<What extends Planned<unknown>, Call>(
  fits: (what: What, call: Call) => boolean,
): Misdeeds<What, Call> {
  const list: { readonly what: What; left: number }[] = [];

  /** A delay does not end the search: what is late may also fail. */
  function* chosen(call: Call): Generator<What["how"], void, undefined> {
    for (const entry of [...list]) {
      const { what } = entry;
      if (entry.left === 0 || !fits(what, call)) continue;
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
        if (!isDelay(how)) return how as Exclude<What["how"], Delay>;
        await how.delay;
      }
      return undefined;
    },
  };
}

function isDelay(how: unknown): how is Delay {
  return typeof how === "object" && how !== null && "delay" in how;
}

/** `search` and not `test`: a pattern with the flag "g" would remember where it stood. */
export function isNamed(pattern: string | RegExp, name: string): boolean {
  return typeof pattern === "string" ? pattern === name : name.search(pattern) >= 0;
}
