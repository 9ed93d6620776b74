import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCapacity } from "../../adapters/docker/capacity.ts";
import { machineReady } from "./machine.ts";
import { kill, type State, state } from "./moments.ts";
import {
  ALL,
  ASKING,
  allDone,
  answered,
  type Count,
  gates,
  openTown,
  PLAIN,
  queueAll,
  queueStatuses,
  SLOTS,
  SOON,
  tasksOf,
  turns,
} from "./tasks.ts";
import type { World } from "./world.ts";

describe("two slots, and six projects with tasks, three of which ask", () => {
  let town: Awaited<ReturnType<typeof openTown>>;
  let world: World;
  let containers: Count;

  beforeAll(async () => {
    await machineReady();
    town = await openTown();
    ({ world, containers } = town);
  });

  afterAll(async () => {
    await town[Symbol.asyncDispose]();
  });

  it("do everything but what waits for an answer, in turns", async () => {
    await queueAll(world);
    await expect.poll(() => queueStatuses(world, ASKING), SOON).toEqual(ASKING.map(() => "awaiting_human"));
    await expect.poll(() => queueStatuses(world, PLAIN), SOON).toEqual(PLAIN.map(() => "idle"));
    const told = turns(world);
    for (const project of PLAIN) expect(told.filter((text) => text.startsWith(project))).toEqual(tasksOf(project));
    // Round robin: whoever queued so much, everybody's first comes before anybody's third.
    const last = Math.max(...ALL.map((project) => told.indexOf(`${project} first`)));
    expect(PLAIN.filter((project) => told.indexOf(`${project} third`) < last)).toEqual([]);
    for (const project of ASKING) expect(await world.container(project)).toMatchObject({ Running: false });
    expect(containers.most).toBe(SLOTS);
  });

  it("serve the answers first, and show everybody their place", async () => {
    for (const project of ["d", "e"]) await world.cli(["queue", project, `hold ${project}`]);
    for (const project of ["d", "e"]) await world.twin.next(({ view }) => view.lastText === `hold ${project}`);
    await world.cli(["queue", "f", "f fourth"]);
    const answering = ASKING.map((project) => world.begin(["respond", project, `${project} yes`]));
    await expect
      .poll(async () => (await world.cli(["status", "f"])).stdout, SOON)
      .toMatch(/waits for a slot: fourth; before you: [abc] \(answer\), [abc] \(answer\), [abc] \(answer\)/);
    // What the two that work take is measured on the engine, for the slots that memory has room for.
    const { used, free, total } = await createCapacity({
      endpoint: process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock",
      state: [world.state],
    }).measure();
    expect(used).toHaveLength(SLOTS);
    for (const bytes of used) expect(bytes).toBeGreaterThan(50 * 2 ** 20);
    expect(free).toBeLessThan(total);
    for (const project of ["d", "e"]) gates.get(project)?.();
    const ended = await Promise.all(answering.map(({ done }) => done));
    expect(ended.map(({ status }) => status)).toEqual([0, 0, 0]);
    await expect.poll(() => queueStatuses(world, ALL), SOON).toEqual(ALL.map(() => "idle"));
    const told = turns(world);
    const answers = ASKING.map((project) => told.indexOf(`${project} yes`));
    // The last of them and the task after it run beside each other, in two slots.
    const [, before = -1] = answers.sort((one, other) => other - one);
    expect(before).toBeLessThan(told.indexOf("f fourth"));
    expect(answers.at(-1)).toBeGreaterThan(-1);
    answered(told);
    expect(containers.most).toBe(SLOTS);
  });
});

describe("the same with a daemon that is killed in the midst of all that it does", () => {
  let town: Awaited<ReturnType<typeof openTown>>;

  beforeAll(async () => {
    town = await openTown();
  });

  afterAll(() => town[Symbol.asyncDispose]());

  it("ends the same: no task twice, none lost", { timeout: 600_000 }, async () => {
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
});
