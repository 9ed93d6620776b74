import { describe, expect, it } from "vitest";
import type { CockpitEffect, CockpitEvent } from "../../src/cockpit/events.ts";
import { AT_ONCE, type FreezePolicy } from "../../src/cockpit/freeze-policy.ts";
import { type Cockpit, isHeld, isPaused, type Priority } from "../../src/cockpit/state.ts";
import { transition } from "../../src/cockpit/transition.ts";
import { makeCockpit } from "../fakes/cockpit.ts";
import { createRandom, type Random } from "./random.ts";
import { addressees, events, NOW, permissionQuestion, prompt, screenQuestion, session, task } from "./states.ts";

const SEEDS = 2_000;
const LENGTH = 40;

/** Any event at all, with ids from so small a number that they meet; most of them nothing that would happen then. */
function anyEvent(random: Random, state: Cockpit, step: number): CockpitEvent {
  const id = random.next() < 0.7 && state.inbox[0] ? state.inbox[0].id : `p${random.below(12)}`;
  const at = `c${random.below(30)}`;
  const kind = random.pick(Object.keys(events) as [CockpitEvent["type"], ...CockpitEvent["type"][]]);
  switch (kind) {
    case "prompted": {
      const by = random.next() < 0.7 ? { by: `slack:U${random.below(3)}` } : {};
      const one = prompt(`p${random.below(12)}`, {
        ...(random.next() < 0.3 && { text: random.pick(["yes", "no", "always", "1", "enter"]) }),
        kind: random.next() < 0.1 ? "command" : "text",
        ...by,
      });
      return { type: kind, prompt: one, mayDecide: random.next() < 0.8 };
    }
    case "edited":
      return { type: kind, prompt: id, text: `words of step ${step}` };
    case "withdrawn":
      return { type: kind, prompt: random.next() < 0.5 ? id : (state.inbox.at(-1)?.id ?? id) };
    case "deliveryBegan":
      return { type: kind, prompt: id, mark: `m${step}` };
    case "refused":
      return { type: kind, prompt: id, reason: "No." };
    case "forestalled":
    case "delivered":
    case "absent":
      return { type: kind, prompt: id };
    case "deliveryFailed":
      return { type: kind, prompt: id, reason: "no" };
    case "found":
      return { type: kind, running: random.next() < 0.5, paused: random.next() < 0.2 };
    case "turnEnded": {
      const text = random.pick(["Done.", "Lazy or eager?", ""]);
      return { type: kind, at, id: `t${random.below(30)}`, text, background: random.next() < 0.3 };
    }
    case "asked":
      return {
        type: kind,
        at,
        question: { ...random.pick([permissionQuestion, screenQuestion]), id: `a${random.below(30)}` },
      };
    case "frozen":
      return { type: kind, paused: random.next() < 0.3 };
    case "turnFailed":
      return { ...events.turnFailed, at, ...(random.next() < 0.5 && { until: NOW + random.below(60_000) }) };
    case "turnStarted":
      return { type: kind, at, typed: random.next() < 0.5 };
    case "tasked":
      return {
        type: kind,
        task: task(`k${random.below(20)}`, { priority: anyPriority(random) }),
        first: random.next() < 0.2,
      };
    case "untasked":
      return { type: kind, task: state.tasks[0]?.id ?? "k0" };
    case "taskMoved":
      return { type: kind, task: state.tasks.at(-1)?.id ?? "k0", place: 1 + random.below(4) };
    case "tasksPaused":
      return { type: kind, paused: random.next() < 0.3 };
    case "dropped":
      return { type: kind, id: state.question?.id ?? "q", by: "ann" };
    case "overridden":
      return { type: kind, key: "model", value: random.pick(["opus", "haiku", null]) };
    case "sessionChanged":
      return { type: kind, at, session: { ...session, id: `${random.below(3)}` } };
    case "renewed":
      return { type: kind, session: { ...session, id: `${random.below(3)}` } };
    default:
      return events[kind];
  }
}

const anyPriority = (random: Random) => random.pick<Priority>(["high", "normal", "normal", "low"]);

/** Everything that waits and pauses does. */
const LIVELY: FreezePolicy = {
  grace: { text: 3_000, choices: 1_000, permission: 5_000, plan: 2_000, screen: 4_000 },
  idle: 4_000,
  mode: "pause-then-stop",
  pause: 2_000,
  notify: "turn-end",
  rationed: false,
};

/** The same where slots are given out. */
const RATIONED: FreezePolicy = { ...LIVELY, rationed: true };

interface Watch {
  /** Tasks that were taken on, and neither begun nor taken back. */
  readonly tasks: Set<string>;
  readonly accepted: string[];
  readonly delivered: string[];
  readonly withdrawn: string[];
}

const receipts = (effects: readonly CockpitEffect[], wanted: string): readonly string[] =>
  effects.flatMap((effect) =>
    effect.type === "post" && effect.message.type === "receipt" && effect.message.state === wanted
      ? [effect.message.prompt]
      : [],
  );

/** Claude may have what was begun already. */
const isOurs = ({ inbox, delivery }: Cockpit, id: string): boolean =>
  inbox.some((one) => one.id === id && one.mark === undefined) && (delivery?.prompt !== id || delivery.mark === null);

const isSettled = (effect: CockpitEffect): boolean => effect.type === "post" && effect.message.type === "settled";

const withoutText = (state: Cockpit, id: string): Cockpit => ({
  ...state,
  wakeAt: null,
  inbox: state.inbox.map(({ decision: _, ...one }) => (one.id === id ? { ...one, text: "" } : one)),
});

/** What is wrong with an edit or a withdrawal, in words. */
function changeFaults(
  watch: Watch,
  before: Cockpit,
  event: Extract<CockpitEvent, { type: "edited" | "withdrawn" }>,
  after: Cockpit,
  effects: readonly CockpitEffect[],
): readonly string[] {
  const id = event.prompt;
  const isCommand = before.inbox.some((one) => one.id === id && one.kind === "command");
  if (!isOurs(before, id) || (event.type === "edited" && isCommand)) {
    // Any event may move the alarm: some time has passed.
    const isSame = JSON.stringify({ ...after, wakeAt: null }) === JSON.stringify({ ...before, wakeAt: null });
    return isSame && effects.length === 0 ? [] : [`${id} is not ours to change`];
  }
  if (event.type === "edited") {
    if (after === before) {
      const answer = before.inbox.find((one) => one.id === id);
      return answer?.decision?.verdict === "allow" || answer?.answers?.kind === "screen" ? [] : [`${id} is not edited`];
    }
    const isNew = after.inbox.some((one) => one.id === id && one.text.includes(event.text));
    const same = JSON.stringify(withoutText(after, id)) === JSON.stringify(withoutText(before, id));
    return isNew && same && effects.every(isSettled) ? [] : [`${id} is not edited, or something else is`];
  }
  watch.withdrawn.push(id);
  const answered = before.inbox.find((one) => one.id === id)?.answers ?? null;
  const later = watch.accepted.slice(watch.accepted.indexOf(id) + 1);
  const wroteOn = after.inbox.some((one) => one.kind === "text" && later.includes(one.id));
  const due = before.question ?? (wroteOn ? null : answered);
  return JSON.stringify(after.question) === JSON.stringify(due) ? [] : [`${id} leaves another question than it should`];
}

/** A task is in the queue until it is begun or taken back, and begun once. */
function taskFaults(
  watch: Watch,
  before: Cockpit,
  event: CockpitEvent,
  after: Cockpit,
  effects: readonly CockpitEffect[],
): readonly string[] {
  if (event.type === "tasked" && !before.seen.includes(event.task.id)) watch.tasks.add(event.task.id);
  if (event.type === "untasked") watch.tasks.delete(event.task);
  if (event.type === "tasksCleared") watch.tasks.clear();
  // A question came before Claude had them: no task is anybody's answer.
  if (event.type === "turnEnded") {
    const back = before.inbox.filter(({ id, task }) => task !== undefined && after.tasks.some((one) => one.id === id));
    for (const { id } of back) {
      watch.tasks.add(id);
      watch.accepted.splice(watch.accepted.indexOf(id), 1);
    }
  }
  const begun = effects.flatMap((one) =>
    one.type === "post" && one.key.startsWith("task:") ? [one.key.slice(5)] : [],
  );
  const wrong = begun.filter((id) => !watch.tasks.delete(id)).map((id) => `${id} is begun and was not to be`);
  watch.accepted.push(...begun);
  const waits = after.tasks.map(({ id }) => id);
  if (JSON.stringify([...waits].sort()) !== JSON.stringify([...watch.tasks].sort()))
    wrong.push(`tasks ${waits}; should: ${[...watch.tasks]}`);
  if (begun.length > 0 && before.tasksPaused && after.tasksPaused) wrong.push(`${begun} is begun in a pause`);
  if (begun.length > 1) wrong.push(`${begun} are begun at once`);
  return wrong;
}

/** What closes a question by itself; a turn that ends in another one says so by asking. */
const tells = ["prompted", "renewed", "sessionChanged"];

/** What is wrong with a step, in words. */
function faults(watch: Watch, before: Cockpit, event: CockpitEvent, after: Cockpit, effects: readonly CockpitEffect[]) {
  const wrong: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) wrong.push(what);
  };
  // What the bot itself has to say after a limit comes and goes with that.
  const people = after.inbox.filter(({ id }) => !id.startsWith("limit:"));
  const inbox = people.map(({ id }) => id);
  wrong.push(...taskFaults(watch, before, event, after, effects));
  for (const id of receipts(effects, "accepted"))
    if (!id.startsWith("limit:") && !watch.accepted.includes(id)) watch.accepted.push(id);
  // Found again after a crash, receipts are given once more, under the same key.
  const told = receipts(effects, "delivered").filter((id) => !id.startsWith("limit:"));
  for (const id of event.type === "found" ? [] : told) {
    must(!watch.delivered.includes(id), `${id} is delivered twice`);
    watch.delivered.push(id);
  }
  if (event.type === "edited" || event.type === "withdrawn")
    wrong.push(...changeFaults(watch, before, event, after, effects));
  if ((event.type === "forestalled" || event.type === "refused") && before !== after)
    watch.withdrawn.push(event.prompt);
  // Answers end with the conversation in which they were asked for.
  if (event.type === "renewed" && before !== after)
    watch.withdrawn.push(...before.inbox.filter(({ answers }) => answers !== undefined).map(({ id }) => id));
  const due = watch.accepted.filter((id) => !watch.delivered.includes(id) && !watch.withdrawn.includes(id));
  must(JSON.stringify([...inbox].sort()) === JSON.stringify([...due].sort()), `waits: ${inbox}; should: ${due}`);
  const plain = people.filter(({ answers }) => answers === undefined).map(({ id }) => id);
  const inOrder = watch.accepted.filter((id) => plain.includes(id));
  must(JSON.stringify(plain) === JSON.stringify(inOrder), `out of order: ${plain}`);
  must(JSON.stringify(JSON.parse(JSON.stringify(after))) === JSON.stringify(after), "cannot be saved");
  const isDue = (due: string) => after.inbox.some(({ id }) => id === due);
  must(after.delivery === null || isDue(after.delivery.prompt), "delivers what does not wait");
  const acts = effects.map(({ type }) => type);
  must(!acts.includes("thaw") || after.phase.name === "thawing", `thaws while ${after.phase.name}`);
  must(!acts.includes("thaw") || !isHeld(after.phase), "thaws while held");
  must(!acts.includes("freeze") || after.phase.name === "freezing", `freezes while ${after.phase.name}`);
  must(!acts.includes("deliver") || after.delivery !== null, "delivers nothing");
  const waits = after.phase.name === "idle" || (after.phase.name === "frozen" && !isHeld(after.phase));
  const isLimited = after.limitedUntil !== null && after.question === null;
  must(!isLimited || !waits || after.wakeAt !== null, "never looks whether the limit has passed");
  const moves = ["prompted", "startAsked", "found"];
  const isLetGo = isHeld(before.phase) && !isHeld(after.phase);
  must(!isLetGo || moves.includes(event.type), `${event.type} lets go of what a person holds`);
  const isGone = before.question !== null && after.question === null;
  must(
    !isGone || effects.some(isSettled) || !tells.includes(event.type),
    `${event.type} closes a question without a word`,
  );
  if (before.question !== null && before.phase.name === "frozen") {
    const settles = ["prompted", "renewed", "sessionChanged", "asked", "turnEnded", "dropped"].includes(event.type);
    must(after.question?.id === before.question.id || settles, `${event.type} drops the question`);
    const thaws = ["prompted", "startAsked", "found", "dropped"].includes(event.type);
    const stops = isPaused(before.phase) && after.phase.name === "freezing";
    must(after.phase.name === "frozen" || thaws || stops, `${event.type} thaws under an open question`);
  }
  const heard = event.type === "delivered" && before.inbox.find(({ id }) => id === event.prompt);
  must(after.asker === (heard ? (heard.by ?? null) : before.asker), `asks for ${after.asker}`);
  // What waited for a message to be delivered is asked of whoever wrote that one.
  const asked = [before.asker, after.asker].map((asker) => JSON.stringify(asker === null ? [] : [asker]));
  for (const to of addressees({ state: after, effects })) must(asked.includes(JSON.stringify(to)), `asks ${to}`);
  must(
    before.question?.id === after.question?.id || after.question === null || after.seen.includes(after.question.id),
    "asks what it will forget",
  );
  return wrong;
}

describe("a life of random events", () => {
  it(`loses nothing, doubles nothing, and holds what is held (${SEEDS} lives)`, { timeout: 30_000 }, () => {
    const found: string[] = [];
    for (let seed = 1; seed <= SEEDS && found.length < 5; seed++) {
      const random = createRandom(seed);
      const rules = random.pick([AT_ONCE, LIVELY, RATIONED]);
      const watch: Watch = { tasks: new Set(), accepted: [], delivered: [], withdrawn: [] };
      let state = makeCockpit();
      for (let step = 0; step < LENGTH; step++) {
        const event = anyEvent(random, state, step);
        const [next, effects] = transition(state, event, NOW + step * 1_000, rules);
        const wrong = faults(watch, state, event, next, effects);
        if (wrong.length > 0) {
          found.push(
            `seed ${seed}, step ${step}, ${event.type} while ${JSON.stringify(state.phase)}: ${wrong.join("; ")}`,
          );
          break;
        }
        state = next;
      }
    }
    expect(found).toEqual([]);
  });

  it("gets everything to Claude in the end, if only it thaws and delivers", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = createRandom(seed);
      let state = makeCockpit();
      for (let step = 0; step < LENGTH; step++) [state] = transition(state, anyEvent(random, state, step), NOW + step);
      const closing: readonly CockpitEvent[] = [
        { type: "found", running: false },
        { type: "prompted", prompt: prompt("last", { text: "1" }), mayDecide: true },
        { type: "startAsked" },
        { type: "thawed" },
      ];
      for (const event of closing) [state] = transition(state, event, NOW);
      [state] = transition(state, { type: "tasksPaused", paused: false }, NOW);
      while (state.inbox.length > 0) {
        expect(state.delivery).not.toBeNull();
        [state] = transition(state, { type: "delivered", prompt: state.delivery?.prompt ?? "" }, NOW);
        for (const event of [events.current, events.turnStarted, events.turnEnded])
          [state] = transition(state, event, NOW);
      }
      expect(state.tasks).toEqual([]);
    }
  });
});
