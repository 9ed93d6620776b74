import type { Question } from "./state.ts";

/** A button: a command of the table, for the project that it stands in. */
export interface Action {
  readonly command: string;
  /** What stands behind the project's name. */
  readonly rest?: string;
  readonly label: string;
  readonly style?: "primary" | "danger";
}

/** What people read in a thread, before a platform renders it. */
export type Message =
  | { readonly type: "said"; readonly text: string }
  | { readonly type: "did"; readonly tool: string; readonly summary: string }
  /** `to`: ids of the people it is for; none, where nobody in particular asked Claude. */
  | { readonly type: "question"; readonly question: Question; readonly to?: readonly string[] }
  /** What became of a question that was shown; null: it is open again. */
  | { readonly type: "settled"; readonly question: Question; readonly outcome: string | null }
  /** `to`: ids of the people whom it is to ping; nobody, where that is left out. */
  | { readonly type: "notice"; readonly level: "info" | "warn"; readonly text: string; readonly to?: readonly string[] }
  | {
      readonly type: "receipt";
      readonly prompt: string;
      readonly state: "accepted" | "delivered" | "refused";
      readonly reason?: string;
    }
  | { readonly type: "phase"; readonly phase: string }
  | { readonly type: "turn"; readonly state: "started" | "ended" }
  /** `until`: when it goes on by itself (milliseconds since 1970). `actions`: what people can do about it. */
  | {
      readonly type: "turn";
      readonly state: "failed";
      readonly reason: string;
      readonly until?: number;
      readonly actions?: readonly Action[];
    };
