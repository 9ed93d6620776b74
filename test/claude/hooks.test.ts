import { describe, expect, it } from "vitest";
import { current, type Hook, parseHook, worksOn } from "../../adapters/claude/record/hooks.ts";
import { SESSION, stopped, submitted, wants } from "./lines.ts";

const hook = (event: object): Hook => {
  const parsed = parseHook(JSON.stringify(event));
  if (parsed === null) throw new Error("not a hook");
  return parsed;
};
const done = (tool_name: string, tool_input: unknown, name = "PostToolUse") =>
  hook({ hook_event_name: name, session_id: SESSION, tool_name, tool_input });

const submit = hook(submitted("go on"));
const subagent = hook({ ...submitted("sub"), agent_id: "a1" });
const stop = hook(stopped("Which?"));
const failed = hook({ hook_event_name: "StopFailure", session_id: SESSION, error: "overloaded" });
const begins = hook({ hook_event_name: "SessionStart", session_id: SESSION, source: "startup" });
const asks = hook(wants("Bash", { command: "rm x" }));

const asksBelow = hook({ ...wants("Bash", { command: "rm x" }), agent_id: "a1" });
const endsBelow = hook({ hook_event_name: "SubagentStop", session_id: SESSION, agent_id: "a1" });

describe("what still matters of several events", () => {
  it.each<readonly [string, readonly Hook[], readonly Hook[]]>([
    ["one stop", [submit, stop], [submit, stop]],
    ["a stop before a prompt", [stop, submit], [submit]],
    ["a failure before a prompt", [failed, submit], [submit]],
    ["a stop before a sub-agent's prompt", [stop, subagent], [stop, subagent]],
    ["all but the last of several turns", [submit, stop, submit, stop], [submit, stop]],
    ["a sub-agent's ask, which outlives the turn", [asksBelow, stop, submit], [asksBelow, submit]],
    ["a sub-agent's ask that ended with it", [asksBelow, endsBelow], [endsBelow]],
    ["an ask that is open", [submit, asks], [submit, asks]],
    ["an ask that was answered", [asks, done("Bash", { command: "rm x" })], [done("Bash", { command: "rm x" })]],
    [
      "an ask whose tool failed",
      [asks, done("Bash", { command: "rm x" }, "PostToolUseFailure")],
      [done("Bash", { command: "rm x" }, "PostToolUseFailure")],
    ],
    [
      "an ask, and the result of another tool",
      [asks, done("Bash", { command: "ls" })],
      [asks, done("Bash", { command: "ls" })],
    ],
    ["an ask that was denied, and the turn's end", [asks, stop], [stop]],
    ["an ask, and a prompt after it", [asks, submit], [submit]],
    ["a session's beginning, whatever follows", [begins, submit, stop], [begins, submit, stop]],
    ["a turn's end, and that of one whose prompt was queued before", [submit, submit, stop, stop], [submit, stop]],
    ["nothing", [], []],
  ])("%s", (_, hooks, left) => {
    expect(current(hooks)).toEqual(left);
  });
});

it("is found among as many as a container can make", () => {
  const wide = (name: string, at: number) =>
    hook({ ...wants("Bash", { at, filler: "x".repeat(2_000) }), hook_event_name: name });
  const hooks = [
    ...Array.from({ length: 1_000 }, (_, at) => wide("PermissionRequest", at)),
    ...Array.from({ length: 1_000 }, (_, at) => wide("PostToolUse", at + 1)),
  ];
  expect(current(hooks).filter(({ hook_event_name: name }) => name === "PermissionRequest")).toEqual([hooks[0]]);
});

describe("a file in the spool", () => {
  it.each(["", "{", "null", "[]", '{"hook_event_name":"Stop"}', '{"hook_event_name":7,"session_id":"s"}'])(
    "is no hook event: %s",
    (json) => {
      expect(parseHook(json)).toBeNull();
    },
  );

  it("keeps what nobody knows yet", () => {
    expect(parseHook(JSON.stringify({ ...submitted("x"), news: 1 }))).toMatchObject({ news: 1, prompt: "x" });
  });
});

it.each([
  [{}, false],
  [{ background_tasks: [], session_crons: [] }, false],
  [{ background_tasks: [{ id: "b1" }] }, true],
  [{ session_crons: [{ id: "c1" }] }, true],
])("knows whether something goes on by itself: %j", (more, goesOn) => {
  expect(worksOn(hook(stopped("", more)))).toBe(goesOn);
});
