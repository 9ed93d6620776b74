import { describe, expect, it } from "vitest";
import { createClock } from "../src/clock.ts";
import { createManualClock } from "./fakes/clock.ts";

describe("the machine's clock", () => {
  it("waits as long as it is asked to", async () => {
    const clock = createClock();
    const from = performance.now();
    await clock.after(20);
    expect(performance.now() - from).toBeGreaterThanOrEqual(19);
  });

  it("waits for what no timer holds", async () => {
    const controller = new AbortController();
    const wait = createClock().after(2 ** 31, controller.signal);
    const first = await Promise.race([
      wait.then(() => "month"),
      createClock()
        .after(20)
        .then(() => "now"),
    ]);
    expect(first).toBe("now");
    controller.abort(new Error("enough"));
    await expect(wait).rejects.toThrow("enough");
  });
});

describe.each([
  ["the machine's", createClock],
  ["the manual", createManualClock],
])("%s clock", (_, create) => {
  it("ends a wait with the signal's reason", async () => {
    const controller = new AbortController();
    const wait = create().after(60_000, controller.signal);
    controller.abort(new Error("not needed"));
    await expect(wait).rejects.toThrow("not needed");
  });

  it("does not begin a wait that was called off before", async () => {
    await expect(create().after(60_000, AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
  });
});

describe("the manual clock", () => {
  it("stands still", async () => {
    const clock = createManualClock(1000);
    let over = false;
    void clock.after(10).then(() => {
      over = true;
    });
    await clock.advance(9);
    expect([over, clock.now(), clock.waiting]).toEqual([false, 1009, 1]);
    await clock.advance(1);
    expect([over, clock.now(), clock.waiting]).toEqual([true, 1010, 0]);
  });

  it("goes through what falls due in order, each at its time", async () => {
    const clock = createManualClock(0);
    const seen: string[] = [];
    const note = (name: string) => () => void seen.push(`${name} at ${clock.now()}`);
    void clock.after(30).then(note("late"));
    void clock
      .after(10)
      .then(note("early"))
      .then(() => clock.after(10))
      .then(note("chained"));
    await clock.advance(100);
    expect(seen).toEqual(["early at 10", "chained at 20", "late at 30"]);
    expect(clock.now()).toBe(100);
  });

  it("forgets a wait that was called off", async () => {
    const clock = createManualClock();
    const controller = new AbortController();
    const wait = clock.after(10, controller.signal);
    controller.abort(new Error("off"));
    await expect(wait).rejects.toThrow("off");
    expect(clock.waiting).toBe(0);
  });
});
