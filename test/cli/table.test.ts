import { describe, expect, it } from "vitest";
import { commands } from "../../src/commands/table.ts";

it("names each command once", () => {
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
});

describe.each(commands)("the row of $name", ({ name, summary, arguments: words, options, opensThread }) => {
  it("is one word and a sentence without its full stop", () => {
    expect(name).toMatch(/^[a-z]+$/);
    expect(summary).toMatch(/^[A-Z].*[^.]$/);
  });

  it("begins with the project, ends with free text, and asks for nothing after what may be left out", () => {
    expect(words.findLastIndex(({ isProject }) => isProject)).toBeLessThanOrEqual(0);
    expect(words.slice(0, -1).filter(({ rest }) => rest)).toEqual([]);
    const isLeft = words.map(({ required }) => !required);
    expect(words.filter(({ required }, at) => required && isLeft.slice(0, at).includes(true))).toEqual([]);
    if (opensThread) expect(words[0]?.isProject).toBe(true);
  });

  it("lets a chat reach no path of the bot's machine, and run nothing there", () => {
    const local = options.filter(({ isPath, isRun }) => isPath || isRun);
    expect(local.filter(({ inChat }) => inChat !== "refused")).toEqual([]);
  });
});
