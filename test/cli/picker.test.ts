import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { pickAnswer } from "../../src/cli/picker.ts";

const ask = (text: string, labels: readonly string[], multiple = false) => ({
  text,
  multiple,
  options: labels.map((label) => ({ label })),
});
const question = (kind: string, more: object = {}) => ({
  kind,
  text: "All of it",
  sentence: "Which?",
  asks: [],
  ...more,
});
const colours = question("choices", { asks: [ask("Which colour?", ["red", "blue"])] });
const both = question("choices", {
  asks: [ask("Which colour?", ["red", "blue"]), ask("Which sizes?", ["S", "M", "L"], true)],
});
const permission = question("permission", { call: { rules: ["Bash(npm test)"] } });

const DOWN = "\u001b[B";
const ENTER = "\r";
const SPACE = " ";

/** A terminal at which these keys are pressed, each once the last is taken. */
function terminal(...keys: readonly string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input, isRaw: false });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
  const left = [...keys];
  let shown = "";
  // What is drawn anew waits for the next key.
  output.on("data", (piece: Buffer) => {
    shown += piece;
    setImmediate(() => {
      const key = left.shift();
      if (key !== undefined) input.write(key);
    });
  });
  return {
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
    shown: () => shown,
  };
}

describe("an answer that is picked at a terminal", () => {
  it.each([
    ["the first option", colours, [ENTER], "[1]"],
    ["an option further down", colours, [DOWN, ENTER], "[2]"],
    ["several of several, question by question", both, [DOWN, ENTER, SPACE, DOWN, DOWN, SPACE, ENTER], "[2]\n[1], [3]"],
    ["an allowance, once", permission, [ENTER], "Allow once"],
    ["an allowance for good", permission, [DOWN, DOWN, ENTER], "Allow always"],
    ["a denial", question("permission"), [DOWN, ENTER], "Deny"],
    ["an approval with edits", question("plan"), [DOWN, ENTER], "Approve and accept edits"],
  ])("is %s", async (_, asked, keys, answer) => {
    expect(await pickAnswer("musica", asked, terminal(...keys))).toBe(answer);
  });

  it.each([
    ["a question in words", question("text"), ["lazy", ENTER], "lazy"],
    ["something else than the options", colours, [DOWN, DOWN, ENTER, "green", ENTER], "green"],
    ["a denial with its reason", question("permission"), [DOWN, DOWN, ENTER, "use git mv", ENTER], "Deny: use git mv"],
  ])("is in words of their own: %s", async (_, asked, keys, answer) => {
    expect(await pickAnswer("musica", asked, terminal(...keys))).toBe(answer);
  });

  it("shows all of what is to be allowed, and the rule", async () => {
    const at = terminal(ENTER);
    await pickAnswer("musica", permission, at);
    expect(at.shown()).toMatch(/All of it[\s\S]*Bash\(npm test\)/);
  });

  it("is none where the person leaves", async () => {
    await expect(pickAnswer("musica", colours, terminal("\u0003"))).rejects.toMatchObject({ code: "not-confirmed" });
  });

  it("is none where nothing is asked", async () => {
    await expect(pickAnswer("musica", null, terminal())).rejects.toMatchObject({ code: "no-question" });
  });
});
