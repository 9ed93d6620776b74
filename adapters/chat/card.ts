import type { Card } from "../../src/ports/ports.ts";

/** The card of a cockpit of which nothing is known: before its first start, and after its end. */
export function blankCard(project: string, state: "frozen" | "removed", since: number): Card {
  return {
    project,
    state,
    since,
    session: "",
    question: null,
    waiting: 0,
    tasks: 0,
    tasksPaused: false,
    place: null,
    limitedUntil: null,
    trouble: null,
    actions: [],
  };
}

/** `time`: as the platform shows one. */
export function limitLines({ limitedUntil }: Card, time: (ms: number) => string): readonly string[] {
  return limitedUntil === null ? [] : [`A usage limit lasts; it goes on by itself at ${time(limitedUntil)}`];
}

/** What waits in it for its turn, and why; a line each. */
export function waitingLines({ waiting, tasks, tasksPaused, place }: Card): readonly string[] {
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  return [
    ...(place === null ? [] : [`Waiting for a slot: ${place}`]),
    ...(waiting === 0 ? [] : [`${plural(waiting, "message")} waiting to be delivered`]),
    ...(tasks === 0 ? [] : [`${plural(tasks, "task")} in the queue${tasksPaused ? ", which is paused" : ""}`]),
  ];
}
