import { describe, expect, it } from "vitest";
import { rulesFor } from "../../adapters/claude/dialog/rules.ts";
import { callText } from "../../adapters/claude/dialog/tool-call.ts";

const suggest = (rules: readonly object[], more: object = {}) => [
  { type: "setMode", mode: "acceptEdits", destination: "session" },
  { type: "addRules", rules, behavior: "allow", destination: "localSettings", ...more },
];

describe("what is shown of a call", () => {
  it.each([
    ["Edit", { file_path: "/workspace/a", old_string: "a", new_string: "b", replace_all: true }, "# replace_all: true"],
    ["Bash", { command: "ls", run_in_background: true }, "# run_in_background: true"],
    ["Write", { file_path: "/workspace/a", content: "x", mode: 511 }, "# mode: 511"],
    ["mcp__gh__push", { file_path: "/workspace/a", content: "x", repo: "prod" }, '"repo": "prod"'],
  ])("is all of it: %s", (tool, input, line) => {
    expect(callText(tool, input)).toContain(line);
  });
});

describe("the rules that would allow a call", () => {
  it("are those that Claude suggests", () => {
    const suggestions = suggest([{ toolName: "Bash", ruleContent: "npm test:*" }, { toolName: "WebSearch" }]);
    expect(rulesFor("Bash", { command: "npm test -- x" }, suggestions)).toEqual(["Bash(npm test:*)", "WebSearch"]);
  });

  it.each([
    ["another kind of suggestion", [{ type: "addDirectories", directories: ["/w"] }]],
    ["a rule that denies", suggest([{ toolName: "Bash" }], { behavior: "deny" })],
    ["no suggestion at all", undefined],
    ["something else", "addRules"],
  ])("are the narrowest where there is %s", (_, suggestions) => {
    expect(rulesFor("Bash", { command: "npm test" }, suggestions)).toEqual(["Bash(npm test)"]);
  });

  it.each([
    ["Edit", { file_path: "/workspace/a" }, ["Edit(//workspace/**)"]],
    ["Write", { file_path: "/workspace/a" }, ["Edit(//workspace/**)"]],
    ["WebFetch", { url: "https://example.com/a?b" }, ["WebFetch(domain:example.com)"]],
    ["mcp__github__get_issue", { id: 1 }, ["mcp__github__get_issue"]],
    ["WebSearch", { query: "x" }, ["WebSearch"]],
  ])("for %s are for its kind", (tool, input, rules) => {
    expect(rulesFor(tool, input, undefined)).toEqual(rules);
  });

  it.each([
    ["Bash", { command: "rm *.log" }],
    ["Bash", { command: "a\nb" }],
    ["Bash", { command: "(cd x && y)" }],
    ["Bash", { command: "npm test:" }],
    ["Bash", { command: " ls" }],
    ["Bash", { command: `echo ${"x".repeat(400)}` }],
    ["Bash", {}],
    ["Write", { file_path: "/home/dev/.bashrc", content: "x" }],
    ["Edit", { file_path: "/workspace/../etc/passwd" }],
    ["WebFetch", { url: "no address" }],
    ["Odd tool", {}],
    ["Task", {}],
  ])("are none where one might mean more than the call: %s %j", (tool, input) => {
    expect(rulesFor(tool, input, undefined)).toEqual([]);
  });
});

describe("a call in full", () => {
  it.each([
    ["Bash", { command: "rm x\nls", description: "Remove" }, "Bash\n# Remove\nrm x\nls"],
    ["Bash", { command: "ls" }, "Bash\nls"],
    [
      "Edit",
      { file_path: "/a", old_string: "one\ntwo", new_string: "three\n" },
      "Edit\n--- /a\n+++ /a\n@@\n-one\n-two\n+three",
    ],
    [
      "MultiEdit",
      { file_path: "/a", edits: [{ old_string: "", new_string: "x" }] },
      "MultiEdit\n--- /a\n+++ /a\n@@\n+x",
    ],
    ["Write", { file_path: "/a", content: "x\ny\n" }, "Write\n--- /dev/null\n+++ /a\n+x\n+y"],
    ["mcp__x__y", { id: 1 }, 'mcp__x__y\n{\n  "id": 1\n}'],
    ["Odd", {}, "Odd"],
    ["Odd", null, "Odd"],
    ["Bash", { command: 7 }, 'Bash\n{\n  "command": 7\n}'],
  ])("of %s %j", (tool, input, text) => {
    expect(callText(tool, input)).toBe(text);
  });
});
