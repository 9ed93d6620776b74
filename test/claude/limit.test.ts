import { expect, it } from "vitest";
import { limitEnd } from "../../adapters/claude/record/limit.ts";

const now = Date.parse("2026-11-29T04:10:20Z");

it.each([
  ["You've hit your 5-hour limit · resets 6:33am (UTC)", "2026-11-29T06:34:00Z"],
  ["You've hit your 5-hour limit · resets 6am (Europe/Berlin)", "2026-11-29T05:01:00Z"],
  ["You've hit your session limit · resets 12am (UTC)", "2026-11-30T00:01:00Z"],
  ["You've hit your session limit · resets 12:05pm (Asia/Tokyo)", "2026-11-30T03:06:00Z"],
  ["You've hit your weekly limit · resets Dec 3, 9am (UTC)", "2026-12-03T09:01:00Z"],
  ["You've hit your weekly limit · resets Dec 3 at 9:30pm (America/New_York)", "2026-12-04T02:31:00Z"],
  ["You've hit your weekly limit · resets Jan 2, 2027, 1am (UTC)", "2027-01-02T01:01:00Z"],
  ["You've hit your Opus limit · resets Dec 3 (UTC)", "2026-12-03T00:01:00Z"],
  // Told in the minute in which it ends: that is not tomorrow.
  ["You've hit your 5-hour limit · resets 4:10am (UTC)", "2026-11-29T04:11:20Z"],
])("knows when a limit ends: %s", (words, end) => {
  expect(new Date(limitEnd(words, now) ?? 0).toISOString()).toBe(end.replace("Z", ".000Z"));
});

it.each([
  "API Error: Request rejected (429) · try later",
  "You've hit your limit · resets soon",
  "You've hit your limit · resets 6am (Mars/Olympus)",
  "You've hit your limit · resets Feb 31, 6am (UTC)",
  "You've hit your limit · resets 77:99am (UTC)",
  "",
])("does not guess: %s", (words) => {
  expect(limitEnd(words, now)).toBeNull();
});
