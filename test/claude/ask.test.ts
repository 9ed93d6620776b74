import { describe, expect, it } from "vitest";
import { questionOf } from "../../adapters/claude/dialog/ask.ts";
import { summary } from "../../adapters/claude/dialog/summary.ts";

const two = {
  questions: [
    { question: "Which colour?", options: [{ label: "red", description: "warm" }, { label: "blue" }] },
    { question: "Which sizes?", multiSelect: true, options: [{ label: "S" }, { label: "L" }] },
  ],
};

describe("a structured ask", () => {
  it("has its choices, each with what it says of it", () => {
    expect(questionOf("AskUserQuestion", two, "q1", 7)).toEqual({
      id: "q1",
      kind: "choices",
      since: 7,
      sentence: "Which colour?",
      text: "Which colour?\n1. red: warm\n2. blue\n\nWhich sizes? (several may be chosen)\n1. S\n2. L",
      asks: [
        { text: "Which colour?", multiple: false, options: [{ label: "red", description: "warm" }, { label: "blue" }] },
        { text: "Which sizes?", multiple: true, options: [{ label: "S" }, { label: "L" }] },
      ],
      call: { tool: "AskUserQuestion", input: two, rules: [] },
    });
  });

  it("is no larger than a state can hold, and says what is missing", () => {
    const huge = { command: "x".repeat(3_000_000) };
    const { text, call } = questionOf("Bash".repeat(1_000), huge, "q1", 7);
    expect(call).toMatchObject({ tool: expect.stringMatching(/^(Bash)+.?.?.?…$/), input: null });
    expect(text.length).toBeLessThan(1_001_000);
    expect(text).toMatch(/characters more: look at Claude's screen before you decide\.\)$/);
    const options = Array.from({ length: 20_000 }, (_, at) => ({ label: `choice ${at}` }));
    const many = questionOf("AskUserQuestion", { questions: [{ question: "y".repeat(9_000), options }] }, "q2", 7);
    expect([many.asks, many.sentence.length]).toEqual([[], 4_000]);
  });

  it("without options is asked all the same", () => {
    const { text, asks } = questionOf("AskUserQuestion", { questions: [{ question: "Your name?" }] }, "q", 0);
    expect([text, asks.length]).toEqual(["Your name?", 1]);
  });

  it("is a plan in full, where it is known", () => {
    expect(questionOf("ExitPlanMode", { plan: "1. look\n2. leap" }, "q", 0)).toMatchObject({
      kind: "plan",
      text: "1. look\n2. leap",
      asks: [],
    });
    expect(questionOf("ExitPlanMode", {}, "q", 0).text).toContain("on Claude's screen");
  });

  it.each([
    ["Bash", { command: "rm x" }, "May Claude use Bash: rm x?"],
    ["mcp__x__y", {}, "May Claude use mcp__x__y?"],
    ["Odd", null, "May Claude use Odd?"],
    ["AskUserQuestion", { other: "shape" }, "May Claude use AskUserQuestion?"],
    ["AskUserQuestion", { questions: "shape" }, "May Claude use AskUserQuestion?"],
  ])("is a permission otherwise: %s %j", (tool, input, sentence) => {
    expect(questionOf(tool, input, "q", 0)).toMatchObject({ kind: "permission", sentence, asks: [] });
  });

  it("shows all of what is to be allowed", () => {
    expect(questionOf("Write", { file_path: "a", content: "b\nc" }, "q", 0).text).toBe(
      "Write\n--- /dev/null\n+++ a\n+b\n+c",
    );
  });

  it("with no question at all still says something", () => {
    expect(questionOf("AskUserQuestion", { questions: [] }, "q", 0).sentence).not.toBe("");
  });
});

it.each([
  ["Bash", { command: "ls -l\ncd x", description: "lists" }, "ls -l"],
  ["Edit", { file_path: "/a/b.ts", old_string: "x" }, "/a/b.ts"],
  ["NotebookEdit", { notebook_path: "/n.ipynb" }, "/n.ipynb"],
  ["Grep", { pattern: "foo", path: "/src" }, "foo"],
  ["WebFetch", { url: "https://a.test", prompt: "read" }, "https://a.test"],
  ["WebSearch", { query: "tracks" }, "tracks"],
  ["Task", { description: "look", prompt: "long" }, "look"],
  ["LS", { path: "/x" }, "/x"],
  ["Skill", { skill: "pdf" }, "pdf"],
  ["TodoWrite", { todos: [] }, ""],
  ["Bash", { command: 7 }, ""],
  ["AskUserQuestion", { query: "x" }, ""],
  ["ExitPlanMode", { prompt: "x" }, ""],
  ["Odd", null, ""],
  ["Odd", "text", ""],
  ["Bash", { command: "x".repeat(300) }, `${"x".repeat(199)}…`],
])("says in a line what %s is used on: %j", (tool, input, line) => {
  expect(summary(tool, input)).toBe(line);
});
