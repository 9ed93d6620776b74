import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { say } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { createWorld, type World } from "./world.ts";

const SOON = { timeout: 120_000, interval: 250 };
/** Ctrl-Z. */
const SUSPEND = "\u001a";
/** Detaches. */
const LEAVE = "\u0002d";
const config = `
slots: 1
defaults: { freeze: { grace: 0s, idle: 1m } }
`;

let world: World;

beforeAll(async () => {
  await machineReady();
  world = await createWorld(
    ({ lastText }) => say(/^ask/.test(lastText) ? "I looked at it. Shall I use the cache?" : `Done: ${lastText}.`),
    { config },
  );
  for (const slug of ["musica", "overbits"]) await world.project(slug);
});

afterAll(() => world[Symbol.asyncDispose]());

/** A person's terminal, as `attach` gives it to them. */
async function attach(project: string): Promise<ChildProcessWithoutNullStreams> {
  const { data } = await world.json(["attach", project]);
  const argv = data.argv as readonly string[];
  const terminal = spawn("script", ["-qfc", argv.join(" "), "/dev/null"], { env: { ...process.env, TERM: "xterm" } });
  // tmux draws its whole screen to whoever comes.
  await once(terminal.stdout, "data");
  return terminal;
}

it("takes nothing from under the hands of somebody at the terminal: not for a question, not for another's sake", async () => {
  await world.cli(["start", "musica"]);
  const terminal = await attach("musica");
  // It would stop Claude, with no shell there to wake it.
  terminal.stdin.write(SUSPEND);
  const asked = await world.cli(["send", "musica", "ask"]);
  expect(asked.stdout).toContain("musica asks: Shall I use the cache?");
  await world.cli(["queue", "overbits", "work"]);
  await expect
    .poll(async () => (await world.cli(["status", "overbits"])).stdout, SOON)
    .toContain("waits for a slot: first in line");
  expect(await world.container("musica")).toMatchObject({ Running: true });
  terminal.stdin.write(LEAVE);
  await once(terminal, "exit");
  await world.twin.next(({ view }) => view.lastText === "work");
  expect(await world.container("musica")).toMatchObject({ Running: false });
  expect((await world.cli(["status", "musica"])).stdout).toContain("Shall I use the cache?");
});
