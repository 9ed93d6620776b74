import { describe, expect, it } from "vitest";
import { createBackoff, createRetry, retry } from "../../src/support/retry.ts";

/** A clock on which every pause is over at once, and that tells how long each was. */
function setUp() {
  const waits: number[] = [];
  const closing = new AbortController();
  const clock = {
    now: () => 0,
    async after(ms: number, signal?: AbortSignal) {
      signal?.throwIfAborted();
      waits.push(ms);
    },
  };
  /** Fails so many times, then gives its number. */
  const failing = (times: number) => {
    let tries = 0;
    return async () => {
      tries += 1;
      if (tries <= times) throw new Error(`no ${tries}`);
      return tries;
    };
  };
  return { waits, closing, clock, signal: closing.signal, failing };
}

const pauses = { first: 100, longest: 500 };

it("doubles each pause up to the longest", () => {
  const next = createBackoff(pauses);
  expect([next(), next(), next(), next(), next()]).toEqual([100, 200, 400, 500, 500]);
});

describe("what is tried again", () => {
  it("is told of each failure, and waits at least as long as that says", async () => {
    const { clock, signal, waits, failing } = setUp();
    const told: string[] = [];
    const onFailure = async (error: unknown) => {
      told.push(String(error));
      return told.length === 2 ? 250 : 0;
    };
    expect(await retry({ clock, signal, pauses, onFailure }, failing(4))).toBe(5);
    expect(told).toEqual(["Error: no 1", "Error: no 2", "Error: no 3", "Error: no 4"]);
    expect(waits).toEqual([100, 250, 400, 500]);
  });

  it("ends with what is thrown over a failure, and with the signal", async () => {
    const { clock, signal, closing, waits, failing } = setUp();
    const refuse = async () => Promise.reject(new Error("refused"));
    await expect(retry({ clock, signal, pauses, onFailure: refuse }, failing(1))).rejects.toThrow("refused");
    const close = async () => {
      closing.abort(new Error("closed"));
      return 0;
    };
    await expect(retry({ clock, signal, pauses, onFailure: close }, failing(1))).rejects.toThrow("closed");
    await expect(retry({ clock, signal, pauses, onFailure: close }, failing(0))).rejects.toThrow("closed");
    expect(waits).toEqual([]);
  });

  it("is left in silence once nobody wants it any more", async () => {
    const { clock, signal, closing, waits } = setUp();
    const told: string[] = [];
    const again = createRetry(clock, (error, what) => told.push(`${what}: ${String(error)}`), signal);
    let tries = 0;
    await again("a post", async () => {
      tries += 1;
      if (tries === 3) closing.abort(new Error("closed"));
      throw new Error("no");
    });
    await again("another", async () => expect.fail("tried all the same"));
    expect([tries, told, waits]).toEqual([3, ["a post: Error: no", "a post: Error: no"], [1_000, 2_000]]);
  });
});
