import { shortened } from "../../chat/shorten.ts";
import { escaped } from "./escape.ts";
import { clip, excerpt } from "./excerpt.ts";
import { linked } from "./plain.ts";
import { type Post, section } from "./post.ts";

/** Of one section, with room for the fences around it. */
const ROOM = 2_900;
/** Of all of them. */
const WHOLE = 4 * ROOM;

/** What a command answered. What is too long for one message loses lines out of its middle. */
export function renderAnswer(text: string): Post {
  const whole = text.trimEnd() || "Done.";
  const isTable = aligned(whole);
  const lines = whole.split("\n").map((line) => clip(line, ROOM, isTable ? inBlock : linked));
  const blocks = pages(shortened(lines, WHOLE)).map((page) => section(isTable ? `\`\`\`\n${page}\n\`\`\`` : page));
  return { text: excerpt(whole), blocks };
}

/** Columns, or what a terminal showed: to be read in code. */
function aligned(text: string): boolean {
  const lines = text.split("\n");
  const columns = lines.filter((line) => /\S {2,}\S|[│┃─━╭╰▔▁]/.test(line));
  const indented = lines.filter((line) => /^ {2,}\S/.test(line));
  return columns.length >= 2 || indented.length >= 4;
}

function inBlock(line: string): string {
  return escaped(line.replaceAll("```", "'''"));
}

function pages(lines: readonly string[]): readonly string[] {
  const done: string[] = [];
  let page: string[] = [];
  let room = ROOM;
  for (const line of lines) {
    if (line.length + 1 > room && page.length > 0) {
      done.push(page.join("\n"));
      page = [];
      room = ROOM;
    }
    page.push(line);
    room -= line.length + 1;
  }
  return [...done, page.join("\n")].filter((text) => text.trim() !== "");
}
