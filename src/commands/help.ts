import { columns } from "../support/columns.ts";
import type { Argument, Command, Option } from "./command.ts";

type Described = Pick<Command, "name" | "summary" | "arguments" | "options" | "confirm">;

const EVERYWHERE: readonly Option[] = [
  { name: "json", help: "answer in JSON, one object a line" },
  { name: "help", short: "h", help: "show this" },
];

export function overview(all: readonly Described[], program: string): string {
  const rows = all.map((command): Row => [words(command), command.summary]);
  return [
    `Usage: ${program} <command> [options]`,
    "",
    ...table(rows),
    "",
    `"${program} <command> --help" tells more of one. Exit status: 0 done, 1 failed, 2 bad input, 3 no such project or`,
    "cockpit, 4 no open question, 5 engine or image, 6 credentials, 7 Claude, 8 time limit, 9 disk or store.",
  ].join("\n");
}

export function helpOf(command: Described, program: string): string {
  const yes: readonly Option[] =
    command.confirm && !command.options.some(({ name }) => name === "yes")
      ? [{ name: "yes", short: "y", help: "do not ask" }]
      : [];
  return [
    `Usage: ${program} ${words(command)} [options]`,
    "",
    `${command.summary}.`,
    "",
    ...table(command.arguments.map((argument): Row => [argument.name, argument.help])),
    ...table([...command.options, ...yes, ...EVERYWHERE].map((option): Row => [optionWords(option), option.help])),
  ].join("\n");
}

type Row = readonly [string, string];

function words(command: Described): string {
  return [command.name, ...command.arguments.map(argumentWord)].join(" ");
}

function argumentWord({ name, required }: Argument): string {
  return required ? `<${name}>` : `[${name}]`;
}

function optionWords({ name, short, value }: Option): string {
  return `${short ? `-${short}, ` : ""}--${name}${value ? ` <${value}>` : ""}`;
}

function table(rows: readonly Row[]): readonly string[] {
  return columns(rows).map((line) => `  ${line}`);
}
