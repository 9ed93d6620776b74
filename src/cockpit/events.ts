import type { Message } from "./message.ts";
import type { Report, Withheld } from "./report.ts";
import type { Overrides, Prompt, Session, Task } from "./state.ts";

/** What has happened to a cockpit: by people, by the bridge's own acts, and (`Report`) by Claude. */
export type CockpitEvent =
  /**
   * `to`: the id of the question that alone it answers; once that is closed, it is nothing. `mayDecide`: whether its
   * author may allow and approve. `seen`: the question that its author could know of; a dialog that opened since is not
   * answered by it.
   */
  | {
      readonly type: "prompted";
      readonly prompt: Prompt;
      readonly mayDecide: boolean;
      readonly to?: string;
      readonly seen?: string | null;
    }
  /** Its author wrote it otherwise, or took it back. */
  | { readonly type: "edited"; readonly prompt: string; readonly text: string }
  | { readonly type: "withdrawn"; readonly prompt: string }
  | { readonly type: "startAsked" }
  /** `reason`: why it is stopped by itself, for people. */
  | { readonly type: "stopAsked"; readonly reason?: string }
  /** People want a new conversation; only a frozen cockpit takes it. */
  | { readonly type: "renewed"; readonly session: Session }
  /** The record was measured; the next thing to happen is a key, or a launch. */
  | { readonly type: "deliveryBegan"; readonly prompt: string; readonly mark: string }
  | { readonly type: "delivered"; readonly prompt: string }
  /** Nothing runs and the record does not have it. */
  | { readonly type: "absent"; readonly prompt: string }
  | { readonly type: "deliveryFailed"; readonly prompt: string; readonly reason: string }
  | { readonly type: "thawed" }
  /** `later`: it comes right by itself, when the engine does. */
  | { readonly type: "thawFailed"; readonly reason: string; readonly later?: boolean }
  /** `paused`: it stands still, with all it has in memory. */
  | { readonly type: "frozen"; readonly paused?: boolean }
  | { readonly type: "freezeFailed"; readonly reason: string }
  /** What the engine says, at start or when asked: the truth about the container. */
  | { readonly type: "found"; readonly running: boolean; readonly paused?: boolean; readonly reason?: string }
  /** Claude's dialog was settled in its terminal before this answer came to it. */
  | { readonly type: "forestalled"; readonly prompt: string }
  /** A hook of the project's own has kept it from Claude; `reason` is what it said. */
  | { readonly type: "refused"; readonly prompt: string; readonly reason: string }
  /** Nobody is to answer any more. */
  | { readonly type: "dropped"; readonly id: string; readonly by: string }
  /** Null: as configured. */
  | { readonly type: "overridden"; readonly key: keyof Overrides; readonly value: string | null }
  /** What Claude is started without; `configuredMode`, `choices`: the permission mode that people had set when it was made ready, and how often they had chosen one. */
  | {
      readonly type: "launchPrepared";
      readonly withheld: Withheld;
      readonly configuredMode: string;
      readonly choices: number;
    }
  /** Of the project's own, people trust these, and nothing else. */
  | { readonly type: "trusted"; readonly keys: readonly string[] }
  /** A rule that holds no more. */
  | { readonly type: "forbidden"; readonly rule: string }
  /** `first`: before all others. */
  | { readonly type: "tasked"; readonly task: Task; readonly first: boolean }
  | { readonly type: "untasked"; readonly task: string }
  /** `place` counts from 1. */
  | { readonly type: "taskMoved"; readonly task: string; readonly place: number }
  | { readonly type: "tasksPaused"; readonly paused: boolean }
  | { readonly type: "tasksCleared" }
  /** It has a slot, and its turn has come. */
  | { readonly type: "granted" }
  /** Its slot is needed, and it has nothing in hand. */
  | { readonly type: "yielded" }
  /** The time that was to be waited for has come. */
  | { readonly type: "timePassed" }
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
  /** `pause`: only hold it still, where it is. */
  | { readonly type: "freeze"; readonly interrupt: boolean; readonly pause: boolean }
  /** Relay what a stopped container left behind. */
  | { readonly type: "drain" };
