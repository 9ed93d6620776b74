import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { BridgeError } from "../../src/errors.ts";
import { createLog } from "../../src/log/log.ts";
import type { Load } from "../../src/ports/ports.ts";
import { createCapacityWatch, limitsOf, needOf, type QueueSettings } from "../../src/slots/capacity.ts";
import { createManualClock } from "../fakes/clock.ts";

const MB = 2 ** 20;
const GB = 2 ** 30;
const auto: QueueSettings = { slots: "auto", starting: 4, perUser: null, tasksPerUser: null };
const log = createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] });

describe("what a cockpit needs", () => {
  it.each([
    ["before any was measured, is the usual", [], 512],
    ["is what nine of ten take, and a quarter more", [...Array(9).fill(400 * MB), 4 * GB], 500],
    ["is never less than Claude takes alone", [10 * MB], 256],
  ])("%s", (_, used, megabytes) => expect(needOf(used) / MB).toBe(megabytes));
});

describe("how many may run", () => {
  const used = Array(4).fill(400 * MB);
  it.each<[string, Load, number]>([
    ["what is free, with what they take, less the reserve", { total: 24 * GB, free: 12 * GB, used }, 22],
    ["all there is, where it is not known what is free", { total: 24 * GB, free: null, used }, 44],
    ["a gigabyte is left on a small machine", { total: 4 * GB, free: 3 * GB, used: [] }, 4],
    ["one at least", { total: 1 * GB, free: 100 * MB, used: [] }, 1],
  ])("%s", (_, load, slots) => expect(limitsOf(load, auto).slots).toBe(slots));

  it("is what is configured, where that is", () => {
    expect(limitsOf({ total: 4 * GB, free: GB, used: [] }, { ...auto, slots: 7 }).slots).toBe(7);
  });

  it("is nothing more where memory runs short, and people read why", () => {
    const short = limitsOf({ total: 8 * GB, free: 600 * MB, used: [400 * MB] }, { ...auto, slots: 7 });
    expect(short.pressure).toBe("the machine is short of memory (600 MB free, and each takes 500 MB)");
    // The first one may always: somebody who looks will see why it does not come up.
    expect(limitsOf({ total: 8 * GB, free: 600 * MB, used: [] }, auto).pressure).toBeNull();
  });
});

describe("a watch on the machine", () => {
  it("measures when somebody wants to know, at most every quarter of a minute", async () => {
    const clock = createManualClock();
    let measures = 0;
    const capacity = {
      async measure() {
        measures += 1;
        return { total: 24 * GB, free: 12 * GB, used: [] };
      },
    };
    const watch = createCapacityWatch({ capacity, settings: auto, total: 4 * GB, clock, log, onChange: () => {} });
    await watch.open();
    for (let at = 0; at < 5; at += 1) watch.limits();
    expect(measures).toBe(1);
    await clock.advance(15_000);
    watch.limits();
    expect(measures).toBe(2);
    await clock.advance(60_000);
    expect([measures, clock.waiting]).toEqual([2, 0]);
  });

  it("goes on by itself while something is in the way, and tells when it is gone", async () => {
    const clock = createManualClock();
    const loads: Load[] = [
      { total: 8 * GB, free: 600 * MB, used: [400 * MB] },
      { total: 8 * GB, free: 6 * GB, used: [400 * MB] },
    ];
    const changes: (string | null)[] = [];
    const capacity = { measure: async () => loads.shift() ?? { total: 0, free: 0, used: [] } };
    const watch = createCapacityWatch({
      capacity,
      settings: auto,
      total: 4 * GB,
      clock,
      log,
      onChange: () => changes.push(watch.limits().pressure),
    });
    await watch.open();
    await clock.advance(15_000);
    expect(changes).toEqual([expect.stringContaining("short of memory"), null]);
  });

  it("holds on to what it knows while no engine answers, and asks again until one does", async () => {
    const clock = createManualClock();
    let isThere = false;
    const capacity = {
      async measure() {
        if (!isThere) throw new BridgeError("engine-missing", "No engine answers.");
        return { total: 24 * GB, free: 12 * GB, used: [] };
      },
    };
    const watch = createCapacityWatch({ capacity, settings: auto, total: 4 * GB, clock, log, onChange: () => {} });
    await watch.open();
    expect(watch.limits()).toMatchObject({ slots: 6, pressure: null });
    isThere = true;
    await clock.advance(15_000);
    expect(watch.limits().slots).toBeGreaterThan(10);
    watch.close();
  });
});
