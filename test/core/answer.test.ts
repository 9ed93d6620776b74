import { describe, expect, it } from "vitest";
import { answerText } from "../../src/cockpit/answer/answer.ts";
import type { Question } from "../../src/cockpit/state.ts";
import { question } from "../fakes/cockpit.ts";

const of = (kind: Question["kind"], text: string): Question => ({ ...question, kind, text, asks: [] });

describe("an answer as Claude is given it", () => {
  it("is the person's own words, where the question was in words", () => {
    expect(answerText(of("text", "Lazy or eager?"), "lazy,\n> please ", "Ann")).toBe("lazy,\n> please ");
  });

  it.each([
    ["choices", "you asked:", "do not ask it again", ""],
    ["permission", "you asked for permission:", "The tool did not run.", "Ann did not allow it: "],
    ["plan", "approval of this plan:", "Do not carry it out.", "Ann did not approve the plan: "],
  ] as const)("quotes a dialog, and says what became of it (%s)", (kind, opening, closing, verdict) => {
    const lines = answerText(of(kind, "first\n\nsecond"), "yes,\nbut slowly", "Ann").split("\n");
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
    const lines = answerText({ ...of("choices", "both"), asks }, "Ann: 2\nA and B", "Ann").split("\n");
    expect(lines.slice(3, 7)).toEqual([
      "The answer:",
      "Ann: ",
      "- Which database? → SQLite",
      "- Which tests? → Fast; Slow",
    ]);
    expect(answerText({ ...of("choices", "both"), asks }, "Ann: neither, really", "Ann")).toContain(
      "Ann: neither, really",
    );
  });

  it("is text, and no command, where it begins with a slash or an exclamation", () => {
    expect(answerText(of("permission", "Bash"), "/clear", "Ann")).toMatch(/^Before the session/);
  });
});
