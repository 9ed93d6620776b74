import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createExpectation, deliver } from "../../adapters/claude/deliver.ts";
import {
  fateOf,
  forgetDialogs,
  handIn,
  hasDialog,
  letGo,
  permit,
  revoke,
} from "../../adapters/claude/dialog/dialog.ts";
import { DECIDED, type DialogFate, PERMITS } from "../../adapters/claude/homes.ts";
import { fromCursor } from "../../adapters/claude/record/lines.ts";
import { lookUp } from "../../adapters/claude/record/lookup.ts";
import { createRelay } from "../../adapters/claude/record/relay.ts";
import type { Prompt, Question } from "../../src/cockpit/state.ts";
import { answer as answerOf, prompt } from "../core/states.ts";
import { createManualClock } from "../fakes/clock.ts";
import { createDisk, type Disk, SESSION } from "./lines.ts";
import { fakeLive } from "./live.ts";

const NAME = "01795415613080096450-104.json";

const asks = (change: Partial<Question>): Question => ({
  id: `${SESSION}:${NAME}`,
  kind: "permission",
  text: "Bash\nrm x",
  sentence: "May Claude use Bash: rm x?",
  asks: [],
  call: { tool: "Bash", input: { command: "rm x" }, rules: ["Bash(rm *)", "Edit"] },
  since: 0,
  ...change,
});
const permission = asks({});
const plan = asks({ kind: "plan", call: { tool: "ExitPlanMode", input: { plan: "1. Rename" }, rules: [] } });
const input = { questions: [{ question: "Which?" }, { question: "Sizes?" }] };
const options = (...labels: readonly string[]) => labels.map((label) => ({ label }));
const choices = asks({
  kind: "choices",
  call: { tool: "AskUserQuestion", input, rules: [] },
  asks: [
    { text: "Which?", multiple: false, options: options("red", "blue") },
    { text: "Sizes?", multiple: true, options: options("S", "M", "L") },
  ],
});

const answer = (question: Question, words: string) => answerOf(question, words, { author: "Ann", by: "slack:U1" });

const decidedPath = ({ paths }: Disk) => join(paths.run, DECIDED, NAME);
const permitsPath = ({ paths }: Disk) => join(paths.run, PERMITS);

function put({ paths }: Disk, fate: DialogFate): void {
  const path = join(paths.cockpit, fate, NAME);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
}

/** Claude's own word of what it does. */
function says({ paths }: Disk, status: string): void {
  mkdirSync(join(paths.config, "sessions"), { recursive: true });
  writeFileSync(join(paths.config, "sessions", "21.json"), JSON.stringify({ status, statusUpdatedAt: 1 }));
}

/** What becomes of it in a cockpit of which no more is known than that. */
function delivered({ home }: Disk, one: Prompt, { gone, stopped }: { gone: boolean; stopped: boolean }) {
  const never = async (): Promise<never> => {
    throw new Error("It is not asked.");
  };
  const live = fakeLive({
    follower: {
      status: null,
      stopped,
      looked: never,
      stop: never,
      isShown: false,
      wonder: () => {},
      pressed: async () => {},
    },
    relay: createRelay({
      home,
      start: fromCursor(null, SESSION),
      clock: createManualClock(),
      isIdle: never,
      report: never,
      onHeard: never,
    }),
    gone,
  });
  return deliver({
    live,
    home,
    session: { id: SESSION, started: true },
    prompt: one,
    mark: "",
    expectation: createExpectation({ prompt: one, mark: "", confirm: async () => {} }, { id: SESSION, started: true }),
    launched: false,
    signal: new AbortController().signal,
    clock: createManualClock(),
    limit: 1,
  });
}

async function handedIn(question: Question, words: string): Promise<unknown> {
  const disk = createDisk();
  await handIn(disk.home, answer(question, words));
  const { hookSpecificOutput } = JSON.parse(readFileSync(decidedPath(disk), "utf8"));
  expect(hookSpecificOutput.hookEventName).toBe("PermissionRequest");
  return hookSpecificOutput.decision;
}

describe("an answer that is handed in", () => {
  it.each([
    ["an allowance", permission, "Allow once", { behavior: "allow" }],
    ["a denial", permission, "no", { behavior: "deny", message: "Ann did not allow it." }],
    [
      "a denial with its reason",
      permission,
      "Deny: use git",
      { behavior: "deny", message: "Ann did not allow it: use git" },
    ],
    ["an approval", plan, "approve", { behavior: "allow", updatedInput: { plan: "1. Rename" } }],
    [
      "a refusal of a plan",
      plan,
      "Reject: test first",
      { behavior: "deny", message: "Ann did not approve the plan: test first" },
    ],
    [
      "choices",
      choices,
      "2\n1, 3",
      { behavior: "allow", updatedInput: { ...input, answers: { "Which?": "blue", "Sizes?": "S, L" } } },
    ],
    [
      "words of one's own",
      choices,
      "neither",
      { behavior: "allow", updatedInput: { ...input, answers: { "Which?": "neither", "Sizes?": "neither" } } },
    ],
  ])("is %s as Claude takes it", async (_, question, words, decision) => {
    expect(await handedIn(question, words)).toEqual(decision);
  });

  it("holds for the session as rules, however long it was allowed: we keep them for later", async () => {
    const rules = [{ toolName: "Bash", ruleContent: "rm *" }, { toolName: "Edit" }];
    const updates = [{ type: "addRules", rules, behavior: "allow", destination: "session" }];
    expect(await handedIn(permission, "for this session")).toEqual({ behavior: "allow", updatedPermissions: updates });
    expect(await handedIn(permission, "always")).toEqual({ behavior: "allow", updatedPermissions: updates });
  });

  it("lets a plan go on with edits accepted", async () => {
    const mode = { type: "setMode", mode: "acceptEdits", destination: "session" };
    expect(await handedIn(plan, "accept edits")).toMatchObject({ behavior: "allow", updatedPermissions: [mode] });
  });
});

describe("a dialog", () => {
  it.each(["asking", "answered", "closed"] as const)("is known to be %s", async (fate) => {
    const disk = createDisk();
    expect(await fateOf(disk.home, permission)).toBe("gone");
    put(disk, fate);
    expect(await fateOf(disk.home, permission)).toBe(fate);
    expect(await fateOf(disk.home, { ...permission, kind: "text" })).toBe("gone");
    expect(await hasDialog(disk.home)).toBe(fate === "asking");
  });

  it("that has taken an answer has it, also for a bot that was killed in between", async () => {
    const disk = createDisk();
    const one = answer(permission, "yes");
    const look = () => lookUp(disk.home, { id: SESSION, started: true }, one, "");
    expect(await look()).toBe("absent");
    put(disk, "answered");
    expect(await look()).toBe("heard");
  });

  it("that was settled in the terminal is let go: its hook gets an empty answer", async () => {
    const disk = createDisk();
    put(disk, "asking");
    await letGo(disk.home, [NAME, "another.json"]);
    expect(readFileSync(decidedPath(disk), "utf8")).toBe("");
  });

  it("that opened since is not let go with it", async () => {
    const disk = createDisk();
    put(disk, "asking");
    await letGo(disk.home, ["another.json"]);
    expect(existsSync(decidedPath(disk))).toBe(false);
  });

  it.each([
    ["ended with its Claude", { gone: true, stopped: true }, "absent"],
    ["ended, and nobody follows its Claude any more", { gone: false, stopped: true }, "unknown"],
    ["was settled on the screen of a Claude that goes on", { gone: false, stopped: false }, "forestalled"],
  ])("whose hook %s", async (_, { gone, stopped }, outcome) => {
    const disk = createDisk();
    put(disk, "closed");
    says(disk, "idle");
    expect(await delivered(disk, answer(permission, "yes"), { gone, stopped })).toBe(outcome);
  });

  it("is not what a message waits for that somebody has written since", async () => {
    const disk = createDisk();
    const permits = () => (existsSync(permitsPath(disk)) ? readdirSync(permitsPath(disk)).length : 0);
    await permit(disk.home, answer(permission, "yes"));
    says(disk, "busy");
    await delivered(disk, prompt("p2"), { gone: true, stopped: true });
    expect(permits()).toBe(1);
    says(disk, "idle");
    await delivered(disk, prompt("p2"), { gone: true, stopped: true });
    expect(permits()).toBe(0);
  });

  it("is forgotten with the Claude on whose screen it stood", async () => {
    const disk = createDisk();
    put(disk, "answered");
    await handIn(disk.home, answer(permission, "yes"));
    await permit(disk.home, answer(permission, "yes"));
    await forgetDialogs(disk.home);
    expect([await fateOf(disk.home, permission), existsSync(decidedPath(disk)), existsSync(permitsPath(disk))]).toEqual(
      ["gone", false, false],
    );
  });
});

describe("what may run once", () => {
  const permits = (disk: Disk) =>
    existsSync(permitsPath(disk))
      ? readdirSync(permitsPath(disk)).map((name) => JSON.parse(readFileSync(join(permitsPath(disk), name), "utf8")))
      : [];

  it("is the very call, and nothing else, until the turn ends", async () => {
    const disk = createDisk();
    await permit(disk.home, answer(permission, "yes"));
    expect(permits(disk)).toEqual([{ tool: "Bash", input: { command: "rm x" } }]);
    await permit(disk.home, { ...answer(permission, "yes"), id: "p2" });
    expect(permits(disk)).toHaveLength(1);
    await revoke(disk.home);
    expect(permits(disk)).toEqual([]);
  });

  it.each([
    ["a denial", answer(permission, "no")],
    ["a plan", answer(plan, "yes")],
    ["a choice", answer(choices, "1\n1")],
    ["any other message", prompt("p3")],
  ])("is nothing by %s", async (_, one) => {
    const disk = createDisk();
    await permit(disk.home, answer(permission, "yes"));
    await permit(disk.home, one);
    expect(permits(disk)).toEqual([]);
  });
});
