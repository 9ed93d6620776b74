import type { Action } from "./message.ts";
import type { Cursor, Question, Session } from "./state.ts";

/** What Claude says and does. `at` is the cursor after it: what is reported once with a saved cursor is not reported again. */
export type Report = { readonly at: Cursor } & (
  | { readonly type: "said"; readonly id: string; readonly text: string }
  | { readonly type: "did"; readonly id: string; readonly tool: string; readonly summary: string }
  /** `typed`: by words put in at the prompt, by us or in the terminal; else Claude went on by itself. */
  | { readonly type: "turnStarted"; readonly typed?: boolean }
  /**
   * `text` is the last message of the turn; `background`: something of Claude's goes on by itself, and will wake it.
   * `awaiting`: whether a person is to answer, where somebody was asked who knows better than its words.
   */
  | {
      readonly type: "turnEnded";
      readonly text: string;
      readonly id: string;
      readonly background: boolean;
      readonly awaiting?: boolean;
    }
  /** `until`: when what stopped it has passed by itself (milliseconds since 1970); all waits for that. */
  | {
      readonly type: "turnFailed";
      readonly error: string;
      readonly text: string;
      readonly until?: number;
      readonly actions?: readonly Action[];
    }
  | { readonly type: "interrupted" }
  | { readonly type: "asked"; readonly question: Question }
  /** The dialog of the last ask is gone from the screen, and no answer of ours did it. */
  | { readonly type: "closed" }
  /** The permission mode that Claude is in, by its own record; null: one that gives too much to be taken from there. */
  | { readonly type: "modeSeen"; readonly mode: string | null }
  /** Claude works in a directory beside the project's, or no longer does. */
  | { readonly type: "directoryChanged"; readonly path: string; readonly added: boolean }
  | { readonly type: "sessionChanged"; readonly session: Session }
  /** All that was on disk when following began is reported. */
  | { readonly type: "current" }
  /** Claude's own word that it stands at its prompt, with nothing before it unreported. */
  | { readonly type: "wentIdle" }
  | { readonly type: "gone"; readonly reason: string }
  /** Something is not as it should be, and it goes on all the same. */
  | { readonly type: "warned"; readonly text: string }
);

/** What Claude is started without. */
export interface Withheld {
  /** Nobody has trusted these. */
  readonly items: readonly string[];
  readonly faults: readonly string[];
  /** What does not work in its container, and what to do; sentences. */
  readonly lacks: readonly string[];
  /** The same for the same things. */
  readonly print: string;
}
