import type { Look } from "./signs.ts";

/** So many parts of an either/or are looked at. */
const WAYS = 8;

/** Politeness that stands beside a way to go is none, nor is what stands for any way but those named. */
export function pleasantryIn(words: string, look: Look): string | null {
  const pleasantry = look("pleasantry", words);
  if (pleasantry === null) return null;
  const parts = partsOf(words, look);
  const ways = waysOf(parts, look).map((way) => [look("pleasantry", way), look("proposal", way)] as const);
  const beside = ways.some(([polite]) => polite !== null);
  const proposed = ways.some(([polite, proposal]) => polite === null && proposal !== null);
  return (beside && proposed) || endsInAnother(parts, look) ? null : pleasantry;
}

/** The questions that an "or" joins; what is no question of its own belongs to the one before it. */
function waysOf(parts: readonly string[], look: Look): readonly string[] {
  const ways: string[] = [];
  for (const part of parts) {
    const before = ways.at(-1);
    if (before === undefined || look("person", part) !== null) ways.push(part);
    else ways.splice(-1, 1, before + part);
  }
  return ways;
}

function endsInAnother(parts: readonly string[], look: Look): boolean {
  const [last, ...before] = parts.toReversed();
  if (last === undefined || before.length === 0 || look("another", last) === null) return false;
  return before.every((part) => look("pleasantry", part) === null);
}

function partsOf(words: string, look: Look): readonly string[] {
  const parts: string[] = [];
  let rest = words;
  while (parts.length < WAYS) {
    const or = look("or", rest);
    if (or === null) break;
    const mark = rest.includes(` ${or} `) ? ` ${or} ` : or;
    const at = rest.indexOf(mark);
    parts.push(`${rest.slice(0, at)} > `);
    rest = ` < ${rest.slice(at + mark.length)}`;
  }
  return [...parts, rest];
}
