import { decide } from "../../src/cockpit/answer/decide.ts";
import type { CockpitEffect, CockpitEvent } from "../../src/cockpit/events.ts";
import type { Cockpit, Phase, Prompt, Question, Task } from "../../src/cockpit/state.ts";
import { transition } from "../../src/cockpit/transition.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";

export const NOW = 1_800_000_000_000;

export const phases: readonly Phase[] = [
  { name: "frozen", held: false },
  { name: "frozen", held: true },
  phaseOf("thawing"),
  phaseOf("idle"),
  phaseOf("working"),
  phaseOf("freezing"),
  phaseOf("freezing", {}, true),
];

export const [frozen, held, thawing, idle, working, freezing, freezingHeld] = phases.map((phase) =>
  makeCockpit({ phase }),
) as [Cockpit, Cockpit, Cockpit, Cockpit, Cockpit, Cockpit, Cockpit];

export function prompt(id: string, change: Partial<Prompt> = {}): Prompt {
  return { id, author: "ann", text: `text of ${id}`, kind: "text", at: NOW, tries: 0, ...change };
}

/** As the core makes it of somebody's answer. */
export function answer(question: Question, words: string, change: Partial<Prompt> = {}): Prompt {
  const decision = decide(question, words);
  return prompt("p1", { text: words, answers: question, ...(decision && { decision }), ...change });
}

export function task(id: string, change: Partial<Task> = {}): Task {
  return { id, author: "ann", text: `text of ${id}`, priority: "normal", at: NOW, ...change };
}

export const textQuestion: Question = {
  id: "q-text",
  kind: "text",
  text: "I looked.\nLazy or eager?",
  sentence: "Lazy or eager?",
  asks: [],
  since: NOW,
};

export const choicesQuestion: Question = {
  id: "q3",
  kind: "choices",
  text: "Which database?\n1. Postgres\n2. SQLite",
  sentence: "Which database?",
  asks: [{ text: "Which database?", multiple: false, options: [{ label: "Postgres" }, { label: "SQLite" }] }],
  since: 0,
};

export const permissionQuestion: Question = {
  id: "q-permission",
  kind: "permission",
  text: 'Bash\n{\n  "command": "rm x"\n}',
  sentence: "May Claude use Bash: rm x?",
  asks: [],
  since: NOW,
};

export const screenQuestion: Question = {
  id: "q-screen",
  kind: "screen",
  text: "Do you trust this?\n❯ 1. Yes, trust it\n  2. No, exit",
  sentence: "Claude's screen shows something that waits for a key.",
  asks: [{ text: "?", multiple: false, options: [{ label: "Yes, trust it" }, { label: "No, exit" }] }],
  screen: { print: "abc", view: "Do you trust this?", isNumbered: true },
  since: NOW,
};

export const session = { id: "11111111-0000-4000-8000-000000000000", started: false };

/** One of every kind of event there is; typed so that a new kind does not compile until it stands here. */
export const events: { readonly [Type in CockpitEvent["type"]]: Extract<CockpitEvent, { type: Type }> } = {
  prompted: { type: "prompted", prompt: prompt("new"), mayDecide: true },
  edited: { type: "edited", prompt: "p1", text: "other words" },
  withdrawn: { type: "withdrawn", prompt: "p1" },
  forestalled: { type: "forestalled", prompt: "p1" },
  refused: { type: "refused", prompt: "p1", reason: "No secrets here." },
  dropped: { type: "dropped", id: "q-text", by: "ann" },
  overridden: { type: "overridden", key: "model", value: "opus" },
  launchPrepared: {
    type: "launchPrepared",
    withheld: { items: ["hook SessionStart: x"], faults: [], lacks: [], print: "w1" },
    configuredMode: "manual",
    choices: 0,
  },
  trusted: { type: "trusted", keys: ["k1"] },
  forbidden: { type: "forbidden", rule: "Bash(ls)" },
  tasked: { type: "tasked", task: task("t1"), first: false },
  untasked: { type: "untasked", task: "t0" },
  taskMoved: { type: "taskMoved", task: "t0", place: 2 },
  tasksPaused: { type: "tasksPaused", paused: true },
  tasksCleared: { type: "tasksCleared" },
  granted: { type: "granted" },
  yielded: { type: "yielded" },
  timePassed: { type: "timePassed" },
  startAsked: { type: "startAsked" },
  stopAsked: { type: "stopAsked" },
  renewed: { type: "renewed", session },
  deliveryBegan: { type: "deliveryBegan", prompt: "p1", mark: "mark" },
  delivered: { type: "delivered", prompt: "p1" },
  absent: { type: "absent", prompt: "p1" },
  deliveryFailed: { type: "deliveryFailed", prompt: "p1", reason: "no" },
  thawed: { type: "thawed" },
  thawFailed: { type: "thawFailed", reason: "no" },
  frozen: { type: "frozen" },
  freezeFailed: { type: "freezeFailed", reason: "no" },
  found: { type: "found", running: false, reason: "it was killed" },
  relayed: { type: "relayed", at: "c1" },
  said: { type: "said", at: "c1", id: "s1", text: "hello" },
  did: { type: "did", at: "c1", id: "d1", tool: "Bash", summary: "ls" },
  turnStarted: { type: "turnStarted", at: "c1" },
  turnEnded: { type: "turnEnded", at: "c1", id: "t1", text: "Done.", background: false },
  turnFailed: { type: "turnFailed", at: "c1", error: "overloaded", text: "" },
  interrupted: { type: "interrupted", at: "c1" },
  asked: { type: "asked", at: "c1", question: permissionQuestion },
  closed: { type: "closed", at: "c1" },
  modeSeen: { type: "modeSeen", at: "c1", mode: "plan" },
  directoryChanged: { type: "directoryChanged", at: "c1", path: "/tmp/one", added: true },
  sessionChanged: { type: "sessionChanged", at: "c1", session },
  current: { type: "current", at: "c1" },
  wentIdle: { type: "wentIdle", at: "c1" },
  gone: { type: "gone", at: "c1", reason: "it ended" },
  warned: { type: "warned", at: "c", text: "something is odd" },
};

export interface Outcome {
  readonly state: Cockpit;
  /** All effects of all events, in order. */
  readonly effects: readonly CockpitEffect[];
}

/** Events one after another, a second apart. */
export function run(from: Cockpit, ...list: readonly CockpitEvent[]): Outcome {
  return list.reduce<Outcome>(
    ({ state, effects }, event, index) => {
      const [next, more] = transition(state, event, NOW + index * 1_000);
      return { state: next, effects: [...effects, ...more] };
    },
    { state: from, effects: [] },
  );
}

/** An effect in a word: acts by name, posts by what they tell. */
export function word(effect: CockpitEffect): string {
  if (effect.type === "freeze") return effect.interrupt ? "freeze, interrupting" : "freeze";
  if (effect.type !== "post") return effect.type;
  const { message } = effect;
  switch (message.type) {
    case "receipt":
      return `${message.prompt} ${message.state}`;
    case "phase":
      return `phase ${message.phase}`;
    case "turn":
      return `turn ${message.state}`;
    case "question":
      return `question ${message.question.id}`;
    default:
      return message.type === "notice" ? message.level : message.type;
  }
}

export function words({ effects }: Outcome): readonly string[] {
  return effects.map(word);
}

export function keys({ effects }: Outcome): readonly string[] {
  return effects.flatMap((effect) => (effect.type === "post" ? [effect.key] : []));
}

export const ids = ({ inbox }: Cockpit): readonly string[] => inbox.map(({ id }) => id);

/** Whom each question that was posted is for. */
export function addressees({ effects }: Outcome): readonly (readonly string[] | undefined)[] {
  return effects.flatMap((one) => (one.type === "post" && one.message.type === "question" ? [one.message.to] : []));
}

export const told = (one: Prompt): CockpitEvent => ({ type: "prompted", prompt: one, mayDecide: true });
