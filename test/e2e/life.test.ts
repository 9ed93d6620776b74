import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ModelRequest, say, scripted, use } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { heard, recorded } from "./record.ts";
import { createWorld, type World } from "./world.ts";

const storage = {
  questions: [
    {
      question: "Which storage backend?",
      header: "Storage",
      multiSelect: false,
      options: [
        { label: "SQLite", description: "small" },
        { label: "Postgres", description: "big" },
      ],
    },
  ],
};

const script = scripted(
  [
    { when: "Fix the track component", reply: say("I found two ways to fix it.", "Should I use lazy loading?") },
    {
      when: "target is 200ms",
      reply: ({ messages }) => {
        const before = messages.some(({ text }) => text.includes("Fix the track component"));
        return say(before ? "Lazy loading it is, for the track component." : "Which track component?");
      },
    },
    { when: "pick a backend", reply: use("AskUserQuestion", storage, "Let me ask.") },
    { when: "touch a file", reply: use("Bash", { command: "touch /workspace/touched", description: "Touch" }) },
    // As the CLI wants it: the plan goes into a file that it names, and it hands that on by itself.
    {
      when: ({ toolResults }) => toolResults.some(({ text }) => text.includes("/plans/")),
      reply: use("ExitPlanMode", {}),
    },
    {
      when: "make a plan",
      reply: ({ messages }) => {
        const said = messages.map(({ text }) => text).join("\n");
        const [path = ""] = /\/home\/dev\/\.claude\/plans\/[\w-]+\.md/.exec(said) ?? [];
        return use("Write", { file_path: path, content: "# Plan\n\n1. Rename the track\n2. Test it" });
      },
    },
  ],
  ({ lastText }) => say(`You said: ${lastText.slice(0, 60)}.`),
);

let world: World;

beforeAll(async () => {
  await machineReady();
  world = await createWorld(script, {
    config: "defaults: { freeze: { grace: 0s } }\nprojects: { planner: { permission-mode: plan } }\n",
  });
  await world.project("musica");
  await world.project("planner");
});

afterAll(() => world[Symbol.asyncDispose]());

const says = (text: string) => (request: ModelRequest) => request.view.lastText.includes(text);

describe("the life of a project", () => {
  it("was never started, and says so", async () => {
    expect((await world.json(["status", "musica"])).data).toEqual({ project: "musica", status: "never-started" });
    const all = await world.cli(["status"]);
    expect(all).toMatchObject({ status: 0, stdout: "musica · never started\nplanner · never started\n" });
  });

  it("starts: a hardened container runs, and the state file says so", async () => {
    const started = await world.cli(["start", "musica"]);
    expect(started.stderr).toBe("");
    expect(started.stdout).toMatch(/^(?: {2}.*\n)*Started cockpit musica · session [0-9a-f-]{36}\n$/);
    expect(started.status).toBe(0);
    expect(await world.container("musica")).toMatchObject({ Running: true });

    const text = await readFile(join(world.state, "cockpits", "musica.json"), "utf8");
    const file = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(file).slice(0, 6)).toEqual([
      "project",
      "session_id",
      "status",
      "session_started",
      "awaiting_response",
      "last_question",
    ]);
    expect(file).toMatchObject({
      project: "musica",
      session_id: /session (\S+)/.exec(started.stdout)?.[1],
      status: "running",
      session_started: false,
      awaiting_response: false,
      last_question: null,
      queue_status: "idle",
    });
  });

  it("asks a question, and its container is stopped", async () => {
    const sent = await world.cli(["send", "musica", "Fix the track component loading bug"]);
    expect(sent.stderr).toBe("");
    expect(sent.stdout).toContain("I found two ways to fix it.\n");
    expect(sent.stdout).toContain("musica asks: Should I use lazy loading?\n");
    expect(sent.stdout).toContain("frozen: the container is stopped");
    expect(sent.status).toBe(0);
    expect(await world.container("musica")).toMatchObject({ Running: false, ExitCode: 0 });
    expect(await world.stateFile("musica")).toMatchObject({
      status: "stopped",
      session_started: true,
      awaiting_response: true,
      queue_status: "awaiting_human",
    });
  });

  it("shows status and the scrollback while frozen", async () => {
    const status = await world.json(["status", "musica"]);
    expect(status.lines).toHaveLength(1);
    expect(status.data).toMatchObject({
      project: "musica",
      status: "frozen",
      session_started: true,
      awaiting_response: true,
      queue_status: "awaiting_human",
      question: { kind: "text", sentence: "Should I use lazy loading?" },
      waiting_messages: 0,
      trouble: null,
    });
    expect((await world.cli(["status", "musica"])).stdout).toMatch(
      /^musica · frozen, waiting for an answer for .* · session .*\n {2}asks \(.*\): Should I use lazy loading\?\n$/,
    );
    const output = await world.cli(["output", "musica", "-n", "200"]);
    expect(output.stdout).toContain("Fix the track component loading bug");
    expect(output.stdout).toContain("Should I use lazy loading?");
    const attach = await world.cli(["attach", "musica"]);
    expect(attach).toMatchObject({ status: 3, stdout: "" });
    expect(attach.stderr).toMatch(/^musica is not running.*\n$/);
  });

  it("is answered: Claude's next words show that it saw the answer and the conversation before", async () => {
    const answered = await world.cli(["respond", "musica", "Use lazy loading, target is 200ms"]);
    expect(answered.stderr).toBe("");
    expect(answered.stdout).toContain("Lazy loading it is, for the track component.");
    expect(answered.status).toBe(0);
    expect(await world.container("musica")).toMatchObject({ Running: true });
    expect(await recorded(world, "musica")).toEqual([
      "Fix the track component loading bug",
      "Use lazy loading, target is 200ms",
    ]);
    expect((await world.json(["status", "musica"])).data).toMatchObject({ status: "idle", awaiting_response: false });
  });

  it("has nothing to respond to then", async () => {
    const refused = await world.json(["respond", "musica", "yes"]);
    expect(refused.status).toBe(4);
    expect(refused.last).toMatchObject({ type: "error", code: "no-question" });
  });

  it("shows its terminal while it runs, and the way into it", async () => {
    const output = await world.json(["output", "musica", "-n", "30"]);
    expect(output.data.output).toContain("Lazy loading it is, for the track component.");
    const attach = await world.json(["attach", "musica"]);
    const argv = attach.data.argv as string[];
    expect((await world.cli(["attach", "musica"])).stdout).toBe(`${argv.join(" ")}\n`);
    // The same words, but for the terminal that a test has none of: control mode shows that the session is there.
    const [, exec = "", , name = "", ...tmux] = argv;
    const client = spawn("docker", [exec, "--interactive", name, ...tmux.toSpliced(1, 0, "-C")]);
    let seen = "";
    // The end of its input ends tmux's client at once, before it has shown anything.
    for await (const piece of client.stdout) {
      seen += String(piece);
      if (/^%(session-changed|exit)/m.test(seen)) client.stdin.end();
    }
    expect(seen).toContain("%session-changed $0 main");
  });

  it("takes the message from standard input, whatever it contains", async () => {
    const sent = await world.cli(["send", "musica", "-"], '/compact the text\n\nof "two" $paragraphs 🎵\n');
    expect(sent).toMatchObject({ status: 0, stderr: "" });
    expect((await recorded(world, "musica")).at(-1)).toBe('/compact the text\n\nof "two" $paragraphs 🎵');
  });

  it("gives Claude the files that are sent along", async () => {
    const path = join(world.root, "..", "h", "notes für Claude.txt");
    await writeFile(path, "loud and clear");
    const sent = await world.cli(["send", "musica", "Read this", "--file", path]);
    expect(sent.status).toBe(0);
    const [, inside = ""] = /^- (\/.*)$/m.exec((await recorded(world, "musica")).at(-1) ?? "") ?? [];
    expect(await world.inside("musica", "cat", inside)).toBe("loud and clear");
    const missing = await world.json(["send", "musica", "Read this", "--file", "/no/such/file"]);
    expect(missing.last).toMatchObject({ type: "error", code: "bad-input" });
    expect(missing.status).toBe(2);
  });

  it("returns once the message is delivered, where that is wanted", async () => {
    const sent = await world.json(["send", "musica", "quickly now", "--no-wait"]);
    expect(sent).toMatchObject({ status: 0, last: { type: "result" } });
    expect(await recorded(world, "musica")).toContain("quickly now");
    await world.twin.next(says("quickly now"));
  });

  it("stops and starts without losing a word", async () => {
    const before = await world.cli(["output", "musica", "-n", "1000"]);
    const stopped = await world.json(["stop", "musica"]);
    expect(stopped).toMatchObject({ status: 0, data: { status: "frozen", held: true, queue_status: "paused" } });
    expect(await world.container("musica")).toMatchObject({ Running: false });
    const frozen = await world.cli(["output", "musica", "-n", "1000"]);
    for (const said of ["Fix the track component", "Lazy loading it is", "quickly now"]) {
      expect(before.stdout).toContain(said);
      expect(frozen.stdout).toContain(said);
    }
    expect((await world.json(["stop", "musica"])).status).toBe(0);

    const started = await world.json(["start", "musica"]);
    expect(started).toMatchObject({ status: 0, data: { status: "idle", session_id: stopped.data.session_id } });
    const { stdout: cost } = await world.cli(["cost", "musica"]);
    expect(cost).toMatch(/^conversation +[\d.]+k .* \$\d+\.\d+$/m);
    await world.json(["send", "musica", "say what you remember"]);
    const request = await world.twin.next(says("say what you remember"));
    expect(heard(request)).toEqual(expect.arrayContaining(["Fix the track component loading bug", "quickly now"]));
  });
});

describe("Claude's own commands", () => {
  it("compacts, and the conversation goes on", async () => {
    const compacted = await world.json(["slash", "musica", "/compact"]);
    expect(compacted).toMatchObject({ status: 0, last: { type: "result" } });
    const sent = await world.json(["send", "musica", "after the compaction"]);
    expect(sent.status).toBe(0);
    const request = await world.twin.next(says("after the compaction"));
    expect(heard(request).join("\n")).toContain("The conversation so far, in short.");
  });

  it("follows /clear into the new session, also over a freeze", async () => {
    const { session_id: old } = await world.stateFile("musica");
    expect(await world.json(["slash", "musica", "/clear"])).toMatchObject({ status: 0, last: { type: "result" } });
    expect((await world.json(["send", "musica", "the first words after"])).status).toBe(0);
    const { session_id: cleared } = await world.stateFile("musica");
    expect(cleared).not.toBe(old);
    const first = await world.twin.next(says("the first words after"));
    expect(heard(first).join("\n")).not.toContain("Fix the track component");

    expect(await world.json(["stop", "musica"])).toMatchObject({ data: { session_id: cleared } });
    expect((await world.json(["send", "musica", "and the second"])).data).toMatchObject({ session_id: cleared });
    const second = await world.twin.next(says("and the second"));
    expect(heard(second)).toEqual(expect.arrayContaining(["the first words after", "and the second"]));
  });

  it("refuses those that open a dialog", async () => {
    const refused = await world.json(["slash", "musica", "/model"]);
    expect(refused).toMatchObject({ status: 2, last: { type: "error", code: "bad-input" } });
  });
});

describe("a structured question", () => {
  /** What Claude was given as the answer, checked to have come once. */
  async function answer(project: string, words: string): Promise<string> {
    const answered = await world.json(["respond", project, words]);
    expect(answered).toMatchObject({ status: 0, last: { type: "result" } });
    const request = await world.twin.next(says(words));
    const texts = heard(request).filter((text) => text.includes(words));
    expect(texts).toHaveLength(1);
    expect((await recorded(world, project)).filter((text) => text.includes(words))).toEqual(texts);
    return texts[0] ?? "";
  }

  it("with choices is seen with them, and answered in words", async () => {
    const asked = await world.json(["send", "musica", "Please pick a backend"]);
    expect(asked.data).toMatchObject({
      status: "frozen",
      awaiting_response: true,
      question: {
        kind: "choices",
        sentence: "Which storage backend?",
        asks: [
          {
            text: "Which storage backend?",
            multiple: false,
            options: [
              { label: "SQLite", description: "small" },
              { label: "Postgres", description: "big" },
            ],
          },
        ],
      },
    });
    expect(await world.container("musica")).toMatchObject({ Running: false });
    const told = await answer("musica", "SQLite, with backups");
    expect(told).toContain("> Which storage backend?\n> 1. SQLite: small\n> 2. Postgres: big");
  });

  it("for a permission is seen with the command, which does not run", async () => {
    const asked = await world.json(["send", "musica", "Please touch a file"]);
    expect(asked.data).toMatchObject({
      status: "frozen",
      question: { kind: "permission", sentence: "May Claude use Bash: touch /workspace/touched?" },
    });
    expect((asked.data.question as { text: string }).text).toContain("touch /workspace/touched");
    expect(await world.container("musica")).toMatchObject({ Running: false });
    const told = await answer("musica", "leave the files alone");
    expect(told).toContain("The tool did not run.");
    expect(await readdir(join(world.root, "musica"))).toEqual(["README.md"]);
  });

  it("for a plan is seen with the plan", async () => {
    const asked = await world.json(["send", "planner", "Please make a plan"]);
    expect(asked.data).toMatchObject({
      status: "frozen",
      question: { kind: "plan", text: "# Plan\n\n1. Rename the track\n2. Test it" },
    });
    expect(await world.container("planner")).toMatchObject({ Running: false });
    const told = await answer("planner", "Good plan, but test first");
    expect(told).toContain("> 1. Rename the track");
  });
});

describe("the end of a project", () => {
  it("needs a yes, and leaves the project's files alone", async () => {
    const content = randomBytes(2_000).toString("hex");
    await writeFile(join(world.root, "musica", "song.txt"), content);
    const refused = await world.cli(["remove", "musica"]);
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^Nothing was done.*\n$/);
    expect(await world.container("musica")).toMatchObject({ Running: true });

    const removed = await world.json(["remove", "musica", "--yes"]);
    expect(removed).toMatchObject({ status: 0, data: { project: "musica", status: "removed" } });
    expect(await world.container("musica")).toBeNull();
    expect(await readdir(join(world.state, "homes"))).toEqual(["planner"]);
    expect(await readdir(join(world.state, "cockpits"))).toEqual(["planner.json"]);
    expect(await readFile(join(world.root, "musica", "song.txt"), "utf8")).toBe(content);
    expect((await world.json(["status", "musica"])).data).toEqual({ project: "musica", status: "never-started" });
    expect(await world.json(["remove", "musica", "--yes"])).toMatchObject({ status: 3 });
  });

  it("can begin again from nothing", async () => {
    expect((await world.json(["send", "musica", "hello again"])).data).toMatchObject({ status: "idle" });
    expect(await recorded(world, "musica")).toEqual(["hello again"]);
  });
});
