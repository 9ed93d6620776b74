/** ASCII, full-width, Arabic, Armenian, Ethiopic, double and interrobang forms; Greek has two, one looks like a semicolon. */
const MARKS = new Set([..."?？؟՞፧⁇⁈⁉‽﹖\u037e"]);

/** What may stand behind a question mark without making it less of one: quotes, brackets, emphasis, other marks, emoji. */
const CLOSER =
  /[\s"'*_~`>!！.…。|\p{Pe}\p{Pf}\p{Pi}\p{Extended_Pictographic}\p{Emoji_Modifier}]|\p{Join_Control}|\p{Variation_Selector}|\p{Regional_Indicator}/u;

/** So many closers at most stand behind a mark. */
const CLOSERS = 500;

/** Whether the text's very last letter is a question mark. */
export function endsInMark(text: string): boolean {
  const last = text.slice(-1);
  return MARKS.has(last) || (last === ";" && /\p{Script=Greek}/u.test(text.slice(-200)));
}

/** By hand and from the end: a pattern that ends in `+$` takes quadratic time on a long row of closers. */
export function withoutClosers(text: string): string {
  let end = text.length;
  while (end > 0 && end > text.length - CLOSERS) {
    const wide = end > 1 && /[\udc00-\udfff]/.test(text.charAt(end - 1));
    const letter = text.slice(wide ? end - 2 : end - 1, end);
    if (!CLOSER.test(letter)) break;
    end -= letter.length;
  }
  return text.slice(0, end);
}

/** A sentence as it is shown to people: without what marks it as a list item, a heading or emphasised, up to its mark. */
export function shown(text: string): string {
  const words = text
    .trim()
    .slice(-1_000)
    .replace(/^(?:[-*+>#]{1,6}\s+|[0-9]{1,3}[.)]\s+)+/u, "");
  const cut = withoutClosers(words);
  return (endsInMark(cut) ? cut : words).trim().replace(/^[*_~]+|[*_~]+$/gu, "");
}
