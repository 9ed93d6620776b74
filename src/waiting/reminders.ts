import type { Bridge } from "../bridge/bridge.ts";
import { isFor } from "../cockpit/audience.ts";
import type { Cockpit } from "../cockpit/state.ts";
import { waitingIn } from "../cockpit/waiting/board.ts";
import {
  ANYBODY,
  byPerson,
  mayWait,
  type Pending,
  planReminders,
  type Reminded,
  type Reminder,
  type ReminderRules,
  snoozed,
} from "../cockpit/waiting/reminders.ts";
import { span, whom } from "../commands/show.ts";
import { type Log, logFailures } from "../log/log.ts";
import type { ChatAdapter, Clock, Feed, Records } from "../ports/ports.ts";
import { personId } from "../support/person-id.ts";
import { createRetry } from "../support/retry.ts";
import { createSerialQueue } from "../support/serial.ts";
import type { Links } from "./links.ts";

export interface RemindersParts {
  readonly chats: readonly Pick<ChatAdapter, "name" | "direct">[];
  readonly bridge: Pick<Bridge, "known">;
  readonly feed: Pick<Feed, "post">;
  /** By project. */
  readonly records: Records<Reminded>;
  readonly clock: Clock;
  readonly log: Log;
  readonly links: Pick<Links, "at">;
  readonly owners: (project: string) => readonly string[];
  readonly rules: (project: string) => ReminderRules;
}

/**
 * Reminds people of questions that wait. What is sent is on disk before it is sent: a crash may lose the reminder of
 * one interval, and doubles none.
 */
export interface Reminders {
  /** Begins. The bridge must know every cockpit by now: what it does not know is forgotten. */
  open(): void;
  /** A cockpit is another than a moment ago, or gone. */
  changed(): void;
  /** Nobody is reminded of the project's question before `until` (milliseconds since 1970). Resolves, once that is on disk, with whether one is open. */
  snooze(project: string, until: number): Promise<boolean>;
  /** Resolves once nothing is written any more. It does not wait for a platform. */
  close(): Promise<void>;
}

/** Milliseconds between two looks: the least, so that no mistake spins; the most, since a machine that slept wakes with timers that are late. */
const PAUSE = { least: 1_000, most: 60 * 60_000 } as const;
/** Milliseconds until what could not be written is tried again. */
const RETRY = 60_000;

export function createReminders(parts: RemindersParts): Reminders {
  const { bridge, feed, records, clock, log, links, owners } = parts;
  const stop = new AbortController();
  const retry = createRetry(clock, logFailures(log), stop.signal);
  const lane = createSerialQueue();
  /** People to whom a direct message is on its way. */
  const busy = new Set<string>();
  let alarm = new AbortController();
  let isOpen = false;
  let seen = "";

  function isWaiting({ project, question }: Reminder): boolean {
    return bridge.known().some((one) => one.project === project && one.question?.id === question.id);
  }

  function look(): void {
    if (isOpen && !stop.signal.aborted) void lane.run(round);
  }

  async function round(): Promise<void> {
    if (stop.signal.aborted) return;
    try {
      setAlarm(await remind());
    } catch (error) {
      log.error({ err: error }, "reminders could not be looked at; trying again");
      setAlarm(clock.now() + RETRY);
    }
  }

  function setAlarm(at: number | null): void {
    alarm.abort();
    if (at === null || stop.signal.aborted) return;
    const mine = new AbortController();
    alarm = mine;
    const pause = Math.min(Math.max(at - clock.now(), PAUSE.least), PAUSE.most);
    // Aborted: another was set meanwhile, or it is closed.
    clock.after(pause, mine.signal).then(look, () => undefined);
  }

  /** Sends what is due; resolves with when to look again. */
  async function remind(): Promise<number | null> {
    const cockpits = bridge.known();
    seen = signOf(cockpits);
    const kept = await recordsOf(cockpits);
    const pending = waitingIn(cockpits, owners).map(
      (one): Pending => ({ ...one, record: kept.get(one.project), rules: parts.rules(one.project) }),
    );
    const { due, next } = planReminders(pending, busy, clock.now());
    const ready: Reminder[] = [];
    for (const reminder of due) if (await isSaved(reminder)) ready.push(reminder);
    void send(ready);
    return ready.length === due.length ? next : Math.min(next ?? Number.POSITIVE_INFINITY, clock.now() + RETRY);
  }

  /** What was sent, by project; what is known of questions that will not wait any more is dropped. */
  async function recordsOf(cockpits: readonly Cockpit[]): Promise<ReadonlyMap<string, Reminded>> {
    const kept = new Map(await records.entries());
    for (const [project, { question }] of kept) {
      if (cockpits.some((one) => one.project === project && mayWait(one, question))) continue;
      await records.delete(project).catch((error: unknown) => log.warn({ err: error, project }, "not dropped"));
    }
    return kept;
  }

  async function isSaved({ project, record }: Reminder): Promise<boolean> {
    if (stop.signal.aborted) return false;
    try {
      await records.set(project, record);
      return true;
    } catch (error) {
      log.error({ err: error, project }, "a reminder could not be written down, so it is not sent yet");
      return false;
    }
  }

  async function send(reminders: readonly Reminder[]): Promise<void> {
    const told = new Map([...byPerson(reminders)].map(([person, theirs]) => [person, isTold(person, theirs)]));
    await Promise.all(reminders.map(async (reminder) => post(reminder, await missed(reminder, told))));
  }

  async function isTold(person: string, reminders: readonly Reminder[]): Promise<boolean> {
    busy.add(person);
    try {
      await tell(person, reminders);
      return true;
    } catch (error) {
      log.warn({ err: error, person }, "no direct message; the thread pings instead");
      return false;
    } finally {
      busy.delete(person);
      // What fell due for them meanwhile was left out.
      look();
    }
  }

  async function tell(person: string, reminders: readonly Reminder[]): Promise<void> {
    const { platform } = personId(person);
    const chat = parts.chats.find(({ name }) => name === platform);
    if (chat === undefined) throw new Error(`there is no chat ${platform}`);
    const linked = await Promise.all(
      reminders.map(async (reminder) => ({ ...reminder, link: await links.at(platform, reminder.project) })),
    );
    const open = linked.filter(isWaiting);
    if (open.length === 0 || stop.signal.aborted) return;
    const key = `reminder:${person}:${open.map(keyOf).join(",")}`;
    await chat.direct.tell(person, key, direct(person, open, clock.now()));
  }

  /** In the thread nobody is pinged who was told directly. */
  async function post(reminder: Reminder, missed: readonly string[] | null): Promise<void> {
    const { project, question, to } = reminder;
    await retry(`a reminder in ${project}`, async () => {
      if (!isWaiting(reminder)) return;
      const text = `Still waiting for ${whom(to)}, for ${span(clock.now() - question.since)} now: ${question.sentence}`;
      const ping = missed === null ? {} : { to: missed };
      await feed.post(project, `reminder:${keyOf(reminder)}`, { type: "notice", level: "info", text, ...ping });
    });
  }

  return {
    open() {
      isOpen = true;
      look();
    },
    changed() {
      if (signOf(bridge.known()) !== seen) look();
    },
    snooze: (project, until) =>
      lane.run(async () => {
        const question = bridge.known().find((one) => one.project === project)?.question ?? null;
        if (question === null) return false;
        await records.set(project, snoozed(await records.get(project), question.id, until));
        look();
        return true;
      }),
    async close() {
      stop.abort(new Error("the reminders are closed"));
      alarm.abort();
      await lane.idle();
    },
  };
}

/** Whom the thread is to ping; null: nobody. Where it is for nobody in particular, that is whoever is on call there. */
async function missed(
  { people }: Reminder,
  told: ReadonlyMap<string, Promise<boolean>>,
): Promise<readonly string[] | null> {
  const outcomes = await Promise.all(people.map(async (person) => [person, await told.get(person)] as const));
  const left = outcomes.flatMap(([person, isTold]) => (isTold === false ? [person] : []));
  return left.length > 0 || people.includes(ANYBODY) ? left : null;
}

function keyOf({ question, record }: Reminder): string {
  return `${question.id}:${record.count}`;
}

/** Which questions wait, or may wait again, and who asked Claude: nothing else about a cockpit matters here. */
function signOf(cockpits: readonly Cockpit[]): string {
  return JSON.stringify(
    cockpits.map(({ project, question, asker, inbox }) => [
      project,
      question?.id,
      asker,
      inbox.map(({ answers }) => answers?.id),
    ]),
  );
}

type Linked = Reminder & { readonly link: string | null };

/** One direct message, however many questions it is about. */
function direct(person: string, reminders: readonly Linked[], now: number): string {
  const [one] = reminders;
  const lines = reminders.map(({ project, question, to, link }) => {
    const who = isFor(to, person) ? "you" : whom(to);
    const since = span(now - question.since);
    return `${project} has waited for ${who} for ${since}: ${question.sentence}${link === null ? "" : `\n${link}`}`;
  });
  if (one !== undefined && reminders.length === 1)
    return `${lines[0]}\nAnswer in its thread, or put reminders off: snooze ${one.project} 4h`;
  return [
    `${reminders.length} questions wait:`,
    ...lines.map((line) => `- ${line.replace("\n", "\n  ")}`),
    "Answer in their threads, or put reminders off: snooze <project> 4h",
  ].join("\n");
}
