import { describe, expect, it } from "vitest";
import { answerText } from "../../src/cockpit/answer.ts";
import type { Question } from "../../src/cockpit/state.ts";
import { question } from "../fakes/cockpit.ts";

const of = (kind: Question["kind"], text: string): Question => ({ ...question, kind, text, asks: [] });

describe("an answer as Claude is given it", () => {
  it("is the person's own words, where the question was in words", () => {
    expect(answerText(of("text", "Lazy or eager?"), "lazy,\n> please ")).toBe("lazy,\n> please ");
  });

  it.each([
    ["choices", "you asked:", "do not ask it again"],
    ["permission", "you asked for permission:", "The tool did not run."],
    ["plan", "approval of this plan:", "was not approved on the screen"],
  ] as const)("quotes a dialog, and says what became of it (%s)", (kind, opening, closing) => {
    const lines = answerText(of(kind, "first\n\nsecond"), "yes,\nbut slowly").split("\n");
    expect(lines[0]).toContain(opening);
    expect(lines.slice(1, 4)).toEqual(["> first", "> ", "> second"]);
    expect(lines.slice(4, -1)).toEqual(["", "The answer:", "yes,", "but slowly", ""]);
    expect(lines.at(-1)).toContain(closing);
  });

  it("is text, and no command, where it begins with a slash or an exclamation", () => {
    expect(answerText(of("permission", "Bash"), "/clear")).toMatch(/^Before the session/);
  });
});
