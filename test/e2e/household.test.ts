import { afterAll, beforeAll, expect, it } from "vitest";
import { everything, lead, script, settle } from "./households.ts";
import { machineReady } from "./machine.ts";
import { createWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  await machineReady();
  world = await createWorld(script);
});

afterAll(() => world[Symbol.asyncDispose]());

it("hooks, servers, a plugin, another owner, vim, other keys and a tall status line, all in one project", async () => {
  await settle(world, "musica", everything);
  await lead(world, "musica");
  expect(await world.inside("musica", "cat", "/workspace/made-by")).toBe("Claude in musica");
  expect(JSON.stringify(world.twin.requests.at(-1)?.body)).toContain("ask with the AskUserQuestion tool");
  // A command of Claude's goes in the way that a prompt does, whatever mode vim is in.
  await world.inside("musica", "tmux", "send-keys", "-t", "%0", "Escape");
  const slash = await world.json(["slash", "musica", "/context"]);
  expect(slash).toMatchObject({ last: { type: "result" }, data: { question: null } });
  expect(await world.json(["slash", "musica", "/team:deploy the stage"])).toMatchObject({ last: { type: "result" } });
  expect(
    world.twin.requests.some(({ view }) => view.messages.some(({ text }) => text.includes("Deploy to the stage."))),
  ).toBe(true);
});
