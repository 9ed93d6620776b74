import { describe, expect, it } from "vitest";
import { toCursor } from "../../adapters/claude/record/lines.ts";
import { isOf, lookUp } from "../../adapters/claude/record/lookup.ts";
import { clean, isSame, launchArguments, launchable } from "../../adapters/claude/text.ts";
import type { Prompt } from "../../src/cockpit/state.ts";
import { createDisk, heard, queued, SESSION, said } from "./lines.ts";

describe("a text as Claude will have it", () => {
  it.each([
    ["plain", "plain", "plain"],
    ["lines", "a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne"],
    ["tabs and inner space", "\ta  b", "\ta  b"],
    ["white space at its end", "a \n\t ", "a"],
    ["control characters", "a\u0000b\u001b[201~c\u007fd\u0007", "ab[201~cd"],
    ["direction marks", "a\u202eb\u2066c\u200f", "abc"],
    ["what cannot be seen", "a\u200bb\ufeffc\u00add", "abcd"],
    ["half an emoji", "a\ud83cb", "a\ufffdb"],
    ["an emoji of several signs", "👩🏽‍💻", "👩🏽‍💻"],
    ["right to left", "שלום עולם", "שלום עולם"],
    ["nothing", " \r\n", ""],
  ])("%s", (_, text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
    expect(clean(cleaned)).toBe(cleaned);
  });

  it.each([
    ["composed or not", "Café", "Cafe\u0301", true],
    ["with and without a joiner", "a\u200db", "ab", true],
    ["with and without a selector", "❤\ufe0f", "❤", true],
    ["other words", "a", "b", false],
    ["other lines", "a\nb", "a b", false],
    ["other case", "Yes", "yes", false],
    ["more", "yes", "yes!", false],
  ])("is the same: %s", (_, one, other, same) => {
    expect([isSame(one, other), isSame(other, one)]).toEqual([same, same]);
  });
});

describe("a launch argument", () => {
  it.each([
    ["fix the bug", true],
    ["two\nlines", true],
    ["-- what begins with dashes", true],
    ["--help me", true],
    ["", false],
    [" \n", false],
    ["/clear now", false],
    ["  /clear now", false],
    ["\u200b/clear now", false],
    ["exit", false],
    [" quit ", false],
    [":wq", false],
    ["update", false],
    ["ü ".repeat(39_000), true],
    ["ü ".repeat(41_000), false],
  ])("is taken where nothing would run as a command: %j", (text, fits) => {
    expect(launchable(text)).toBe(fits);
  });

  it("comes after the end of the options, each with its end", () => {
    expect(launchArguments("--help me \r\nplease\n")).toBe("--\0--help me \nplease\0");
  });
});

describe("a prompt in Claude's record", () => {
  const prompt: Prompt = { id: "p1", author: "ann", text: "Café\r\nnow ", kind: "text", at: 0, tries: 0 };
  const command: Prompt = { ...prompt, kind: "command", text: " /compact soon" };
  const session = { id: SESSION, started: true };
  const mark = (offset = 0, of = SESSION) => toCursor({ session: of, offset, hook: "" });

  it.each<readonly [string, readonly object[], string]>([
    ["nothing", [], "absent"],
    ["other words", [heard("other"), said("a", "Café\nnow")], "absent"],
    ["it", [heard("Cafe\u0301\nnow")], "heard"],
    ["it, queued", [queued("Café\nnow")], "queued"],
    ["it, queued and taken", [queued("Café\nnow"), heard("Café\nnow")], "heard"],
    [
      "it, queued and called back",
      [queued("Café\nnow"), { type: "queue-operation", operation: "remove", content: "Café\nnow" }],
      "absent",
    ],
    [
      "it, queued twice, called back once",
      [
        queued("Café\nnow"),
        { type: "queue-operation", operation: "remove", content: "Café\nnow" },
        queued("Café\nnow"),
      ],
      "queued",
    ],
    [
      "it, taken out of the queue in mid-turn",
      [{ type: "attachment", attachment: { type: "queued_command", prompt: "Café\nnow" } }],
      "heard",
    ],
  ])("is found: %s", async (_, lines, found) => {
    const disk = createDisk();
    await disk.write(...lines);
    expect(await lookUp(disk.home, session, prompt, mark())).toBe(found);
  });

  it("is looked for after the mark only", async () => {
    const disk = createDisk();
    await disk.write(heard("Café\nnow"));
    const size = JSON.stringify(heard("Café\nnow")).length + 2;
    expect(await lookUp(disk.home, session, prompt, mark(size))).toBe("absent");
    await disk.write(heard("Café\nnow"));
    expect(await lookUp(disk.home, session, prompt, mark(size))).toBe("heard");
  });

  it("is looked for in the conversation that came after the marked one", async () => {
    const disk = createDisk();
    await disk.write(heard("Café\nnow"));
    expect(await lookUp(disk.home, session, prompt, mark(0, "older"))).toBe("heard");
  });

  it.each([
    [command, { type: "command", name: "/compact" }, true],
    [command, { type: "command", name: "/clear" }, false],
    [command, { type: "heard", texts: [" /compact soon"] }, false],
    [prompt, { type: "heard", texts: ["other", "Café\nnow"] }, true],
    [prompt, { type: "command", name: "Café" }, false],
    [prompt, { type: "interrupted" }, false],
  ] as const)("is known by its kind: %j %j", (one, entry, is) => {
    expect(isOf(entry, one)).toBe(is);
  });
});
