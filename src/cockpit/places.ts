import { type Limits, line, type Standing } from "./queue.ts";

/** Where one stands among those who wait for a slot. */
export interface Place {
  readonly project: string;
  /** Counts from 1. */
  readonly place: number;
  /** For people: "third; before you: overbits (answer), admin (task)". */
  readonly text: string;
}

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/** How many of those before are named. */
const NAMED = 3;
/** Further back, the place is told in steps: it would be edited all the time, and says little. */
const STEP = 10;

/** The place of each who waits for a slot, first to last. */
export function places(standings: Iterable<Standing>, limits: Limits): readonly Place[] {
  const waiting = line(standings);
  return waiting.map(({ project }, at) => ({
    project,
    place: at + 1,
    text: limits.hindrance === null ? textOf(waiting, at) : `${textOf(waiting, at)}; ${limits.hindrance}`,
  }));
}

function textOf(waiting: readonly Standing[], at: number): string {
  const ordinal = ORDINALS[at];
  if (ordinal === undefined) return `among the first ${Math.ceil((at + 1) / STEP) * STEP} in line`;
  if (at === 0) return "first in line";
  const before = waiting.slice(0, Math.min(at, NAMED)).map(({ project, want }) => `${project} (${want?.kind})`);
  const more = at > NAMED ? `, and ${at - NAMED} more` : "";
  return `${ordinal}; before you: ${before.join(", ")}${more}`;
}
