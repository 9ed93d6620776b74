import { type Json, jsonOf, listOf, numberOf, stringOf } from "../json.ts";
import { checkChoice, checkCount, checkText, type Path, type Problems } from "./errors.ts";
import { limits } from "./limits.ts";

export function isSelect({ type }: Json): boolean {
  return [3, 5, 6, 7, 8].includes(numberOf(type));
}

/** A button or a select, in a message or in a form. */
export function checkElement(problems: Problems, element: Json, path: Path): void {
  if (element.type === 2) checkButton(problems, element, path);
  else if (isSelect(element)) checkSelect(problems, element, path);
}

function checkButton(problems: Problems, button: Json, path: Path): void {
  const { style, custom_id, url, label, emoji } = button;
  checkChoice(problems, [...path, "style"], style, [1, 2, 3, 4, 5, 6]);
  checkText(problems, [...path, "label"], label, { max: limits.label, min: 0, required: false });
  if (stringOf(label) === "" && jsonOf(emoji).name === undefined && jsonOf(emoji).id === undefined && style !== 6)
    problems.add(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required");
  if (style === 5) {
    checkText(problems, [...path, "url"], url, { max: limits.url });
    if (custom_id !== undefined) exclusive(problems, path, "A custom id and url cannot both be specified");
  } else if (style !== 6) {
    checkText(problems, [...path, "custom_id"], custom_id, { max: limits.customId });
    if (url !== undefined && url !== null) exclusive(problems, path, "A custom id and url cannot both be specified");
  }
}

function exclusive(problems: Problems, path: Path, message: string): void {
  problems.add([...path, "custom_id"], "COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", message);
}

function checkSelect(problems: Problems, select: Json, path: Path): void {
  const { custom_id, placeholder, min_values: min = 1, max_values: max = 1 } = select;
  checkText(problems, [...path, "custom_id"], custom_id, { max: limits.customId });
  checkText(problems, [...path, "placeholder"], placeholder, { max: limits.placeholder, min: 0, required: false });
  if (!inRange(min, 0, 25)) range(problems, [...path, "min_values"], 0, 25);
  if (!inRange(max, 1, 25)) range(problems, [...path, "max_values"], 1, 25);
  if (select.type === 3) checkOptions(problems, listOf(select.options), numberOf(max), [...path, "options"]);
}

function checkOptions(problems: Problems, options: readonly Json[], max: number, path: Path): void {
  checkCount(problems, path, options.length, limits.selectOptions, 1);
  const seen = new Set<unknown>();
  for (const [index, { label, value, description }] of options.entries()) {
    const here = [...path, index];
    checkText(problems, [...here, "label"], label, { max: limits.optionText });
    checkText(problems, [...here, "value"], value, { max: limits.optionText });
    checkText(problems, [...here, "description"], description, { max: limits.optionText, min: 0, required: false });
    if (seen.has(value))
      problems.add(here, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used");
    seen.add(value);
  }
  if (max > options.length && options.length > 0)
    problems.add(path, "BASE_TYPE_MIN_LENGTH", `Must be ${max} or more in length.`);
  if (options.filter((option) => option.default === true).length > max)
    problems.add(path, "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "Too many default values");
}

function inRange(value: unknown, min: number, max: number): boolean {
  return typeof value === "number" && value >= min && value <= max;
}

function range(problems: Problems, path: Path, min: number, max: number): void {
  problems.add(path, "NUMBER_TYPE_RANGE", `int value should be between ${min} and ${max}.`);
}

/** What Discord has to say against a form: labels with an input each, or rows with a text input, as they used to be. */
export function checkModal(problems: Problems, modal: Json, at: Path): void {
  checkText(problems, [...at, "custom_id"], modal.custom_id, { max: limits.customId });
  checkText(problems, [...at, "title"], modal.title, { max: limits.modalTitle });
  const components = listOf(modal.components);
  const path = [...at, "components"];
  checkCount(problems, path, components.length, limits.modalComponents, 1);
  for (const [index, component] of components.entries()) {
    const here = [...path, index];
    if (component.type === 18) checkLabel(problems, component, here);
    else if (component.type === 1) checkInputRow(problems, listOf(component.components), [...here, "components"]);
    else if (component.type === 10)
      checkText(problems, [...here, "content"], component.content, { max: limits.textDisplays });
    else problems.add([...here, "type"], "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1, 10, 18).');
  }
}

function checkInputRow(problems: Problems, inputs: readonly Json[], path: Path): void {
  checkCount(problems, path, inputs.length, 1, 1);
  const [input] = inputs;
  if (input === undefined) return;
  if (input.type !== 4) {
    problems.add([...path, 0, "type"], "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (4,).');
    return;
  }
  checkText(problems, [...path, 0, "label"], input.label, { max: limits.inputLabel });
  checkInput(problems, input, [...path, 0]);
}

function checkLabel(problems: Problems, label: Json, path: Path): void {
  checkText(problems, [...path, "label"], label.label, { max: limits.inputLabel });
  const description = { max: limits.labelDescription, min: 0, required: false };
  checkText(problems, [...path, "description"], label.description, description);
  const input = jsonOf(label.component);
  const here = [...path, "component"];
  if (input.type === 4) checkInput(problems, input, here);
  else if (isSelect(input)) checkSelect(problems, input, here);
  else if ([19, 21, 22, 23].includes(numberOf(input.type)))
    checkText(problems, [...here, "custom_id"], input.custom_id, { max: limits.customId });
  else
    problems.add(
      [...here, "type"],
      "UNION_TYPE_CHOICES",
      'Value of field "type" must be one of (3, 4, 5, 6, 7, 8, 19, 21, 22, 23).',
    );
}

function checkInput(problems: Problems, input: Json, path: Path): void {
  checkText(problems, [...path, "custom_id"], input.custom_id, { max: limits.customId });
  checkChoice(problems, [...path, "style"], input.style, [1, 2]);
  const optional = { min: 0, required: false };
  checkText(problems, [...path, "value"], input.value, { max: limits.inputValue, ...optional });
  checkText(problems, [...path, "placeholder"], input.placeholder, { max: limits.inputPlaceholder, ...optional });
  const { min_length: min = 0, max_length: max = limits.inputValue } = input;
  if (!inRange(min, 0, limits.inputValue)) range(problems, [...path, "min_length"], 0, limits.inputValue);
  if (!inRange(max, 1, limits.inputValue)) range(problems, [...path, "max_length"], 1, limits.inputValue);
}
