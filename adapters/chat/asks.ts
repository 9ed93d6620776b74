import type { QuestionKind } from "../../src/cockpit/state.ts";

/** What a project does that waits for people, on a board. */
export const ASKS: Readonly<Record<QuestionKind, string>> = {
  text: "asks",
  choices: "asks",
  permission: "wants to",
  plan: "has a plan",
  screen: "waits for a key",
};

/** What a person may write instead of pressing a button; `text` is that word in the platform's quotes. */
export function keysHint(text: string): string {
  return `Say a number, or up, down, left, right, tab, space, enter or escape; or ${text} and what to type. It goes in only while the screen is still this one.`;
}
