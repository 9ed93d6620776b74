import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { say, scripted, use } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { mcpServer } from "./mcp-server.ts";
import { state, upon } from "./moments.ts";
import { recorded } from "./record.ts";
import { createWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  await machineReady();
  const script = scripted([{ when: "use the asker", reply: use("mcp__asker__ask", {}) }], ({ lastText }) =>
    say(`Done: ${lastText}.`),
  );
  world = await createWorld(script, {
    config: "defaults: { freeze: { grace: 5m } }\n",
  });
  await Promise.all(["musica", "broken"].map((slug) => world.project(slug)));
});

afterAll(() => world[Symbol.asyncDispose]());

async function asks(project: string): Promise<{ readonly text: string; readonly labels: readonly string[] }> {
  const { record } = await state(world, project, ({ awaiting_response: isAsked }) => isAsked);
  const { question } = record as unknown as {
    question: { kind: string; text: string; asks: { options: { label: string }[] }[] };
  };
  expect(question.kind).toBe("screen");
  return { text: question.text, labels: question.asks[0]?.options.map(({ label }) => label) ?? [] };
}

const isSettled = (project: string) => state(world, project, ({ awaiting_response: isAsked }) => !isAsked);

describe("a dialog that nobody told of", () => {
  it("is a question, with what it offers and a picture, and a key settles it", async () => {
    await world.json(["send", "musica", "hello there"]);
    await world.inside("musica", "tmux", "send-keys", "-t", "%0", "/model");
    await world.inside("musica", "tmux", "send-keys", "-t", "%0", "Enter");
    const { text, labels } = await asks("musica");
    expect(text).toContain("Select model");
    expect(labels).toContain("Haiku");
    expect((await world.json(["screen", "musica"])).data.screen).toContain("Select model");
    const refused = await world.json(["send", "musica", "please go on"]);
    expect(refused.last).toMatchObject({ type: "error", message: expect.stringContaining("Say a number") });
    await world.json(["send", "musica", "down", "--no-wait"]);
    await isSettled("musica");
    // One key, and the screen is another one: that is asked about anew.
    await asks("musica");
    await world.json(["respond", "musica", "escape", "--no-wait"]);
    await isSettled("musica");
    await world.json(["send", "musica", "and now this"]);
    expect(await recorded(world, "musica")).toEqual(["hello there", "and now this"]);
  });
});

/** A server whose tool asks the user for a name, and gives back what it was told. */
const asker = mcpServer({
  name: "asker",
  tool: "ask",
  called: `call=$id
      jq -cn '{jsonrpc:"2.0",id:"e1",method:"elicitation/create",params:{message:"Who sings this song?",requestedSchema:{type:"object",properties:{name:{type:"string",title:"Name"}},required:["name"]}}}'`,
  answered: `jq -cn --argjson id "$call" --arg told "$(jq -c '.result' <<<"$line")" '{jsonrpc:"2.0",id:$id,result:{content:[{type:"text",text:$told}]}}'`,
});

describe("what an MCP server asks the user", () => {
  it("is asked in the thread, and answered by what is typed there and a key", async () => {
    const directory = await world.project("asker");
    await writeFile(`${directory}/asker.sh`, asker);
    const servers = { mcpServers: { asker: { command: "bash", args: ["/workspace/asker.sh"] } } };
    await writeFile(`${directory}/.mcp.json`, JSON.stringify(servers));
    await world.json(["send", "asker", "hello to the singer"]);
    const { seen } = (await world.json(["trust", "asker"])).data;
    await world.cli(["trust", "asker", "--seen", String(seen)]);
    const asked = await world.json(["send", "asker", "use the asker now"]);
    expect(asked.data).toMatchObject({ question: { kind: "permission" } });
    await world.json(["respond", "asker", "yes", "--no-wait"]);
    const { text } = await asks("asker");
    expect(text).toContain("Who sings this song?");
    for (const key of ["text: Billie", "down", "enter"]) {
      await world.json(["respond", "asker", key, "--no-wait"]);
      await isSettled("asker");
      if (key !== "enter") await asks("asker");
    }
    await world.twin.next(({ view }) => view.toolResults.some((result) => result.text.includes("Billie")));
  });
});

describe("a dialog before the prompt", () => {
  it("is asked at each start until it is settled, and the message that waits behind it goes in once", async () => {
    await mkdir(world.home("broken", "claude"), { recursive: true });
    await writeFile(world.home("broken", "claude", "settings.json"), '{"permissions":{"defaultMode":"whatever"}}');
    const sent = await world.json(["send", "broken", "hello over there"]);
    expect(sent.data).toMatchObject({ question: { kind: "screen" } });
    await world.json(["stop", "broken"]);
    const { text, labels } = await asks("broken");
    expect([text, labels]).toEqual([expect.stringContaining("Settings"), expect.arrayContaining([expect.any(String)])]);
    const at = labels.findIndex((label) => /continue/i.test(label)) + 1;
    await world.json(["respond", "broken", `${at}`, "--no-wait"]);
    await world.twin.next(({ view }) => view.lastText === "hello over there");
    await state(world, "broken", ({ record }) => record.inbox.length === 0);
    expect(await recorded(world, "broken")).toEqual(["hello over there"]);
  });
});

/** Resolves once Claude's record of the project has these words in it. */
function isRecorded(project: string, words: string): Promise<true> {
  const directory = world.home(project, "claude", "projects", "-workspace");
  const has = (name: string) => name.endsWith(".jsonl") && readFileSync(join(directory, name), "utf8").includes(words);
  return upon([directory], () => (readdirSync(directory).some(has) ? true : undefined));
}

describe("what was set at the terminal, for a session alone", () => {
  it("holds over a freeze, answered for in the chat: a directory beside the project's, the mode, the effort", async () => {
    await world.project("kept");
    await world.json(["send", "kept", "hello there"]);
    const type = (...keys: string[]) => world.inside("kept", "tmux", "send-keys", "-t", "%0", ...keys);
    await world.inside("kept", "mkdir", "/tmp/songs");
    await type("/add-dir /tmp/songs");
    await type("Enter");
    expect(await asks("kept")).toMatchObject({ labels: ["No, leave it out", "Yes, add it"] });
    await world.json(["respond", "kept", "2", "--no-wait"]);
    await state(world, "kept", ({ last_question: asked }) => String(asked).includes("Add directory to workspace"));
    await world.json(["respond", "kept", "1", "--no-wait"]);
    await isRecorded("kept", "as a working directory");
    await type("/effort high");
    await type("Enter");
    await isRecorded("kept", "Set effort level to high");
    await type("BTab");
    await world.json(["stop", "kept"]);
    const { data } = await world.json(["start", "kept"]);
    expect(data).toMatchObject({ permission_mode: "acceptEdits", directories: ["/tmp/songs"], question: null });
    await world.json(["send", "kept", "and what now"]);
    expect((await world.json(["screen", "kept"])).data.screen).toContain("accept edits on");
    const request = JSON.stringify(world.twin.requests.at(-1)?.body);
    expect(request).toContain("/tmp/songs");
    expect(request).toContain('"effort":"high"');
  });
});
