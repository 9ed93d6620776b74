import { busyOf, type Limits, line, type Standing } from "./standing.ts";

/** Where one stands among those who wait for a slot. */
export interface QueuePosition {
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
export function places(standings: Iterable<Standing>, limits: Limits): readonly QueuePosition[] {
  const all = [...standings];
  const busy = busyOf(all);
  const most = ({ user }: Standing) => {
    const isFull = user !== null && limits.perUser !== null && (busy.get(user) ?? 0) >= limits.perUser;
    return isFull ? limits.perUser : null;
  };
  const waiting = line(all, (one) => one.rests === true || most(one) !== null);
  return waiting.map((standing, at) => ({
    project: standing.project,
    place: at + 1,
    text: [textOf(waiting, at), ...reasons(standing, limits, most(standing))].join("; "),
  }));
}

/** Why it is not served, beyond those before it. */
function reasons({ rests = false }: Standing, { pressure }: Limits, most: number | null): readonly string[] {
  return [
    ...(rests ? ["it did not start, and is tried again within a minute"] : []),
    ...(most === null ? [] : [`${most} of theirs run${most === 1 ? "s" : ""}, the most for one person`]),
    ...(pressure === null ? [] : [pressure]),
  ];
}

function textOf(waiting: readonly Standing[], at: number): string {
  const ordinal = ORDINALS[at];
  if (ordinal === undefined) return `among the first ${Math.ceil((at + 1) / STEP) * STEP} in line`;
  if (at === 0) return "first in line";
  const before = waiting.slice(0, Math.min(at, NAMED)).map(({ project, want }) => `${project} (${want?.kind})`);
  const more = at > NAMED ? `, and ${at - NAMED} more` : "";
  return `${ordinal}; before you: ${before.join(", ")}${more}`;
}
