import type { QuestionKind } from "../../src/cockpit/state.ts";
import type { BoardEntry } from "../../src/ports/ports.ts";

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

/** What a board shows of one that waits. */
export interface LinkedEntry extends BoardEntry {
  /** The address of its thread; null where there is none. */
  readonly link: string | null;
}
