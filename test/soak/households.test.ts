import { afterAll, beforeAll, it } from "vitest";
import { households, lead, script, settle } from "../e2e/households.ts";
import { prepareMachine } from "../e2e/program.ts";
import { createWorld, type World } from "../e2e/world.ts";

let world: World;

beforeAll(async () => {
  await prepareMachine();
  world = await createWorld(script);
});

afterAll(() => world[Symbol.asyncDispose]());

it.each(Object.entries(households))(
  "a project with its own %s is led from its start to its end",
  async (slug, household) => {
    await settle(world, slug, household);
    await lead(world, slug);
  },
);
