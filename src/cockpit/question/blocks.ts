/** What a line is in the message: only words that are said count as asking, and a list may be a question's options. */
export type Role = "prose" | "item" | "heading" | "table" | "quotation" | "code";

export interface Block {
  readonly role: Role;
  readonly text: string;
}

/** What asks stands near the end; so many lines of it are looked at, each from its end. */
const LINES = 80;
const LETTERS = 1_500;
/** A prose line at least so long, with no mark at its end, was broken by a wrap and goes on in the next. */
const WRAPPED = 60;

const ITEM =
  /^\s{0,12}(?:[-*+•・‣◦]\s+|\(?[0-9a-zA-Z]{1,2}[.)、）]\s*|[①-⑳]\s*|\p{Emoji_Presentation}\s+|[0-9]\ufe0f?\u20e3\s*)(?=\S)/u;
const HEADING = /^\s{0,3}#{1,6}\s+/u;
const QUOTATION = /^\s{0,3}>\s?/u;
const WORD = /[\p{L}\p{N}]/u;
const ENDED = /[.!?:;。！？：…)*`"”»」]\s*$/u;
/** Stands for an emoji where a project allows none. */
const STAND_IN = /(?:\s?\[[A-Z]{2,12}\]){1,5}\s*$/;

/** The end of a message, cut into lines of one role each. A fence that is never closed goes on to the end. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const line of linesOf(text).slice(-LINES)) {
    if (line === null) {
      if (blocks.at(-1)?.role !== "code") blocks.push({ role: "code", text: "" });
      continue;
    }
    const block = blockOf(line.slice(-LETTERS).replace(STAND_IN, ""));
    if (block === null) continue;
    const before = blocks.at(-1);
    if (before && goesOn(before, block, line))
      blocks.splice(-1, 1, { ...before, text: `${before.text} ${block.text}` });
    else blocks.push(block);
  }
  return blocks;
}

/** The lines that are not empty; null for one of code. */
function linesOf(text: string): readonly (string | null)[] {
  const lines: (string | null)[] = [];
  let fence: string | null = null;
  for (const line of text.split(/\r?\n|[\u2028\u2029]/u)) {
    const mark: string | undefined = /^\s{0,8}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === null) fence = mark;
      else if (mark[0] === fence[0] && mark.length >= fence.length) fence = null;
      lines.push(null);
    } else if (fence !== null) lines.push(null);
    else if (line.trim() !== "") lines.push(line);
    else lines.push("");
  }
  return lines.filter((line, index) => line !== "" || lines[index - 1] !== "");
}

function blockOf(line: string): Block | null {
  if (line === "") return { role: "prose", text: "" };
  if (!WORD.test(line) && !/[?？]/.test(line)) return null;
  if (/^\s{0,3}[|│║┃]/u.test(line)) return { role: "table", text: line };
  for (const [role, sign] of [
    ["heading", HEADING],
    ["quotation", QUOTATION],
    ["item", ITEM],
  ] as const) {
    const rest = line.replace(sign, "");
    if (rest !== line) return { role, text: rest.trim() };
  }
  return { role: /^\s{2,}/.test(line) ? "item" : "prose", text: line.trim() };
}

function goesOn(before: Block, { role, text }: Block, line: string): boolean {
  if (before.text === "" || text === "" || before.role === "heading") return false;
  if (before.role !== "prose" || role !== "prose" || /^[*_]{2}/.test(line)) return false;
  return before.text.length >= WRAPPED && !ENDED.test(before.text);
}
