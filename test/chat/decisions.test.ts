import { describe, expect, it, onTestFinished } from "vitest";
import type { Meant } from "../../src/cockpit/answer/meant.ts";
import { tokenOf } from "../../src/cockpit/answer/token.ts";
import { AT_ONCE, type FreezePolicy } from "../../src/cockpit/freeze-policy.ts";
import type { Question } from "../../src/cockpit/state.ts";
import type { Person } from "../../src/ports/ports.ts";
import { createManualClock } from "../fakes/clock.ts";
import { createGround } from "./bot.ts";

const person = (id: string, name: string, groups: readonly string[] = []): Person => ({
  id: `slack:${id}`,
  name,
  groups,
});
const ann = person("U1", "Ann");
const carl = person("U3", "Carl");
/** An approver by her group. */
const eve = person("U4", "Eve", ["S9"]);
const stranger = person("U9", "Stranger");

const permission = {
  kind: "permission",
  text: "Bash\nrm -rf build",
  sentence: "May Claude use Bash: rm -rf build?",
  asks: [],
  call: { tool: "Bash", input: { command: "rm -rf build" }, rules: ["Bash(rm *)"] },
} as const;
const plan = {
  ...permission,
  kind: "plan",
  text: "1. Rename",
  sentence: "Claude asks for approval of its plan.",
} as const;

const GRACE: FreezePolicy = {
  ...AT_ONCE,
  grace: { text: 60_000, choices: 60_000, permission: 60_000, plan: 60_000, screen: 60_000 },
};

let count = 0;

/** Claude asks in musica, whose approvers are Ann and the group S9; Carl may use the bot, and no more. */
async function asked(question: Omit<Question, "id" | "since">, rules = AT_ONCE) {
  const clock = createManualClock();
  const ground = createGround({
    clock,
    projects: ["musica"],
    policies: { slack: { users: ["U1", "U3", "U4"], groups: [], channels: [] } },
    project: { approvers: ["slack:U1", "slack:S9"] },
    script: (text) => (text.endsWith("go") ? [{ type: "ask", question }] : [{ type: "say", text: "I see." }]),
    rules,
  });
  let bot = await ground.bot([]);
  onTestFinished(() => bot.close());
  const say = (who: Person, text: string, meant: Meant = {}) =>
    bot.people.said({
      id: `slack:C1:${++count}.0`,
      project: "musica",
      person: who,
      channel: "C1",
      text,
      files: [],
      ...meant,
    });
  await say(ann, "go");
  const shown = await ground.told("musica", ({ type }) => type === "question");
  if (shown.type !== "question") throw new Error("it does not ask");
  const token = tokenOf(shown.question);
  return {
    ...ground,
    clock,
    say,
    question: shown.question,
    open: async () => (await bot.bridge.look("musica"))?.question ?? null,
    press: async (who: Person, text: string, other = token) =>
      (await bot.people.pick({ person: who, channel: "C1", project: "musica", token: other, text })).text,
    command: async (who: Person, words: string, meant: Meant = {}) =>
      (
        await bot.people.command({
          id: `call:${++count}`,
          person: who,
          channel: "C1",
          project: "musica",
          words,
          confirmed: false,
          open: async () => "",
          ...meant,
        })
      ).text,
    async restart() {
      await bot.close();
      bot = await ground.bot([]);
    },
    outcome: async () => {
      const settled = await ground.told("musica", ({ type }) => type === "settled");
      return settled.type === "settled" ? settled.outcome : null;
    },
  };
}

const ONLY = /^Only this project's approvers can decide that/;
const CLOSED = /^This question is closed/;

describe.each([
  ["a permission", permission, AT_ONCE, "Allow once", "Ann allowed it, this once."],
  ["a permission in its grace", permission, GRACE, "Allow once", "Ann allowed it, this once."],
  ["a plan", plan, AT_ONCE, "Approve", "Ann approved the plan."],
  ["a plan in its grace", plan, GRACE, "Approve", "Ann approved the plan."],
] as const)("%s", (_, question, rules, yes, outcome) => {
  const isLive = rules === GRACE;

  it("is decided by an approver's button, once, and shown", async () => {
    const bot = await asked(question, rules);
    expect(await bot.press(ann, yes)).toBe(`musica gets your answer: ${yes}`);
    expect(await bot.outcome()).toBe(outcome);
    const [, taken] = await bot.heard("musica", 2);
    expect(taken).toContain(isLive ? `handed in: ${yes}` : outcome);
    expect(await bot.heard("musica", 2)).toHaveLength(2);
  });

  it("is decided by an approver's words in the thread", async () => {
    const bot = await asked(question, rules);
    expect(await bot.say(ann, "yes")).toBeNull();
    expect(await bot.outcome()).toBe(outcome);
  });

  it("is decided by one who is an approver by a group", async () => {
    const bot = await asked(question, rules);
    await bot.press(eve, yes);
    expect(await bot.outcome()).toBe(outcome.replace("Ann", "Eve"));
  });

  it("is decided after a restart, and a month later", async () => {
    const bot = await asked(question);
    await bot.restart();
    await bot.clock.advance(31 * 24 * 3_600_000);
    expect((await bot.open())?.id).toBe(bot.question.id);
    expect(await bot.press(ann, yes)).toMatch(/gets your answer/);
    expect((await bot.heard("musica", 2))[1]).toContain(outcome);
  });

  it("stays open whatever one who may not decide presses, says or commands", async () => {
    const bot = await asked(question, rules);
    expect(await bot.press(carl, yes)).toMatch(ONLY);
    expect(await bot.press(carl, "Deny: never")).toMatch(ONLY);
    expect(await bot.say(carl, "yes")).toMatch(ONLY);
    expect(await bot.say(carl, "no")).toMatch(ONLY);
    expect(await bot.command(carl, "respond musica yes")).toMatch(ONLY);
    expect(await bot.press(stranger, yes)).toMatch(/^Sorry/);
    expect(await bot.say(stranger, "yes")).toMatch(/^Sorry/);
    expect((await bot.open())?.id).toBe(bot.question.id);
    expect(await bot.heard("musica", 1)).toHaveLength(1);
  });

  it("stays open for a button that is forged, or of another question", async () => {
    const bot = await asked(question, rules);
    expect(await bot.press(ann, yes, "0".repeat(16))).toMatch(CLOSED);
    expect((await bot.open())?.id).toBe(bot.question.id);
  });

  it("is decided once by two people at once; the other sees that it is closed", async () => {
    const bot = await asked(question, rules);
    const told = await Promise.all([bot.press(ann, yes), bot.press(eve, "Deny")]);
    expect(told[0]).toMatch(/gets your answer/);
    expect(told[1]).toMatch(CLOSED);
    expect(await bot.outcome()).toBe(outcome);
    expect(await bot.heard("musica", 2)).toHaveLength(2);
  });

  it("is decided once where one person presses twice, also after a restart", async () => {
    const bot = await asked(question, rules);
    await Promise.all([bot.press(ann, yes), bot.press(ann, yes)]);
    await bot.heard("musica", 2);
    expect(await bot.press(ann, "Deny")).toBe("Your answer is taken already.");
    await bot.restart();
    expect(await bot.press(ann, "Deny")).toBe("Your answer is taken already.");
    expect(await bot.press(eve, "Deny")).toMatch(CLOSED);
    expect(await bot.heard("musica", 2)).toHaveLength(2);
  });

  it("is not decided by words that were written before it was asked", async () => {
    const bot = await asked(question, rules);
    expect(await bot.say(ann, "yes", { at: bot.question.since - 5 })).toMatch(/say it again, or press a button\.$/);
    expect((await bot.open())?.id).toBe(bot.question.id);
    expect(await bot.say(ann, "yes", { at: bot.question.since + 5_000 })).toBeNull();
    expect(await bot.outcome()).toBe(outcome);
  });

  it.each(["send musica yes", "respond musica yes", "send musica no", "respond musica Deny"])(
    "is not decided by a command that was begun before it was asked, or replies to something else: %s",
    async (words) => {
      const bot = await asked(question, rules);
      const { id, since } = bot.question;
      expect(await bot.command(ann, words, { at: since - 60_000 })).toMatch(/say it again, or press a button\.$/);
      expect(await bot.command(ann, words, { about: null })).toMatch(
        /write it without the reply, or press a button\.$/,
      );
      expect((await bot.open())?.id).toBe(id);
      expect(await bot.heard("musica", 1)).toHaveLength(1);
      await bot.command(ann, words, { at: since + 5_000, about: id });
      expect(await bot.open()).toBeNull();
    },
  );

  it.each([
    ["an earlier question", "q-earlier"],
    ["somebody's own words", null],
  ])("is not decided by a reply to %s", async (_, about) => {
    const bot = await asked(question, rules);
    for (const words of ["yes", "no", question === plan ? "approve" : "Allow always"])
      expect(await bot.say(ann, words, { about })).toMatch(/write it without the reply, or press a button\.$/);
    expect((await bot.open())?.id).toBe(bot.question.id);
    // What decides nothing waits until it is decided.
    expect(await bot.say(ann, "and mind the tests", { about })).toBeNull();
    expect((await bot.open())?.id).toBe(bot.question.id);
    expect(await bot.heard("musica", 1)).toHaveLength(1);
    expect(await bot.say(ann, "yes", { about: bot.question.id })).toBeNull();
    expect(await bot.outcome()).toBe(outcome);
    expect((await bot.heard("musica", 3)).at(-1)).toBe("Ann: and mind the tests");
  });

  it("is withdrawn by an interruption, or refused with what to do instead", async () => {
    const bot = await asked(question, rules);
    expect(await bot.say(carl, "look at the tests first")).toBeNull();
    expect(await bot.outcome()).toMatch(/^Carl did not (allow it|approve the plan): look at the tests first$/);
    const other = await asked(question);
    expect(await other.command(carl, "interrupt musica")).toContain("is withdrawn");
    expect(await other.outcome()).toBe("Withdrawn by Carl.");
    expect(await other.press(ann, yes)).toMatch(CLOSED);
  });
});

it("what was allowed and by whom is in the audit log", async () => {
  const bot = await asked(permission);
  await bot.press(carl, "Allow once");
  await bot.press(ann, "Allow always");
  expect((await bot.audit()).slice(-2)).toMatchObject([
    { event: "refused", who: "slack:U3" },
    { event: "answer", who: "slack:U1", decision: { verdict: "allow", scope: "always" } },
  ]);
});

it("only approvers change what Claude may do without asking", async () => {
  const bot = await asked(permission);
  expect(await bot.command(carl, "mode musica bypassPermissions")).toMatch(/^Only musica's approvers/);
  expect(await bot.command(ann, "mode musica acceptEdits")).toContain("acceptEdits");
});

it("a choice is not made by a reply to something else, nor before it was asked; a question in words is answered by what comes", async () => {
  const asks = [{ text: "Which?", multiple: false, options: [{ label: "Postgres" }, { label: "SQLite" }] }];
  const choices = { kind: "choices", text: "Which?", sentence: "Which?", asks } as const;
  const bot = await asked(choices);
  expect(await bot.say(ann, "2", { about: null })).toMatch(/write it without the reply/);
  expect(await bot.say(ann, "SQLite", { at: bot.question.since - 5 })).toMatch(/say it again/);
  expect(await bot.say(ann, "2", { about: bot.question.id })).toBeNull();
  expect(await bot.outcome()).toBe("Ann: SQLite");
});
