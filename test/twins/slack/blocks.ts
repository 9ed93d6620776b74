import { isJson, type Json, listOf, stringOf } from "../json.ts";
import {
  at,
  elementProblems,
  imageProblems,
  type Problems,
  stringProblems,
  textProblems,
  unknownKeys,
} from "./elements.ts";
import { limits } from "./limits.ts";

export type Surface = "message" | "modal" | "home";

/** What Slack would find fault with in these blocks; empty when it takes them. */
export function problemsOf(blocks: unknown, surface: Surface = "message"): string[] {
  return [...walk(blocks, surface)];
}

/** Counted over all the markdown blocks: too many have an error of their own. */
export function markdownLength(blocks: readonly Json[]): number {
  return blocks
    .filter(({ type }) => type === "markdown")
    .reduce((sum, { text }) => sum + (typeof text === "string" ? text.length : 0), 0);
}

function* walk(blocks: unknown, surface: Surface): Problems {
  if (!Array.isArray(blocks)) return yield "must be an array [json-pointer:/blocks]";
  const max = surface === "message" ? limits.blocks : limits.viewBlocks;
  if (blocks.length > max) yield at(`no more than ${max} items allowed`, "/blocks");
  if (markdownLength(listOf(blocks)) > limits.markdown)
    yield at(`markdown blocks have more than ${limits.markdown} characters`, "/blocks");
  for (const [index, block] of blocks.entries()) yield* blockProblems(block, `/blocks/${index}`);
  yield* repeated(blocks, "block_id", "/blocks");
}

function* repeated(values: readonly unknown[], key: string, path: string): Problems {
  const seen = new Set<unknown>();
  for (const [index, value] of values.entries()) {
    const id = isJson(value) ? value[key] : undefined;
    if (id === undefined) continue;
    if (seen.has(id)) yield at(`${key} already exists: ${id}`, `${path}/${index}/${key}`);
    seen.add(id);
  }
}

function* blockProblems(block: unknown, path: string): Problems {
  if (!isJson(block)) return yield at("must be an object", path);
  const type = stringOf(block.type);
  const own = blocksByType[type];
  if (own === undefined) return yield at(`unsupported type: ${type}`, `${path}/type`);
  yield* stringProblems(block.block_id, `${path}/block_id`, limits.blockId);
  yield* own(block, path);
}

function* list(value: unknown, path: string, max: number): Generator<string, readonly unknown[], undefined> {
  if (!Array.isArray(value) || value.length === 0) {
    yield at("must have more than 0 items", path);
    return [];
  }
  if (value.length > max) yield at(`no more than ${max} items allowed`, path);
  return value;
}

function* section(block: Json, path: string): Problems {
  if (block.text === undefined && block.fields === undefined) yield at("missing required field: text or fields", path);
  yield* textProblems(block.text, `${path}/text`, { max: limits.sectionText, optional: true });
  if (block.fields !== undefined) {
    const fields = yield* list(block.fields, `${path}/fields`, limits.fields);
    for (const [index, field] of fields.entries())
      yield* textProblems(field, `${path}/fields/${index}`, { max: limits.fieldText });
  }
  if (isJson(block.accessory) && block.accessory.type === "image")
    yield* imageProblems(block.accessory, `${path}/accessory`);
  else if (block.accessory !== undefined) yield* elementProblems(block.accessory, `${path}/accessory`, "accessory");
  yield* unknownKeys(block, path, ["type", "block_id", "text", "fields", "accessory", "expand"]);
}

function* context(block: Json, path: string): Problems {
  const elements = yield* list(block.elements, `${path}/elements`, limits.contextElements);
  for (const [index, element] of elements.entries()) {
    const where = `${path}/elements/${index}`;
    if (isJson(element) && element.type === "image") yield* imageProblems(element, where);
    else yield* textProblems(element, where, { max: limits.sectionText });
  }
  yield* unknownKeys(block, path, ["type", "block_id", "elements"]);
}

function* actions(block: Json, path: string, home: "actions" | "context_actions", max: number): Problems {
  const elements = yield* list(block.elements, `${path}/elements`, max);
  for (const [index, element] of elements.entries()) yield* elementProblems(element, `${path}/elements/${index}`, home);
  yield* repeated(elements, "action_id", `${path}/elements`);
  yield* unknownKeys(block, path, ["type", "block_id", "elements"]);
}

function* input(block: Json, path: string): Problems {
  yield* textProblems(block.label, `${path}/label`, { max: limits.label, plain: true });
  yield* textProblems(block.hint, `${path}/hint`, { max: limits.label, plain: true, optional: true });
  yield* elementProblems(block.element, `${path}/element`, "input");
}

const richParts = ["rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"];

function* richText(block: Json, path: string): Problems {
  const parts = yield* list(block.elements, `${path}/elements`, Number.POSITIVE_INFINITY);
  for (const [index, part] of parts.entries()) {
    const type = isJson(part) ? stringOf(part.type) : "";
    const where = `${path}/elements/${index}`;
    if (!richParts.includes(type)) yield at(`unsupported type: ${type}`, `${where}/type`);
    else if (isJson(part) && !Array.isArray(part.elements)) yield at("missing required field: elements", where);
  }
}

function* table(block: Json, path: string): Problems {
  const rows = yield* list(block.rows, `${path}/rows`, 100);
  for (const [index, row] of rows.entries()) yield* list(row, `${path}/rows/${index}`, 20);
}

const unchecked = function* (): Problems {};

const blocksByType: Readonly<Record<string, (block: Json, path: string) => Problems>> = {
  section,
  context,
  input,
  table,
  rich_text: richText,
  actions: (block, path) => actions(block, path, "actions", limits.actionElements),
  context_actions: (block, path) => actions(block, path, "context_actions", limits.contextActions),
  header: (block, path) => textProblems(block.text, `${path}/text`, { max: limits.header, plain: true }),
  divider: (block, path) => unknownKeys(block, path, ["type", "block_id"]),
  markdown: function* (block, path) {
    yield* stringProblems(block.text, `${path}/text`, Number.POSITIVE_INFINITY, true);
    yield* unknownKeys(block, path, ["type", "block_id", "text"]);
  },
  image: function* (block, path) {
    yield* imageProblems(block, path);
    yield* textProblems(block.title, `${path}/title`, { max: limits.label, plain: true, optional: true });
  },
  ...Object.fromEntries(
    ["alert", "card", "carousel", "container", "data_table", "file", "plan", "task_card", "video"].map((type) => [
      type,
      unchecked,
    ]),
  ),
};
