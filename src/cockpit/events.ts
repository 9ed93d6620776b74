import type { Message, Report } from "../ports.ts";
import type { Prompt, Session } from "./state.ts";

/** What has happened to a cockpit: by people, by the bridge's own acts, and (`Report`) by Claude. */
export type CockpitEvent =
  /** `to`: the id of the question that alone it answers; once that is closed, it is nothing. */
  | { readonly type: "prompted"; readonly prompt: Prompt; readonly to?: string }
  /** Its author wrote it otherwise, or took it back. */
  | { readonly type: "edited"; readonly prompt: string; readonly text: string }
  | { readonly type: "withdrawn"; readonly prompt: string }
  | { readonly type: "startAsked" }
  | { readonly type: "stopAsked" }
  /** People want a new conversation; only a frozen cockpit takes it. */
  | { readonly type: "renewed"; readonly session: Session }
  /** The record was measured; the next thing to happen is a key, or a launch. */
  | { readonly type: "began"; readonly prompt: string; readonly mark: string }
  | { readonly type: "delivered"; readonly prompt: string }
  /** Nothing runs and the record does not have it. */
  | { readonly type: "absent"; readonly prompt: string }
  | { readonly type: "deliveryFailed"; readonly prompt: string; readonly reason: string }
  | { readonly type: "thawed" }
  | { readonly type: "thawFailed"; readonly reason: string }
  | { readonly type: "frozen" }
  | { readonly type: "freezeFailed"; readonly reason: string }
  /** What the engine says, at start or when asked: the truth about the container. */
  | { readonly type: "found"; readonly running: boolean; readonly reason?: string }
  /** Everything up to the cursor is posted. */
  | { readonly type: "relayed"; readonly at: string }
  | Report;

/** What is to be done about it. Saved state comes first; every effect may be done twice without harm. */
export type CockpitEffect =
  | { readonly type: "post"; readonly key: string; readonly message: Message }
  /** Start the container, wait for Claude, and deliver what is due; joins what already runs. */
  | { readonly type: "thaw" }
  /** Make sure of the delivery that is under way. */
  | { readonly type: "deliver" }
  | { readonly type: "freeze"; readonly interrupt: boolean }
  /** Relay what a stopped container left behind. */
  | { readonly type: "drain" };
