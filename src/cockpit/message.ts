import type { Question } from "./state.ts";

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
  | { readonly type: "turn"; readonly state: "failed"; readonly reason: string };
