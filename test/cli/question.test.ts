import { describe, expect, it } from "vitest";
import { createExplain } from "../../src/cli/explain.ts";

function ask(message: string, explain = true) {
  const call = { command: "question", arguments: {}, options: explain ? { explain: ["true"] } : {} };
  return createExplain(async () => message).run(call, () => {});
}

describe("a question from standard input", () => {
  it("is told with its sentence and the words that decided", async () => {
    const { text, data } = await ask("The build is green.\nShall I push it?\n");
    expect(text).toMatch(/^It waits for a person\.\nSentence: Shall I push it\?\nKind: question\nWhy: .*shall i/);
    expect(data).toMatchObject({ awaiting: true, sentence: "Shall I push it?", kind: "question" });
  });

  it("is told to be none", async () => {
    const { text, data } = await ask("The build is green.");
    expect(text).toMatch(/^It waits for nobody\.\nKind: statement\nWhy: neither/);
    expect(data).toMatchObject({ awaiting: false, sentence: "" });
  });

  it("is told shortly where no reasons are asked for", async () => {
    expect((await ask("Shall I push it?", false)).text).toBe("It waits for a person.");
  });

  it.each(["", " \n\t\n"])("needs words: %j", async (message) => {
    await expect(ask(message)).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("question --explain <"),
    });
  });
});
