import type { Message } from "../../src/ports/ports.ts";

export type FailedTurn = Extract<Message, { type: "turn"; state: "failed" }>;

/** `time`: as the platform shows one to everybody in their own zone. */
export function goesOn(time: string, project: string): string {
  return `${project} is stopped until then and goes on by itself at ${time}. What you write meanwhile is kept and waits for that; Start tries at once.`;
}
