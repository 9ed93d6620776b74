import { type Json, jsonOf, listOf, stringOf } from "../json.ts";
import { checkElement, isSelect } from "./elements.ts";
import { checkCount, checkText, type Path, type Problems } from "./errors.ts";
import { limits } from "./limits.ts";

export const componentsV2 = 1 << 15;

export interface Surroundings {
  readonly v2: boolean;
  /** The names of the message's files. */
  readonly files: readonly string[];
}

/** Every component, the nested ones after their parents. */
export function* componentsIn(components: readonly Json[]): Generator<Json, void, undefined> {
  for (const component of components) {
    yield component;
    yield* componentsIn(listOf(component.components));
    for (const single of [component.accessory, component.component])
      if (single !== undefined) yield* componentsIn(listOf([single]));
  }
}

/** What Discord has to say against the components of a message. */
export function checkComponents(
  problems: Problems,
  components: readonly Json[],
  around: Surroundings,
  at: Path = [],
): void {
  const path = [...at, "components"];
  const all = [...componentsIn(components)];
  if (around.v2) {
    if (all.length > limits.components)
      problems.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", `Must be ${limits.components} or fewer in total.`);
    const text = all.reduce((sum, { type, content }) => sum + (type === 10 ? stringOf(content).length : 0), 0);
    if (text > limits.textDisplays)
      problems.add(
        path,
        "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
        `Displayable text exceeds the maximum size of ${limits.textDisplays}`,
      );
  } else checkCount(problems, path, components.length, limits.rows);
  for (const [index, component] of components.entries()) checkTop(problems, component, around, [...path, index]);
  checkIds(problems, components, path);
}

/** Custom ids are used once in a message. */
export function checkIds(problems: Problems, components: readonly Json[], path: Path): void {
  const seen = new Set<string>();
  for (const { custom_id } of componentsIn(components)) {
    const id = stringOf(custom_id);
    if (id !== "" && seen.has(id))
      problems.add(path, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    seen.add(id);
  }
}

function checkTop(problems: Problems, component: Json, around: Surroundings, path: Path): void {
  const types = around.v2 ? [1, 9, 10, 12, 13, 14, 17] : [1];
  if (!typed(problems, component, types, path)) return;
  if (component.type !== 17) checkPart(problems, component, around, path);
  const inner = component.type === 17 ? listOf(component.components) : [];
  for (const [index, part] of inner.entries()) {
    const here = [...path, "components", index];
    if (typed(problems, part, [1, 9, 10, 12, 13, 14], here)) checkPart(problems, part, around, here);
  }
}

function typed(problems: Problems, { type }: Json, types: readonly number[], path: Path): boolean {
  if (typeof type === "number" && types.includes(type)) return true;
  problems.add(
    [...path, "type"],
    "UNION_TYPE_CHOICES",
    `Value of field "type" must be one of (${types.join(", ")}${types.length === 1 ? "," : ""}).`,
  );
  return false;
}

function checkPart(problems: Problems, part: Json, { files }: Surroundings, path: Path): void {
  if (part.type === 1) checkRow(problems, listOf(part.components), path);
  if (part.type === 9) checkSection(problems, part, files, path);
  if (part.type === 10) checkDisplay(problems, part, path);
  if (part.type === 13) checkMedia(problems, part.file, files, [...path, "file"]);
  if (part.type !== 12) return;
  const items = listOf(part.items);
  checkCount(problems, [...path, "items"], items.length, limits.galleryItems, 1);
  for (const [index, { media }] of items.entries())
    checkMedia(problems, media, files, [...path, "items", index, "media"]);
}

/** Texts, and a button or a picture beside them. */
function checkSection(problems: Problems, section: Json, files: readonly string[], path: Path): void {
  const texts = listOf(section.components);
  checkCount(problems, [...path, "components"], texts.length, limits.sectionTexts, 1);
  for (const [index, text] of texts.entries())
    if (typed(problems, text, [10], [...path, "components", index])) checkDisplay(problems, text, path);
  const accessory = jsonOf(section.accessory);
  const here = [...path, "accessory"];
  if (!typed(problems, accessory, [2, 11], here)) return;
  if (accessory.type === 2) checkElement(problems, accessory, here);
  else checkMedia(problems, accessory.media, files, [...here, "media"]);
}

function checkDisplay(problems: Problems, { content }: Json, path: Path): void {
  checkText(problems, [...path, "content"], content, { max: limits.textDisplays });
}

function checkMedia(problems: Problems, media: unknown, files: readonly string[], path: Path): void {
  const url = stringOf(jsonOf(media).url);
  const name = url.startsWith("attachment://") ? url.slice("attachment://".length) : undefined;
  if (name === undefined ? /^https?:\/\//.test(url) : files.includes(name)) return;
  problems.add(
    [...path, "url"],
    "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
    `The referenced attachment was not found: ${url}`,
  );
}

/** Up to five buttons, or one select. */
function checkRow(problems: Problems, elements: readonly Json[], path: Path): void {
  const here = [...path, "components"];
  checkCount(problems, here, elements.length, limits.buttons, 1);
  if (elements.some(isSelect) && elements.length > 1)
    problems.add(here, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width");
  for (const [index, element] of elements.entries())
    if (typed(problems, element, [2, 3, 5, 6, 7, 8], [...here, index]))
      checkElement(problems, element, [...here, index]);
}
