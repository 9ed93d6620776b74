import { describe, expect, it } from "vitest";
import { chatCommands, filledIn, isSpoken, spoken, wordsOf } from "../../src/chat/words.ts";
import { commands } from "../../src/commands/table.ts";
import { BridgeError } from "../../src/errors.ts";

const PROJECTS = ["musica", "overbits"];

const parse = (text: string, thread: string | null = null) => {
  const { command, call } = spoken(text, thread, commands, PROJECTS);
  return [command.name, call.arguments, call.options];
};

const refusal = (text: string, thread: string | null = null): string => {
  try {
    spoken(text, thread, commands, PROJECTS);
  } catch (error) {
    if (error instanceof BridgeError) return error.message;
    throw error;
  }
  return "not refused";
};

describe("words", () => {
  it.each([
    ["start musica", ["start", "musica"]],
    ["a  b\n c", ["a", "b", "c"]],
    [`say "two words" 'three more words'`, ["say", "two words", "three more words"]],
    ["say “curly ones”", ["say", "curly ones"]],
    ["it's ann's", ["it's", "ann's"]],
    ["", []],
  ])("%j", (text, words) => expect(wordsOf(text)).toEqual(words));
});

describe("a command in words", () => {
  it("is parsed by the table", () => {
    expect(parse("start musica --new")).toEqual(["start", { project: "musica" }, { new: ["true"] }]);
    expect(parse("STOP musica")).toEqual(["stop", { project: "musica" }, {}]);
    expect(parse("output musica -n 20")).toEqual(["output", { project: "musica" }, { lines: ["20"] }]);
  });

  it("needs no project in its thread, and takes another one", () => {
    expect(parse("stop", "musica")).toEqual(["stop", { project: "musica" }, {}]);
    expect(parse("stop overbits", "musica")).toEqual(["stop", { project: "overbits" }, {}]);
    expect(parse("output -n 20", "musica")).toEqual(["output", { project: "musica" }, { lines: ["20"] }]);
    expect(parse("send fix it", "musica")).toEqual(["send", { project: "musica", message: "fix it" }, {}]);
    expect(parse("send overbits fix it", "musica")).toEqual(["send", { project: "overbits", message: "fix it" }, {}]);
  });

  it("keeps lines, quotes and dashes of what Claude is told", () => {
    const text = `fix "it"\n  --all of it -- and 'more'`;
    expect(parse(`send musica ${text}`)).toEqual(["send", { project: "musica", message: text }, {}]);
  });

  it("takes options before what Claude is told, and a time in quotes as one word", () => {
    expect(parse('queue --first --priority high fix "it"', "musica")).toEqual([
      "queue",
      { project: "musica", task: 'fix "it"' },
      { first: ["true"], priority: ["high"] },
    ]);
    expect(parse("schedule musica “0 9 * * 1-5” run the tests")).toEqual([
      "schedule",
      { project: "musica", cron: "0 9 * * 1-5", task: "run the tests" },
      {},
    ]);
    expect(parse('schedule "@daily" --zone Europe/Berlin tidy up', "musica")).toEqual([
      "schedule",
      { project: "musica", cron: "@daily", task: "tidy up" },
      { zone: ["Europe/Berlin"] },
    ]);
    expect(parse("schedule --remove 2", "musica")).toEqual([
      "schedule",
      { project: "musica", cron: "", task: "" },
      { remove: ["2"] },
    ]);
  });

  it.each([
    ["strat musica", null, /^There is no command strat\. Did you mean start\?/],
    ["dance", null, /^There is no command dance\. "help" lists them\.$/],
    ["start", null, /^start needs <project>/],
    ["stop musica now", null, /^"now" is one word too many\. Usage: stop/],
    ["send musica", null, /^send needs <message>/],
    ["attach musica --exec", null, /^--exec is for the terminal/],
    ["stop --file /etc/passwd", "musica", /--file/],
  ])("%j in %j is refused with a sentence", (text, thread, sentence) =>
    expect(refusal(text, thread)).toMatch(sentence),
  );

  it("never reads files of the bot's machine for a chat", () => {
    expect(parse("send musica --file /etc/passwd")).toEqual([
      "send",
      { project: "musica", message: "--file /etc/passwd" },
      {},
    ]);
  });
});

describe("what is said to the bot in a thread is", () => {
  it.each([
    "stop",
    "status",
    "help",
    "",
    "stpo",
    "output -n 20",
    "send overbits fix it",
    "stop overbits",
    "help stop",
    "slash /compact",
    "file report.pdf",
    "queue fix the tests",
    "queue",
    "queue pause",
    'schedule "0 9 * * 1-5" run the tests',
    "schedule @daily tidy up",
    "schedule --remove 1",
  ])("a command: %j", (text) => expect(isSpoken(text, "musica", commands, PROJECTS)).toBe(true));
  it.each([
    "please stop the server",
    "stop the server and start again",
    "fix the bug",
    "what is the status of this?",
    "send the report to Bob",
    "respond to his mail",
    "file a bug about it",
    "help me fix it",
    "schedule a meeting with Ann",
  ])("for Claude: %j", (text) => expect(isSpoken(text, "musica", commands, PROJECTS)).toBe(false));
});

describe("a command that is filled in", () => {
  const fill = (command: string, values: Readonly<Record<string, string>>, thread: string | null = null) =>
    filledIn({ command, arguments: values, options: {} }, thread, commands).call.arguments;

  it("is what stands in its fields, whatever that looks like", () => {
    const message = "overbits --new 'fails'";
    expect(fill("send", { message }, "musica")).toEqual({ project: "musica", message });
    expect(fill("send", { project: "othr", message }, "musica")).toEqual({ project: "othr", message });
    expect(fill("status", {})).toEqual({ project: "" });
  });

  it("says what is missing, and takes nothing that is for the terminal", () => {
    expect(() => fill("send", { message: "hi" })).toThrow(/^send needs <project>\. Usage: send/);
    expect(() => fill("sned", {})).toThrow(/^There is no command sned\./);
    const local = {
      command: "send",
      arguments: { project: "musica", message: "hi" },
      options: { file: ["/etc/hosts"] },
    };
    expect(() => filledIn(local, null, commands)).toThrow(/--file is for the terminal/);
  });
});

it("a chat's table has nothing that makes sense on a terminal only", () => {
  const options = chatCommands(commands).flatMap((command) => command.options.map(({ name }) => name));
  expect(options).toContain("lines");
  for (const name of ["file", "exec", "all", "no-wait", "seen"]) expect(options).not.toContain(name);
});
