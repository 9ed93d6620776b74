import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Client } from "../api/client.ts";
import type { Command, CommandCall, Told } from "../commands/command.ts";
import { helpOf, overview } from "../commands/help.ts";
import { inputOf, parseWords } from "../commands/parse.ts";
import { commands } from "../commands/table.ts";
import { asBridgeError, BridgeError, type ErrorCode } from "../errors.ts";
import { nearest } from "../support/nearest.ts";
import { printable, printableIn, printableJson } from "../support/printable.ts";

/** A command that runs in the CLI's own process, for it must work where no daemon does. */
export interface LocalCommand extends Omit<Command, "run"> {
  run(call: CommandCall, tell: (told: Told) => void): Promise<Told>;
}

export interface CliParts {
  /** The words a user says before the command: `cockpit`, or `luzia cockpit`. */
  readonly program: string;
  readonly client: Client;
  readonly local: readonly LocalCommand[];
  readonly author: string;
  /** Starts the daemon in the background where none answers; resolves once one does. */
  ensureDaemon(): Promise<void>;
  /** What is to be said instead, where this side knows better why the daemon could not; null where it does not. */
  hint(code: ErrorCode): Promise<string | null>;
  /** Replaces this terminal's program until that one ends; resolves with its exit status. */
  execute(argv: readonly string[]): Promise<number>;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
}

/** The exit status for each way to fail; documented in the README. */
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  "bad-input": 2,
  "bad-name": 2,
  "bad-config": 2,
  "not-confirmed": 2,
  "unknown-project": 3,
  "container-missing": 3,
  "too-large": 2,
  "no-question": 4,
  "engine-missing": 5,
  "engine-failed": 5,
  "image-failed": 5,
  "no-credentials": 6,
  "claude-exited": 7,
  "claude-stuck": 7,
  "settings-refused": 7,
  "not-delivered": 7,
  "turn-failed": 7,
  "unknown-session": 7,
  timeout: 8,
  "disk-full": 9,
  "store-corrupt": 9,
};

/** Runs one command line; resolves with the exit status. Nothing is thrown. */
export async function runCli(words: readonly string[], parts: CliParts): Promise<number> {
  const [name = "help", ...rest] = words;
  const json = optionsOf(rest).includes("--json");
  try {
    return await dispatch(name, rest, json, parts);
  } catch (thrown) {
    const { code, message } = asBridgeError(thrown);
    const hint = await parts.hint(code).catch(() => null);
    const sentence = hint ?? message;
    if (json) parts.output.write(`${printableJson({ type: "error", code, message: sentence })}\n`);
    else parts.errors.write(`${printable(sentence)}\n`);
    return STATUS[code] ?? 1;
  }
}

async function dispatch(name: string, rest: readonly string[], json: boolean, parts: CliParts): Promise<number> {
  const all = [...commands, ...parts.local];
  if (name === "help" || name === "--help" || name === "-h") {
    const about = all.find((command) => command.name === rest[0]);
    parts.output.write(`${about ? helpOf(about, parts.program) : overview(all, parts.program)}\n`);
    return 0;
  }
  const command = all.find((one) => one.name === name);
  if (command === undefined) throw unknownCommand(name, all, parts.program);
  if (optionsOf(rest).some((word) => word === "--help" || word === "-h")) {
    parts.output.write(`${helpOf(command, parts.program)}\n`);
    return 0;
  }
  const call = await complete(await parsed(command, rest, parts, json), command, parts, json);
  const show = (told: Told, type: string) => print(told, type, json, parts);
  const local = parts.local.find((one) => one.name === name);
  const result = local
    ? await local.run(call, (told) => show(told, "told"))
    : await confirmed(await callDaemon(call, parts, show), parts, json, show);
  if (command.options.some(({ name: option, isRun }) => isRun && inputOf(call).flag(option)))
    return parts.execute(argvOf(result));
  show(result, "result");
  return failed(result) ? 1 : 0;
}

/** Who answers at a terminal, and says nothing yet, is shown what there is to pick from. */
async function parsed(
  command: Command | LocalCommand,
  rest: readonly string[],
  parts: CliParts,
  json: boolean,
): Promise<CommandCall> {
  const { input, output } = parts;
  const picked = command.arguments.find(({ isPicked }) => isPicked);
  if (picked === undefined || json || !input.isTTY || !output.isTTY) return parseWords(command, rest);
  const words = command.arguments.map((argument) =>
    argument === picked ? { ...argument, required: false } : argument,
  );
  const call = parseWords({ ...command, arguments: words }, rest);
  const { project = "" } = call.arguments;
  if (call.arguments[picked.name] !== "") return call;
  const look: CommandCall = { command: "status", arguments: { project }, options: {} };
  const { data } = await callDaemon(look, parts, () => undefined);
  const question = typeof data === "object" && data !== null && "question" in data ? data.question : null;
  const { pickAnswer } = await import("./picker.ts");
  return {
    ...call,
    arguments: {
      ...call.arguments,
      [picked.name]: await pickAnswer(project, printableIn(question), { input, output }),
    },
  };
}

/** Behind "--" all words are text. */
function optionsOf(words: readonly string[]): readonly string[] {
  const end = words.indexOf("--");
  return end === -1 ? words : words.slice(0, end);
}

/** What only this side knows: standard input, where paths are relative to, and whether the person means it. */
async function complete(
  call: CommandCall,
  command: Pick<Command, "confirm" | "arguments" | "options">,
  parts: CliParts,
  json: boolean,
): Promise<CommandCall> {
  const rest = command.arguments.find((argument) => argument.rest)?.name;
  const stdin = rest !== undefined && call.arguments[rest] === "-" ? { [rest]: await readAll(parts.input) } : {};
  const paths = command.options.flatMap(({ name, isPath }) =>
    isPath && call.options[name] ? [[name, call.options[name].map((path) => resolve(path))] as const] : [],
  );
  const input = inputOf(call);
  const question = command.confirm?.(input);
  if (question !== undefined && !input.flag("yes")) await confirm(question, parts, json);
  return {
    ...call,
    arguments: { ...call.arguments, ...stdin },
    options: { ...call.options, ...Object.fromEntries(paths) },
  };
}

async function readAll(input: NodeJS.ReadStream): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of input) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString("utf8");
}

async function confirm(
  question: string,
  { input, output }: CliParts,
  json: boolean,
  advice = " Say it again with --yes.",
): Promise<void> {
  const refused = new BridgeError("not-confirmed", `Nothing was done: it needs a yes.${advice}`);
  if (!input.isTTY || json) throw refused;
  const terminal = createInterface({ input, output });
  // At the end of input, readline would leave the question open for ever.
  const ended = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(`${printable(question)} [y/N] `), ended]).finally(() =>
    terminal.close(),
  );
  if (!/^y(es)?$/i.test(answer.trim())) throw refused;
}

/** What the daemon wants to have confirmed first is done after a yes; where nobody can be asked, how to say yes is told. */
async function confirmed(
  first: Told,
  parts: CliParts,
  json: boolean,
  show: (told: Told, type: string) => void,
): Promise<Told> {
  if (first.confirm === undefined || json) return first;
  const { question, call } = first.confirm;
  if (!parts.input.isTTY) return { ...first, text: `${first.text}\nTo say yes: ${parts.program} ${lineOf(call)}` };
  show(first, "told");
  await confirm(question, parts, json, "");
  return confirmed(await callDaemon(call, parts, show), parts, json, show);
}

function lineOf({ command, arguments: values, options }: CommandCall): string {
  const given = Object.entries(options).flatMap(([name, all]) => all.map((value) => `--${name} ${value}`));
  return [command, ...Object.values(values), ...given].join(" ");
}

async function callDaemon(call: CommandCall, parts: CliParts, show: (told: Told, type: string) => void): Promise<Told> {
  await parts.ensureDaemon();
  const body = { arguments: call.arguments, options: mutable(call.options), author: parts.author, event: randomUUID() };
  for await (const line of parts.client.call(call.command, body)) {
    if (line.type === "told") show(line.told, "told");
    else if (line.type === "result") return line.told;
    else throw new BridgeError(line.code as ErrorCode, line.message);
  }
  throw new BridgeError(
    "daemon-missing",
    "The daemon ended without an answer. What it had accepted is kept; the next command starts it again.",
  );
}

function mutable(options: CommandCall["options"]): Record<string, string[]> {
  return Object.fromEntries(Object.entries(options).map(([name, values]) => [name, [...values]]));
}

function print(told: Told, type: string, json: boolean, { output }: CliParts): void {
  if (json) output.write(`${printableJson({ type, data: told.data })}\n`);
  else if (told.text !== "") output.write(`${printable(told.text)}\n`);
}

function argvOf({ data }: Told): readonly string[] {
  if (data === null || typeof data !== "object" || !("argv" in data) || !Array.isArray(data.argv)) return [];
  return data.argv.map(String);
}

/** `doctor` reports what is not well as a result, and still is to fail a script. */
function failed({ data }: Told): boolean {
  return data !== null && typeof data === "object" && "well" in data && data.well === false;
}

function unknownCommand(name: string, all: readonly Pick<Command, "name">[], program: string): BridgeError {
  const meant = nearest(
    name,
    all.map((command) => command.name),
  );
  return new BridgeError(
    "bad-input",
    `There is no command ${name}.${meant ? ` Did you mean ${meant}?` : ""} "${program} --help" lists them.`,
  );
}
