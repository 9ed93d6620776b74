import { places, type QueuePosition } from "../cockpit/slots/places.ts";
import { createRanks } from "../cockpit/slots/ranks.ts";
import { type Allocation, allocateAmong, type Limits, type Standing, standingOf } from "../cockpit/slots/standing.ts";
import { type Cockpit, isRunning, type Priority } from "../cockpit/state.ts";
import type { Log } from "../log/log.ts";
import type { Clock } from "../ports/ports.ts";
import { createAlarm } from "../support/alarm.ts";
import { createBackoff } from "../support/retry.ts";

export interface SlotsParts {
  /** How much may run, as far as is known now. */
  readonly limits: () => Limits;
  readonly priority: (project: string) => Priority;
  /** Resolves with whether the cockpit took it. */
  readonly grant: (project: string) => Promise<boolean>;
  readonly yield: (project: string) => Promise<boolean>;
  /** Told of those whose place is another than before; null: they wait no more. */
  readonly onPlace: (project: string, place: QueuePosition | null) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Gives the slots to those whose turn it is. */
export interface Slots {
  /** From now on slots are given. */
  open(): void;
  /** The cockpit is another than before. */
  changed(cockpit: Cockpit): void;
  /** Its container is on its way out: it keeps its slot until it is gone. */
  leaving(project: string): void;
  gone(project: string): void;
  /** The limits may be others than before. */
  look(): void;
  /** Resolves once it has what is there for it now. */
  served(project: string): Promise<void>;
  /** Where the cockpit stands in line; null where it waits for no slot. */
  place(project: string): QueuePosition | null;
  close(): void;
}

/** Milliseconds between two cockpits that are stopped for a shortage: it is measured anew in between. */
const SHED_EVERY = 20_000;
/** Milliseconds between two looks while somebody waits: what is in their way may have gone where nobody sees it. */
const LOOK_EVERY = 20_000;
/** Milliseconds between two tellings of places: they move with every turn of everybody. */
const TELL_EVERY = 1_000;
/** Milliseconds after which what could not be carried out, or did not start, is tried again; doubled each time. */
const RETRY = { first: 2_000, longest: 60_000 } as const;

export function createSlots(parts: SlotsParts): Slots {
  const { clock, log } = parts;
  const standings = new Map<string, Standing>();
  /** The same as a decision is to see them. */
  const ranks = createRanks();
  /** What is being carried out, and counts as done meanwhile. */
  const pending = new Map<string, Standing>();
  const acts = new Map<string, Promise<void>>();
  /** They did not take what they were given, or somebody is at their terminal; they are left alone until they change, or for a while. */
  const refused = new Set<string>();
  /** They did not start, and are not tried again at once: how long each rests the next time. */
  const pauses = new Map<string, () => number>();
  const resting = new Set<string>();
  const told = new Map<string, string>();
  const closing = new AbortController();
  let line: readonly QueuePosition[] = [];
  /** Whether it may be another by now. */
  let isStale = false;
  let lastEviction = Number.NEGATIVE_INFINITY;
  let isOpen = false;
  let isDue = false;
  let isTelling = false;
  const alarm = createAlarm(clock, async () => look());

  function look(): void {
    isStale = true;
    if (!isOpen || isDue || closing.signal.aborted) return;
    isDue = true;
    // One look for all that changes in one breath.
    queueMicrotask(() => {
      isDue = false;
      if (closing.signal.aborted) return;
      const limits = parts.limits();
      const decision = oneAtATime(allocateAmong(ranks, limits), limits);
      for (const project of decision.yield) carryOut(project, { leaves: true, yields: null, want: null }, parts.yield);
      for (const project of decision.grant)
        carryOut(
          project,
          { holds: true, yields: null, want: null, starts: !standings.get(project)?.holds },
          parts.grant,
        );
      tell();
    });
  }

  /** What makes room in a shortage does so one at a time: what the first one gave back is to be seen first. */
  function oneAtATime(decision: Allocation, { pressure }: Limits): Allocation {
    if (pressure === null || decision.yield.length === 0) return decision;
    if (clock.now() - lastEviction < SHED_EVERY) return { ...decision, yield: [] };
    lastEviction = clock.now();
    return { ...decision, yield: decision.yield.slice(0, 1) };
  }

  /** Something of it is another than before. */
  function rank(project: string): void {
    const standing = standings.get(project);
    if (standing === undefined) {
      ranks.delete(project);
      return;
    }
    const now = pending.get(project) ?? standing;
    ranks.set(refused.has(project) || resting.has(project) ? { ...now, want: null, yields: null } : now);
  }

  /** As people are told of them: what rests waits all the same. */
  function* shown(): Iterable<Standing> {
    for (const [project, standing] of standings) yield resting.has(project) ? { ...standing, rests: true } : standing;
  }

  function carryOut(project: string, change: Partial<Standing>, act: (project: string) => Promise<boolean>): void {
    const standing = standings.get(project);
    if (standing === undefined) return;
    pending.set(project, { ...standing, ...change });
    rank(project);
    const done = act(project)
      .then(
        (isTaken) => {
          if (!isTaken) leaveAlone(refused, project, LOOK_EVERY);
        },
        async (error: unknown) => {
          log.error({ err: error, project }, "a slot could not be given or taken; trying again");
          await clock.after(RETRY.first, closing.signal).catch(() => undefined);
        },
      )
      .finally(() => {
        pending.delete(project);
        acts.delete(project);
        rank(project);
        look();
      });
    acts.set(project, done);
  }

  /** It is among `those` for so many milliseconds, or until something takes it out before. */
  function leaveAlone(those: Set<string>, project: string, ms: number): void {
    those.add(project);
    rank(project);
    clock
      .after(ms, closing.signal)
      .then(() => {
        if (!those.delete(project)) return;
        rank(project);
        look();
      })
      // Closed.
      .catch(() => undefined);
  }

  function rest(project: string): void {
    const nextPause = pauses.get(project) ?? createBackoff(RETRY);
    pauses.set(project, nextPause);
    leaveAlone(resting, project, nextPause());
  }

  function tell(): void {
    if (isTelling) return;
    isTelling = true;
    tellNow();
    clock
      .after(TELL_EVERY, closing.signal)
      .then(() => {
        isTelling = false;
        tellNow();
      })
      // Closed.
      .catch(() => undefined);
  }

  function lineUp(): readonly QueuePosition[] {
    if (isStale) line = places(shown(), parts.limits());
    isStale = false;
    return line;
  }

  function tellNow(): void {
    isStale = true;
    lineUp();
    alarm.set(line.length === 0 || closing.signal.aborted ? null : clock.now() + LOOK_EVERY);
    const waiting = new Set<string>();
    for (const place of line) {
      waiting.add(place.project);
      if (told.get(place.project) === place.text) continue;
      told.set(place.project, place.text);
      parts.onPlace(place.project, place);
    }
    for (const project of [...told.keys()])
      if (!waiting.has(project)) {
        told.delete(project);
        parts.onPlace(project, null);
      }
  }

  return {
    open() {
      isOpen = true;
      look();
    },
    changed(cockpit) {
      const { project, phase } = cockpit;
      const before = standings.get(project);
      standings.set(project, standingOf(cockpit, parts.priority(project)));
      refused.delete(project);
      if (before?.starts && phase.name === "queued") rest(project);
      if (isRunning(phase)) pauses.delete(project);
      rank(project);
      look();
    },
    leaving(project) {
      const standing = standings.get(project);
      if (standing !== undefined)
        standings.set(project, { ...standing, want: null, yields: null, leaves: standing.holds });
      rank(project);
    },
    gone(project) {
      standings.delete(project);
      refused.delete(project);
      pauses.delete(project);
      resting.delete(project);
      rank(project);
      look();
    },
    look,
    async served(project) {
      while (isDue) await Promise.resolve();
      await acts.get(project);
    },
    place: (project) => lineUp().find((one) => one.project === project) ?? null,
    close() {
      closing.abort(new Error("the bot is closed"));
      alarm.set(null);
    },
  };
}
