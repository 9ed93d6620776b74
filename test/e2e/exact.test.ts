import { afterAll, beforeAll, expect, it } from "vitest";
import { clean } from "../../adapters/claude/text.ts";
import { say } from "../twins/model/index.ts";
import { oddPrompts } from "./odd.ts";
import { prepareMachine } from "./program.ts";
import { lastHeard, recorded } from "./record.ts";
import { createWorld, type World } from "./world.ts";

const HOT = oddPrompts(190, 1);
/** Some of every kind again, each with a thaw of its own. */
const THAWED = HOT.filter((_, at) => at % 9 === 4);
/** Milliseconds: two hundred turns on two slow cores. */
const LIMIT = 300_000;

let world: World;

beforeAll(async () => {
  await prepareMachine();
  world = await createWorld(() => say("ok"));
  await world.project("hot");
  await world.project("thawed");
  await world.json(["start", "hot"]);
});

afterAll(() => world[Symbol.asyncDispose]());

/** As the CLI sends it, without a process for each: lone surrogates do not get through an argument or a pipe. */
async function send(project: string, message: string, event: string): Promise<void> {
  await call("send", { project, message }, event);
}

async function call(command: string, words: Readonly<Record<string, string>>, event: string): Promise<void> {
  const message = words.message ?? command;
  for await (const line of world.client.call(command, { arguments: words, options: {}, author: "odd", event })) {
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
    for (const [at, prompt] of HOT.entries()) await send("hot", prompt, `hot-${at}`);
    expect(got(before)).toEqual(HOT.map((prompt) => [clean(prompt)]));
    expect(await recorded(world, "hot")).toEqual(HOT.map(clean));
    await call("stop", { project: "hot" }, "stop");
  },
  LIMIT,
);

it(
  `brings ${THAWED.length} more, each with a thaw`,
  async () => {
    const before = world.twin.requests.length;
    for (const [at, prompt] of THAWED.entries()) {
      await send("thawed", prompt, `thawed-${at}`);
      await call("stop", { project: "thawed" }, `stop-${at}`);
    }
    expect(got(before)).toEqual(THAWED.map((prompt) => [clean(prompt)]));
    expect(await recorded(world, "thawed")).toEqual(THAWED.map(clean));
  },
  LIMIT,
);
