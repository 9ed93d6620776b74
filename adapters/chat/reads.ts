/** Threads that are to be read: a few at once, the one that somebody waits for first, then the one with the newest message. */
export interface Reads {
  /** `newest`: a message's id; "" where none is known. */
  run(project: string, newest: string, read: () => Promise<void>): Promise<void>;
  /** Somebody has just written there: what they wrote waits for the read before it. */
  hurry(project: string): void;
}

/** More would only wait for the platform's limits, behind which nothing can be put first any more. */
const AT_ONCE = 4;

interface Waiting {
  readonly project: string;
  readonly newest: string;
  readonly begin: () => void;
  hurried: boolean;
}

export function createReads(isAfter: (one: string, other: string) => boolean): Reads {
  const waiting: Waiting[] = [];
  let under = 0;

  function isBefore(one: Waiting, other: Waiting): boolean {
    if (one.hurried !== other.hurried) return one.hurried;
    return one.newest !== "" && (other.newest === "" || isAfter(one.newest, other.newest));
  }

  function next(): void {
    const [first, ...others] = waiting;
    if (first === undefined || under >= AT_ONCE) return;
    const chosen = others.reduce((best, one) => (isBefore(one, best) ? one : best), first);
    waiting.splice(waiting.indexOf(chosen), 1);
    under += 1;
    chosen.begin();
  }

  return {
    async run(project, newest, read) {
      await new Promise<void>((begin) => {
        waiting.push({ project, newest, begin, hurried: false });
        next();
      });
      try {
        await read();
      } finally {
        under -= 1;
        next();
      }
    },
    hurry(project) {
      for (const one of waiting) if (one.project === project) one.hurried = true;
    },
  };
}
