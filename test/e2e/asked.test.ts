import { access } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ModelRequest, type RequestView, say, scripted, use } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { createWorld, type World } from "./world.ts";

const bash = (command: string, description = "Once") => use("Bash", { command, description });
const commandIn = (text: string): string => /touch \/workspace\/[\w-]+/.exec(text)?.[0] ?? "touch /workspace/nothing";

const two = {
  questions: [
    {
      question: "Which database?",
      header: "Database",
      multiSelect: false,
      options: [
        { label: "Postgres", description: "big" },
        { label: "SQLite", description: "small" },
      ],
    },
    {
      question: "Which tests?",
      header: "Tests",
      multiSelect: true,
      options: [
        { label: "Fast", description: "seconds" },
        { label: "Slow", description: "minutes" },
      ],
    },
  ],
};

const said = ({ messages }: RequestView): string => messages.map(({ text }) => text).join("\n");

/** Settles once Claude may go on. */
let letGo = () => {};
const held = new Promise<void>((resolve) => {
  letGo = resolve;
});

const script = scripted(
  [
    {
      when: ({ toolResults }) =>
        toolResults.some(({ text }) => text.includes("/plans/") && /created|updated/.test(text)),
      reply: use("ExitPlanMode", {}),
    },
    // A tool's result, whatever it is, is the end of the turn; the twin is asked for it to see what Claude was told.
    {
      when: ({ toolResults }) => toolResults.length > 0,
      reply: ({ toolResults }) =>
        say(
          `The tool says: ${
            toolResults
              .map(({ text }) => text)
              .join(" ")
              .slice(0, 200) || "nothing"
          }.`,
        ),
    },
    // After a thaw Claude calls again what was allowed, in its own words for what it is.
    {
      when: ({ lastText }) => lastText.includes("The answer:") && /allowed it/.test(lastText),
      reply: ({ lastText }) => bash(commandIn(lastText), "The same, said otherwise"),
    },
    { when: ({ lastText }) => lastText.includes("The answer:"), reply: say("I go by the answer.") },
    { when: ({ lastText }) => lastText.startsWith("please touch"), reply: ({ lastText }) => bash(commandIn(lastText)) },
    {
      when: ({ lastText }) => lastText.startsWith("hold on"),
      reply: { ...use("Bash", { command: "touch /workspace/queued" }, "Well, I will."), gate: held },
    },
    { when: "two questions", reply: use("AskUserQuestion", two) },
    {
      when: "make a plan",
      reply: (request) => {
        const [path = ""] = /\/home\/dev\/\.claude\/plans\/[\w-]+\.md/.exec(said(request)) ?? [];
        return use("Write", { file_path: path, content: "# Plan\n\n1. Rename the track\n2. Test it" });
      },
    },
  ],
  ({ lastText }) => say(`You said: ${lastText.slice(0, 60)}.`),
);

const config = `
defaults:
  freeze: { grace: 0s }
projects:
  late: {}
  live: { freeze: { grace: 5m } }
  short: { freeze: { grace: 2s, idle: 2s } }
  paused: { freeze: { mode: pause } }
  planner: { permission-mode: plan }
  planning: { permission-mode: plan, freeze: { grace: 5m } }
`;

let world: World;

beforeAll(async () => {
  await machineReady();
  world = await createWorld(script, { config });
  for (const slug of ["late", "live", "short", "paused", "planner", "planning"]) await world.project(slug);
});

afterAll(() => world[Symbol.asyncDispose]());

const exists = (project: string, name: string): Promise<boolean> =>
  access(join(world.root, project, name)).then(
    () => true,
    () => false,
  );
const isOf = (text: string) => (request: ModelRequest) => request.view.lastText.includes(text);
const resultOf = (text: string) => (request: ModelRequest) =>
  request.view.toolResults.some((result) => result.text.includes(text));
const SOON = { timeout: 120_000 };
const stopped = { Running: false, ExitCode: 0 };

/** Says something that ends in a dialog, and resolves once it is asked. */
async function ask(project: string, text: string): Promise<string> {
  const { stdout, stderr } = await world.cli(["send", project, text]);
  expect(stderr).toBe("");
  expect(stdout).toContain(`${project} asks: `);
  return stdout;
}

describe("a permission that is decided after the thaw", () => {
  it("is allowed once: the very call runs without another dialog, and the next one is asked about", async () => {
    expect(await ask("late", "please touch /workspace/once")).toContain("touch /workspace/once");
    expect(await world.container("late")).toMatchObject(stopped);
    await world.cli(["down"]);
    const answered = await world.cli(["respond", "late", "Allow once"]);
    expect(answered.stdout).toContain("The tool says: ");
    expect(answered.status).toBe(0);
    expect(await exists("late", "once")).toBe(true);
    expect(world.twin.requests.filter(isOf("allowed it, this once"))).toHaveLength(1);
    await ask("late", "please touch /workspace/once");
  });

  it("is denied with a reason: the tool does not run, and Claude hears why", async () => {
    const answered = await world.cli(["respond", "late", "Deny: use the cache instead"]);
    expect(answered.stdout).toContain("I go by the answer.");
    const [heard] = world.twin.requests.filter(isOf("did not allow it: use the cache instead"));
    expect(heard?.view.lastText).toContain("Do not call it again");
  });

  it("is allowed for the session: its like runs from now on, until a new conversation", async () => {
    await ask("late", "please touch /workspace/often");
    await world.cli(["respond", "late", "Allow for this session"]);
    expect(await exists("late", "often")).toBe(true);
    const again = await world.cli(["send", "late", "please touch /workspace/often"]);
    expect(again.stdout).toContain("The tool says: ");
    expect((await world.cli(["rules", "late"])).stdout).toMatch(/^1\. Bash\(.*often.*\) · for this session\n$/);
    await world.cli(["start", "late", "--new"]);
    await ask("late", "please touch /workspace/often");
  });

  it("is allowed always: also in a new conversation, until somebody takes it back", async () => {
    await world.cli(["respond", "late", "always"]);
    await world.cli(["start", "late", "--new"]);
    expect((await world.cli(["send", "late", "please touch /workspace/often"])).stdout).toContain("The tool says: ");
    expect((await world.cli(["rules", "late", "--forget", "1"])).stdout).toContain("is asked about again");
    await ask("late", "please touch /workspace/often");
    await world.cli(["respond", "late", "no"]);
  });
});

describe("a dialog that is answered in its grace", () => {
  it("stands while the container runs", async () => {
    expect(await ask("live", "please touch /workspace/live")).toContain("Claude waits for a moment");
    expect(await world.container("live")).toMatchObject({ Running: true });
    expect((await world.cli(["status", "live"])).stdout).toContain("waiting for an answer");
  });

  it("takes no prompt: what is written for Claude waits", async () => {
    const screen = (await world.cli(["output", "live"])).stdout;
    expect(screen).toContain("Do you want to proceed?");
  });

  it("is allowed: the tool runs, and Claude is told nothing but its result", async () => {
    const before = world.twin.requests.length;
    const answered = await world.cli(["respond", "live", "yes"]);
    expect(answered.stderr).toBe("");
    expect(answered.stdout).toContain("The tool says: ");
    expect(await exists("live", "live")).toBe(true);
    expect(world.twin.requests.slice(before).filter(isOf("The answer:"))).toEqual([]);
    expect(await world.container("live")).toMatchObject({ Running: true });
  });

  it("is denied with a reason, which is the tool's result", async () => {
    await ask("live", "please touch /workspace/denied");
    const answered = await world.cli(["respond", "live", "Deny: use the cache instead"]);
    expect(answered.status).toBe(0);
    expect(world.twin.requests.filter(resultOf("did not allow it: use the cache instead"))).toHaveLength(1);
    expect(await exists("live", "denied")).toBe(false);
  });

  it("is allowed for the session", async () => {
    await ask("live", "please touch /workspace/often");
    await world.cli(["respond", "live", "Allow for this session"]);
    const again = await world.cli(["send", "live", "please touch /workspace/often"]);
    expect(again.stdout).toContain("The tool says: ");
    expect(again.stdout).not.toContain("asks");
  });

  it("is chosen in: each question gets its answer", async () => {
    await ask("live", "two questions");
    const answered = await world.cli(["respond", "live", "2\nA and B"]);
    expect(answered.status).toBe(0);
    const [heard] = world.twin.requests.filter(resultOf("Which database?"));
    const [result = { text: "" }] = heard?.view.toolResults ?? [];
    expect(result.text).toMatch(/"Which database\?"="SQLite"[\s\S]*"Which tests\?"="Fast, Slow"/);
  });

  it("is answered though a message stands in Claude's queue, which it gets after", async () => {
    const first = world.begin(["send", "live", "hold on"]);
    await expect.poll(async () => (await world.json(["status", "live"])).data.status, SOON).toBe("working");
    const second = world.begin(["send", "live", "and then this"]);
    await expect
      .poll(async () => (await world.cli(["output", "live", "-n", "15"])).stdout, SOON)
      .toContain("and then this");
    letGo();
    await expect.poll(async () => (await world.json(["status", "live"])).data.awaiting_response, SOON).toBe(true);
    expect((await world.cli(["respond", "live", "yes", "--no-wait"])).stderr).toBe("");
    await Promise.all([first.done, second.done]);
    await expect.poll(() => exists("live", "queued"), SOON).toBe(true);
    const heard = () =>
      world.twin.requests.filter(({ view }) => view.messages.some(({ text }) => text.includes("and then this")));
    await expect.poll(() => heard().length, SOON).toBeGreaterThan(0);
    await expect
      .poll(async () => (await world.json(["status", "live"])).data, SOON)
      .toMatchObject({
        status: "idle",
        waiting_messages: 0,
      });
  });

  it("is settled in the terminal first: the question closes, and an answer that comes later is told so", async () => {
    await ask("live", "please touch /workspace/terminal");
    // It is asked in the chat a moment before it is drawn.
    await expect
      .poll(async () => (await world.cli(["output", "live", "-n", "15"])).stdout, SOON)
      .toContain("Do you want to proceed?");
    // Claude drops keys that come in the instant it draws a dialog: the first one it takes shows that it listens.
    await expect
      .poll(async () => {
        await world.inside("live", "tmux", "send-keys", "-t", "main", "Down");
        return (await world.cli(["output", "live", "-n", "15"])).stdout;
      }, SOON)
      .toMatch(/❯ [23]\. /);
    await world.inside("live", "tmux", "send-keys", "-t", "main", "1");
    await expect.poll(async () => (await world.json(["status", "live"])).data.question, SOON).toBeNull();
    expect(await exists("live", "terminal")).toBe(true);
    const late = await world.cli(["respond", "live", "no"]);
    expect(late.status).toBe(4);
    expect(late.stderr).toContain("no open question");
  });

  it("is interrupted: the question closes", async () => {
    await ask("live", "please touch /workspace/interrupted");
    expect((await world.cli(["interrupt", "live"])).stdout).toContain("Interrupted live");
    expect((await world.json(["status", "live"])).data).toMatchObject({ question: null });
    expect(await exists("live", "interrupted")).toBe(false);
  });
});

describe("a plan", () => {
  it("is approved after the thaw, and Claude is out of its plan mode", async () => {
    expect(await ask("planner", "make a plan")).toContain("1. Rename the track");
    expect(await world.container("planner")).toMatchObject(stopped);
    const answered = await world.cli(["respond", "planner", "Approve and accept edits"]);
    expect(answered.stdout).toContain("I go by the answer.");
    const [heard] = world.twin.requests.filter(isOf("approved the plan, and accepts edits"));
    expect(heard?.view.lastText).toContain("carry the plan out now");
    expect((await world.cli(["output", "planner"])).stdout).toContain("accept edits on");
  });

  it("is approved in its grace", async () => {
    await ask("planning", "make a plan");
    expect(await world.container("planning")).toMatchObject({ Running: true });
    const answered = await world.cli(["respond", "planning", "approve"]);
    expect(answered.stdout).toContain("The tool says: User has approved your plan");
    expect((await world.cli(["output", "planning"])).stdout).toContain("manual mode on");
  });

  it("is approved in its grace, and edits with it", async () => {
    await world.cli(["mode", "planning", "plan"]);
    await ask("planning", "make a plan");
    await world.cli(["respond", "planning", "accept edits"]);
    expect((await world.cli(["output", "planning"])).stdout).toContain("accept edits on");
  });

  it("is rejected with comments", async () => {
    await world.cli(["mode", "planner", "plan"]);
    await ask("planner", "make a plan");
    await world.cli(["respond", "planner", "Reject: test first"]);
    expect(world.twin.requests.filter(isOf("did not approve the plan: test first"))).toHaveLength(1);
  });
});

describe("the time there is", () => {
  it("ends: the container is stopped, and the question stays", async () => {
    await ask("short", "please touch /workspace/short");
    expect(await world.container("short")).toMatchObject({ Running: true });
    await expect.poll(async () => (await world.container("short"))?.Running, SOON).toBe(false);
    expect((await world.json(["status", "short"])).data).toMatchObject({
      status: "frozen",
      question: { kind: "permission" },
    });
    const answered = await world.cli(["respond", "short", "ok"]);
    expect(answered.stdout).toContain("The tool says: ");
    expect(await exists("short", "short")).toBe(true);
  });

  it("of being idle ends, too", async () => {
    await expect.poll(async () => (await world.container("short"))?.Running, SOON).toBe(false);
    expect((await world.json(["status", "short"])).data).toMatchObject({ status: "frozen", question: null });
  });
});

describe("a cockpit that is paused while it waits", () => {
  it("keeps its dialog, and its memory, and goes on from there", async () => {
    await ask("paused", "please touch /workspace/paused");
    expect(await world.docker("inspect", "--format", "{{.State.Paused}}", `${world.name}-paused`)).toBe("true");
    const before = world.twin.requests.length;
    const answered = await world.cli(["respond", "paused", "yes"]);
    expect(answered.stdout).toContain("The tool says: ");
    expect(await exists("paused", "paused")).toBe(true);
    expect(world.twin.requests.slice(before).filter(isOf("The answer:"))).toEqual([]);
  });

  it("is stopped by a stop all the same", async () => {
    await ask("paused", "please touch /workspace/again");
    await world.cli(["stop", "paused"]);
    expect(await world.container("paused")).toMatchObject({ Running: false });
    const answered = await world.cli(["respond", "paused", "yes"]);
    expect(answered.stdout).toContain("The tool says: ");
    expect(await exists("paused", "again")).toBe(true);
  });
});

describe("what Claude is started with", () => {
  it("is chosen, and holds from the next message on", async () => {
    expect((await world.cli(["model", "live", "claude-haiku-4-5"])).stdout).toContain("claude-haiku-4-5");
    await world.cli(["send", "live", "which model?"]);
    expect(world.twin.requests.filter(isOf("which model?")).map(({ view }) => view.model)).toEqual([
      "claude-haiku-4-5",
    ]);
    expect((await world.cli(["model", "live"])).stdout).toContain("chosen");
    await world.cli(["model", "live", "default"]);
    expect((await world.cli(["mode", "live", "nonsense"])).stderr).toContain("There is no mode nonsense");
  });
});
