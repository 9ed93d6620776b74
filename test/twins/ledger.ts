/** A call as twins keep it. */
export interface Kept {
  readonly answered: unknown;
}

interface Wait {
  /** True once it needs to look no more. */
  readonly look: () => boolean;
  readonly reject: (reason: Error) => void;
}

export interface Ledger<Call extends Kept> {
  readonly calls: readonly Call[];
  begin<Open extends Call>(call: Open): Open;
  /** Something is different: whoever waits looks again. */
  changed(): void;
  next(fits: (call: Call) => boolean, from?: number): Promise<Call>;
  until<Found>(look: () => Found | undefined | null | false): Promise<Found>;
  /** Whoever still waits is told that it will not come. */
  close(): void;
}

/** Calls in the order they came, and those who wait for one, or for anything else. */
export function createLedger<Call extends Kept>(): Ledger<Call> {
  const calls: Call[] = [];
  const waits = new Set<Wait>();
  let closed = false;

  function until<Found>(look: () => Found | undefined | null | false): Promise<Found> {
    return new Promise((resolve, reject) => {
      const wait: Wait = {
        look() {
          const found = look();
          if (found === undefined || found === null || found === false) return false;
          resolve(found);
          return true;
        },
        reject,
      };
      if (wait.look()) return;
      if (closed) return reject(new Error("the twin is closed"));
      waits.add(wait);
    });
  }

  return {
    calls,
    until,
    begin(call) {
      calls.push(call);
      return call;
    },
    changed() {
      for (const wait of waits) {
        try {
          if (wait.look()) waits.delete(wait);
        } catch (error) {
          waits.delete(wait);
          wait.reject(error instanceof Error ? error : new Error(String(error)));
        }
      }
    },
    next(fits, from = calls.length) {
      return until(() => calls.slice(from).find((call) => call.answered !== "pending" && fits(call)));
    },
    close() {
      closed = true;
      for (const { reject } of waits) reject(new Error("the twin closed before that came"));
      waits.clear();
    },
  };
}
