import type { Card } from "../../src/ports.ts";

/** The card of a cockpit of which nothing is known: before its first start, and after its end. */
export function blankCard(project: string, state: "frozen" | "removed", since: number): Card {
  return { project, state, since, session: "", question: null, waiting: 0, trouble: null, actions: [] };
}
