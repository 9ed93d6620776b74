import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { callText } from "../adapters/claude/dialog/tool-call.ts";
import { createLog } from "../src/log/log.ts";
import { plain, printable, printableIn, printableJson } from "../src/support/printable.ts";

const ESC = "\u001b";

/** What a program can make a terminal do. */
const SEQUENCES: Readonly<Record<string, string>> = {
  "set its title": `${ESC}]0;owned\u0007`,
  "set its title, ended otherwise": `${ESC}]2;owned${ESC}\\`,
  "take the clipboard": `${ESC}]52;c;b3duZWQ=\u0007`,
  "open a link": `${ESC}]8;;https://example.com${ESC}\\text${ESC}]8;;${ESC}\\`,
  clear: `${ESC}[2J${ESC}[H`,
  "reset it": `${ESC}c`,
  "answer about itself": `${ESC}[6n${ESC}[>c${ESC}P+q544e${ESC}\\`,
  "change its colour": `${ESC}[31mred${ESC}[0m`,
  "underline with curls, in a colour": `${ESC}[4:3;58:2::240:143:104mcurly${ESC}[4:0m`,
  "go over to another screen": `${ESC}[?1049h`,
  "take keys for its own": `${ESC}[?1003h${ESC}[?2004h`,
  ring: "\u0007",
  "go back over what was said": "safe\rrm -rf /",
  "delete what was said": "abc\b\b\b\u007f",
  "do so in eight bits": "\u009b2J\u009d0;owned\u009c\u0090q\u009c",
  "break off": `${ESC}]0;never ended`,
  "and nothing after it": ESC,
};

const isQuiet = (text: string) => !/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u.test(text);

describe.each(Object.entries(SEQUENCES))("what would make a terminal %s", (_, sequence) => {
  const text = `before ${sequence} after`;

  it("is shown, and not acted on", () => {
    expect(isQuiet(printable(text))).toBe(true);
    expect(printable(text)).toMatch(/^before [\s\S]* after$/);
    expect(isQuiet(JSON.stringify(printableIn({ [text]: [text] })))).toBe(true);
  });

  it("is in JSON what it was, and is not acted on", () => {
    const line = printableJson({ text });
    expect(isQuiet(line)).toBe(true);
    expect(JSON.parse(line)).toEqual({ text });
  });

  it("is gone from a saved screen", () => {
    expect(isQuiet(plain(text))).toBe(true);
    expect(plain(text)).toMatch(/^before /);
    expect(plain(text)).not.toMatch(/\d[:;]\d*m/);
  });

  it.each([true, false])("reaches nobody who reads the log (for people: %s)", (pretty) => {
    const lines: string[] = [];
    const destination = new PassThrough();
    destination.on("data", (piece: Buffer) => lines.push(piece.toString("utf8")));
    const log = createLog({ level: "info", destination, secrets: [], pretty });
    log.error({ err: new Error(text), screen: text }, text);
    expect(lines.join("")).toContain("before");
    expect(isQuiet(lines.join(""))).toBe(true);
  });
});

it("leaves words, lines, tabs, emoji and other scripts as they are", () => {
  const text = "Wörter\n\tund 👩‍👩‍👧 עברית العربية 日本語 «»";
  expect([printable(text), plain(text)]).toEqual([text, text]);
});

it("shows a command that was written backwards as what it is", () => {
  expect(printable("echo \u202erm -rf\u202c")).toBe("echo \\u202erm -rf\\u202c");
});

it("shows what hides in a command", () => {
  const hidden = "ls \u200b\u202e\u{e0041}\u2066x";
  expect(callText("Bash", { command: hidden })).toBe("Bash\nls \\u{200b}\\u202e\\u{e0041}\\u2066x");
});
