import { readMarkdown } from "../markdown.ts";

/** What a line is in the message: only words that are said count as asking, and a list may be a question's options. */
export type Role = "prose" | "item" | "heading" | "table" | "quotation" | "code";

export interface Block {
  readonly role: Role;
  readonly text: string;
}

/** So many characters of a message's end are read: code that began before them, and goes on, would be taken for words. */
const READ = 200_000;
/** What asks stands near the end; so many lines of it are looked at, each from its end. */
const LINES = 80;
const LETTERS = 1_500;
/** A prose line at least so long, with no mark at its end, was broken by a wrap and goes on in the next. */
const WRAPPED = 60;

const ITEM =
  /^\s{0,12}(?:[-*+•・‣◦]\s+|\(?[0-9a-zA-Z]{1,2}[.)、）]\s*|[①-⑳]\s*|\p{Emoji_Presentation}\s+|[0-9]\ufe0f?\u20e3\s*)(?=\S)/u;
const HEADING = /^\s{0,3}#{1,6}\s+/u;
const QUOTATION = /^\s{0,3}>\s?/u;
const SIGNS = [
  ["heading", HEADING],
  ["quotation", QUOTATION],
  ["item", ITEM],
] as const;
/** A table as terminals draw it, or a row of one without a head. */
const FRAME = /^\s{0,3}[|│║┃]/u;
const WORD = /[\p{L}\p{N}]/u;
const ENDED = /[.!?:;。！？：…)*`"”»」]\s*$/u;
/** Stands for an emoji where a project allows none. */
const STAND_IN = /(?:\s?\[[A-Z]{2,12}\]){1,5}\s*$/;

interface Line {
  readonly text: string;
  readonly role: Role | null;
}

/** The end of a message, cut into lines of one role each. A fence that is never closed goes on to the end. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const line of linesOf(text).slice(-LINES)) {
    if (line.role === "code") {
      if (blocks.at(-1)?.role !== "code") blocks.push({ role: "code", text: "" });
      continue;
    }
    const block = blockOf({ ...line, text: line.text.slice(-LETTERS).replace(STAND_IN, "") });
    if (block === null) continue;
    const before = blocks.at(-1);
    if (before && goesOn(before, block, line.text))
      blocks.splice(-1, 1, { ...before, text: `${before.text} ${block.text}` });
    else blocks.push(block);
  }
  return blocks;
}

/** The lines that say something, and one that is empty between them. */
function linesOf(text: string): readonly Line[] {
  const lines = readMarkdown(text.slice(-READ).replace(/[\u2028\u2029]/gu, "\n")).flatMap(({ kind, lines }) =>
    lines.map((line): Line => {
      if (kind === "fence") return { role: "code", text: line };
      return { role: kind === "table" ? "table" : null, text: line.trim() === "" ? "" : line };
    }),
  );
  return lines.filter((line, index) => !isEmpty(line) || !isEmpty(lines[index - 1]));
}

function isEmpty(line: Line | undefined): boolean {
  return line?.role === null && line.text === "";
}

function blockOf({ role, text }: Line): Block | null {
  if (text === "") return { role: "prose", text: "" };
  if (!WORD.test(text) && !/[?？]/.test(text)) return null;
  if (role !== null || FRAME.test(text)) return { role: "table", text };
  for (const [role, sign] of SIGNS) {
    const rest = text.replace(sign, "");
    if (rest !== text) return { role, text: rest.trim() };
  }
  return { role: /^\s{2,}/.test(text) ? "item" : "prose", text: text.trim() };
}

function goesOn(before: Block, { role, text }: Block, line: string): boolean {
  if (before.text === "" || text === "" || before.role === "heading") return false;
  if (before.role !== "prose" || role !== "prose" || /^[*_]{2}/.test(line)) return false;
  return before.text.length >= WRAPPED && !ENDED.test(before.text);
}
