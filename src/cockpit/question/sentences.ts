import { type Block, blocksOf, type Role } from "./blocks.ts";
import { endsInMark, withoutClosers } from "./marks.ts";

export interface Sentence {
  readonly role: Role;
  /** As it was written, without its list mark. */
  readonly text: string;
  /** In lower case with nothing but words between single spaces, from `<` to `>`: what the signs are looked for in. */
  readonly words: string;
  /** It ends in a question mark, or in words that only a question ends in. */
  readonly asks: boolean;
  /** The mark belongs to something quoted or bracketed, and the sentence goes on around it. */
  readonly aside: boolean;
  /** A line break stands before it. */
  readonly first: boolean;
}

/** What stands before so many sentences is settled. */
const SENTENCES = 40;

const END =
  /[.!?؟՞፧⁇⁈⁉‽﹖\u037e…]{1,9}["'*_~`)\]”’»«›」』）]{0,6}(?=\s|\p{Extended_Pictographic}|$)|[。！？]{1,9}[*_"”’」』）)]{0,6}/gu;

/** A number's dot ends nothing. */
const NUMBERED = /(?:^|[\s(])[0-9]{1,2}\.$/u;

/** An abbreviation's dots end nothing, with or without a space between them. */
const ABBREVIATED =
  /(?<![\p{L}\p{N}])(?:e\.\s?g|i\.\s?e|vs|cf|ca|bzw|z\.\s?B|d\.\s?h|p\.\s?ej|(?:p\.\s?)?ex|např|tj|t\.\s?j|mj|т\.\s?е|напр|u\.\s?[aä]|т(?=\.\s?[дп]\.))\./giu;

/** What closes a list may close its sentence too: then the next one begins. */
const CLOSING = /(?<![\p{L}\p{N}])(?:etc|usw|ecc|atd|apod|т[^\p{L}]{1,2}[дп])\.(?!\s+[¿¡*_"«„“]*\p{Lu}|\s*$)/gu;

/** Nothing quoted asks by itself; short quoted words may be the answer that is wanted ("go"). */
const QUOTED =
  /`[^`\n]{1,300}`|"[^"\n]{1,300}"|“[^”\n]{1,300}”|«[^»\n]{1,300}»|„[^“”\n]{1,300}[“”]|»[^«\n]{1,300}«|「[^」\n]{1,300}」|『[^』\n]{1,300}』/gu;
const SHORT = 24;

/** Japanese and Chinese questions may end in a full stop. */
const SPOKEN = /(?:(?:ます|です|でしょう|ましょう|ません|ました)か|[吗嗎])[。.]?\s*$/u;

/** The sentences at the end of a message, in their order; code stands as one without words. */
export function sentencesOf(text: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  for (const block of blocksOf(text).toReversed()) {
    sentences.unshift(...(block.role === "code" ? [codeOf(block)] : cut(block)));
    if (sentences.length >= SENTENCES) break;
  }
  return sentences;
}

function codeOf({ role }: Block): Sentence {
  return { role, text: "", words: "", asks: false, aside: false, first: true };
}

function cut({ role, text }: Block): Sentence[] {
  if (text === "") return [];
  // Of the same length, so that what is found in one stands at the same place in the other.
  const masked = text
    .replace(QUOTED, (quoted) => (quoted.length === text.length ? quoted : mask(quoted)))
    .replace(ABBREVIATED, withoutDots)
    .replace(CLOSING, withoutDots);
  const sentences: Sentence[] = [];
  let from = 0;
  const ends = [...masked.matchAll(END)].map((match) => match.index + match[0].length);
  for (const end of [...ends, masked.length]) {
    const said = text.slice(from, end);
    if (!/[\p{L}\p{N}]/u.test(said) || (end < text.length && NUMBERED.test(said))) continue;
    sentences.push(sentenceOf(role, said, masked.slice(from, end), from === 0));
    from = end;
  }
  const rest = text.slice(from);
  const last = sentences.at(-1);
  if (last !== undefined) return [...sentences.slice(0, -1), { ...last, text: last.text + rest }];
  return endsInMark(rest) ? [sentenceOf(role, rest, rest, true)] : [];
}

function withoutDots(abbreviation: string): string {
  return abbreviation.replaceAll(".", " ");
}

function mask(quoted: string): string {
  return `${quoted[0]}${"x".repeat(quoted.length - 2)}${quoted.at(-1)}`;
}

function sentenceOf(role: Role, text: string, masked: string, first: boolean): Sentence {
  const end = withoutClosers(text);
  const marked = endsInMark(end);
  const bracketed = /^[*_]*[)）][*_]*[.。]/u.test(text.slice(end.length));
  const aside = marked && (bracketed || !endsInMark(withoutClosers(masked)));
  return { role, text, words: wordsOf(text, aside ? 0 : SHORT), asks: marked || SPOKEN.test(text), aside, first };
}

function wordsOf(text: string, kept: number): string {
  const { length } = text.trim();
  const said = text
    .replace(QUOTED, (quoted) => (quoted.length > kept && quoted.length < length ? " x " : quoted))
    .replace(/https?:\/\/[^\s)\]>]+/gu, " x ")
    .toLowerCase()
    .normalize("NFC")
    .replaceAll("’", "'");
  const words = said.replace(/[^\p{L}\p{N}\p{M}']+/gu, " ").trim();
  return ` < ${words.includes("'") ? words.replace(/ '+|'+ /g, " ") : words} > `;
}
