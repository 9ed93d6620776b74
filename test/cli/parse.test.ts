import { describe, expect, it } from "vitest";
import type { Command } from "../../src/commands/command.ts";
import { inputOf, parseWords, usage } from "../../src/commands/parse.ts";
import { commands } from "../../src/commands/table.ts";
import { BridgeError } from "../../src/errors.ts";

function command(name: string): Command {
  const found = commands.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
}

describe("words on a command line", () => {
  it.each<readonly [string, readonly string[], object, object]>([
    ["start", ["musica"], { project: "musica" }, {}],
    ["start", ["musica", "--new"], { project: "musica" }, { new: ["true"] }],
    ["send", ["musica", "fix", "the", "bug"], { project: "musica", message: "fix the bug" }, {}],
    ["send", ["musica", "fix  it\n now"], { project: "musica", message: "fix  it\n now" }, {}],
    ["send", ["musica", "-"], { project: "musica", message: "-" }, {}],
    ["send", ["musica", "x", "--file", "a", "--file=b"], { project: "musica", message: "x" }, { file: ["a", "b"] }],
    ["send", ["--no-wait", "musica", "x"], { project: "musica", message: "x" }, { "no-wait": ["true"] }],
    ["send", ["musica", "--", "--help", "-x"], { project: "musica", message: "--help -x" }, {}],
    ["status", [], { project: "" }, {}],
    ["output", ["musica", "-n", "200"], { project: "musica" }, { lines: ["200"] }],
    ["output", ["musica", "--lines=5"], { project: "musica" }, { lines: ["5"] }],
    ["interrupt", ["musica"], { project: "musica" }, {}],
    ["remove", ["musica", "-y"], { project: "musica" }, { yes: ["true"] }],
    ["status", ["--json"], { project: "" }, { json: ["true"] }],
  ])("%s %j", (name, words, placed, options) => {
    expect(parseWords(command(name), words)).toEqual({ command: name, arguments: placed, options });
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    ["start", [], /start needs <project>. Usage: start <project> \[--new\]/],
    ["start", [""], /needs <project>/],
    ["send", ["musica"], /send needs <message>. Usage: send/],
    ["start", ["musica", "more"], /"more" is one word too many. Usage: start/],
    ["start", ["musica", "--old"], /Unknown option '--old'.*Usage: start/],
    ["interrupt", [], /interrupt needs <project>. Usage: interrupt <project>/],
    ["interrupt", ["musica", "now"], /"now" is one word too many/],
    ["output", ["musica", "-n"], /-n.*Usage: output/],
    ["start", ["musica", "--new=x"], /new.*Usage: start/],
  ])("%s %j is refused, with how it is used", (name, words, message) => {
    expect(() => parseWords(command(name), words)).toThrow(BridgeError);
    expect(() => parseWords(command(name), words)).toThrow(message);
  });

  it("can be asked for by name", () => {
    const input = inputOf(parseWords(command("send"), ["musica", "x", "--file", "a", "--file", "b", "--no-wait"]));
    expect([input.argument("project"), input.argument("none")]).toEqual(["musica", ""]);
    expect([input.option("file"), input.options("file"), input.option("none"), input.options("none")]).toEqual([
      "b",
      ["a", "b"],
      undefined,
      [],
    ]);
    expect([input.flag("no-wait"), input.flag("new")]).toEqual([true, false]);
  });
});

it("says how each command is used", () => {
  expect(commands.map(usage)).toEqual(expect.arrayContaining(["output <project> [-n <count>]", "status [project]"]));
});
