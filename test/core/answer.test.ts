import { describe, expect, it } from "vitest";
import { promptText } from "../../src/cockpit/answer/answer.ts";
import type { Question } from "../../src/cockpit/state.ts";
import { question } from "../fakes/cockpit.ts";
import { answer, prompt } from "./states.ts";

const ann = { author: "Ann", by: "slack:U1" };
const of = (kind: Question["kind"], text: string): Question => ({ ...question, kind, text, asks: [] });

describe("a prompt as Claude is given it", () => {
  it.each([
    ["from the machine is not signed", {}, "Ann: hello", "Ann: hello"],
    ["from a chat is signed", ann, "hello", "Ann: hello"],
    ["is signed also where it begins like a signature", ann, "Ann: hello", "Ann: Ann: hello"],
    ["of files alone is signed", ann, "\nAttached file: a.png", "Ann:\nAttached file: a.png"],
  ])("%s", (_, by, text, given) => {
    expect(promptText(prompt("p1", { ...by, text }))).toBe(given);
  });

  it("is not signed where it is one of Claude's own commands", () => {
    expect(promptText(prompt("p1", { ...ann, kind: "command", text: "/compact" }))).toBe("/compact");
  });
});

describe("an answer as Claude is given it", () => {
  it("is the person's own words, where the question was in words", () => {
    const words = "lazy,\n> please ";
    expect(promptText(answer(of("text", "Lazy or eager?"), words))).toBe(words);
    expect(promptText(answer(of("text", "Lazy or eager?"), words, ann))).toBe(`Ann: ${words}`);
  });

  it.each([
    ["choices", "you asked:", "do not ask it again", "Ann: "],
    ["permission", "you asked for permission:", "The tool did not run.", "Ann did not allow it: "],
    ["plan", "approval of this plan:", "Do not carry it out.", "Ann did not approve the plan: "],
  ] as const)("quotes a dialog, and says what became of it (%s)", (kind, opening, closing, verdict) => {
    const lines = promptText(answer(of(kind, "first\n\nsecond"), "yes,\nbut slowly", ann)).split("\n");
    expect(lines[0]).toContain(opening);
    expect(lines.slice(1, 4)).toEqual(["> first", "> ", "> second"]);
    expect(lines.slice(4, -1)).toEqual(["", "The answer:", `${verdict}yes,`, "but slowly", ""]);
    expect(lines.at(-1)).toContain(closing);
  });

  it("says in full what was chosen by a number, and of what", () => {
    const asks = [
      { text: "Which database?", multiple: false, options: [{ label: "Postgres" }, { label: "SQLite" }] },
      { text: "Which tests?", multiple: true, options: [{ label: "Fast" }, { label: "Slow" }, { label: "None" }] },
    ];
    const lines = promptText(answer({ ...of("choices", "both"), asks }, "2\nA and B", ann)).split("\n");
    expect(lines.slice(3, 7)).toEqual([
      "The answer:",
      "Ann: ",
      "- Which database? → SQLite",
      "- Which tests? → Fast; Slow",
    ]);
    expect(promptText(answer({ ...of("choices", "both"), asks }, "neither, really", ann))).toContain(
      "Ann: neither, really",
    );
  });

  it("is text, and no command, where it begins with a slash or an exclamation", () => {
    expect(promptText(answer(of("permission", "Bash"), "/clear", ann))).toMatch(/^Before the session/);
  });
});
