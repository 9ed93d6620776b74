import { parseArgs } from "node:util";
import { BridgeError } from "../errors.ts";
import type { Command, CommandCall, Input } from "./command.ts";

/** Words that are quoted as a whole, without their quotes: a chat leaves them where a shell takes them away. */
export function unquoted(text: string): string {
  const [, double, single] = /^\s*(?:["“”]([^"“”]*)["“”]|'([^']*)')\s*$/.exec(text) ?? [];
  return double ?? single ?? text;
}

type Described = Pick<Command, "name" | "arguments" | "options">;

/** Options that every command has on a terminal. */
const EVERYWHERE = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  yes: { type: "boolean", short: "y" },
} as const;

/** Words to a call. Rejects with `bad-input`, and says how the command is used. */
export function parseWords(command: Described, words: readonly string[]): CommandCall {
  const known = Object.fromEntries(
    command.options.map(({ name, short, value, multiple }) => [
      name,
      {
        type: value === undefined ? ("boolean" as const) : ("string" as const),
        multiple: multiple ?? false,
        ...(short && { short }),
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { ...EVERYWHERE, ...known },
      allowPositionals: true,
    });
    const options = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, [value].flat().map(String)]),
    );
    return { command: command.name, arguments: place(command, positionals), options };
  } catch (error) {
    if (error instanceof BridgeError) throw error;
    const said = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new BridgeError("bad-input", `${said}. Usage: ${usage(command)}`, error);
  }
}

function place(command: Described, words: readonly string[]): Record<string, string> {
  const left = [...words];
  const placed = command.arguments.map(({ name, required, rest }): [string, string] => {
    const value = rest ? left.splice(0).join(" ") : left.shift();
    if (required && (value === undefined || value === "")) {
      throw new BridgeError("bad-input", `${command.name} needs <${name}>. Usage: ${usage(command)}`);
    }
    return [name, value ?? ""];
  });
  if (left.length > 0)
    throw new BridgeError("bad-input", `"${left[0]}" is one word too many. Usage: ${usage(command)}`);
  return Object.fromEntries(placed);
}

export function inputOf(call: CommandCall): Input {
  return {
    argument: (name) => call.arguments[name] ?? "",
    option: (name) => call.options[name]?.at(-1),
    options: (name) => call.options[name] ?? [],
    flag: (name) => call.options[name]?.at(-1) === "true",
  };
}

export function usage(command: Described): string {
  const words = command.arguments.map(({ name, required }) => (required ? `<${name}>` : `[${name}]`));
  const switches = command.options.map(
    ({ name, short, value }) => `[${short ? `-${short}` : `--${name}`}${value ? ` <${value}>` : ""}]`,
  );
  return [command.name, ...words, ...switches].join(" ");
}

/** What is quoted is one word, and stands for itself. */
export function firstQuoted(text: string): readonly [string, string] {
  const [, double, single, rest = ""] = /^\s*(?:["“”]([^"“”]*)["“”]|'([^']*)')(?:\s+|$)([\s\S]*)$/.exec(text) ?? [];
  const quoted = double ?? single;
  return quoted === undefined ? firstWord(text) : [quoted, rest.trimEnd()];
}

export function firstWord(text: string): readonly [string, string] {
  const [, word = "", rest = ""] = /^\s*(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  return [word, rest.trimEnd()];
}
