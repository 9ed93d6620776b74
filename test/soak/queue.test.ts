import { setTimeout as pass } from "node:timers/promises";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { kill, type State, state } from "../e2e/moments.ts";
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

it("ends the same where it is killed in the midst of each thing that it does: no task twice, none lost", async () => {
  const town = await openTown();
  onTestFinished(() => town[Symbol.asyncDispose]());
  const { world, containers } = town;
  const killAt = async (moment: Promise<unknown>): Promise<void> => {
    const pid = await world.pid();
    await moment;
    kill(pid);
    // Any command starts the next one.
    await world.cli(["status"]);
  };
  const stands = (project: string, fits: (now: State) => boolean) => state(world, project, fits);
  const asked = (text: string) => world.twin.next(({ view }) => view.lastText === text);
  const answer = async (project: string): Promise<void> => {
    await stands(project, ({ awaiting_response }) => awaiting_response);
    expect((await world.cli(["respond", project, `${project} yes`, "--no-wait"])).stderr).toBe("");
  };
  await queueAll(world);
  // A delivery has begun; a turn is under way; a question is asked; one is frozen with it.
  await killAt(stands("a", ({ record }) => record.delivery !== null));
  await killAt(asked("d first"));
  await killAt(stands("b", ({ awaiting_response }) => awaiting_response));
  await killAt(stands("c", ({ awaiting_response, status }) => awaiting_response && status === "stopped"));
  // An answer is accepted; another one is on its way to Claude; a turn is over.
  await answer("a");
  await killAt(Promise.resolve());
  await answer("b");
  await killAt(asked("b yes"));
  await answer("c");
  await killAt(asked("c third"));
  await allDone(world, containers);
});
