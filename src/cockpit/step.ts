import type { CockpitEffect } from "./events.ts";
import type { FreezePolicy } from "./freeze-policy.ts";
import type { Message } from "./message.ts";
import {
  type Cockpit,
  claudeOf,
  isHeld,
  isRunning,
  type Phase,
  type Prompt,
  type Question,
  withClaude,
} from "./state.ts";

/** How many prompt ids are remembered, to drop what a platform delivers twice. */
export const REMEMBERED = 500;

export type Step = readonly [Cockpit, readonly CockpitEffect[]];

export function after(effects: readonly CockpitEffect[], [state, more]: Step): Step {
  return [state, [...effects, ...more]];
}

export function post(key: string, message: Message): CockpitEffect {
  return { type: "post", key, message };
}

export function warn(key: string, text: string): CockpitEffect {
  return post(key, { type: "notice", level: "warn", text });
}

export function receipt(prompt: string, state: "accepted" | "delivered"): CockpitEffect {
  return post(`${prompt}:${state}`, { type: "receipt", prompt, state });
}

/** What is shown of a question that is open no more; null: it is open again. */
export function closeQuestion(question: Question, by: string, outcome: string | null): CockpitEffect {
  return post(`settled:${question.id}:${by}${outcome === null ? ":open" : ""}`, { type: "settled", question, outcome });
}

/** The question that a running Claude asks no more. What is frozen goes on asking. */
export function closed(state: Cockpit, outcome: string): Step {
  const { question, phase } = state;
  if (question === null || !(isRunning(phase) || phase.name === "thawing")) return [state, []];
  return [{ ...withClaude(state, { dialog: false }), question: null }, [closeQuestion(question, "terminal", outcome)]];
}

/** The phase, for the card: keyed by when it was left, so that each change is told once. */
export function tell(phase: Phase["name"], { since, phase: { name } }: Cockpit): CockpitEffect[] {
  return [post(`phase:${since}:${name}:${phase}`, { type: "phase", phase })];
}

export function stopping(interrupt: boolean): CockpitEffect {
  return { type: "freeze", interrupt, pause: false };
}

/** A freeze that nobody asked for: as the project's policy has it. What a person stops is stopped. */
export function freezing(state: Cockpit, { mode }: FreezePolicy): Step {
  const pause = mode !== "stop";
  return [stoppedAs(state, false), [{ type: "freeze", interrupt: false, pause }, ...tell("freezing", state)]];
}

/** Whatever stands still, or runs, is being stopped. */
export function stoppedAs(state: Cockpit, held: boolean): Cockpit {
  return { ...state, phase: { name: "freezing", held, claude: claudeOf(state) } };
}

/** What stands still has nothing to interrupt. */
export function stopPaused(state: Cockpit, held: boolean): Step {
  return [stoppedAs(state, held), [stopping(false), ...tell("freezing", state)]];
}

export function release(phase: Phase): Phase {
  return phase.name === "frozen" || phase.name === "freezing" ? { ...phase, held: false } : phase;
}

/** A dialog ends with the Claude whose screen it stands on. */
export function withoutDialog(state: Cockpit): Cockpit {
  const { dialog, queuedDialogs } = claudeOf(state);
  return dialog || queuedDialogs.length > 0 ? withClaude(state, { dialog: false, queuedDialogs: [] }) : state;
}

/** Its author is told in the thread: by now nobody waits for what becomes of it. */
export function refusal({ id, by, author }: Prompt, reason: string): readonly CockpitEffect[] {
  return [
    post(`${id}:refused`, { type: "receipt", prompt: id, state: "refused", reason }),
    post(`${id}:refused:told`, {
      type: "notice",
      level: "info",
      text: `${author}: ${reason}`,
      ...(by !== undefined && { to: [by] }),
    }),
  ];
}

/** What went wrong under one task would go wrong under the next: a person is to look first. */
export function pausedFor(state: Cockpit, at: string, why: string): Step {
  const { tasks } = state;
  if (tasks.length === 0 || state.tasksPaused || isHeld(state.phase)) return [state, []];
  const waiting = tasks.length === 1 ? "one task waits" : `${tasks.length} tasks wait`;
  const text = `The queue is paused, since ${why}: ${waiting}. "queue ${state.project} resume" goes on.`;
  return [{ ...state, tasksPaused: true }, [warn(`queue:${at}`, text)]];
}
