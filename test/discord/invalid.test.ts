import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { createInvalidRequests } from "../../adapters/discord/invalid.ts";
import { createManualClock } from "../fakes/clock.ts";

const MINUTE = 60_000;

it.each([
  [401, null, true],
  [403, null, true],
  [429, "user", true],
  [429, "shared", false],
  [200, null, false],
  [404, null, false],
  [503, null, false],
])("counts %i (%s): %s", async (status, scope, counts) => {
  const clock = createManualClock();
  const invalid = createInvalidRequests(clock, 3);
  const { signal } = new AbortController();
  for (let at = 0; at < 3; at++) invalid.note(status, scope);
  let free = false;
  const room = invalid.room(signal).then(() => {
    free = true;
  });
  await setImmediate();
  expect(free).toBe(!counts);
  await clock.advance(10 * MINUTE);
  await room;
});

it("waits until the oldest of too many is ten minutes old", async () => {
  const clock = createManualClock();
  const invalid = createInvalidRequests(clock, 3);
  const { signal } = new AbortController();
  for (let at = 0; at < 3; at++) {
    invalid.note(403, null);
    await clock.advance(MINUTE);
  }
  let free = false;
  const room = invalid.room(signal).then(() => {
    free = true;
  });
  await clock.advance(7 * MINUTE - 1);
  expect(free).toBe(false);
  await clock.advance(1);
  await room;
  invalid.note(403, null);
  free = false;
  void invalid.room(signal).then(() => {
    free = true;
  });
  await setImmediate();
  expect(free).toBe(false);
});
