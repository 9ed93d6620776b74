import type { Ask } from "../state.ts";
import { ordinalOf } from "./ordinals.ts";

/**
 * What a person's words choose: for each thing asked, the labels of its options. Null where the words are an answer of
 * their own, or where it is not certain what they choose: Claude gets them as they are.
 */
export function choose(asks: readonly Ask[], text: string): readonly (readonly string[])[] | null {
  const words = text.normalize("NFKC").trim();
  if (asks.length === 0 || words === "" || words.length > LONGEST) return null;
  const [only] = asks;
  if (asks.length === 1 && only !== undefined) return all([chosenOf(only, words)]);
  const answers = perAsk(asks, words);
  return answers && all(asks.map((ask, at) => chosenOf(ask, answers[at] ?? "")));
}

/** Nobody chooses in more words. */
const LONGEST = 600;

/** One answer for each thing asked: a line each, perhaps with its number, or all in one line with commas. */
function perAsk(asks: readonly Ask[], text: string): readonly string[] | null {
  const lines = text.split(/[\n;；]/).filter((line) => line.trim() !== "");
  if (lines.length === asks.length) {
    const numbered = lines.map((line) => /^\s*(?:q(?:uestion)?\s*)?(\d{1,2})\s*[:：.)=-]\s*(.+)$/i.exec(line));
    const numbers = new Set(numbered.map((match) => Number(match?.[1])));
    if (numbered.every((match) => match !== null) && asks.every((_, at) => numbers.has(at + 1)))
      return asks.map((_, at) => numbered.find((match) => Number(match?.[1]) === at + 1)?.[2] ?? "");
    return lines;
  }
  if (lines.length !== 1 || asks.some(({ multiple }) => multiple)) return null;
  const parts = text.split(/[,，、]/).map((part) => part.trim());
  return parts.length === asks.length ? parts : null;
}

function chosenOf({ options, multiple }: Ask, text: string): readonly string[] | null {
  const whole = optionOf(options, text);
  if (whole !== null) return [whole];
  if (!multiple) return null;
  const parts = text
    .split(/\s*[,，、;；+&\n]\s*|\s+(?:and|und|et|y|e|и|a|ve)\s+|\s*(?:と|和|及)\s*/iu)
    .filter((part) => part !== "");
  const numbers = /^\d{1,2}(?:\s+\d{1,2})+$/.test(text) ? text.split(/\s+/) : parts;
  const found = all(numbers.map((part) => optionOf(options, part)));
  return found && [...new Set(found)];
}

/** By its label, its number, its letter, or its place. */
function optionOf(options: Ask["options"], given: string): string | null {
  const words = bare(given);
  if (words === "") return null;
  // As a button says it: the place and nothing else, whatever the labels are.
  const [, pressed] = /^\[(\d{1,3})\]$/.exec(words) ?? [];
  if (pressed !== undefined) return options[Number(pressed) - 1]?.label ?? null;
  const labels = options.map(({ label }) => bare(label.normalize("NFKC")));
  const exact = labels.flatMap((label, at) => (label === words ? [at] : []));
  if (exact.length > 0) return exact.length === 1 ? (options[exact[0] ?? -1]?.label ?? null) : null;
  const place = placeOf(words, options.length);
  if (place !== null) return options[place - 1]?.label ?? null;
  const begun = words.length < 3 ? [] : labels.flatMap((label, at) => (label.startsWith(words) ? [at] : []));
  return begun.length === 1 ? (options[begun[0] ?? -1]?.label ?? null) : null;
}

/** Counted from one; null where it is no place among so many. */
function placeOf(words: string, count: number): number | null {
  const [, number, letter] =
    /^(?:option|answer|choice|number|nr|no|n)?(?:\s*[#.]?\s*(\d{1,2})|(?:^|[\s#.]\s*)([a-z]))[.)]?$/u.exec(words) ?? [];
  const place =
    number !== undefined
      ? Number(number)
      : letter !== undefined
        ? letter.charCodeAt(0) - "a".charCodeAt(0) + 1
        : ordinalOf(words, count);
  return place !== null && place >= 1 && place <= count ? place : null;
}

/** Without case, markup, and the marks around it. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[*_`"'“”„«»]/gu, "")
    .replace(/\s+/gu, " ")
    .replace(/^[\s(]+|[\s.!。！]+$/gu, "");
}

function all<T>(found: readonly (T | null)[]): readonly T[] | null {
  const there = found.filter((one): one is Exclude<typeof one, null> => one !== null);
  return there.length === found.length ? there : null;
}
