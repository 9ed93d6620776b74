import { afterAll, beforeAll, expect, it } from "vitest";
import { clean } from "../../adapters/claude/text.ts";
import { say } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { oddPrompts } from "./odd.ts";
import { lastHeard, recorded } from "./record.ts";
import { createWorld, type World } from "./world.ts";

const HOT = oddPrompts(190, 1);
/** Some of every kind again, each with a thaw of its own. */
const THAWED = HOT.filter((_, at) => at % 9 === 4);
/** Milliseconds: two hundred turns on two slow cores. */
const LIMIT = 300_000;

let world: World;

beforeAll(async () => {
  await machineReady();
  world = await createWorld(() => say("ok"));
  await world.project("musica");
  await world.json(["start", "musica"]);
});

afterAll(() => world[Symbol.asyncDispose]());

/** As the CLI sends it, without a process for each: lone surrogates do not get through an argument or a pipe. */
async function send(message: string, event: string): Promise<void> {
  const body = { arguments: { project: "musica", message }, options: {}, author: "odd", event };
  for await (const line of world.client.call("send", body)) {
    if (line.type === "error") throw new Error(`${JSON.stringify(message)}: ${line.message}`);
  }
}

/** What the model got of people, request by request. */
function got(from: number): readonly (readonly string[])[] {
  return world.twin.requests.slice(from).map(lastHeard);
}

it(
  `brings ${HOT.length} odd prompts to the model, one prompt each and to the letter, while Claude runs`,
  async () => {
    const before = world.twin.requests.length;
    for (const [at, prompt] of HOT.entries()) await send(prompt, `hot-${at}`);
    expect(got(before)).toEqual(HOT.map((prompt) => [clean(prompt)]));
    expect(await recorded(world, "musica")).toEqual(HOT.map(clean));
  },
  LIMIT,
);

it(
  `brings ${THAWED.length} more, each with a thaw`,
  async () => {
    const before = world.twin.requests.length;
    const recordedBefore = (await recorded(world, "musica")).length;
    for (const [at, prompt] of THAWED.entries()) {
      await world.json(["stop", "musica"]);
      await send(prompt, `thawed-${at}`);
    }
    expect(got(before)).toEqual(THAWED.map((prompt) => [clean(prompt)]));
    expect((await recorded(world, "musica")).slice(recordedBefore)).toEqual(THAWED.map(clean));
  },
  LIMIT,
);
