import type { Command, CommandCall } from "../commands/command.ts";
import { firstQuoted, firstWord, parseWords, usage } from "../commands/parse.ts";
import { BridgeError } from "../errors.ts";
import type { ChatCommand, ChatFields } from "../ports/ports.ts";
import { nearest } from "../support/nearest.ts";

/** Words as people write them in a chat: quotes hold words together, curly ones too; an apostrophe inside a word is one. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [, double, single, bare] of text.matchAll(/["“”]([^"“”]*)["“”](?=\s|$)|'([^']*)'(?=\s|$)|(\S+)/gu))
    words.push(double ?? single ?? bare ?? "");
  return words;
}

/** The table for platforms that register their commands, without what makes sense on a terminal only. */
export function chatCommands(commands: readonly Command[]): readonly ChatCommand[] {
  return commands.map((command) => ({
    ...command,
    options: command.options.filter(({ inChat }) => inChat === undefined),
  }));
}

export interface Spoken {
  readonly command: Command;
  readonly call: CommandCall;
}

/**
 * A command out of what somebody wrote; in a project's thread its name may be left out. Rejects with `bad-input`, a
 * sentence and what was perhaps meant.
 */
export function spoken(
  text: string,
  thread: string | null,
  commands: readonly Command[],
  projects: readonly string[],
): Spoken {
  const [name = "", rest] = firstWord(text);
  const command = commands.find((one) => one.name === name.toLowerCase());
  if (command === undefined) {
    const meant = nearest(
      name.toLowerCase(),
      commands.map((one) => one.name),
    );
    throw new BridgeError(
      "bad-input",
      `There is no command ${name}.${meant === undefined ? "" : ` Did you mean ${meant}?`} "help" lists them.`,
    );
  }
  const isLeftOut = command.arguments[0]?.isProject === true && !projects.includes(firstWord(rest)[0]);
  const project = isLeftOut && thread !== null ? [thread] : [];
  const call = parseWords(command, [...project, ...wordsFor(command, rest, project.length)]);
  return notLocal({ command, call });
}

/** The same of a command that was filled in field by field: each field is what it is, whatever stands in it. */
export function filledIn(
  { command: name, arguments: values, options }: ChatFields,
  thread: string | null,
  commands: readonly Command[],
): Spoken {
  const command = commands.find((one) => one.name === name);
  if (command === undefined) throw new BridgeError("bad-input", `There is no command ${name}. "help" lists them.`);
  const given = command.arguments.map(({ name: argument, required, isProject }): [string, string] => {
    const value = values[argument] || (isProject && thread !== null ? thread : "");
    if (required && value === "")
      throw new BridgeError("bad-input", `${name} needs <${argument}>. Usage: ${usage(command)}`);
    return [argument, value];
  });
  return notLocal({ command, call: { command: name, arguments: Object.fromEntries(given), options } });
}

function notLocal(found: Spoken): Spoken {
  const { command, call } = found;
  const local = command.options.find(({ name, inChat }) => inChat === "refused" && call.options[name] !== undefined);
  if (local !== undefined)
    throw new BridgeError(
      "bad-input",
      `--${local.name} is for the terminal on the bot's machine. Usage: ${usage(command)}`,
    );
  return found;
}

/** Words with which one speaks to the bot; all else that is said to it is for Claude. */
export function isSpoken(
  text: string,
  thread: string,
  commands: readonly Command[],
  projects: readonly string[],
): boolean {
  const [name, rest] = firstWord(text);
  const names = commands.map((one) => one.name);
  if (name === "" || (/^help$/i.test(name) && (rest === "" || names.includes(rest)))) return true;
  // A word or two that are almost a command were meant as one; a sentence that begins with such a word was not.
  const isShort = rest.split(/\s+/).length < 2;
  const command = commands.find((one) => one.name === name.toLowerCase());
  // "send the report to Ann" is for Claude, as all is that is written in its thread.
  if (command?.arguments.some((argument) => argument.rest) && !isExact(command, rest, projects)) return false;
  if (!names.includes(name.toLowerCase())) return isShort && nearest(name.toLowerCase(), names) !== undefined;
  try {
    spoken(text, thread, commands, projects);
    return true;
  } catch {
    return isShort;
  }
}

/** Free text makes a command only where the project is named, or it can be nothing else: a path, one of Claude's commands. */
function isExact({ isMeant }: Command, rest: string, projects: readonly string[]): boolean {
  const [first, more] = firstWord(rest);
  return (projects.includes(first) && more !== "") || (isMeant?.(rest) ?? false);
}

/** What Claude is told keeps its lines, its quotes and its dashes; options stand before it. */
function wordsFor(command: Command, text: string, given: number): readonly string[] {
  if (!command.arguments.some((argument) => argument.rest)) return wordsOf(text);
  const fixed: string[] = [];
  let left = text;
  for (let missing = command.arguments.length - 1 - given; ; missing--) {
    for (let option = optionIn(command, left); option !== null; option = optionIn(command, left)) {
      fixed.push(...option.words);
      left = option.rest;
    }
    if (missing <= 0) break;
    const [word, rest] = firstQuoted(left);
    if (word !== "") fixed.push(word);
    left = rest;
  }
  return left === "" ? fixed : [...fixed, "--", left];
}

/** An option of the command's at the beginning, with its value. */
function optionIn(command: Command, text: string): { readonly words: readonly string[]; readonly rest: string } | null {
  const [word, rest] = firstWord(text);
  const option = command.options.find(({ name, inChat }) => word === `--${name}` && inChat === undefined);
  if (option === undefined) return null;
  if (option.value === undefined) return { words: [word], rest };
  const [value, more] = firstQuoted(rest);
  return { words: [word, value], rest: more };
}
