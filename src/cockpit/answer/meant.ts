import type { Question } from "../state.ts";
import { choose } from "./choose.ts";
import { decide, isDecisive } from "./decide.ts";
import { keyOf } from "./keys.ts";

/** What is known of how somebody's words came about. */
export interface Meant {
  /** When they were written, or begun: milliseconds since 1970, by the platform's clock. */
  readonly at?: number;
  /** Where they reply to a message, by the platform's own means: the id of the question it shows; null: it shows none. */
  readonly about?: string | null;
}

/** Clocks differ a little, and nobody has read a question within it (milliseconds). */
const READING = 1_000;

/**
 * Why words cannot have been meant for a question; null where they can. Written before it can have been read, or as a
 * reply to something else, they decide nothing in its dialog. What is asked in words is answered by whatever comes next.
 */
export function notMeantFor(question: Question, { at, about }: Meant): "early" | "elsewhere" | null {
  if (at !== undefined && at < question.since + READING) return "early";
  return question.kind !== "text" && about !== undefined && about !== question.id ? "elsewhere" : null;
}

/** Whether words would settle the question there and then: allow, refuse, or pick what it offers. */
export function settles(question: Question, text: string): boolean {
  if (question.kind === "choices") return choose(question.asks, text) !== null;
  if (question.kind === "screen") return keyOf(question, text) !== null;
  return isDecisive(decide(question, text));
}

/** What their author is told. */
export function notMeantSentence(project: string, { sentence }: Question, why: "early" | "elsewhere"): string {
  return why === "early"
    ? `${project} asked this while you wrote: ${sentence} If that is your answer to it, say it again, or press a button.`
    : `You replied to another message, and what ${project} asks now is this: ${sentence} If that is your answer to it, write it without the reply, or press a button.`;
}
