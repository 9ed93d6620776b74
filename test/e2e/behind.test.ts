import { afterAll, beforeAll, expect, it } from "vitest";
import { say } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { onEngine, state } from "./moments.ts";
import { recorded } from "./record.ts";
import { createWorld, type Data, type World } from "./world.ts";

let world: World;
let container: string;

beforeAll(async () => {
  await machineReady();
  world = await createWorld(({ lastText }) => {
    if (lastText.startsWith("Wait")) return { ...say("Never said."), gate: new Promise(() => undefined) };
    return say(lastText.startsWith("Ask") ? "Shall I go on?" : `Done: ${lastText}.`);
  });
  container = `${world.name}-musica`;
  await world.project("musica");
  await world.json(["start", "musica"]);
});

afterAll(() => world[Symbol.asyncDispose]());

/** What status says. */
async function status(): Promise<Data> {
  const body = { arguments: { project: "musica" }, options: {}, author: "test", event: "look" };
  for await (const line of world.client.call("status", body)) {
    if (line.type === "result") return line.told.data as Data;
  }
  throw new Error("status said nothing");
}

/** What is sent next resumes it; Claude's record has each of the prompts, once. */
async function resumes(command: "send" | "respond", message: string, ...prompts: readonly string[]): Promise<void> {
  const sent = await world.json([command, "musica", message]);
  expect(sent).toMatchObject({ status: 0, last: { type: "result" }, data: { status: "idle", trouble: null } });
  expect(await world.container("musica")).toMatchObject({ Running: true });
  const all = await recorded(world, "musica");
  expect(all.filter((text) => [...prompts, message].includes(text))).toEqual([...prompts, message]);
}

it.each(["stop", "kill"])("docker %s while idle", async (how) => {
  await world.docker(how, container);
  expect(await status()).toMatchObject({ status: "frozen", awaiting_response: false });
  await resumes("send", `after ${how} while idle`);
});

it.each(["stop", "kill"])("docker %s while working", async (how) => {
  const prompt = `Wait while ${how}`;
  const sent = world.begin(["send", "musica", prompt]);
  await world.twin.next(({ view }) => view.lastText === prompt);
  // Claude's record has it a moment after the model; killed before, it would be sent again.
  await state(world, "musica", ({ record }) => record.inbox.length === 0);
  await world.docker(how, container);
  expect(await status()).toMatchObject({ status: "frozen", awaiting_response: false });
  const { status: code, last } = await sent.done;
  expect({ code, last }).toMatchObject({ code: 7, last: { type: "error", code: "claude-exited" } });
  await resumes("send", `after ${how} while working`, prompt);
});

it.each(["stop", "kill"])("docker %s while thawing", async (how) => {
  await world.json(["stop", "musica"]);
  const prompt = `thawing for ${how}`;
  let done: Promise<string> = Promise.resolve("");
  const started = onEngine(world, "musica", "start", () => {
    done = world.docker(how, container);
  });
  const sent = world.begin(["send", "musica", prompt]);
  await started;
  await done;
  // It is thawed anew where Claude had been up already, for somebody waits.
  const { status: code, last } = await sent.done;
  if (last.type === "error") {
    expect({ code, last }).toMatchObject({ code: 7, last: { code: "claude-exited" } });
    expect(await status()).toMatchObject({ status: "frozen" });
  }
  await resumes("send", `after ${how} while thawing`, prompt);
});

it("docker kill while freezing", async () => {
  let done: Promise<unknown> = Promise.resolve();
  const stopping = onEngine(world, "musica", "kill", () => {
    // It may be stopped by the time this comes.
    done = world.docker("kill", container).catch(() => undefined);
  });
  const sent = await world.json(["send", "musica", "Ask while freezing"]);
  await stopping;
  await done;
  expect(sent).toMatchObject({ status: 0, data: { status: "frozen", awaiting_response: true } });
  expect(await status()).toMatchObject({ status: "frozen", awaiting_response: true });
  await resumes("respond", "answered after a kill", "Ask while freezing");
});

it("docker rm while a question waits", async () => {
  await world.json(["send", "musica", "Ask before rm"]);
  await world.docker("rm", container);
  expect(await status()).toMatchObject({ status: "frozen", awaiting_response: true });
  await resumes("respond", "answered after rm", "Ask before rm");
});

it("docker start while a question waits", async () => {
  await world.json(["send", "musica", "Ask before start"]);
  await world.docker("start", container);
  expect(await status()).toMatchObject({ awaiting_response: true });
  expect((await status()).status).not.toBe("frozen");
  await resumes("respond", "answered after start", "Ask before start");
});

it("docker pause while idle", async () => {
  await world.docker("pause", container);
  expect(await status()).toMatchObject({ status: "frozen" });
  await resumes("send", "after a pause");
});
