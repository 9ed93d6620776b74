import type { Cockpit } from "../state.ts";
import type { Waiting } from "./board.ts";
import { afterQuiet, type Quiet } from "./quiet.ts";

/** When people are reminded of a question that waits. All spans in milliseconds. */
export interface ReminderRules {
  /** From the question to its first reminder; null: nobody is ever reminded, and nothing escalates. */
  readonly after: number | null;
  /** From one reminder to the next of the same person. */
  readonly again: number;
  /** Each of `to` is reminded too, the first after this time without an answer, each further one after as much again. */
  readonly escalate: { readonly after: number; readonly to: readonly string[] };
  readonly quiet: Quiet | null;
}

/** What was sent of one question. JSON; saved before it is sent. */
export interface Reminded {
  readonly question: string;
  /** How many times somebody was reminded of it. */
  readonly count: number;
  /** By a person's id (`ANYBODY`, where nobody is named), when they were reminded last: milliseconds since 1970. */
  readonly sent: Readonly<Record<string, number>>;
  /** Milliseconds since 1970 before which nobody is reminded; null: that was not asked for. */
  readonly snoozed: number | null;
}

/** Stands for whoever may answer. */
export const ANYBODY = "";

export interface Pending extends Waiting {
  /** Of this project; it may be of an earlier question. */
  readonly record: Reminded | undefined;
  readonly rules: ReminderRules;
}

/** One question of which somebody is to be reminded now. */
export interface Reminder extends Waiting {
  /** Ids; `ANYBODY` among them where nobody is named. */
  readonly people: readonly string[];
  /** What is to be saved before anything is sent. */
  readonly record: Reminded;
}

export interface Plan {
  readonly due: readonly Reminder[];
  /** Milliseconds since 1970 of the next one, provided that what is due is sent; null: there is none. */
  readonly next: number | null;
}

/** `busy`: people whose last reminder is still on its way; they are left out until it is known what became of it. */
export function planReminders(pending: readonly Pending[], busy: ReadonlySet<string>, now: number): Plan {
  const due = pending.flatMap((one) => dueOf(one, busy, now));
  const after = pending.map((one) => ({ ...one, record: due.find(isOf(one))?.record ?? one.record }));
  const moments = after.flatMap((one) => momentsOf(one, now)).filter(({ person }) => !busy.has(person));
  return { due, next: moments.length === 0 ? null : Math.min(...moments.map(({ at }) => at)) };
}

/** Many reminders to one person are one message. */
export function byPerson(reminders: readonly Reminder[]): ReadonlyMap<string, readonly Reminder[]> {
  const people = new Set(reminders.flatMap((reminder) => reminder.people).filter((person) => person !== ANYBODY));
  return new Map([...people].map((person) => [person, reminders.filter((one) => one.people.includes(person))]));
}

/** Nobody is reminded of it before `until`, in milliseconds since 1970. */
export function snoozed(record: Reminded | undefined, question: string, until: number): Reminded {
  return { ...recordOf(record, question), snoozed: until };
}

/** Whether the question is open, or may be so again: an answer that Claude does not have can be taken back. */
export function mayWait({ question, inbox }: Pick<Cockpit, "question" | "inbox">, id: string): boolean {
  return question?.id === id || inbox.some(({ answers }) => answers?.id === id);
}

function dueOf(pending: Pending, busy: ReadonlySet<string>, now: number): readonly Reminder[] {
  const { project, question, to } = pending;
  const people = momentsOf(pending, now)
    .filter(({ person, at }) => at <= now && !busy.has(person))
    .map(({ person }) => person);
  if (people.length === 0) return [];
  const before = recordOf(pending.record, question.id);
  const sent = { ...before.sent, ...Object.fromEntries(people.map((person) => [person, now])) };
  return [{ project, question, to, people, record: { ...before, count: before.count + 1, sent } }];
}

interface Moment {
  readonly person: string;
  readonly at: number;
}

/** When each person is to be reminded next, from now on. */
function momentsOf({ question, to, record, rules }: Pending, now: number): readonly Moment[] {
  const { sent, snoozed } = recordOf(record, question.id);
  return audience(question.since, to, rules).map(({ person, at }) => {
    const last = sent[person];
    const rested = last === undefined ? at : Math.max(at, last + rules.again);
    return { person, at: afterQuiet(rules.quiet, Math.max(rested, snoozed ?? rested, now)) };
  });
}

/** Each person once, with the first moment of theirs. */
function audience(since: number, to: readonly string[], { after, escalate }: ReminderRules): readonly Moment[] {
  if (after === null) return [];
  const first = to.length === 0 ? [ANYBODY] : to;
  const moments = [
    ...first.map((person) => ({ person, at: since + after })),
    ...escalate.to.map((person, step) => ({ person, at: since + escalate.after * (step + 1) })),
  ].sort((one, other) => one.at - other.at);
  return moments.filter(({ person }, at) => moments.findIndex((one) => one.person === person) === at);
}

/** What was sent of an earlier question says nothing about this one. */
function recordOf(record: Reminded | undefined, question: string): Reminded {
  return record?.question === question ? record : { question, count: 0, sent: {}, snoozed: null };
}

function isOf({ project }: Waiting): (other: Waiting) => boolean {
  return (other) => other.project === project;
}
