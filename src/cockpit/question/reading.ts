import { pleasantryIn } from "./pleasantry.ts";
import type { Sentence } from "./sentences.ts";
import type { Look, Sign } from "./signs.ts";

export type Kind = "question" | "choice" | "approval" | "input" | "courtesy" | "statement";

/** What one sentence does by itself. */
export interface Reading {
  readonly kind: Kind;
  /** How many statements may follow before it is taken to be settled. */
  readonly reach: number;
  readonly why: string;
}

/** So many words, and four parts around them, make a sentence that may be a question for what it quotes. */
const SHORT = 8;

export interface SentencePosition {
  /** The sentence behind it; none behind the last. */
  readonly next: Sentence | undefined;
  /** Nothing but what may be its options follows. */
  readonly options: boolean;
  /** The sentence that it goes on with, or whose list it stands in. */
  readonly lead: () => Sentence | undefined;
}

/** Where a sentence's first word stands. */
const OPENING = " < ".length;

/** In a list, what reads like a request is often a step that is described. */
export const REACH = { proposal: 8, request: 6, person: 3, item: 2, bare: 0.9 } as const;

/** Null for a sentence that only states something. */
export function read(sentence: Sentence, look: Look, place: SentencePosition): Reading | null {
  if (sentence.words === "" || sentence.role === "table") return null;
  return sentence.asks ? readQuestion(sentence, look, place) : readStatement(sentence, look, place);
}

function readQuestion(
  { words, role, aside }: Sentence,
  look: Look,
  { next, options }: SentencePosition,
): Reading | null {
  const pleasantry = gateOf(words, next, look) === null ? pleasantryIn(words, look) : null;
  if (pleasantry !== null) return courtesy(`a question out of politeness ("${pleasantry}")`);
  if (role === "quotation" && next !== undefined) return null;
  if (next !== undefined && !next.first && look("answer", next.words) !== null) return null;
  const proposal = look("proposal", words);
  if (proposal !== null) return question("proposal", `a question that lets the person decide ("${proposal}")`);
  const person = look("person", words);
  const explains = look("explanation", words) !== null;
  if (aside && person === null && words.split(" ").length > SHORT) return null;
  if (person !== null && !explains && role !== "heading")
    return question("person", `a question put to the person ("${person}")`);
  if (next === undefined) return question("bare", "the message ends in a question mark");
  if (role === "heading") return null;
  const unknown = look("unknown", next.words);
  if (unknown !== null) return question("person", `a question whose answer is not known ("${unknown}")`);
  if (explains) return null;
  return question("bare", options ? "a question stands before its options" : "a question stands at the end");
}

/** What the speaker holds back until there is an answer: said here, or right behind it. */
function gateOf(words: string, next: Sentence | undefined, look: Look): string | null {
  const gate = look("before", words);
  return gate === null && next !== undefined && !next.first ? look("before", next.words) : gate;
}

function question(reach: keyof typeof REACH, why: string): Reading {
  return { kind: "question", reach: REACH[reach], why };
}

const REQUESTS: readonly (readonly [Sign & Kind, string])[] = [
  ["choice", "it asks to choose"],
  ["approval", "it asks for a yes"],
  ["input", "it asks for what only the person has"],
];

function readStatement({ words, role, text }: Sentence, look: Look, { next, lead }: SentencePosition): Reading | null {
  const opened = /[:：]\W*$/u.test(text) ? look("proposal", words) : null;
  if (opened !== null && words.startsWith(` < ${opened}`))
    return question("proposal", `a question before its options ("${opened}")`);
  const polite = look("courtesy", words);
  const gate = gateOf(words, next, look);
  for (const [kind, what] of REQUESTS) {
    const found = look(kind, words);
    if (found === null || role === "heading") continue;
    const at = words.indexOf(found);
    if (gate === null && polite !== null && isCourtesy(kind, at - words.indexOf(polite))) continue;
    // Behind a request that begins the sentence a condition counts too: "send me the log if it still fails".
    const end = kind === "input" && at === OPENING ? words.length : at;
    const trouble = gate === null ? troubleOf(words, end, lead(), look) : null;
    if (trouble !== null) return courtesy(`it is asked for in one case only ("${trouble}")`);
    return { kind, reach: role === "item" ? REACH.item : REACH.request, why: `${what} ("${found}")` };
  }
  if (polite === null) return null;
  if (gate === null) return courtesy(`an offer that need not be answered ("${polite}")`);
  return { kind: "approval", reach: REACH.request, why: `the next step waits for it ("${gate}")` };
}

/** The condition that a request stands under: before this place, or in the lead. */
function troubleOf(words: string, end: number, lead: Sentence | undefined, look: Look): string | null {
  const trouble = look("trouble", words);
  if (trouble !== null && words.indexOf(trouble) <= end) return trouble;
  return lead === undefined ? null : look("trouble", lead.words);
}

/** An offer that begins with its condition stays one, whatever it says to do then; to choose, only where it is one with it. */
function isCourtesy(kind: Kind, behind: number): boolean {
  return kind === "approval" ? behind > 0 : behind === 0 || (kind === "input" && behind > 0);
}

function courtesy(why: string): Reading {
  return { kind: "courtesy", reach: 0, why };
}
