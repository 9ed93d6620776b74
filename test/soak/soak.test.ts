import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { Message } from "../../src/ports/ports.ts";
import { endAfter, isAsking, state, take, tell } from "../e2e/moments.ts";
import { prepareMachine } from "../e2e/program.ts";
import { recorded } from "../e2e/record.ts";
import { createWorld, type World } from "../e2e/world.ts";
import { say } from "../twins/model/index.ts";
import { ROUNDS, random, tellSeed } from "./seed.ts";

beforeAll(async () => {
  tellSeed();
  await prepareMachine();
});

async function openWorld(config?: string): Promise<World> {
  const world = await createWorld(
    ({ lastText }) => say(/^Ask/.test(lastText) ? `Shall I go on with "${lastText}"?` : `Done: ${lastText}.`),
    config === undefined ? {} : { config },
  );
  onTestFinished(() => world[Symbol.asyncDispose]());
  await world.project("musica");
  await world.json(["send", "musica", "hello"]);
  return world;
}

/** What stands in the thread of each of these, as often as it stands there. */
function told({ state: directory }: World, of: (message: Message) => string | null): readonly string[] {
  const lines = readFileSync(join(directory, "threads/musica.jsonl"), "utf8").trim().split("\n");
  return lines.flatMap((line) => {
    const text = of((JSON.parse(line) as { message: Message }).message);
    return text === null ? [] : [text];
  });
}

const words = (message: Message) => (message.type === "said" ? message.text : null);
const questions = (message: Message) => (message.type === "question" ? message.question.sentence : null);

/** Each of them was heard by Claude once, told once, and asked once. */
async function onceEach(world: World, prompts: readonly string[], asks: boolean): Promise<void> {
  expect((await recorded(world, "musica")).slice(1)).toEqual(prompts);
  const answers = prompts.map((prompt) => (asks ? `Shall I go on with "${prompt}"?` : `Done: ${prompt}.`));
  expect(told(world, words).slice(1)).toEqual(answers);
  if (asks) expect(told(world, questions)).toEqual(answers);
}

it(`loses nothing where it is ended in an orderly way, near the end of turns that ask (${ROUNDS} times)`, async () => {
  const world = await openWorld();
  const prompts = Array.from({ length: ROUNDS }, (_, at) => `Ask ${at + 1}`);
  for (const prompt of prompts) {
    const turn = world.twin.next(({ view }) => view.lastText === prompt);
    await take(world, "musica", prompt);
    await turn;
    const end = await endAfter(world, "musica", Math.floor(random() * 30), "SIGTERM");
    // Fewer things may happen than were counted on: then it is ended once all is done.
    await Promise.race([end.happened, state(world, "musica", isAsking)]);
    end.now();
    await world.json(["status", "musica"]);
    await state(world, "musica", isAsking);
  }
  await onceEach(world, prompts, true);
});

it(`loses nothing where it is ended in an orderly way among messages (${ROUNDS} times in ${3 * ROUNDS})`, async () => {
  const world = await openWorld();
  const prompts = Array.from({ length: 3 * ROUNDS }, (_, at) => `Say ${at + 1}`);
  for (const [at, prompt] of prompts.entries()) {
    const end = at % 3 === 0 ? await endAfter(world, "musica", Math.floor(random() * 40), "SIGTERM") : null;
    await take(world, "musica", prompt);
    end?.happened.catch(() => undefined);
  }
  await world.json(["send", "musica", "the last"]);
  await onceEach(world, [...prompts, "the last"], false);
});

it(`asks again whatever moment of a thaw it is killed at, with half a core (${ROUNDS} times)`, async () => {
  const world = await openWorld("defaults: { freeze: { grace: 0s }, cpus: 0.5 }");
  const prompts = Array.from({ length: ROUNDS }, (_, at) => `Ask ${at + 1}`);
  for (const prompt of prompts) {
    const end = await endAfter(world, "musica", Math.floor(random() * 60), "SIGKILL");
    await tell(world, "musica", prompt, end, isAsking);
    end.now();
  }
  await world.json(["status", "musica"]);
  await onceEach(world, prompts, true);
});
