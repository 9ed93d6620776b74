import { setTimeout as pass } from "node:timers/promises";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { kill } from "../e2e/moments.ts";
import { prepareMachine } from "../e2e/program.ts";
import { ASKING, allDone, openTown, queueAll, statuses } from "../e2e/tasks.ts";
import { ROUNDS, random, tellSeed } from "./seed.ts";

beforeAll(async () => {
  tellSeed();
  await prepareMachine();
});

const KILLS = Math.max(50, ROUNDS);

it(`does each task once, in six projects and two slots, where it is killed anywhere (${KILLS} times)`, async () => {
  const town = await openTown();
  onTestFinished(() => town[Symbol.asyncDispose]());
  const { world, containers } = town;
  let kills = 0;
  const killOnce = async (): Promise<void> => {
    kills += 1;
    // Where in its work it is hit is left to chance.
    await pass(random() * 1_500);
    kill(await world.pid());
    // Any command starts the next one.
    await world.cli(["status"]);
  };
  await queueAll(world);
  for (let answered = 0; kills < KILLS || answered < ASKING.length; ) {
    if (kills < KILLS) await killOnce();
    const all = await statuses(world);
    for (const project of ASKING.filter((one) => all.get(one)?.queue_status === "awaiting_human")) {
      // Those that are still to be hit need work to be hit in.
      if (kills < (KILLS * (answered + 1)) / 4) continue;
      const { stderr } = await world.cli(["respond", project, `${project} yes`, "--no-wait"]);
      expect(stderr).toBe("");
      answered += 1;
    }
  }
  await allDone(world, containers);
});
