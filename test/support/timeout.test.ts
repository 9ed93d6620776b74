import { expect, it } from "vitest";
import { withLimit, withTimeout } from "../../src/support/timeout.ts";
import { createManualClock } from "../fakes/clock.ts";

const never = () => new Promise<never>(() => undefined);

it("gives the task's outcome, and tells it that nobody waits any more", async () => {
  const clock = createManualClock();
  let given: AbortSignal | undefined;
  const task = async (signal: AbortSignal) => {
    given = signal;
    expect(signal.aborted).toBe(false);
    return 7;
  };
  expect(await withTimeout(clock, 1_000, "it", task)).toBe(7);
  expect(given?.aborted).toBe(true);
  await expect(withTimeout(clock, 1_000, "it", async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
});

it("rejects with what it waited for, or with what is said for that", async () => {
  const clock = createManualClock();
  const timeout = withTimeout(clock, 90_000, "the end", never);
  const limit = withLimit({ clock, ms: 1_000, late: () => new Error("late") }, never);
  const ended = Promise.all([
    expect(timeout).rejects.toMatchObject({
      code: "timeout",
      message: "Waited 90 s for the end, and it did not come.",
    }),
    expect(limit).rejects.toThrow("late"),
  ]);
  await clock.advance(90_000);
  await ended;
});

it("rejects with the reason of a signal that aborts first", async () => {
  const closing = new AbortController();
  const limited = withLimit(
    { clock: createManualClock(), ms: 1_000, late: () => new Error("late"), signal: closing.signal },
    never,
  );
  closing.abort(new Error("closed"));
  await expect(limited).rejects.toThrow("closed");
});
