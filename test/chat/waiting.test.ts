import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import type { ReminderRules } from "../../src/cockpit/waiting/reminders.ts";
import { createManualClock } from "../fakes/clock.ts";
import { createMemoryPlatform, type MemoryPlatform } from "../fakes/platform.ts";
import { createGround } from "./bot.ts";

const HOUR = 3_600_000;
const reminding: ReminderRules = {
  after: 4 * HOUR,
  again: 24 * HOUR,
  escalate: { after: 24 * HOUR, to: [] },
  quiet: null,
};
const ann = { id: "memory:ann", name: "Ann", groups: [] };

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

const onBoard = (platform: MemoryPlatform) =>
  platform.board()?.entries.map(({ project, to, thread }) => [project, ...to, thread]);

it("a question is on the board and reminded of, across a restart, until its cockpit is removed", async () => {
  const clock = createManualClock();
  const platform = createMemoryPlatform();
  const ground = createGround({
    clock,
    projects: ["musica"],
    policies: { memory: { users: ["ann"], groups: [], channels: [] } },
    script: () => [{ type: "say", text: "Should I use lazy loading?" }],
    reminding,
  });
  platform.openThread("musica");
  const first = await ground.bot([platform.adapter()]);
  platform.write("musica", ann, "Fix it");
  await until(() => onBoard(platform)?.length === 1);
  expect(onBoard(platform)).toEqual([["musica", "memory:ann", "memory:musica:1"]]);
  await clock.advance(5 * HOUR);
  await until(() => platform.told.length === 1);
  await first.close();
  const second = await ground.bot([platform.adapter()]);
  await clock.advance(24 * HOUR);
  await until(() => platform.told.length === 2);
  expect(platform.told.map(({ person }) => person)).toEqual(["memory:ann", "memory:ann"]);
  await second.bridge.remove("musica");
  await until(() => onBoard(platform)?.length === 0);
  await clock.advance(100 * HOUR);
  expect(platform.told).toHaveLength(2);
  await second.close();
});
