import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCapacity } from "../../adapters/docker/capacity.ts";
import { machineReady } from "./machine.ts";
import {
  ALL,
  ASKING,
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
