import type { Ask, Question } from "../state.ts";
import { choose } from "./choose.ts";

/** What is done at Claude's terminal: a key, words that are typed and not yet sent, or one of the options that have no number. */
export type Key = { readonly press: KeyName } | { readonly type: string } | { readonly choose: number };

export type KeyName = (typeof NAMED)[number] | `${number}`;

const NAMED = ["Up", "Down", "Left", "Right", "Tab", "Space", "Enter", "Escape"] as const;

/** As people say them. */
const OTHERWISE: Readonly<Record<string, (typeof NAMED)[number]>> = {
  esc: "Escape",
  return: "Enter",
  "↑": "Up",
  "↓": "Down",
  "←": "Left",
  "→": "Right",
  "⏎": "Enter",
};

/** What is offered beside the numbers of what the screen offers itself: a button says what a person would write. */
export const OFFERED_KEYS = [
  { words: "Enter", label: "Enter ⏎" },
  { words: "Up", label: "↑" },
  { words: "Down", label: "↓" },
  { words: "Escape", label: "Esc" },
] as const;

/** What one is told whose words are no key, and who may not press any: what a screen asks nobody knows, so it may give rights. */
const NO_KEY =
  'Claude\'s screen waits for a key, and nothing else goes in until then. Say a number, or one of: up, down, left, right, tab, space, enter, escape; or "text:" and what to type there.';

const NOT_AT_THE_KEYS =
  "Claude's screen waits for a key, which may give rights: only this project's approvers can press one. Write again once it is settled.";

/** Why words are not taken while a screen waits for a key; null where they are. */
export function keyFault(question: Question, text: string, mayDecide: boolean): string | null {
  if (question.kind !== "screen") return null;
  if (!mayDecide) return NOT_AT_THE_KEYS;
  return keyOf(question, text) === null ? NO_KEY : null;
}

/** Characters that are typed at once. */
const TYPED_MOST = 1_000;

/** Null for words that are no key: nothing is guessed. */
export function keyOf({ kind, asks, screen }: Question, text: string): Key | null {
  if (kind !== "screen") return null;
  const [, typed] = /^\s*(?:text|type)\s*:\s*([^\s\p{Cc}\p{Zl}\p{Zp}][^\p{Cc}\p{Zl}\p{Zp}]*)$/iu.exec(text) ?? [];
  if (typed !== undefined) return typed.length > TYPED_MOST ? null : { type: typed.trimEnd() };
  const words = text.normalize("NFKC").trim().toLowerCase();
  const named = NAMED.find((name) => name.toLowerCase() === words) ?? OTHERWISE[words];
  if (named !== undefined) return { press: named };
  const [ask] = asks;
  const [, number] = /^\[?([1-9])\]?$/.exec(words) ?? [];
  if (ask === undefined) return number === undefined ? null : { press: number as KeyName };
  const place = number === undefined ? placeOf(ask, text) : Number(number);
  if (place < 1 || place > Math.min(9, ask.options.length)) return null;
  return screen?.isNumbered === false ? { choose: place } : { press: `${place}` };
}

/** By its name, counted from one; 0 where none is meant, or where two are called so. */
function placeOf(ask: Ask, text: string): number {
  const [[label] = []] = choose([ask], text) ?? [];
  const [place, ...others] = ask.options.flatMap((option, at) => (option.label === label ? [at + 1] : []));
  return place === undefined || others.length > 0 ? 0 : place;
}
