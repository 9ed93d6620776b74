import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import { type ModelRequest, say } from "../twins/model/index.ts";
import { createWorld, type World } from "./world.ts";

export const ASKING = ["a", "b", "c"];
export const PLAIN = ["d", "e", "f"];
export const ALL = [...ASKING, ...PLAIN];
export const SLOTS = 2;
export const SOON = { timeout: 280_000, interval: 250 };

const config = `
slots: ${SLOTS}
defaults: { freeze: { grace: 0s } }
`;

/** How many containers ran at once, at most, by the engine's own word. */
export interface Count {
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
export const gates = new Map<string, () => void>();

const script = ({ lastText }: { readonly lastText: string }) => {
  const [, held] = /^hold (\w+)/.exec(lastText) ?? [];
  if (held !== undefined) return { ...say(`Held ${held}.`), gate: new Promise<void>((go) => gates.set(held, go)) };
  return say(/^ask/.test(lastText) ? "I looked at it. Shall I use the cache?" : `Done: ${lastText.slice(0, 40)}.`);
};

/** What the model was told, in order: each prompt once, as it came to it. */
export function turns(world: World): readonly string[] {
  return world.twin.requests.map(({ view }: ModelRequest) => view.lastText);
}

export const tasksOf = (project: string): readonly string[] => [
  `${project} first`,
  ASKING.includes(project) ? `ask ${project}` : `${project} second`,
  `${project} third`,
];

/** All at once, without a process for each: on a slow machine the first would be done before the last is queued. */
export async function queueAll(world: World): Promise<void> {
  await world.cli(["status"]);
  for (const at of [0, 1, 2])
    for (const project of ALL) {
      const task = tasksOf(project)[at] ?? "";
      const body = { arguments: { project, task }, options: {}, author: "ann", event: `queue ${task}` };
      const told: unknown[] = [];
      for await (const line of world.client.call("queue", body)) told.push(line);
      expect(told.at(-1)).toMatchObject({ type: "result" });
    }
}

export async function statuses(
  world: World,
): Promise<ReadonlyMap<string, { readonly queue_status: string; readonly status: string }>> {
  const { data } = await world.json(["status"]);
  const all = data as unknown as readonly { project: string; queue_status: string; status: string }[];
  return new Map(all.map((one) => [one.project, one]));
}

export const queueStatuses = async (world: World, projects: readonly string[]) => {
  const all = await statuses(world);
  return projects.map((project) => all.get(project)?.queue_status);
};

/** Six projects in two slots, and what ran of them at once. */
export async function openTown(): Promise<{ readonly world: World; readonly containers: Count } & AsyncDisposable> {
  const world = await createWorld(script, { config });
  for (const slug of ALL) await world.project(slug);
  const containers = await count(world.name);
  return {
    world,
    containers,
    async [Symbol.asyncDispose]() {
      containers.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** Everything was done, in its order: no task twice, none lost, and never more at once than there are slots. */
export async function allDone(world: World, containers: Count): Promise<void> {
  await expect.poll(() => queueStatuses(world, ALL), SOON).toEqual(ALL.map(() => "idle"));
  const told = turns(world);
  for (const project of PLAIN) expect(told.filter((text) => text.startsWith(`${project} `))).toEqual(tasksOf(project));
  answered(told);
  expect(containers.most).toBeLessThanOrEqual(SLOTS);
}

/** Each that asked went on with its answer, and with nothing twice. */
export function answered(told: readonly string[]): void {
  for (const project of ASKING)
    expect(told.filter((text) => text.startsWith(`${project} `) || text === `ask ${project}`)).toEqual([
      `${project} first`,
      `ask ${project}`,
      `${project} yes`,
      `${project} third`,
    ]);
}
