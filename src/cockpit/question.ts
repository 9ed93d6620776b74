/** Whether Claude waits for a person, and how that is known. */
export interface Judgement {
  readonly awaiting: boolean;
  /** The sentence that asks; empty where none does. */
  readonly sentence: string;
  readonly why: string;
}

/** ASCII, full-width, Arabic, Greek (U+037E), Armenian, Ethiopic, double and interrobang forms. */
const ASKING = /[?？؟;՞፧⁇⁈⁉‽﹖]$/u;

/** What may stand behind a question mark without making it less of one: quotes, brackets, emphasis, emoji. */
const CLOSING =
  /(?:[\s"'”’»›」』）)\]】〕}>*_~`!！.…\p{Extended_Pictographic}\p{Emoji_Modifier}]|\p{Join_Control}|\p{Variation_Selector})+$/u;

const FENCE = /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|$(?![\s\S]))/gm;
const LIST_ITEM = /^\s*(?:[-*+•・]|\(?[0-9a-zA-Z]{1,2}[.)、）]|[①-⑳])\s*\S/u;

/** Judges the last message of a turn by its words. */
export function judge(text: string): Judgement {
  const prose = text.replace(FENCE, "").trim();
  const lines = prose.split("\n").filter((line) => line.trim() !== "");
  const last = lines.at(-1);
  if (last === undefined) return no("there are no words");
  if (asks(last)) return yes(last, "the last line ends in a question mark");
  const lead = beforeOptions(lines);
  if (lead !== undefined && asks(lead)) return yes(lead, "a question stands before the list of its options");
  return no("neither the last line nor what stands before a last list ends in a question mark");
}

function asks(line: string): boolean {
  return ASKING.test(line.trim()) || ASKING.test(line.replace(CLOSING, ""));
}

/** The line before a list that ends the message. */
function beforeOptions(lines: readonly string[]): string | undefined {
  const last = lines.findLastIndex((line) => !LIST_ITEM.test(line));
  return last === lines.length - 1 ? undefined : lines[last];
}

function yes(line: string, why: string): Judgement {
  return { awaiting: true, sentence: lastSentence(line), why };
}

function no(why: string): Judgement {
  return { awaiting: false, sentence: "", why };
}

/** The last sentence of a line; a mark ends one where a space follows it, or always where it is full-width. */
function lastSentence(line: string): string {
  const words = line.trim().replace(/^(?:[-*+>#]+\s+|[0-9]+[.)]\s+)+/u, "");
  const bare = words.replace(CLOSING, "");
  const body = bare === "" ? words : bare;
  const ends = [...body.matchAll(/[.!?…](?=\s)|[。！？]/gu)]
    .map(({ index }) => index + 1)
    .filter((end) => end < body.length);
  const sentence = body.slice(ends.at(-1) ?? 0).trim();
  return sentence.replace(/^[*_~]+/u, "");
}
