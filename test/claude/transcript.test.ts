import { describe, expect, it } from "vitest";
import { parseLine } from "../../adapters/claude/record/transcript.ts";
import { heard, queued, result, said, used } from "./lines.ts";

const parse = (line: object) => parseLine(JSON.stringify(line));
const user = (content: unknown, more: object = {}) => ({ type: "user", uuid: "u", message: { content }, ...more });
const assistant = (content: unknown, more: object = {}) => ({
  type: "assistant",
  uuid: "a",
  message: { content },
  ...more,
});

describe("a line of the transcript", () => {
  it.each<readonly [string, object, readonly object[]]>([
    ["a prompt", heard("hello"), [{ type: "heard", texts: ["hello"] }]],
    [
      "a prompt of several",
      user([
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ]),
      [{ type: "heard", texts: ["a", "b"] }],
    ],
    ["words of Claude's", said("a1", "Hi."), [{ type: "said", id: "a1", text: "Hi." }]],
    [
      "several blocks, each with an id of its own",
      assistant([
        { type: "text", text: "Hi." },
        { type: "tool_use", id: "t1", name: "Bash", input: { command: "ls" } },
      ]),
      [
        { type: "said", id: "a", text: "Hi." },
        { type: "did", id: "a.1", tool: "Bash", toolUse: "t1", input: { command: "ls" } },
      ],
    ],
    [
      "a tool",
      used("a1", "Read", { file_path: "x" }),
      [{ type: "did", id: "a1", tool: "Read", toolUse: "tool-a1", input: { file_path: "x" } }],
    ],
    [
      "a message taken out of the queue in mid-turn",
      { type: "attachment", attachment: { type: "queued_command", prompt: "more" } },
      [{ type: "heard", texts: ["more"] }],
    ],
    [
      "the same, in blocks",
      { type: "attachment", attachment: { type: "queued_command", prompt: [{ type: "text", text: "more" }] } },
      [{ type: "heard", texts: ["more"] }],
    ],
    ["a message queued", queued("later"), [{ type: "queued", text: "later" }]],
    [
      "a message out of the queue",
      { type: "queue-operation", operation: "dequeue" },
      [{ type: "unqueued", text: null }],
    ],
    [
      "a message called back",
      { type: "queue-operation", operation: "remove", content: "later" },
      [{ type: "unqueued", text: "later" }],
    ],
    ["an interrupt", user([{ type: "text", text: "[Request interrupted by user]" }]), [{ type: "interrupted" }]],
    ["an interrupt of a tool", user("[Request interrupted by user for tool use]"), [{ type: "interrupted" }]],
    [
      "a command",
      user("<command-name>/compact</command-name>\n<command-args></command-args>"),
      [{ type: "command", name: "/compact" }],
    ],
    [
      "a command of its own line",
      { type: "system", subtype: "local_command", content: "<command-name>/cost</command-name>" },
      [{ type: "command", name: "/cost" }],
    ],
    ["the end of a turn", { type: "system", subtype: "turn_duration", durationMs: 5 }, [{ type: "turnOver" }]],
  ])("is read: %s", (_, line, entries) => {
    expect(parse(line)).toEqual(entries);
  });

  it.each<readonly [string, object]>([
    ["a result of a tool", result("u1")],
    ["a note of the CLI's own", user("Caveat: …", { isMeta: true })],
    ["a sub-agent's words", assistant([{ type: "text", text: "Hi." }], { isSidechain: true })],
    ["a sub-agent's prompt", user("do it", { isSidechain: true })],
    ["thoughts", assistant([{ type: "thinking", thinking: "hm" }])],
    ["words that are none", assistant([{ type: "text", text: " \n" }])],
    ["a failure of the API", assistant([{ type: "text", text: "API Error" }], { isApiErrorMessage: true })],
    [
      "what a resume puts in",
      {
        type: "assistant",
        uuid: "a",
        message: { model: "<synthetic>", content: [{ type: "text", text: "No response requested." }] },
      },
    ],
    ["words of an unknown shape", assistant("plain")],
    ["another attachment", { type: "attachment", attachment: { type: "file", prompt: "x" } }],
    ["a summary", { type: "summary", summary: "…" }],
    ["a system line", { type: "system", subtype: "stop_hook_summary", content: "ok" }],
    ["a snapshot", { type: "file-history-snapshot", messageId: "m" }],
    ["an empty prompt", user([])],
  ])("is noise: %s", (_, line) => {
    expect(parse(line)).toEqual([]);
  });

  it.each(["", "{", '{"type":"assistant","message":{"content":[{"type":"te', "null", "[]", "7", '{"no":"type"}'])(
    "is not believed where it is broken: %s",
    (line) => {
      expect(parseLine(line)).toEqual([]);
    },
  );

  // A few megabytes that would be gigabytes of objects, or deeper than any stack.
  it.each([
    ["parts that are none", `{"type":"assistant","message":{"content":[${"{},".repeat(1_500_000)}{}]}}`],
    [
      "more parts than any message has",
      `{"type":"assistant","message":{"content":[${'{"type":"text","text":"x"},'.repeat(2_000)}{}]}}`,
    ],
    [
      "a list in a list in a list",
      `{"type":"assistant","message":{"content":${"[".repeat(50_000)}${"]".repeat(50_000)}}}`,
    ],
    [
      "maps without an end",
      `{"type":"assistant","message":{"content":${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}}}`,
    ],
    ["a string that never ends", `{"type":"assistant","message":{"content":"${'\\"'.repeat(500_000)}`],
  ])("is nothing of Claude's: %s", (_, line) => {
    expect(parseLine(line)).toEqual([]);
  });

  it("may quote whatever looks like more than it may be made of", () => {
    const text = `${'[{"a":1},'.repeat(100_000)} \\\\" \\`;
    const line = JSON.stringify({ type: "assistant", uuid: "u", message: { content: [{ type: "text", text }] } });
    expect(parseLine(line)).toEqual([{ type: "said", id: "u", text }]);
  });
});

it.each([
  ["[grep -q secret && exit 2]: no secrets here\n\n\n", "no secrets here"],
  ["no secrets, please\n\n", "no secrets, please"],
])("reads which prompt a hook has refused, and why: %j", (text, reason) => {
  const content = `UserPromptSubmit operation blocked by hook:\n${text}Original prompt: the secret\n\nfile`;
  expect(parseLine(JSON.stringify({ type: "system", subtype: "informational", content }))).toEqual([
    { type: "refused", reason, text: "the secret\n\nfile" },
  ]);
});
