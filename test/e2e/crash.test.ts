import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { say } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { endAfter, hook, isAsking, isDone, kill, onEngine, onScreen, state, tell, upon } from "./moments.ts";
import { seeded } from "./odd.ts";
import { heard, recorded } from "./record.ts";
import { createWorld, type World } from "./world.ts";

/** What the model is held up by, one gate for each prompt that asks for one. */
const gates = new Map<string, () => void>();

let world: World;

beforeAll(async () => {
  await machineReady();
  world = await createWorld(({ lastText }) => {
    const [, name] = /^Wait for (\w+)/.exec(lastText) ?? [];
    if (name !== undefined)
      return { ...say(`Waited for ${name}.`), gate: new Promise<void>((go) => gates.set(name, go)) };
    return say(/^Ask/.test(lastText) ? `Shall I go on with "${lastText}"?` : `Done: ${lastText.slice(0, 60)}.`);
  });
  await world.project("musica");
  await world.json(["send", "musica", "hello"]);
});

afterAll(() => world[Symbol.asyncDispose]());

/** The command ended with the daemon, and says so. */
async function cutOff(done: Promise<{ readonly status: number; readonly last: object }>): Promise<void> {
  expect(await done).toMatchObject({ status: 1, last: { type: "error", code: "daemon-missing" } });
}

/** The next thing that people say is heard, and before it each of these, once: by Claude's record and by the model. */
async function heardOnce(...prompts: readonly string[]): Promise<void> {
  const next = `Next after ${prompts.at(-1)}`;
  expect(await world.json(["send", "musica", next])).toMatchObject({ status: 0, last: { type: "result" } });
  const request = await world.twin.next(({ view }) => view.lastText === next);
  for (const texts of [await recorded(world, "musica"), heard(request)]) {
    expect(texts.filter((text) => [...prompts, next].includes(text))).toEqual([...prompts, next]);
  }
}

it("before delivery, with the container stopped", async () => {
  await world.json(["stop", "musica"]);
  const pid = await world.pid();
  const sent = world.begin(["send", "musica", "before a thaw"]);
  await state(world, "musica", ({ record }) => {
    if (record.inbox.length === 0) return false;
    kill(pid);
    return true;
  });
  await cutOff(sent.done);
  expect((await world.json(["status", "musica"])).data).toMatchObject({ session_started: true, trouble: null });
  await heardOnce("before a thaw");
});

it("before delivery, with Claude at its prompt", async () => {
  const pid = await world.pid();
  const sent = world.begin(["send", "musica", "before a key"]);
  await state(world, "musica", ({ record }) => {
    if (record.inbox.length === 0) return false;
    kill(pid);
    return true;
  });
  await cutOff(sent.done);
  await heardOnce("before a key");
});

it.each([1, 3, 5])("while the text goes in, as the screen changes for the %ith time", async (count) => {
  const screen = await onScreen(world, "musica");
  onTestFinished(() => screen.close());
  const pid = await world.pid();
  const sent = world.begin(["send", "musica", `key ${count}`]);
  await new Promise<void>((resolve) => {
    let typing = false;
    let drawn = 0;
    screen.drawn(() => {
      typing ||= existsSync(world.home("musica", "run", "typing"));
      if (typing) drawn += 1;
      if (drawn < count) return;
      screen.drawn(() => undefined);
      kill(pid);
      resolve();
    });
  });
  await cutOff(sent.done);
  await heardOnce(`key ${count}`);
});

it("after it was submitted", async () => {
  const pid = await world.pid();
  const sent = world.begin(["send", "musica", "submitted"]);
  await hook(world, "musica", "UserPromptSubmit", () => kill(pid));
  await cutOff(sent.done);
  await heardOnce("submitted");
});

it("during the turn", async () => {
  const pid = await world.pid();
  const sent = world.begin(["send", "musica", "Wait for dawn"]);
  await world.twin.next(({ view }) => view.lastText === "Wait for dawn");
  kill(pid);
  await cutOff(sent.done);
  expect((await world.json(["status", "musica"])).data).toMatchObject({ status: "working" });
  gates.get("dawn")?.();
  await heardOnce("Wait for dawn");
});

it("after the question, before the stop", async () => {
  const pid = await world.pid();
  const sent = world.begin(["send", "musica", "Ask one"]);
  await state(world, "musica", ({ awaiting_response }) => {
    if (!awaiting_response) return false;
    kill(pid);
    return true;
  });
  await cutOff(sent.done);
  await asked("Ask one");
  await heardOnce("Ask one", "Answer one");
});

it("during the stop", async () => {
  const pid = await world.pid();
  const sent = world.begin(["send", "musica", "Ask two"]);
  await onEngine(world, "musica", "kill", () => kill(pid));
  await cutOff(sent.done);
  await asked("Ask two");
  await heardOnce("Ask two", "Answer two");
});

/** The question is found, with the container stopped, and answered. */
async function asked(prompt: string): Promise<void> {
  await world.json(["status", "musica"]);
  await state(world, "musica", ({ status }) => status === "stopped");
  expect((await world.json(["status", "musica"])).data).toMatchObject({
    status: "frozen",
    awaiting_response: true,
    question: { sentence: `Shall I go on with "${prompt}"?` },
  });
  expect(await world.container("musica")).toMatchObject({ Running: false });
  const answered = await world.json(["respond", "musica", prompt.replace("Ask", "Answer")]);
  expect(answered).toMatchObject({ status: 0, last: { type: "result" } });
}

it("during the thaw, as the container starts", async () => {
  await world.json(["send", "musica", "Ask three"]);
  const pid = await world.pid();
  const answered = world.begin(["respond", "musica", "Answer three"]);
  await onEngine(world, "musica", "start", () => kill(pid));
  await cutOff(answered.done);
  await heardOnce("Ask three", "Answer three");
});

it("during the thaw, as Claude takes the answer with its start", async () => {
  await world.json(["send", "musica", "Ask four"]);
  const pid = await world.pid();
  const answered = world.begin(["respond", "musica", "Answer four"]);
  await upon([world.home("musica", "cockpit")], () => {
    if (!existsSync(world.home("musica", "cockpit", "launched"))) return undefined;
    kill(pid);
    return true;
  });
  await cutOff(answered.done);
  await heardOnce("Ask four", "Answer four");
});

it("anywhere: six crashes at places drawn by lot, in six rounds of question and answer", async () => {
  const random = seeded(20_260_101);
  const rounds = Array.from({ length: 6 }, (_, at) => `round ${at + 1}`);
  const before = (await recorded(world, "musica")).length;
  for (const round of rounds) {
    const crash = await endAfter(world, "musica", Math.floor(random() * 120), "SIGKILL");
    await tell(world, "musica", `Ask ${round}`, crash, isAsking);
    await tell(world, "musica", `Answer ${round}`, crash, isDone);
    crash.now();
  }
  const prompts = rounds.flatMap((round) => [`Ask ${round}`, `Answer ${round}`]);
  await heardOnce(...prompts);
  expect((await recorded(world, "musica")).slice(before)).toEqual([...prompts, `Next after ${prompts.at(-1)}`]);
});
