/** Whether Claude waits for a person, and how that is known. */
export interface Judgement {
  readonly awaiting: boolean;
  /** The sentence that asks; empty where none does. */
  readonly sentence: string;
  readonly why: string;
}

/** ASCII, full-width, Arabic, Armenian, Ethiopic, double and interrobang forms; Greek has two, one looks like a semicolon. */
const MARKS = new Set([..."?？؟՞፧⁇⁈⁉‽﹖\u037e"]);

/** What may stand behind a question mark without making it less of one: quotes, brackets, emphasis, other marks, emoji. */
const CLOSER =
  /[\s"'*_~`>!！.…。|\p{Pe}\p{Pf}\p{Pi}\p{Extended_Pictographic}\p{Emoji_Modifier}]|\p{Join_Control}|\p{Variation_Selector}|\p{Regional_Indicator}/u;

const LIST_ITEM = /^\s*(?:[-*+•・]\s|\(?[0-9a-zA-Z]{1,2}[.)、）]|[①-⑳])\s*\S/u;

/** Judges the last message of a turn by its words. */
export function judge(text: string): Judgement {
  const whole = text.trim();
  if (endsAsking(whole)) return yes(whole.slice(whole.lastIndexOf("\n") + 1), "the message ends in a question mark");
  const lines = outsideFences(text).filter((line) => line.trim() !== "");
  const last = lines.at(-1);
  if (last === undefined) return no("there are no words");
  if (asks(last)) return yes(last, "the last line ends in a question mark");
  const lead = beforeOptions(lines);
  if (lead !== undefined && asks(lead)) return yes(lead, "a question stands before the list of its options");
  return no("neither the last line nor what stands before a last list ends in a question mark");
}

function asks(line: string): boolean {
  return endsAsking(line.trim()) || endsAsking(withoutClosers(line));
}

function endsAsking(text: string): boolean {
  const last = text.slice(-1);
  return MARKS.has(last) || (last === ";" && /\p{Script=Greek}/u.test(text.slice(-200)));
}

/** By hand and from the end: a pattern that ends in `+$` takes quadratic time on a long row of closers. */
function withoutClosers(text: string): string {
  const letters = [...text.slice(-500)];
  while (letters.length > 0 && CLOSER.test(letters.at(-1) ?? "")) letters.pop();
  return letters.join("");
}

/** The lines that are not code. A fence that is never closed goes on to the end. */
function outsideFences(text: string): readonly string[] {
  let fence: string | null = null;
  return text.split("\n").filter((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark === undefined) return fence === null;
    if (fence === null) fence = mark;
    else if (mark[0] === fence[0] && mark.length >= fence.length) fence = null;
    return false;
  });
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
  const words = line
    .trim()
    .slice(-1000)
    .replace(/^(?:[-*+>#]+\s+|[0-9]+[.)]\s+)+/u, "");
  const body = withoutClosers(words) || words;
  const ends = [...body.matchAll(/[.!?…](?=\s)|[。！？]/gu)]
    .map(({ index }) => index + 1)
    .filter((end) => end < body.length);
  return body
    .slice(ends.at(-1) ?? 0)
    .trim()
    .replace(/^[*_~]+/u, "");
}
