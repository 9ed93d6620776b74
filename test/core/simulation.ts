import type { CockpitEvent } from "../../src/cockpit/events.ts";
import { AT_ONCE, type FreezePolicy } from "../../src/cockpit/freeze-policy.ts";
import { createRanks } from "../../src/cockpit/slots/ranks.ts";
import {
  type Allocation,
  allocate,
  allocateAmong,
  type Limits,
  rankOf,
  type Standing,
  standingOf,
} from "../../src/cockpit/slots/standing.ts";
import type { Cockpit, Priority } from "../../src/cockpit/state.ts";
import { transition } from "../../src/cockpit/transition.ts";
import { makeCockpit } from "../fakes/cockpit.ts";
import type { Random } from "./random.ts";

/** How many of each there are, and how long everything takes (milliseconds). */
export interface Town {
  readonly projects: number;
  /** Tasks of the project with that number. */
  readonly tasks: (project: number, random: Random) => number;
  readonly priority?: (project: number) => Priority;
  /** How likely a turn ends in a question. */
  readonly asks: number;
  readonly limits: Limits;
}

export interface Grant {
  readonly project: string;
  readonly kind: string;
  /** From when it was in line. */
  readonly waited: number;
}

export interface Outcome {
  /** Turns that Claude has done, by project, in their order. */
  readonly turns: readonly { readonly project: string; readonly prompt: string }[];
  readonly grants: readonly Grant[];
  /** The most that held a slot at one time. */
  readonly most: number;
  /** What went against the rules, in words. */
  readonly faults: readonly string[];
  /** Milliseconds of real time that each decision took. */
  readonly decisions: readonly number[];
  readonly cockpits: readonly Cockpit[];
  /** Milliseconds of simulated time. */
  readonly took: number;
}

const RULES: FreezePolicy = { ...AT_ONCE, idle: 30 * 60_000, rationed: true };
const START = 1_800_000_000_000;
const THAW = 3_000;
const FREEZE = 1_000;

interface Due {
  readonly at: number;
  readonly project: string;
  readonly event: CockpitEvent;
}

/** Everybody's life under the queue's decisions, with nothing real in it but those. */
export function simulate(town: Town, random: Random): Outcome {
  const cockpits = new Map<string, Cockpit>();
  const standings = new Map<string, Standing>();
  const ranks = createRanks();
  const due = heap();
  const turns: { project: string; prompt: string }[] = [];
  const grants: Grant[] = [];
  const faults: string[] = [];
  const decisions: number[] = [];
  let now = START;
  let most = 0;
  let counter = 0;
  /** Milliseconds of real time that the order took to keep since the last decision. */
  let spent = 0;

  const priority = (project: string): Priority => town.priority?.(Number(project.slice(1))) ?? "normal";
  const later = (ms: number, project: string, event: CockpitEvent): void =>
    due.push({ at: now + Math.max(1, Math.round(ms)), project, event });

  function happen(project: string, event: CockpitEvent): void {
    const before = cockpits.get(project);
    if (before === undefined) return;
    const [next, effects] = transition(before, event, now, RULES);
    cockpits.set(project, next);
    stand(standingOf(next, priority(project)));
    for (const { type } of effects) {
      if (type === "thaw") later(THAW, project, { type: "thawed" });
      if (type === "freeze") later(FREEZE, project, { type: "frozen" });
      if (type === "deliver") deliver(project);
    }
    if (event.type === "delivered") turn(project, event.prompt);
  }

  function stand(standing: Standing): void {
    standings.set(standing.project, standing);
    const began = performance.now();
    ranks.set(standing);
    spent += performance.now() - began;
  }

  function deliver(project: string): void {
    const prompt = cockpits.get(project)?.delivery?.prompt;
    if (prompt !== undefined) later(100, project, { type: "delivered", prompt });
  }

  function turn(project: string, prompt: string): void {
    turns.push({ project, prompt });
    counter += 1;
    happen(project, { type: "turnStarted", at: `c${counter}` });
    const isQuestion = random.next() < town.asks;
    const id = `turn${counter}`;
    const length = 5_000 + random.next() * 115_000;
    const text = isQuestion ? "Shall I use the cache?" : "Done.";
    later(length, project, { type: "turnEnded", at: `e${counter}`, id, text, background: false });
    if (!isQuestion) return;
    const answer = { id: `${id}-answer`, author: "ann", text: "yes", kind: "text" as const, at: now, tries: 0 };
    later(length + 60_000 + random.next() * 3_600_000, project, { type: "prompted", prompt: answer, mayDecide: true });
  }

  function decideAll(): void {
    for (;;) {
      const began = performance.now();
      const decision = allocateAmong(ranks, town.limits);
      decisions.push(spent + performance.now() - began);
      spent = 0;
      faults.push(...differences(decision));
      if (decision.grant.length + decision.yield.length === 0) break;
      faults.push(...faultsOf(decision.grant));
      for (const project of decision.yield) happen(project, { type: "yielded" });
      for (const project of decision.grant) {
        const want = standings.get(project)?.want;
        if (want) grants.push({ project, kind: want.kind, waited: now - want.since });
        happen(project, { type: "granted" });
      }
    }
    const held = [...standings.values()].filter(({ holds }) => holds).length;
    most = Math.max(most, held);
  }

  /** Whether the order as it is kept decides as the whole of it, looked at anew. */
  function differences(decision: Allocation): readonly string[] {
    if (town.projects > 500) return [];
    const whole = allocate(standings.values(), town.limits);
    const words = ({ grant, yield: given }: Allocation) => `${[...grant].sort()}; ${[...given].sort()}`;
    return words(whole) === words(decision) ? [] : [`${words(decision)} at ${now - START}, and not ${words(whole)}`];
  }

  /** Nobody who waits without a slot is passed over for somebody behind them. */
  function faultsOf(granted: readonly string[]): readonly string[] {
    if (town.projects > 500) return [];
    const isServed = new Set(granted);
    const ranks = [...standings.values()].flatMap(({ project, holds, want }) =>
      want === null || holds ? [] : [{ project, rank: rankOf(want), isServed: isServed.has(project) }],
    );
    const last = Math.max(...ranks.filter((one) => one.isServed).map(({ rank }) => rank));
    return ranks
      .filter((one) => !one.isServed && one.rank < last)
      .map(({ project }) => `${project} is passed over at ${now - START}`);
  }

  for (let number = 0; number < town.projects; number += 1) {
    const project = `p${number}`;
    cockpits.set(project, makeCockpit({ project, since: now }));
    stand(standingOf(makeCockpit({ project })));
    const count = town.tasks(number, random);
    const from = START + 1 + Math.floor(random.next() * 1_000);
    for (let at = 0; at < count; at += 1)
      due.push({
        at: from + at,
        project,
        event: {
          type: "tasked",
          task: { id: `${project}-t${at}`, author: "ann", text: "work", priority: "normal", at: START },
          first: false,
        },
      });
  }
  for (let next = due.pop(); next !== undefined; next = due.pop()) {
    now = next.at;
    happen(next.project, next.event);
    decideAll();
  }
  return { turns, grants, most, faults, decisions, cockpits: [...cockpits.values()], took: now - START };
}

/** What is due first comes out first; of what is due at once, what was put in first. */
function heap(): { push(one: Due): void; pop(): Due | undefined } {
  const items: { readonly due: Due; readonly number: number }[] = [];
  let count = 0;
  const isBefore = (a: number, b: number): boolean => {
    const [left, right] = [items[a], items[b]];
    if (left === undefined || right === undefined) return false;
    return left.due.at < right.due.at || (left.due.at === right.due.at && left.number < right.number);
  };
  const swap = (a: number, b: number): void => {
    const [left, right] = [items[a], items[b]];
    if (left === undefined || right === undefined) return;
    items[a] = right;
    items[b] = left;
  };
  return {
    push(due) {
      items.push({ due, number: count++ });
      for (let at = items.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!isBefore(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop() {
      const [first] = items;
      const last = items.pop();
      if (first === undefined || last === undefined) return undefined;
      if (items.length > 0) items[0] = last;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const least = left + 1 < items.length && isBefore(left + 1, left) ? left + 1 : left;
        if (least >= items.length || !isBefore(least, at)) break;
        swap(at, least);
        at = least;
      }
      return first.due;
    },
  };
}
