/**
 * When it happens: before the call takes effect, or after it did and before the answer came. `beside`: before the
 * call, something else happens, and the bridge lives on.
 */
export type Moment = "before" | "after" | "beside";

/** Ends a bridge at one of its calls to the outside: from then on nothing it calls answers, as if it were killed. */
export interface Fuse {
  /** The same port; its methods count, and stop answering when the fuse blows. */
  wrap<T extends object>(name: string, port: T): T;
  /** A point that counts like a call. */
  point(what: string): Promise<void>;
  /** How many calls there were, and what each was. */
  readonly calls: readonly string[];
  readonly isBlown: boolean;
  readonly blown: Promise<void>;
}

const never = new Promise<never>(() => {});

/** `at` counts from 1; 0 never blows. */
export function createFuse(at: number, moment: Moment, onBlow: () => void): Fuse {
  const calls: string[] = [];
  let isBlown = false;
  let tell = () => {};
  const blown = new Promise<void>((resolve) => {
    tell = resolve;
  });

  function blow(): void {
    isBlown = true;
    onBlow();
    tell();
  }

  async function count(what: string, call: () => unknown): Promise<unknown> {
    if (isBlown) return never;
    const mine = calls.push(what) === at;
    if (mine && moment === "beside") onBlow();
    if (mine && moment === "before") {
      blow();
      return never;
    }
    const outcome = Promise.resolve(call());
    if (mine && moment === "after") {
      await outcome.catch(() => undefined);
      if (!isBlown) blow();
    }
    const value = await outcome;
    return isBlown ? never : value;
  }

  return {
    calls,
    get isBlown() {
      return isBlown;
    },
    blown,
    async point(what) {
      await count(what, () => undefined);
    },
    wrap(name, port) {
      return new Proxy(port, {
        get(target, key, receiver) {
          const value: unknown = Reflect.get(target, key, receiver);
          if (typeof value !== "function") return value;
          return (...args: unknown[]) => count(`${name}.${String(key)}`, () => Reflect.apply(value, target, args));
        },
      });
    },
  };
}
