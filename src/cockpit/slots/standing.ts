import { mayYield } from "../life.ts";
import { type Cockpit, isPaused, isTaskDue, type Priority } from "../state.ts";
import { WEIGHT } from "../tasks.ts";

/** What a cockpit waits for a slot, or for its turn, with. */
export interface Want {
  readonly kind: "answer" | "message" | "start" | "task";
  /** Milliseconds since 1970. */
  readonly since: number;
  /** The project's weight and, of a task, its own. */
  readonly weight: number;
}

/** One cockpit as the queue sees it. */
export interface Standing {
  readonly project: string;
  /** Whether it has a slot: its container runs, or is about to, or stands still with its memory kept. */
  readonly holds: boolean;
  /** Its slot is on its way back. */
  readonly leaves: boolean;
  /** Claude is being started in it. */
  readonly starts: boolean;
  /** How gladly it would give its slot to another that waits; null: not at all. The lesser, the sooner. */
  readonly yields: number | null;
  /** Milliseconds since 1970, of its last change of phase. */
  readonly since: number;
  readonly want: Want | null;
  /** Its place among those who want something, as a moment in time: the earlier, the sooner. */
  readonly rank: number;
  /** The id of the person whose work it does, or is to do; null: nobody's in particular. */
  readonly user: string | null;
  /** It did not start, and is left alone for a while. */
  readonly rests?: boolean;
}

export interface Limits {
  /** How many cockpits may run at once. */
  readonly slots: number;
  /** How many may be starting at once. */
  readonly starting: number;
  /** How many may run for one person at once; null: as many as there are. */
  readonly perUser: number | null;
  /** Why nothing more may start now, whatever is free; null: it may. */
  readonly pressure: string | null;
}

export const NO_LIMITS: Limits = {
  slots: Number.POSITIVE_INFINITY,
  starting: Number.POSITIVE_INFINITY,
  perUser: null,
  pressure: null,
};

/** All who matter to a decision. */
export interface Ranked {
  /** Who has a slot, in any order. */
  readonly holders: Iterable<Standing>;
  /** Who is in line, first to last. */
  readonly waiting: Iterable<Standing>;
}

export interface Allocation {
  /** They get their slot, or their turn in the slot they have. */
  readonly grant: readonly string[];
  /** They give theirs up to somebody who waits. */
  readonly yield: readonly string[];
}

const HOUR = 3_600_000;

/**
 * How much longer each counts as having waited (milliseconds). An answer goes before everything that came within a day
 * of it; nothing waits for ever behind what comes later.
 */
const HEAD_START = { answer: 24 * HOUR, message: 0, start: 0, task: 0 } as const;
const PER_WEIGHT = HOUR;

/** Who waits from the earliest time on is first; a project is in line once, however much it has to do. */
export function rankOf({ kind, since, weight }: Want): number {
  return since - HEAD_START[kind] - weight * PER_WEIGHT;
}

export function standingOf(cockpit: Cockpit, priority: Priority = "normal"): Standing {
  const { project, phase, question } = cockpit;
  const want = wantOf(cockpit, WEIGHT[priority]);
  const stands = isPaused(phase);
  return {
    project,
    holds: stands || (phase.name !== "frozen" && phase.name !== "queued"),
    // One whose freeze fails is not on its way, however long it is tried.
    leaves: phase.name === "freezing" && cockpit.trouble === null,
    starts: phase.name === "thawing",
    yields: mayYield(cockpit) ? reluctance(stands, question !== null, want !== null) : null,
    since: cockpit.since,
    want,
    rank: want === null ? Number.POSITIVE_INFINITY : rankOf(want),
    user: userOf(cockpit),
  };
}

/** What stands still goes first, then what is idle, then what has its turn to come, last what a person may be answering. */
function reluctance(stands: boolean, asks: boolean, waits: boolean): number {
  if (stands) return 0;
  if (asks) return 3;
  return waits ? 2 : 1;
}

/** Paused, and free to go on. */
function maySimplyGoOn({ phase }: Cockpit): boolean {
  return isPaused(phase) && !phase.held;
}

function wantOf(cockpit: Cockpit, weight: number): Want | null {
  const { phase, inbox, tasks, since } = cockpit;
  const [task] = tasks;
  const isNext = task !== undefined && isTaskDue(cockpit);
  if (phase.name === "idle" || maySimplyGoOn(cockpit))
    return isNext ? { kind: "task", since, weight: weight + WEIGHT[task.priority] } : null;
  if (phase.name !== "queued") return null;
  const [first] = inbox;
  if (first !== undefined && cockpit.question === null)
    return { kind: first.answers === undefined ? "message" : "answer", since, weight };
  return isNext && !phase.asked
    ? { kind: "task", since, weight: weight + WEIGHT[task.priority] }
    : { kind: "start", since, weight };
}

function userOf(cockpit: Cockpit): string | null {
  const [prompt] = cockpit.inbox;
  if (prompt !== undefined) return prompt.by ?? null;
  const { name } = cockpit.phase;
  const isNext = (name === "idle" || name === "queued" || maySimplyGoOn(cockpit)) && isTaskDue(cockpit);
  return (isNext ? cockpit.tasks[0]?.by : cockpit.asker) ?? null;
}

/** Who gets a slot now, and who gives one up for it. Told twice of the same, it decides the same. */
export function allocate(standings: Iterable<Standing>, limits: Limits): Allocation {
  const all = [...standings];
  return allocateAmong({ holders: all.filter(({ holds }) => holds), waiting: sorted(all.filter(isInLine)) }, limits);
}

/**
 * The same, looking no further than to who holds a slot and to the head of the line. What it decides is to be carried
 * out, and told, before it is asked again.
 */
export function allocateAmong({ holders, waiting }: Ranked, limits: Limits): Allocation {
  const givers: Standing[] = [];
  const grant: string[] = [];
  const all = [...holders];
  const busy = busyOf(all);
  let held = 0;
  let coming = 0;
  let starting = 0;
  for (const standing of all) {
    const { leaves, starts, yields, want } = standing;
    // Its slot is no use to anybody else: something runs in it.
    if (want !== null && yields === null) grant.push(standing.project);
    held += 1;
    if (leaves) coming += 1;
    if (starts) starting += 1;
    if (yields !== null) givers.push(standing);
  }
  let free = limits.pressure === null ? limits.slots - held : 0;
  const gone = new Set<Standing>();
  givers.sort(byGladness);
  const mayRun = ({ user }: Standing) =>
    user === null || limits.perUser === null || (busy.get(user) ?? 0) < limits.perUser;
  // More run than may, for the limits were changed, or somebody has started one by hand.
  for (let over = held - coming - limits.slots; over > 0; over -= 1) giveUp(undefined);
  coming = Math.max(0, coming - Math.max(0, held - limits.slots));

  /** One that itself waits for its turn gives way only to who is before it, unless it may not have that turn now. */
  function giveUp(claimant: Standing | undefined): void {
    const gives = (one: Standing) => claimant === undefined || isBefore(claimant, one) || !mayRun(one);
    const giver = givers.find((one) => !gone.has(one) && gives(one));
    if (giver !== undefined) gone.add(giver);
  }

  // A slot for each who waits, in their order, for as long as there is anything to give.
  let left = Math.max(0, free) + coming + givers.length;
  for (const next of waiting) {
    if (left <= 0) break;
    if (!mayRun(next)) continue;
    left -= 1;
    const { project, holds, user } = next;
    if (gone.has(next)) continue;
    if (!holds && free <= 0) {
      if (coming > 0) coming -= 1;
      else giveUp(next);
      continue;
    }
    if (holds) gone.add(next);
    else {
      free -= 1;
      // The slot is kept for it until the engine has its hands free.
      if (starting >= limits.starting) continue;
      starting += 1;
    }
    grant.push(project);
    if (user !== null) busy.set(user, (busy.get(user) ?? 0) + 1);
  }
  const granted = new Set(grant);
  return { grant, yield: [...gone].map(({ project }) => project).filter((project) => !granted.has(project)) };
}

function byGladness(a: Standing, b: Standing): number {
  const [left, right] = [a.yields ?? 0, b.yields ?? 0];
  if (left !== right) return left - right;
  // Of those whose turn is to come, the last in line first; of the others, who has been idle longest.
  if (a.want !== null && b.want !== null) return isBefore(a, b) ? 1 : -1;
  return a.since - b.since || (a.project < b.project ? -1 : 1);
}

/** Whether it waits for a slot, or for its turn in one that others could have. */
export function isInLine({ want, holds, yields }: Standing): boolean {
  return want !== null && (!holds || yields !== null);
}

/** Who wants nothing is behind everybody who does. */
export function isBefore(a: Standing, b: Standing): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.project < b.project);
}

function sorted(waiting: readonly Standing[]): readonly Standing[] {
  return [...waiting].sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

/** By person, how many run for them that could not stop at once. */
export function busyOf(standings: Iterable<Standing>): Map<string, number> {
  const busy = new Map<string, number>();
  for (const { holds, leaves, yields, user } of standings)
    if (holds && !leaves && yields === null && user !== null) busy.set(user, (busy.get(user) ?? 0) + 1);
  return busy;
}

/** Those who wait for a slot, in the order in which they would get one; `isBarred`: not before something else changes. */
export function line(
  standings: Iterable<Standing>,
  isBarred: (standing: Standing) => boolean = () => false,
): readonly Standing[] {
  const waiting = sorted([...standings].filter(({ want, holds }) => want !== null && !holds));
  return [...waiting.filter((one) => !isBarred(one)), ...waiting.filter(isBarred)];
}
