import { afterAll, beforeAll, expect, it } from "vitest";
import { clean } from "../../adapters/claude/text.ts";
import { say } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { oddPrompts } from "./odd.ts";
import { lastHeard, recorded } from "./record.ts";
import { createWorld, type World } from "./world.ts";

const HOT = oddPrompts(190, 1);
/** Some of every kind again, each with a thaw of its own. */
const THAWED = HOT.filter((_, at) => at % 18 === 4);
/** Side by side: most of the time each of them waits for its Claude. */
const PROJECTS = ["one", "two", "three"] as const;
/** Milliseconds: two hundred turns on two slow cores that others use too. */
const LIMIT = 900_000;

let world: World;

beforeAll(async () => {
  await machineReady();
  world = await createWorld(() => say("ok"));
  for (const project of PROJECTS) await world.project(project);
  await Promise.all(PROJECTS.map((project) => world.json(["start", project])));
});

afterAll(() => world[Symbol.asyncDispose]());

/** As the CLI sends it, without a process for each: lone surrogates do not get through an argument or a pipe. */
async function send(project: string, message: string, event: string): Promise<void> {
  const body = { arguments: { project, message }, options: {}, author: "odd", event };
  for await (const line of world.client.call("send", body)) {
    if (line.type === "error") throw new Error(`${JSON.stringify(message)}: ${line.message}`);
  }
}

/** Each of them gets its share, in order: to the model one prompt each, and to the letter; and so into its record. */
async function bring(prompts: readonly string[], before: (project: string) => Promise<unknown>): Promise<void> {
  const shares = PROJECTS.map((project, of) => {
    return { project, share: prompts.filter((_, at) => at % PROJECTS.length === of) };
  });
  const requests = world.twin.requests.length;
  await Promise.all(
    shares.map(async ({ project, share }) => {
      const old = (await recorded(world, project)).length;
      for (const [at, prompt] of share.entries()) {
        await before(project);
        await send(project, prompt, `${old}-${at}`);
      }
      expect((await recorded(world, project)).slice(old)).toEqual(share.map(clean));
    }),
  );
  const got = world.twin.requests.slice(requests).map(lastHeard);
  expect(got.toSorted()).toEqual(prompts.map((prompt) => [clean(prompt)]).toSorted());
}

it(
  `brings ${HOT.length} odd prompts to the model, one prompt each and to the letter, while Claude runs`,
  () => bring(HOT, async () => undefined),
  LIMIT,
);

it(
  `brings ${THAWED.length} more, each with a thaw`,
  () => bring(THAWED, (project) => world.json(["stop", project])),
  LIMIT,
);
