import { describe, expect, it } from "vitest";
import { lastLines, readScreen } from "../../adapters/claude/terminal/screens.ts";

const RULE = "─".repeat(60);
const box = (...input: readonly string[]) => [RULE, ...input, RULE].join("\n");
const footer = "  ? for shortcuts";

describe("a screen", () => {
  it.each([
    ["a rule that is none", `${"─".repeat(1_000_000)}x`],
    ["rules upon rules", `${"─".repeat(200)} `.repeat(5_000)],
    ["more than any terminal holds", "\n".repeat(30_000_000)],
  ])("is read whatever it is: %s", (_, text) => {
    expect(readScreen(text)).toEqual({ kind: "unknown" });
  });

  it.each([
    ["an empty prompt", `Welcome\n\n${box("❯\u00a0")}\n${footer}\n\n\n`, { kind: "prompt", draft: "" }],
    ["a draft", `${box("❯\u00a0fix the bug")}\n${footer}`, { kind: "prompt", draft: "fix the bug" }],
    ["a draft of two lines", box("❯\u00a0one", "  two"), { kind: "prompt", draft: "one\ntwo" }],
    ["a rule with a title", `${RULE}\n❯\u00a0x\n─── History 2/2 ${RULE}`, { kind: "prompt", draft: "x" }],
    ["a rule in what Claude said", `a\n${RULE}\nb\n${box("❯\u00a0")}\n${footer}`, { kind: "prompt", draft: "" }],
    ["a dialog's words in what Claude said", `Press Esc to cancel.\n${box("❯\u00a0")}`, { kind: "prompt", draft: "" }],
    ["a caret in what Claude said", `❯ 1. Yes\n${box("❯\u00a0")}`, { kind: "prompt", draft: "" }],
    [
      "a dialog",
      `${RULE}\n Do you want to proceed?\n ❯ 1. Yes\n   2. No\n\n Esc to cancel · Tab to amend`,
      { kind: "dialog" },
    ],
    ["a choice", `${RULE}\nWhich?\n❯ 1. red\n${RULE}\nEnter to select · Esc to cancel`, { kind: "dialog" }],
    ["a trust question", "Do you trust this?\n❯ 1. Yes\n\nEnter to confirm · Esc to exit", { kind: "dialog" }],
    [
      "a notice below the prompt, in a dialog's words",
      `${box("❯\u00a0")}\n  Continuing automatically at 11:37am · Esc to cancel`,
      { kind: "prompt", draft: "" },
    ],
    [
      "a status line of 13 lines",
      `${box("❯\u00a0x")}\n${"  line\n".repeat(13)}${footer}`,
      { kind: "prompt", draft: "x" },
    ],
    [
      "a command above a status line of 13 lines",
      `${box("❯\u00a0/context")}\n${"  /workspace on main\n".repeat(13)}${footer}`,
      { kind: "prompt", draft: "/context" },
    ],
    [
      "a command above the menu that it opened",
      `${box("❯\u00a0/con")}\n  /config    Open settings\n  /context   Show what fills the context`,
      { kind: "unknown" },
    ],
    ["a dialog's words in a draft of somebody's", box("❯\u00a0press Esc to cancel"), { kind: "dialog" }],
    ["a search", `${box("❯\u00a0x")}\nsearch prompts: 123`, { kind: "search", found: "x" }],
    ["a search in vain", `${box("❯\u00a0")}\n  no matching prompt: 123`, { kind: "search", found: "" }],
    ["a shell line", box("! ls"), { kind: "elsewhere" }],
    ["nothing", "", { kind: "unknown" }],
    ["a shell's prompt", "user@host:~$ ", { kind: "unknown" }],
    ["one rule", `${RULE}\n❯ x`, { kind: "unknown" }],
    ["rules with nothing between", `${RULE}\n${RULE}`, { kind: "unknown" }],
    ["a caret of a list, not of the input line", box("❯ 1. Yes"), { kind: "unknown" }],
    ["a box without a caret", box("What is this"), { kind: "unknown" }],
    ["a box that has scrolled up", `${box("❯\u00a0")}\n${"line\n".repeat(60)}`, { kind: "unknown" }],
  ])("shows %s", (_, screen, read) => {
    expect(readScreen(screen)).toEqual(read);
  });
});

it.each([
  ["\n\n a \nb  \n\n", 20, "a\nb"],
  ["1\n2\n3\n4", 2, "3\n4"],
  ["", 5, ""],
])("gives people the end of it: %j, %d", (screen, count, lines) => {
  expect(lastLines(screen, count)).toBe(lines);
});
