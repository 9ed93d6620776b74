import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pass } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCapacity } from "../../adapters/docker/capacity.ts";
import { createRandom } from "../core/random.ts";
import { type ModelRequest, say } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { kill } from "./moments.ts";
import { createWorld, type World } from "./world.ts";

const ASKING = ["a", "b", "c"];
const PLAIN = ["d", "e", "f"];
const ALL = [...ASKING, ...PLAIN];
const SLOTS = 2;
const SOON = { timeout: 110_000, interval: 250 };

const config = `
slots: ${SLOTS}
defaults: { freeze: { grace: 0s } }
`;

/** How many containers ran at once, at most, by the engine's own word. */
interface Count {
  readonly most: number;
  close(): void;
}

async function count(name: string): Promise<Count> {
  const filters = [
    "--filter",
    "event=start",
    "--filter",
    "event=die",
    "--filter",
    `label=luzia.cockpit.instance=${name}`,
  ];
  const child = spawn("docker", ["events", ...filters, "--format", "{{.Action}} {{.Actor.Attributes.name}}"]);
  const running = new Set<string>();
  let most = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [action, container = ""] = line.split(" ");
    if (action === "start") running.add(container);
    else running.delete(container);
    most = Math.max(most, running.size);
  });
  await new Promise((resolve) => child.once("spawn", resolve));
  return {
    get most() {
      return most;
    },
    close: () => void child.kill(),
  };
}

/** Held back until it is let go, by name. */
const gates = new Map<string, () => void>();

const script = ({ lastText }: { readonly lastText: string }) => {
  const [, held] = /^hold (\w+)/.exec(lastText) ?? [];
  if (held !== undefined) return { ...say(`Held ${held}.`), gate: new Promise<void>((go) => gates.set(held, go)) };
  return say(/^ask/.test(lastText) ? "I looked at it. Shall I use the cache?" : `Done: ${lastText.slice(0, 40)}.`);
};

/** What the model was told, in order: each prompt once, as it came to it. */
function turns(world: World): readonly string[] {
  return world.twin.requests.map(({ view }: ModelRequest) => view.lastText);
}

const tasksOf = (project: string): readonly string[] => [
  `${project} first`,
  ASKING.includes(project) ? `ask ${project}` : `${project} second`,
  `${project} third`,
];

async function queueAll(world: World): Promise<void> {
  for (const at of [0, 1, 2])
    for (const project of ALL) {
      const { stderr, status } = await world.cli(["queue", project, tasksOf(project)[at] ?? ""]);
      expect([stderr, status]).toEqual(["", 0]);
    }
}

async function statuses(
  world: World,
): Promise<ReadonlyMap<string, { readonly queue_status: string; readonly status: string }>> {
  const { data } = await world.json(["status"]);
  const all = data as unknown as readonly { project: string; queue_status: string; status: string }[];
  return new Map(all.map((one) => [one.project, one]));
}

const queueStatuses = async (world: World, projects: readonly string[]) => {
  const all = await statuses(world);
  return projects.map((project) => all.get(project)?.queue_status);
};

describe("two slots, and six projects with tasks, three of which ask", () => {
  let world: World;
  let containers: Count;

  beforeAll(async () => {
    await machineReady();
    world = await createWorld(script, { config });
    for (const slug of ALL) await world.project(slug);
    containers = await count(world.name);
  });

  afterAll(async () => {
    containers.close();
    await world[Symbol.asyncDispose]();
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
    for (const project of ASKING)
      expect(told.filter((text) => text.startsWith(`${project} `) || text === `ask ${project}`)).toEqual([
        `${project} first`,
        `ask ${project}`,
        `${project} yes`,
        `${project} third`,
      ]);
    expect(containers.most).toBe(SLOTS);
  });
});

describe("the same with a daemon that is killed fifty times", () => {
  let world: World;
  let containers: Count;

  beforeAll(async () => {
    world = await createWorld(script, { config });
    for (const slug of ALL) await world.project(slug);
    containers = await count(world.name);
  });

  afterAll(async () => {
    containers.close();
    await world[Symbol.asyncDispose]();
  });

  it("ends the same: no task twice, none lost", { timeout: 600_000 }, async () => {
    const random = createRandom(20_261_123);
    const KILLS = 50;
    let kills = 0;
    const killOnce = async (): Promise<void> => {
      kills += 1;
      // Where in its work it is hit is left to chance.
      await pass(random.below(1_500));
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
    await expect.poll(() => queueStatuses(world, ALL), SOON).toEqual(ALL.map(() => "idle"));
    const told = turns(world);
    for (const project of PLAIN)
      expect(told.filter((text) => text.startsWith(`${project} `))).toEqual(tasksOf(project));
    for (const project of ASKING)
      expect(told.filter((text) => text.startsWith(`${project} `) || text === `ask ${project}`)).toEqual([
        `${project} first`,
        `ask ${project}`,
        `${project} yes`,
        `${project} third`,
      ]);
    expect(containers.most).toBeLessThanOrEqual(SLOTS);
  });
});
