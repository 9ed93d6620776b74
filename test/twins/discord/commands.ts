import { type Json, jsonOf, listOf, numberOf, stringOf } from "../json.ts";
import { checkChoice, checkCount, checkText, type Path, type Problems } from "./errors.ts";
import { limits } from "./limits.ts";

const slashName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

export const optionTypes = {
  subcommand: 1,
  group: 2,
  text: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

const locales =
  "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko".split(
    " ",
  );

/** What Discord has to say against a command. */
export function checkCommand(problems: Problems, command: Json, path: Path): void {
  const type = numberOf(command.type) || 1;
  checkChoice(problems, [...path, "type"], type, [1, 2, 3]);
  if (type !== 1) {
    checkText(problems, [...path, "name"], command.name, { max: limits.commandName });
    if (stringOf(command.description) !== "")
      problems.add([...path, "description"], "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED", "Must be empty");
    return;
  }
  checkNamed(problems, command, path);
  checkOptions(problems, listOf(command.options), [...path, "options"], 0);
  if (sizeOf(command) > limits.commandTotal)
    problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", `Command exceeds maximum size (${limits.commandTotal})`);
}

/** A name and a description, in every language that they have. */
function checkNamed(problems: Problems, named: Json, path: Path): void {
  checkName(problems, named.name, [...path, "name"]);
  checkText(problems, [...path, "description"], named.description, { max: limits.commandDescription });
  for (const key of ["name_localizations", "description_localizations"])
    for (const [locale, text] of Object.entries(jsonOf(named[key]))) {
      const here = [...path, key, locale];
      if (!locales.includes(locale)) problems.add(here, "BASE_TYPE_CHOICES", `Value must be one of {${locales}}.`);
      if (text === null) continue;
      if (key.startsWith("name")) checkName(problems, text, here);
      else checkText(problems, here, text, { max: limits.commandDescription });
    }
}

function checkName(problems: Problems, name: unknown, path: Path): void {
  checkText(problems, path, name, { max: limits.commandName });
  const text = stringOf(name);
  if (text !== "" && text.length <= limits.commandName && (!slashName.test(text) || text !== text.toLowerCase()))
    problems.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
}

function checkOptions(problems: Problems, options: readonly Json[], path: Path, depth: number): void {
  checkCount(problems, path, options.length, limits.commandOptions);
  const nested = options.filter(({ type }) => type === 1 || type === 2).length;
  if (nested > 0 && nested < options.length)
    problems.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands and options cannot be mixed");
  const names = new Set<unknown>();
  let optional = false;
  for (const [index, option] of options.entries()) {
    const here = [...path, index];
    checkNamed(problems, option, here);
    if (names.has(option.name))
      problems.add([...here, "name"], "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists");
    names.add(option.name);
    if (option.required === true && optional)
      problems.add(
        here,
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        "Required options must be placed before non-required options",
      );
    optional ||= option.required !== true;
    checkOption(problems, option, here, depth);
  }
}

function checkOption(problems: Problems, option: Json, path: Path, depth: number): void {
  const type = numberOf(option.type);
  checkChoice(problems, [...path, "type"], type, Object.values(optionTypes));
  if (type <= 2) {
    if (depth > (type === 2 ? 0 : 1))
      problems.add([...path, "type"], "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deeply");
    checkOptions(problems, listOf(option.options), [...path, "options"], depth + (type === 2 ? 1 : 2));
    return;
  }
  const choices = listOf(option.choices);
  if (option.autocomplete === true && choices.length > 0)
    problems.add(path, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", "choices and autocomplete are exclusive");
  if (option.autocomplete === true && ![3, 4, 10].includes(type))
    problems.add([...path, "autocomplete"], "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Cannot be autocompleted");
  checkChoices(problems, choices, type, [...path, "choices"]);
}

/** The choices of an option, and of an autocompletion. */
export function checkChoices(problems: Problems, choices: readonly Json[], type: number, path: Path): void {
  checkCount(problems, path, choices.length, limits.choices);
  for (const [index, { name, value }] of choices.entries()) {
    checkText(problems, [...path, index, "name"], name, { max: limits.choiceText });
    if (type === optionTypes.text) checkText(problems, [...path, index, "value"], value, { max: limits.choiceText });
    else if (typeof value !== "number")
      problems.add([...path, index, "value"], "NUMBER_TYPE_COERCE", `Value "${String(value)}" is not a number.`);
  }
}

function sizeOf(part: Json): number {
  const own = [part.name, part.description, part.value].reduce<number>((sum, text) => sum + stringOf(text).length, 0);
  return [...listOf(part.options), ...listOf(part.choices)].reduce((sum, inner) => sum + sizeOf(inner), own);
}
