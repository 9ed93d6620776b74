import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { BridgeError } from "../../src/errors.ts";
import { createLog } from "../../src/log/log.ts";
import type { Records } from "../../src/ports/ports.ts";
import { createSchedules, type Schedule } from "../../src/schedules.ts";
import { isSchedule } from "../../src/support/cron.ts";
import { createManualClock, type ManualClock } from "../fakes/clock.ts";
import { createMemoryRecords } from "../fakes/records.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const log = createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] });

interface Stage {
  readonly clock: ManualClock;
  readonly records: Records<readonly Schedule[]>;
  /** Ids and texts of the tasks that were taken, each once. */
  readonly taken: readonly string[];
  /** When each came, in milliseconds since 1970. */
  readonly times: readonly number[];
  readonly told: readonly string[];
  fail(error: Error | null): void;
  /** From now on no task is begun. */
  hold(): void;
  schedules(records?: Records<readonly Schedule[]>): ReturnType<typeof createSchedules>;
}

function setStage(start: string): Stage {
  const clock = createManualClock(Date.parse(start));
  const records = createMemoryRecords<readonly Schedule[]>();
  const seen = new Set<string>();
  const taken: string[] = [];
  const times: number[] = [];
  const told: string[] = [];
  const waiting: string[] = [];
  let failure: Error | null = null;
  let isHeld = false;
  return {
    clock,
    records,
    taken,
    times,
    told,
    fail(error) {
      failure = error;
    },
    hold() {
      isHeld = true;
    },
    schedules: (own = records) =>
      createSchedules({
        records: own,
        clock,
        log,
        zone: "Europe/Berlin",
        waiting: () => waiting,
        async enqueue(project, { id, text }) {
          if (failure !== null) throw failure;
          if (seen.has(id)) return;
          seen.add(id);
          if (isHeld) waiting.push(id);
          taken.push(`${project}: ${text}`);
          times.push(clock.now());
        },
        tell: async (_, __, text) => void told.push(text),
      }),
  };
}

const daily = { id: "s1", cron: "0 9 * * *", words: "test", author: "ann" };

describe("a schedule", () => {
  it("brings its task whenever it is time, in its zone", async () => {
    const { clock, schedules, times } = setStage("2026-11-23T10:00:00Z");
    const one = schedules();
    await one.open();
    await one.add("musica", daily);
    await one.add("overbits", { ...daily, id: "s2", cron: "0 9 * * 1-5", zone: "America/New_York" });
    await clock.advance(2 * DAY);
    expect(times.map((at) => new Date(at).toISOString())).toEqual([
      "2026-11-23T14:00:00.000Z",
      "2026-11-24T08:00:00.000Z",
      "2026-11-24T14:00:00.000Z",
      "2026-11-25T08:00:00.000Z",
    ]);
    await one.close();
    expect(clock.waiting).toBe(0);
  });

  it("of a former version has its author's words apart from their name", async () => {
    const { clock, schedules, taken, records } = setStage("2026-11-23T10:00:00Z");
    const next = Date.parse("2026-11-24T08:00:00Z");
    const former = { id: "s1", cron: "0 9 * * *", zone: "Europe/Berlin", author: "Ann", next, paused: false };
    const kept = [
      { ...former, by: "slack:U1", text: "Ann: test" },
      { ...former, id: "s2", text: "Ann: test" },
    ];
    await records.set("musica", JSON.parse(JSON.stringify(kept)));
    const one = schedules();
    await one.open();
    expect((await one.list("musica")).map(({ words }) => words)).toEqual(["test", "Ann: test"]);
    await clock.advance(DAY);
    expect(taken).toEqual(["musica: test", "musica: Ann: test"]);
    await one.close();
  });

  it.each([
    ["spring", "2026-03-28T12:00:00Z", ["2026-03-29T01:00", "2026-03-30T00:30"]],
    ["autumn", "2026-10-24T12:00:00Z", ["2026-10-25T00:30", "2026-10-26T01:30"]],
  ])("comes once a day when the clocks are changed in %s", async (_, start, expected) => {
    const { clock, schedules, times } = setStage(start);
    const one = schedules();
    await one.open();
    await one.add("musica", { ...daily, cron: "30 2 * * *" });
    await clock.advance(2 * DAY);
    expect(times.map((at) => new Date(at).toISOString().slice(0, 16))).toEqual(expected);
  });

  it("that was missed while the bot was away comes once, and at once", async () => {
    const { clock, schedules, taken, records } = setStage("2026-11-23T10:00:00Z");
    const one = schedules();
    await one.open();
    await one.add("musica", daily);
    await one.close();
    await clock.advance(5 * DAY);
    expect(taken).toEqual([]);
    const two = schedules();
    await two.open();
    expect(taken).toEqual(["musica: test"]);
    const [[, [kept] = []] = []] = await records.entries();
    expect(new Date(kept?.next ?? 0).toISOString()).toBe("2026-11-29T08:00:00.000Z");
  });

  it("rests while it is paused, and goes on from then", async () => {
    const { clock, schedules, taken } = setStage("2026-11-23T10:00:00Z");
    const one = schedules();
    await one.open();
    await one.add("musica", daily);
    expect((await one.pause("musica", 1, true)).next).toBeNull();
    await clock.advance(3 * DAY);
    expect(taken).toEqual([]);
    await one.pause("musica", 1, false);
    await clock.advance(DAY);
    expect(taken).toHaveLength(1);
    await one.remove("musica", 1);
    await clock.advance(3 * DAY);
    expect([taken.length, await one.list("musica")]).toEqual([1, []]);
  });

  it("is one, however often its call comes", async () => {
    const { schedules, records } = setStage("2026-11-23T10:00:00Z");
    const one = schedules();
    await one.open();
    await Promise.all([one.add("musica", daily), one.add("musica", daily)]);
    expect((await records.entries())[0]?.[1]).toHaveLength(1);
  });

  it("comes when the clock says so, also where that was set meanwhile", async () => {
    const { clock, schedules, taken } = setStage("2026-11-23T07:00:00Z");
    const one = schedules();
    await one.open();
    await one.add("musica", daily);
    // An hour and a half that no timer has seen.
    const { now } = clock;
    Object.assign(clock, { now: () => now() + 90 * 60_000 });
    await clock.advance(60_000);
    expect(taken).toEqual(["musica: test"]);
  });

  it("goes with its project", async () => {
    const { clock, schedules, taken, records } = setStage("2026-11-23T10:00:00Z");
    const one = schedules();
    await one.open();
    await one.add("musica", daily);
    await one.forget("musica");
    await clock.advance(2 * DAY);
    expect([taken, await records.entries(), clock.waiting]).toEqual([[], [], 0]);
  });

  it.each([
    ["foo", undefined, /"foo" is no schedule: it needs five fields/],
    ["61 9 * * *", undefined, /"61 9 \* \* \*" is no schedule/],
    ["*/5 * * * * *", undefined, /five fields/],
    ["0 0 30 2 *", undefined, /never comes/],
    ["0 9 * * *", "Mars/Base", /There is no time zone Mars\/Base/],
  ])("that cannot be is refused with a sentence: %s in %s", async (cron, zone, sentence) => {
    const { schedules, records } = setStage("2026-11-23T10:00:00Z");
    const one = schedules();
    await one.open();
    await expect(one.add("musica", { ...daily, cron, ...(zone && { zone }) })).rejects.toThrow(sentence);
    await expect(one.remove("musica", 1)).rejects.toThrow("There is no schedule 1");
    expect(await records.entries()).toEqual([]);
  });
});

describe("a scheduled task", () => {
  it("is not doubled by a bot that is killed before it has noted when the next one comes", async () => {
    const { clock, schedules, taken, records } = setStage("2026-11-23T10:00:00Z");
    const first = schedules();
    await first.open();
    await first.add("musica", daily);
    await first.close();
    await clock.advance(DAY);
    const broken = schedules({ ...records, set: () => new Promise(() => {}) });
    void broken.open();
    await clock.advance(1);
    expect(taken).toEqual(["musica: test"]);
    await schedules().open();
    expect(taken).toEqual(["musica: test"]);
    await clock.advance(DAY);
    expect(taken).toHaveLength(2);
  });

  it("that cannot be kept is tried again, and holds up no other", async () => {
    const { clock, schedules, taken, fail } = setStage("2026-11-23T10:00:00Z");
    const one = schedules();
    await one.open();
    await one.add("musica", daily);
    fail(new BridgeError("disk-full", "The disk is full."));
    await clock.advance(DAY);
    await one.add("overbits", { ...daily, id: "s2", cron: "* * * * *" });
    fail(null);
    await clock.advance(60_000);
    expect(taken).toContain("musica: test");
    expect(taken).toContain("overbits: test");
  });

  it("that fails rests alone: another comes when it is due", async () => {
    const { clock, schedules, times, fail } = setStage("2026-11-23T07:59:00Z");
    const one = schedules();
    await one.open();
    await one.add("musica", daily);
    await one.add("overbits", { ...daily, id: "s2", cron: "1 9 * * *" });
    fail(new BridgeError("engine-missing", "No engine answers."));
    await clock.advance(60_000);
    await clock.advance(30_000);
    fail(null);
    await clock.advance(30_000);
    expect(times.map((at) => new Date(at).toISOString())).toContain("2026-11-23T08:01:00.000Z");
    await one.close();
  });

  it("has one task in the queue at a time, and people are told once", async () => {
    const { clock, schedules, taken, told, hold } = setStage("2026-11-23T10:00:00Z");
    const one = schedules();
    await one.open();
    hold();
    await one.add("musica", daily);
    await one.add("musica", { ...daily, id: "s2", words: "other" });
    await clock.advance(4 * DAY);
    expect(taken).toEqual(["musica: test", "musica: other"]);
    expect(told.filter((text) => /came again while the last one still waits/.test(text))).toHaveLength(6);
    await one.close();
  });

  it("that nobody can take is left out, and people are told", async () => {
    const { clock, schedules, taken, told, fail } = setStage("2026-11-23T10:00:00Z");
    const one = schedules();
    await one.open();
    await one.add("musica", daily);
    fail(new BridgeError("unknown-project", "There is no project musica."));
    await clock.advance(DAY);
    expect(told).toEqual(["A scheduled task was left out: There is no project musica."]);
    fail(null);
    await clock.advance(DAY);
    expect(taken).toHaveLength(1);
  });
});

describe("what looks like a schedule", () => {
  it.each(["0 9 * * 1-5", "@daily", "@hourly"])("is one: %s", (text) => expect(isSchedule(text)).toBe(true));
  it.each(["a", "meeting with Ann", "@ann", ""])("is none: %s", (text) => expect(isSchedule(text)).toBe(false));
});
