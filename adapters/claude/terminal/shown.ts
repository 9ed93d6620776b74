import { createHash } from "node:crypto";
import { z } from "zod";
import type { Ask, Question } from "../../../src/cockpit/state.ts";
import type { Home } from "../../../src/ports/ports.ts";
import { clip } from "../../../src/support/clip.ts";
import { plain } from "../../../src/support/printable.ts";
import { SHOWN } from "../homes.ts";
import { parseBounded } from "../record/json.ts";
import { lastLines } from "./screens.ts";

/** Characters of a screen that is kept with its colours, and lines of it that are said in words. */
const VIEW_MOST = 60_000;
const LINES = 40;
const LABEL = 200;
const TITLE = 200;

/** What turns or counts while nothing else changes, on lines that offer nothing: Claude's own signs of work, and seconds. */
const MOVING = /[✻✽✶✳✢●⏺·∙⠁-⣿◐◓◑◒]|\b\d{1,4}\s?s(?:ec(?:onds?)?)?\b/gu;
const OPTION = /^\s{0,8}(?:❯|[1-9]\.\s)/u;

/** The same for the same screen, whatever its colours. */
export function printOf(view: string): string {
  const lines = plain(view)
    .split("\n")
    .map((line) => (OPTION.test(line) ? line.trimEnd() : line.replace(MOVING, "").replace(/\s+/g, " ").trim()));
  return createHash("sha256").update(lines.join("\n").trim()).digest("hex").slice(0, 32);
}

/** What a screen asks that nobody knows: its words, what it offers, and all of it as it looks. */
export function screenQuestion(view: string, { id, since }: Pick<Question, "id" | "since">): Question {
  const shown = view.split("\n").map((line) => line.trimEnd());
  const text = lastLines(plain(view), LINES);
  const { options, isNumbered, at } = optionsOn(text);
  const title = titleOf(text.split("\n").slice(0, at ?? undefined));
  const sentence = `Claude's screen waits for a key${title === "" ? "." : `: ${clip(title, TITLE)}`}`;
  return {
    id,
    kind: "screen",
    text,
    sentence,
    asks: options.length === 0 ? [] : [{ text: sentence, multiple: false, options }],
    screen: { print: printOf(view), view: clip(shown.join("\n"), VIEW_MOST), isNumbered },
    since,
  };
}

/** The first words below the last rule that has some: there Claude puts what it calls a dialog. */
function titleOf(lines: readonly string[]): string {
  const above = lines.findLastIndex((line, at) => isRule(line) && lines.slice(at + 1).some(isWords));
  return (lines.slice(above + 1).find(isWords) ?? "").trim();
}

function isRule(line: string): boolean {
  return /^\s{0,3}[─━╭╰▔]{3,}/u.test(line);
}

function isWords(line: string): boolean {
  return /\p{L}{2}/u.test(line) && !isRule(line);
}

interface Offered {
  readonly options: Ask["options"];
  /** Each is chosen by its number; else by moving to it. */
  readonly isNumbered: boolean;
  /** The line that the first stands on; null where nothing is offered. */
  readonly at: number | null;
  /** The place of the one that Enter would take, counted from one; 0 where that is not known. */
  readonly caret: number;
}

/** What a screen offers: the last list that counts from one, else the lines around the caret. */
export function optionsOn(text: string): Offered {
  const lines = text.split("\n");
  const numbered = numberedIn(lines);
  const moved = /\bEnter to (?:confirm|select)\b/.test(text) ? plainIn(lines) : null;
  // Of two lists the one that the caret stands in.
  if (numbered?.caret === 0 && moved !== null) return moved;
  return numbered ?? moved ?? { options: [], isNumbered: true, at: null, caret: 0 };
}

function numberedIn(lines: readonly string[]): Offered | null {
  let options: Ask["options"][number][] = [];
  let first = 0;
  let caret = 0;
  for (const [at, line] of lines.entries()) {
    const [, mark, number, words = ""] = /^\s{0,8}([❯>]?)\s*([1-9])\.\s+(\S.*)$/u.exec(line) ?? [];
    if (number === undefined) continue;
    if (number === "1") [options, first, caret] = [[], at, 0];
    if (Number(number) !== options.length + 1) continue;
    options = [...options, optionOf(words)];
    if (mark !== "") caret = options.length;
  }
  return options.length === 0 ? null : { options, isNumbered: true, at: first, caret };
}

/** Those that begin in the caret's column, with no line between them. */
function plainIn(lines: readonly string[]): Offered | null {
  const on = lines.findLastIndex((line) => /^\s{0,8}❯ (?![1-9]\.\s)\S/u.test(line));
  if (on === -1) return null;
  const column = (lines[on] ?? "").indexOf("❯") + 2;
  const isOption = (line = "") => line.slice(0, column).trim() === "" && /^\S/u.test(line.slice(column));
  let [first, last] = [on, on];
  while (isOption(lines[first - 1])) first -= 1;
  while (isOption(lines[last + 1])) last += 1;
  const options = lines.slice(first, last + 1).map((line) => optionOf(line.slice(column)));
  return options.length < 2 || options.length > PLAIN_MOST
    ? null
    : { options, isNumbered: false, at: first, caret: on - first + 1 };
}

/** More lines than this are no list of choices. */
const PLAIN_MOST = 9;

function optionOf(words: string): Ask["options"][number] {
  const [label = "", description = ""] = words.trim().split(/\s{2,}/u);
  return { label: clip(label, LABEL), ...(description !== "" && { description: clip(description, LABEL) }) };
}

const kept = z.object({ print: z.string(), id: z.string(), since: z.number() });

/** Which screen people were asked about, and by what question, also by a bot that was killed since. */
export type Shown = z.infer<typeof kept>;

/** Bytes. */
const SHOWN_MOST = 10_000;

export async function readShown({ run }: Home): Promise<Shown | null> {
  const content = await run.read(SHOWN, SHOWN_MOST);
  if (content === null) return null;
  try {
    return kept.parse(parseBounded(content.toString("utf8")));
  } catch {
    return null;
  }
}

export async function keepShown({ run }: Home, shown: Shown | null): Promise<void> {
  if (shown === null) await run.remove(SHOWN);
  else await run.write(SHOWN, JSON.stringify(shown));
}
