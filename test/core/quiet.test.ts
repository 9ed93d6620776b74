import { describe, expect, it } from "vitest";
import { afterQuiet, type Quiet } from "../../src/cockpit/waiting/quiet.ts";
import { createRandom } from "./random.ts";

const at = (text: string): number => Date.parse(text);
const minutes = (text: string): number => 60 * Number(text.slice(0, 2)) + Number(text.slice(3));
const quiet = (from: string, to: string, zone = "Europe/Berlin"): Quiet => ({
  from: minutes(from),
  to: minutes(to),
  zone,
});

const night = quiet("22:00", "07:00");

describe("quiet hours end", () => {
  it.each([
    ["not by day", night, "2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z"],
    ["not a moment before they begin", night, "2026-01-15T20:59:59.999Z", "2026-01-15T20:59:59.999Z"],
    ["in the morning, from their first moment on", night, "2026-01-15T21:00:00Z", "2026-01-16T06:00:00Z"],
    ["the same morning, after midnight", night, "2026-01-15T23:30:12.345Z", "2026-01-16T06:00:00Z"],
    ["at their end, not after it", night, "2026-01-16T06:00:00Z", "2026-01-16T06:00:00Z"],
    ["a moment later", night, "2026-01-16T05:59:59.999Z", "2026-01-16T06:00:00Z"],
    ["by summer time in summer", night, "2026-07-15T20:00:00Z", "2026-07-16T05:00:00Z"],
    ["within one day", quiet("12:00", "13:30"), "2026-01-15T11:10:00Z", "2026-01-15T12:30:00Z"],
    ["not outside of that", quiet("12:00", "13:30"), "2026-01-15T12:30:00Z", "2026-01-15T12:30:00Z"],
    ["at an odd minute", quiet("22:00", "07:07"), "2026-01-15T22:00:00Z", "2026-01-16T06:07:00Z"],
    ["in the night clocks go forward", night, "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"],
    ["in the night clocks go back", night, "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z"],
    // 02:00 is 03:00 at once: 02:30 never is.
    ["at a time that is left out", quiet("22:00", "02:30"), "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z"],
    [
      "at a time that comes twice, the first one",
      quiet("22:00", "02:30"),
      "2026-10-24T23:00:00Z",
      "2026-10-25T00:30:00Z",
    ],
    [
      "and begin again with the hour that is repeated",
      quiet("22:00", "02:30"),
      "2026-10-25T01:10:00Z",
      "2026-10-25T01:30:00Z",
    ],
    [
      "in a zone of half hours",
      quiet("22:00", "07:00", "Asia/Kolkata"),
      "2026-01-15T18:00:00Z",
      "2026-01-16T01:30:00Z",
    ],
    [
      "in a zone of quarters",
      quiet("22:00", "07:00", "Asia/Kathmandu"),
      "2026-01-15T18:00:00Z",
      "2026-01-16T01:15:00Z",
    ],
    [
      "where clocks change by half an hour",
      quiet("22:00", "07:00", "Australia/Lord_Howe"),
      "2026-10-03T12:00:00Z",
      "2026-10-03T20:00:00Z",
    ],
    ["never, where they begin as they end", quiet("07:00", "07:00"), "2026-01-15T06:00:00Z", "2026-01-15T06:00:00Z"],
  ])("%s", (_, hours, moment, end) => {
    expect(new Date(afterQuiet(hours, at(moment))).toISOString()).toBe(new Date(at(end)).toISOString());
  });

  it("at once where there are none", () => {
    expect(afterQuiet(null, 7)).toBe(7);
  });
});

it("ends at the first minute that is not quiet, whatever the zone, the hours and the day", () => {
  const random = createRandom(7);
  const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "Pacific/Chatham"];
  for (let run = 0; run < 150; run++) {
    const hours: Quiet = {
      from: random.below(1440),
      to: random.below(1440),
      zone: random.pick(zones as [string, ...string[]]),
    };
    const moment = at("2026-01-01T00:00:00Z") + random.below(365 * 24 * 60) * 60_000;
    const end = afterQuiet(hours, moment);
    expect(afterQuiet(hours, end)).toBe(end);
    const length = (end - moment) / 60_000;
    const inside = length === 0 ? [] : [length - 1, random.below(length), random.below(length)];
    for (const minute of inside) expect(afterQuiet(hours, moment + minute * 60_000)).toBe(end);
  }
});
