import { type Block, insideOf, readMarkdown } from "../../../src/cockpit/markdown.ts";
import { createAside, withoutMarks } from "./aside.ts";
import { escaped, inWords } from "./escape.ts";

const ELLIPSIS = "…";

/** The beginning, of at most `limit` UTF-16 units once `as` has made of it what is shown; cut between two characters. */
export function clip(text: string, limit: number, as: (text: string) => string = (same) => same): string {
  // Only a text that may fit is looked at whole.
  if (text.length <= 4 * limit) {
    const whole = as(text);
    if (whole.length <= limit) return whole;
  }
  let room = limit - ELLIPSIS.length;
  for (;;) {
    const start = text.slice(0, boundary(text, room)).trimEnd();
    const shown = as(start);
    if (shown.length + ELLIPSIS.length <= limit) return `${shown}${ELLIPSIS}`;
    room = Math.min(start.length - 1, room - Math.ceil((shown.length - limit) / 5));
  }
}

function boundary(text: string, at: number): number {
  return at <= 0 ? 0 : (new Intl.Segmenter().segment(text.slice(0, at + 64)).containing(at)?.index ?? at);
}

/** What a notification shows: words without markup, in one line, and never empty. */
export function excerpt(markdown: string): string {
  const words = readMarkdown(withoutMarks(markdown.slice(0, 2_000).toWellFormed())).map(wordsOf);
  return clip(oneLine(words.join("\n")), 300, escaped) || ELLIPSIS;
}

function wordsOf(block: Block): string {
  const { kind, lines } = block;
  if (kind === "fence") return block.code.join("\n");
  if (kind === "rule") return "";
  const shown = kind === "table" ? lines.filter((_, index) => index !== 1) : lines;
  const marked = shown.map((line) => line.replace(/^[ \t>]*(?:(?:#{1,6}|[-*+]|>) +)?/, ""));
  const { keep, restore } = createAside();
  const text = inWords(
    { ...block, lines: marked },
    (words) => words,
    (code) => keep(insideOf(code)),
  );
  return restore(unmarked(text));
}

function unmarked(words: string): string {
  return words
    .replace(/!?\[([^\]\n]*)\]\([^)\s]*\)/g, "$1")
    .replace(/(?<=\S)\*+|\*+(?=\S)|`+|__|~~/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Of a text that is shown in another's code: without its own end of it. */
export function inCode(text: string): string {
  return `\`${text.replaceAll("`", "ˋ")}\``;
}
