import { isJson, type Json, listOf, stringOf } from "../json.ts";
import { limits } from "./limits.ts";

/** One sentence a fault, with the place of it, as Slack's `response_metadata.messages` have them. */
export type Problems = Generator<string, void, undefined>;

export function at(problem: string, path: string): string {
  return `${problem} [json-pointer:${path}]`;
}

export function* unknownKeys(value: Json, path: string, keys: readonly string[]): Problems {
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) yield at(`invalid additional property: ${key}`, path);
  }
}

export function* stringProblems(value: unknown, path: string, max: number, required = false): Problems {
  if (value === undefined) {
    if (required) yield at("missing required field", path);
    return;
  }
  if (typeof value !== "string") return yield at("must be a string", path);
  if (value.length > max) yield at(`must be less than ${max + 1} characters`, path);
  if (required && value === "") yield at("must be more than 0 characters", path);
}

interface TextRules {
  readonly max: number;
  readonly plain?: boolean;
  readonly optional?: boolean;
}

/** A text object: `plain_text`, or `mrkdwn` where that is allowed. */
export function* textProblems(value: unknown, path: string, rules: TextRules): Problems {
  const { max, plain = false, optional = false } = rules;
  if (value === undefined && optional) return;
  if (!isJson(value)) return yield at("missing required field: a text object", path);
  if (value.type !== "plain_text" && (plain || value.type !== "mrkdwn")) yield at("unsupported type", `${path}/type`);
  yield* stringProblems(value.text, `${path}/text`, max, true);
  yield* unknownKeys(value, path, ["type", "text", value.type === "mrkdwn" ? "verbatim" : "emoji"]);
}

function* optionProblems(option: Json, path: string, plain: boolean): Problems {
  yield* textProblems(option.text, `${path}/text`, { max: limits.optionText, plain });
  yield* stringProblems(option.value, `${path}/value`, limits.optionValue);
  yield* textProblems(option.description, `${path}/description`, { max: limits.optionText, optional: true });
}

function* optionsProblems(value: unknown, path: string, max: number, plain: boolean): Problems {
  if (!Array.isArray(value) || value.length === 0) return yield at("must have more than 0 items", path);
  if (value.length > max) yield at(`no more than ${max} items allowed`, path);
  for (const [index, option] of listOf(value).entries()) yield* optionProblems(option, `${path}/${index}`, plain);
}

function* confirmProblems(value: unknown, path: string): Problems {
  if (value === undefined) return;
  if (!isJson(value)) return yield at("must be an object", path);
  yield* textProblems(value.title, `${path}/title`, { max: 100, plain: true, optional: true });
  yield* textProblems(value.text, `${path}/text`, { max: 300 });
  yield* textProblems(value.confirm, `${path}/confirm`, { max: 30, plain: true, optional: true });
  yield* textProblems(value.deny, `${path}/deny`, { max: 30, plain: true, optional: true });
}

function* buttonProblems(element: Json, path: string): Problems {
  yield* textProblems(element.text, `${path}/text`, { max: limits.buttonText, plain: true });
  yield* stringProblems(element.value, `${path}/value`, limits.buttonValue);
  yield* stringProblems(element.url, `${path}/url`, limits.url);
  if (element.style !== undefined && element.style !== "primary" && element.style !== "danger")
    yield at("must be one of: primary, danger", `${path}/style`);
  const keys = ["type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"];
  yield* unknownKeys(element, path, keys);
}

function* selectProblems(element: Json, path: string): Problems {
  if (element.option_groups === undefined) {
    yield* optionsProblems(element.options, `${path}/options`, limits.options, true);
    return;
  }
  const groups = listOf(element.option_groups);
  if (groups.length > limits.options) yield at(`no more than ${limits.options} items allowed`, `${path}/option_groups`);
  for (const [index, group] of groups.entries()) {
    yield* textProblems(group.label, `${path}/option_groups/${index}/label`, { max: limits.optionText, plain: true });
    yield* optionsProblems(group.options, `${path}/option_groups/${index}/options`, limits.options, true);
  }
}

function* inputTextProblems(element: Json, path: string): Problems {
  yield* stringProblems(element.initial_value, `${path}/initial_value`, limits.inputText);
  for (const key of ["min_length", "max_length"]) {
    const length = element[key];
    if (length !== undefined && (typeof length !== "number" || length < 0 || length > limits.inputText))
      yield at(`must be from 0 to ${limits.inputText}`, `${path}/${key}`);
  }
}

const nothing = function* (): Problems {};

/** Every element that can be used, and what is particular to it. */
const elements: Readonly<Record<string, (element: Json, path: string) => Problems>> = {
  button: buttonProblems,
  workflow_button: nothing,
  static_select: selectProblems,
  multi_static_select: selectProblems,
  overflow: (element, path) => optionsProblems(element.options, `${path}/options`, limits.overflowOptions, true),
  radio_buttons: (element, path) => optionsProblems(element.options, `${path}/options`, limits.choices, false),
  checkboxes: (element, path) => optionsProblems(element.options, `${path}/options`, limits.choices, false),
  plain_text_input: inputTextProblems,
  email_text_input: nothing,
  url_text_input: nothing,
  number_input: function* (element, path) {
    if (typeof element.is_decimal_allowed !== "boolean") yield at("missing required field: is_decimal_allowed", path);
  },
  rich_text_input: nothing,
  file_input: nothing,
  feedback_buttons: nothing,
  icon_button: nothing,
  ...Object.fromEntries(
    ["datepicker", "timepicker", "datetimepicker"]
      .map((type) => [type, nothing])
      .concat(
        ["users", "conversations", "channels", "external"].flatMap((what) => [
          [`${what}_select`, nothing],
          [`multi_${what}_select`, nothing],
        ]),
      ),
  ),
};

const inputsOnly = ["plain_text_input", "email_text_input", "url_text_input", "number_input", "file_input"];
const notInputs = ["button", "workflow_button", "overflow", "feedback_buttons", "icon_button"];
const contextual = ["feedback_buttons", "icon_button"];

type Home = "actions" | "accessory" | "input" | "context_actions";

function fits(type: string, home: Home): boolean {
  if (home === "input") return !notInputs.includes(type);
  if (home === "context_actions") return contextual.includes(type);
  return !inputsOnly.includes(type) && !contextual.includes(type);
}

export function* elementProblems(value: unknown, path: string, home: Home): Problems {
  if (!isJson(value)) return yield at("missing required field: an element", path);
  const type = stringOf(value.type);
  const own = elements[type];
  if (own === undefined || !fits(type, home)) return yield at(`unsupported type: ${type}`, `${path}/type`);
  yield* stringProblems(value.action_id, `${path}/action_id`, limits.actionId);
  yield* textProblems(value.placeholder, `${path}/placeholder`, {
    max: limits.placeholder,
    plain: true,
    optional: true,
  });
  yield* confirmProblems(value.confirm, `${path}/confirm`);
  yield* own(value, path);
}

export function* imageProblems(value: Json, path: string): Problems {
  yield* stringProblems(value.alt_text, `${path}/alt_text`, limits.altText, true);
  yield* stringProblems(value.image_url, `${path}/image_url`, limits.url);
  if (value.image_url === undefined && !isJson(value.slack_file))
    yield at("missing required field: image_url or slack_file", path);
}
