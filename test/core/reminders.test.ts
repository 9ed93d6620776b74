import { describe, expect, it } from "vitest";
import {
  ANYBODY,
  byPerson,
  mayWait,
  type Pending,
  planReminders,
  type Reminded,
  type ReminderRules,
  snoozed,
} from "../../src/cockpit/waiting/reminders.ts";
import { makeCockpit, prompt, question } from "../fakes/cockpit.ts";
import { createRandom, type Random } from "./random.ts";

const HOUR = 3_600_000;
const NOON = Date.parse("2026-01-15T12:00:00Z");

const RULES: ReminderRules = {
  after: 4 * HOUR,
  again: 24 * HOUR,
  escalate: { after: 24 * HOUR, to: [] },
  quiet: null,
};
const NIGHT = { from: 22 * 60, to: 7 * 60, zone: "UTC" };
const escalating = { ...RULES, escalate: { after: 24 * HOUR, to: ["slack:U2", "discord:3"] } };

interface Given {
  readonly project?: string;
  readonly id?: string;
  readonly to?: readonly string[];
  readonly since?: number;
  readonly rules?: ReminderRules;
  readonly record?: Reminded;
}

function pending({
  project = "musica",
  id = "q",
  to = ["slack:U1"],
  since = NOON,
  rules = RULES,
  record,
}: Given = {}): Pending {
  return { project, question: { ...question, id, since }, to, rules, record };
}

const record = (change: Partial<Reminded>): Reminded => ({
  question: "q",
  count: 0,
  sent: {},
  snoozed: null,
  ...change,
});

/** Whom it reminds when, and the next look, all in hours after noon. */
function planned(given: Given, hours: number) {
  const { due, next } = planReminders([pending(given)], new Set(), NOON + hours * HOUR);
  return { people: due.flatMap(({ people }) => people), next: next === null ? null : (next - NOON) / HOUR };
}

describe("who is reminded, and when to look again", () => {
  const sent = (people: Readonly<Record<string, number>>, count = 1) =>
    record({
      count,
      sent: Object.fromEntries(Object.entries(people).map(([person, hours]) => [person, NOON + hours * HOUR])),
    });
  const until = (hours: number, before = record({})) => snoozed(before, "q", NOON + hours * HOUR);
  const never = { ...escalating, after: null };
  const quiet = { ...RULES, quiet: NIGHT };

  it.each<[string, Given, number, readonly string[], number | null]>([
    ["nobody at first", {}, 0, [], 4],
    ["nobody a moment too early", {}, 3.999, [], 4],
    ["the one who asked, in time", {}, 4, ["slack:U1"], 28],
    ["all the owners", { to: ["slack:U1", "slack:U7"] }, 4, ["slack:U1", "slack:U7"], 28],
    ["whoever may answer, where nobody is named", { to: [] }, 4, [ANYBODY], 28],
    ["nobody twice", { record: sent({ "slack:U1": 4 }) }, 4, [], 28],
    ["again after the interval", { record: sent({ "slack:U1": 4 }) }, 28, ["slack:U1"], 52],
    ["once, after a long absence", {}, 400, ["slack:U1"], 424],
    ["an interval after the last time, not the first", { record: sent({ "slack:U1": 10 }) }, 28, [], 34],
    ["nobody, by the rule", { rules: never }, 900, [], null],
    ["the next on the list, alone", { rules: escalating, record: sent({ "slack:U1": 4 }) }, 24, ["slack:U2"], 28],
    [
      "the first person at their own time",
      { rules: escalating, record: sent({ "slack:U1": 4, "slack:U2": 24 }) },
      28,
      ["slack:U1"],
      48,
    ],
    [
      "the last on the list, and the first of it again",
      { rules: escalating, record: sent({ "slack:U1": 28, "slack:U2": 24 }) },
      48,
      ["slack:U2", "discord:3"],
      52,
    ],
    ["all of them after a long absence", { rules: escalating }, 48, ["slack:U1", "slack:U2", "discord:3"], 72],
    ["one who is on the list already, once", { rules: escalating, to: ["slack:U2"] }, 24, ["slack:U2"], 48],
    ["nobody in quiet hours", { rules: quiet, since: NOON + 7 * HOUR }, 11, [], 19],
    ["them at the end of those", { rules: quiet, since: NOON + 7 * HOUR }, 19, ["slack:U1"], 43],
    ["not in quiet hours what fell due before", { rules: quiet }, 12, [], 19],
    ["before quiet hours", { rules: quiet }, 4, ["slack:U1"], 28],
    ["nobody while it is snoozed", { record: until(6) }, 5, [], 6],
    ["them after that", { record: until(6) }, 6, ["slack:U1"], 30],
    ["them in time, where it was snoozed for less", { record: until(2) }, 3, [], 4],
    ["nobody sooner for it", { record: until(6, sent({ "slack:U1": 4 })) }, 7, [], 28],
    ["nobody of the list while it is snoozed", { rules: escalating, record: until(30) }, 29, [], 30],
    ["nobody at the end of that in quiet hours", { rules: quiet, record: until(12) }, 12, [], 19],
    [
      "them, whatever was sent of an earlier question",
      { id: "other", record: sent({ "slack:U1": 3 }) },
      4,
      ["slack:U1"],
      28,
    ],
    ["them, whatever an earlier question was snoozed for", { id: "other", record: until(99) }, 4, ["slack:U1"], 28],
  ])("%s", (_, given, hours, people, next) => {
    expect(planned(given, hours)).toEqual({ people, next });
  });

  it("leaves out who has not got the last one yet", () => {
    const plan = planReminders([pending({ to: ["slack:U1", "slack:U7"] })], new Set(["slack:U1"]), NOON + 4 * HOUR);
    expect(plan.due.map(({ people }) => people)).toEqual([["slack:U7"]]);
    expect(plan.next).toBe(NOON + 28 * HOUR);
    expect(planReminders([pending()], new Set(["slack:U1"]), NOON + 4 * HOUR)).toEqual({ due: [], next: null });
  });

  it("has nothing to do where nothing waits", () => {
    expect(planReminders([], new Set(), NOON)).toEqual({ due: [], next: null });
  });
});

it("counts, and keeps what was sent to others", () => {
  const before = record({ count: 3, sent: { "slack:U9": 7 }, snoozed: NOON });
  const { due } = planReminders([pending({ record: before })], new Set(), NOON + 4 * HOUR);
  expect(due).toMatchObject([{ project: "musica", to: ["slack:U1"], people: ["slack:U1"] }]);
  expect(due[0]?.record).toEqual({ ...before, count: 4, sent: { "slack:U9": 7, "slack:U1": NOON + 4 * HOUR } });
});

it("makes one message of many for one person, and none for nobody", () => {
  const all = [
    pending({ project: "a", id: "qa", to: ["slack:U1", "slack:U2"] }),
    pending({ project: "b", id: "qb", to: ["slack:U1"] }),
    pending({ project: "c", id: "qc", to: [] }),
  ];
  const grouped = byPerson(planReminders(all, new Set(), NOON + 5 * HOUR).due);
  expect([...grouped].map(([person, theirs]) => [person, ...theirs.map(({ project }) => project)])).toEqual([
    ["slack:U1", "a", "b"],
    ["slack:U2", "a"],
  ]);
});

it("holds a question for open while its answer may be taken back", () => {
  const answered = makeCockpit({ inbox: [{ ...prompt, answers: { ...question, id: "q" } }] });
  expect(mayWait(makeCockpit({ question: { ...question, id: "q" } }), "q")).toBe(true);
  expect(mayWait(answered, "q")).toBe(true);
  expect(mayWait(answered, "other")).toBe(false);
  expect(mayWait(makeCockpit(), "q")).toBe(false);
});

interface Ping {
  readonly project: string;
  readonly question: string;
  readonly person: string;
  readonly at: number;
}

const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"] as const;

function anyRules(random: Random): ReminderRules {
  const some = (from: number, to: number) => from + random.below(to - from);
  return {
    after: some(1, 600) * 60_000,
    again: some(90, 3000) * 60_000,
    escalate: { after: some(1, 3000) * 60_000, to: ["slack:U2", "slack:U3"].slice(random.below(3)) },
    quiet: random.next() < 0.5 ? null : { from: random.below(1440), to: random.below(1440), zone: random.pick(ZONES) },
  };
}

/**
 * Two weeks of questions, looked at when the plan says so and at any other time. Killed now and then between saving and
 * sending; nothing but the records survives that.
 */
function live(random: Random, isKilled: boolean) {
  const projects = ["a", "b", "c"].slice(random.below(3));
  const open = new Map(
    projects.map((project): [string, Pending] => [
      project,
      pending({
        project,
        id: `${project}1`,
        since: NOON + random.below(48 * 60) * 60_000,
        rules: anyRules(random),
        to: ["slack:U1", "slack:U2"].slice(random.below(3)),
      }),
    ]),
  );
  const questions = [...open.values()];
  const records = new Map<string, Reminded>();
  const pings: Ping[] = [];
  const end = NOON + 14 * 24 * HOUR;
  let looks = 0;
  for (let now = NOON, next: number | null = null; now < end; looks++) {
    const asked = [...open.values()].filter(({ question: { since } }) => since <= now);
    const plan = planReminders(
      asked.map((one) => ({ ...one, record: records.get(one.project) })),
      new Set(),
      now,
    );
    for (const { project, record: saved } of plan.due) records.set(project, saved);
    const isLost = isKilled && random.next() < 0.2;
    if (!isLost)
      for (const {
        project,
        question: { id },
        people,
      } of plan.due)
        for (const person of people) pings.push({ project, question: id, person, at: now });
    if (isKilled && random.next() < 0.05) {
      const [one] = asked;
      if (one !== undefined)
        records.set(one.project, snoozed(records.get(one.project), one.question.id, now + random.below(48) * HOUR));
    }
    next = plan.next;
    if (next !== null) expect(next).toBeGreaterThan(now);
    const chance = now + 1 + random.below(6 * HOUR);
    now = next === null || random.next() < 0.3 ? Math.min(chance, next ?? chance) : next;
  }
  return { pings, questions, looks };
}

describe("whatever happens", () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);

  it("nobody is pinged twice for the same thing in one interval, nor too early, nor at night", () => {
    for (const seed of seeds) {
      const { pings, questions } = live(createRandom(seed), true);
      for (const {
        question: { id, since },
        rules,
      } of questions) {
        const mine = pings.filter((ping) => ping.question === id);
        for (const person of new Set(mine.map((ping) => ping.person))) {
          const times = mine.filter((ping) => ping.person === person).map(({ at }) => at);
          for (const [step, at] of times.entries()) {
            expect(at).toBeGreaterThanOrEqual(since + Math.min(rules.after ?? 0, rules.escalate.after));
            const before = times[step - 1];
            if (before !== undefined) expect(at - before, `seed ${seed}`).toBeGreaterThanOrEqual(rules.again);
            expect(isQuiet(rules, at), `seed ${seed}`).toBe(false);
          }
        }
      }
    }
  });

  it("everybody whom a question waits for, or that it goes to next, is reminded in the end, again and again", () => {
    for (const seed of seeds) {
      const { pings, questions, looks } = live(createRandom(seed), false);
      expect(looks).toBeLessThan(200_000);
      for (const {
        question: { id },
        rules,
        to,
      } of questions) {
        for (const person of [...(to.length === 0 ? [ANYBODY] : to), ...rules.escalate.to]) {
          const times = pings.filter((ping) => ping.question === id && ping.person === person);
          expect(times.length, `seed ${seed}, ${person}`).toBeGreaterThan(1);
        }
      }
    }
  });
});

/** By another way than the code under test: what the clock on the wall says, as text. */
function isQuiet({ quiet }: ReminderRules, at: number): boolean {
  if (quiet === null) return false;
  const wall = new Date(at).toLocaleTimeString("de-DE", { timeZone: quiet.zone, hour: "2-digit", minute: "2-digit" });
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const [from, to] = [clock(quiet.from), clock(quiet.to)];
  return from < to ? from <= wall && wall < to : from !== to && (from <= wall || wall < to);
}
