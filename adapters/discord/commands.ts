import type { ChatCommand, ChatFields } from "../../src/ports/ports.ts";
import { clip } from "../../src/support/clip.ts";

/** Characters of a description, as Discord has it. */
const MOST = 100;

/** Discord's option types. */
const SUB = 1;
const STRING = 3;
const BOOLEAN = 5;

/** In the menu of every message. */
export const SEND_MENU = "Send to a cockpit";

/** Descriptions of commands in other languages: by Discord's locale (`ja`, `es-ES`), then by the command's name. */
export type Descriptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The table of commands as Discord registers it: one command, a subcommand for each. In its thread the project need not be named. */
export function registration(commands: readonly ChatCommand[], descriptions: Descriptions): readonly object[] {
  const help = { name: "help", summary: "What there is to say", arguments: [], options: [] };
  return [
    {
      name: "cockpit",
      description: "Claude Code on your own machines, one thread a project",
      type: 1,
      options: [...commands, help].map((command) => ({
        type: SUB,
        name: command.name,
        description: clip(command.summary, MOST),
        description_localizations: localized(command.name, descriptions),
        options: optionsOf(command),
      })),
    },
    { name: SEND_MENU, type: 3 },
  ];
}

function localized(command: string, descriptions: Descriptions): object {
  const found = Object.entries(descriptions).flatMap(([locale, texts]) => {
    const text = texts[command];
    return text === undefined ? [] : [[locale, clip(text, MOST)] as const];
  });
  return Object.fromEntries(found);
}

function optionsOf({ arguments: words, options }: ChatCommand): readonly object[] {
  const given = words.map(({ name, required, isProject, isSlash, help }) => ({
    type: STRING,
    name,
    description: clip(help, MOST),
    required: required && !isProject,
    ...((isProject || isSlash) && { autocomplete: true }),
  }));
  const switches = options.map(({ name, value, help }) => ({
    type: value === undefined ? BOOLEAN : STRING,
    name,
    description: clip(help, MOST),
    required: false,
  }));
  // Discord wants what is required first.
  return [...given, ...switches].sort((one, other) => Number(other.required) - Number(one.required));
}

type Values = Readonly<Record<string, string | number | boolean>>;

/** What was filled in, field by field. */
export function fieldsOf(command: ChatCommand, values: Values): ChatFields {
  const given = command.arguments.flatMap(({ name }) =>
    values[name] === undefined ? [] : [[name, String(values[name])] as const],
  );
  const switches = command.options.flatMap(({ name }) =>
    values[name] === undefined || values[name] === false ? [] : [[name, [String(values[name])]] as const],
  );
  return { command: command.name, arguments: Object.fromEntries(given), options: Object.fromEntries(switches) };
}

/** The same as a person would write it, to be read by people. */
export function wordsOf({ command, arguments: values, options }: ChatFields): string {
  const switches = Object.entries(options).flatMap(([name, given]) =>
    given.map((value) => (value === "true" ? `--${name}` : `--${name}=${value}`)),
  );
  return [command, ...Object.values(values), ...switches].join(" ");
}
