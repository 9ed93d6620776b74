import { Cron } from "croner";
import type { Task } from "./cockpit/state.ts";
import { unsigned } from "./cockpit/unsigned.ts";
import { asBridgeError, BridgeError, type ErrorCode } from "./errors.ts";
import type { Log } from "./log/log.ts";
import type { Clock, Records } from "./ports/ports.ts";
import { createAlarm } from "./support/alarm.ts";
import { isSchedule } from "./support/cron.ts";
import { createSerialQueue } from "./support/serial.ts";

/** A task that comes back by the clock. */
export interface Schedule {
  readonly id: string;
  /** Five fields, or a preset such as @daily. */
  readonly cron: string;
  /** As IANA names it: `Europe/Berlin`. */
  readonly zone: string;
  /** What Claude is to be told, in the author's own words. */
  readonly words: string;
  readonly author: string;
  /** The author's id, `slack:U1`, where they have one. */
  readonly by?: string;
  /** Milliseconds since 1970 of its next task; null while it is paused, or where none comes any more. */
  readonly next: number | null;
  readonly paused: boolean;
}

/** `id`: of the call that brings it; the same call again is the same schedule. */
export type NewSchedule = Pick<Schedule, "id" | "cron" | "words" | "author" | "by"> & { readonly zone?: string };

/** Tasks by the clock, kept by project. Numbers count from 1, as they are listed. */
export interface Schedules {
  /** What came due while nobody looked is done once, and now. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Rejects with `bad-input` where it never comes, or is not understood. */
  add(project: string, schedule: NewSchedule): Promise<Schedule>;
  list(project: string): Promise<readonly Schedule[]>;
  /** Rejects with `bad-input` where there is none of that number. */
  pause(project: string, number: number, paused: boolean): Promise<Schedule>;
  remove(project: string, number: number): Promise<Schedule>;
  /** The project is gone, and all of it with it. */
  forget(project: string): Promise<void>;
}

export interface SchedulesParts {
  readonly records: Records<readonly Schedule[]>;
  readonly clock: Clock;
  readonly log: Log;
  /** Where none is given. */
  readonly zone: string;
  /** Ids of the project's tasks that wait. */
  readonly waiting: (project: string) => readonly string[];
  /** A task whose id was seen before is not taken again. Rejects where it cannot be kept. */
  readonly enqueue: (project: string, task: Pick<Task, "id" | "author" | "by" | "text">) => Promise<unknown>;
  /** Says in the project's thread why a task was left out; a key that was posted is not posted again. */
  readonly tell: (project: string, key: string, text: string) => Promise<void>;
}

/** Milliseconds after which what could not be kept is tried again. */
const RETRY = 60_000;
/** Milliseconds between two looks at the clock, where anything is scheduled. */
const LOOK_EVERY = 60_000;
/** What saying it again does not cure. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set(["bad-input", "bad-name", "unknown-project"]);
/** How many one project may have. */
const MOST = 50;
const AGAIN =
  "A scheduled task came again while the last one still waits in the queue: it is left out, until that has begun.";

export function createSchedules({ records, clock, log, zone, waiting, enqueue, tell }: SchedulesParts): Schedules {
  const lane = createSerialQueue();
  const all = new Map<string, readonly Schedule[]>();
  /** By id, when what could not be kept is tried again (milliseconds since 1970). */
  const retries = new Map<string, number>();
  let isClosed = false;
  const alarm = createAlarm(clock, () => lane.run(fire));

  /** All that is due, oldest first; what fails holds up nothing but itself. */
  async function fire(): Promise<void> {
    for (const [project, schedules] of [...all]) {
      for (const { id } of schedules) {
        if (isClosed) return;
        try {
          await fireOne(project, id);
        } catch (error) {
          retries.set(id, clock.now() + RETRY);
          log.error({ err: error, project, schedule: id }, "a scheduled task could not be kept; trying again");
        }
      }
    }
    setAlarm();
  }

  /** The task first: killed before the next time is saved, the same task comes again under the same id. */
  async function fireOne(project: string, id: string): Promise<void> {
    const schedule = all.get(project)?.find((one) => one.id === id);
    const { next = null } = schedule ?? {};
    if (schedule === undefined || next === null || timeOf(id, next) > clock.now()) return;
    retries.delete(id);
    const { author, by, words } = schedule;
    const task = `schedule:${id}:${next}`;
    try {
      // One of each waits: a project that nobody starts would gather a task for every day of it.
      const last = waiting(project).find((one) => one !== task && one.startsWith(`schedule:${id}:`));
      if (last === undefined)
        await enqueue(project, { id: task, author, ...(by !== undefined && { by }), text: words });
      else await tell(project, `${last}:again`, AGAIN);
    } catch (thrown) {
      const { code, message } = asBridgeError(thrown);
      if (!HOPELESS.has(code)) throw thrown;
      log.warn({ project, schedule: id }, message);
      await tell(project, `${task}:left-out`, `A scheduled task was left out: ${message}`);
    }
    await change(project, id, { next: nextOf(schedule, clock.now()) });
  }

  async function change(project: string, id: string, changed: Partial<Schedule>): Promise<void> {
    await save(
      project,
      (all.get(project) ?? []).map((one) => (one.id === id ? { ...one, ...changed } : one)),
    );
  }

  async function save(project: string, schedules: readonly Schedule[]): Promise<void> {
    if (schedules.length === 0) await records.delete(project);
    else await records.set(project, schedules);
    all.set(project, schedules);
  }

  function timeOf(id: string, next: number): number {
    return Math.max(next, retries.get(id) ?? next);
  }

  function setAlarm(): void {
    const times = [...all.values()].flatMap((schedules) =>
      schedules.flatMap(({ id, next }) => (next === null ? [] : timeOf(id, next))),
    );
    // Clocks are set, and machines sleep: the time is looked at more often than it would have to be.
    const soon = clock.now() + LOOK_EVERY;
    alarm.set(isClosed || times.length === 0 ? null : Math.min(soon, ...times));
  }

  function found(project: string, number: number): Schedule {
    const schedule = all.get(project)?.[number - 1];
    if (schedule !== undefined) return schedule;
    throw new BridgeError("bad-input", `There is no schedule ${number}. "schedule ${project}" lists them by number.`);
  }

  return {
    open: () =>
      lane.run(async () => {
        for (const [project, schedules] of await records.entries()) all.set(project, schedules.map(carriedOver));
        await fire();
      }),
    async close() {
      isClosed = true;
      alarm.set(null);
      await lane.idle();
    },
    add: (project, schedule) =>
      lane.run(async () => {
        const before = all.get(project) ?? [];
        const same = before.find(({ id }) => id === schedule.id);
        if (same !== undefined) return same;
        if (before.length >= MOST)
          throw new BridgeError(
            "bad-input",
            `${project} has ${MOST} schedules, and that is the most. Remove one first.`,
          );
        const { cron, zone: own = zone, words, author, by } = schedule;
        const next = firstOf(cron.trim(), own, clock.now());
        const added: Schedule = {
          id: schedule.id,
          cron: cron.trim(),
          zone: own,
          words,
          author,
          ...(by !== undefined && { by }),
          next,
          paused: false,
        };
        await save(project, [...before, added]);
        setAlarm();
        return added;
      }),
    list: async (project) => all.get(project) ?? [],
    pause: (project, number, paused) =>
      lane.run(async () => {
        const schedule = found(project, number);
        const next = paused ? null : nextOf({ ...schedule, paused }, clock.now());
        await change(project, schedule.id, { paused, next });
        setAlarm();
        return { ...schedule, paused, next };
      }),
    remove: (project, number) =>
      lane.run(async () => {
        const schedule = found(project, number);
        await save(
          project,
          (all.get(project) ?? []).filter(({ id }) => id !== schedule.id),
        );
        setAlarm();
        return schedule;
      }),
    forget: (project) =>
      lane.run(async () => {
        if (all.has(project)) await save(project, []);
        all.delete(project);
        setAlarm();
      }),
  };
}

function nextOf({ cron, zone, paused }: Schedule, now: number): number | null {
  return paused ? null : (parsed(cron, zone).nextRun(new Date(now))?.getTime() ?? null);
}

/** Rejects with a sentence where it never comes. */
function firstOf(cron: string, zone: string, now: number): number {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    throw new BridgeError("bad-input", `There is no time zone ${zone}. Zones have names like Europe/Berlin.`);
  }
  const next = parsed(cron, zone).nextRun(new Date(now));
  if (next !== null) return next.getTime();
  throw new BridgeError(
    "bad-input",
    `"${cron}" never comes. A schedule is like "0 9 * * 1-5": nine o'clock on weekdays.`,
  );
}

/** Five fields: nothing comes more often than once a minute. */
function parsed(cron: string, timezone: string): Cron {
  try {
    if (!isSchedule(cron)) throw new Error("it needs five fields");
    return new Cron(cron, { timezone, mode: "5-part" });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Cron\w*: /, "") : "";
    throw new BridgeError(
      "bad-input",
      `"${cron}" is no schedule: ${why.replace(/\.$/, "")}. It takes five fields in quotes (minute, hour, day, month, weekday), like "0 9 * * 1-5", or a word like @daily.`,
      error,
    );
  }
}

/** As it is kept now; versions until November 2026 kept the words as `text`, signed where they came from a chat. */
function carriedOver(kept: Schedule | FormerSchedule): Schedule {
  if (!("text" in kept)) return kept;
  const { text, ...rest } = kept;
  return { ...rest, words: rest.by === undefined ? text : unsigned(text, rest.author) };
}

type FormerSchedule = Omit<Schedule, "words"> & { readonly text: string };
