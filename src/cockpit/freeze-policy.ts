import type { QuestionKind } from "./state.ts";

/** How long a cockpit runs on while it waits, and how it is frozen then. All times in milliseconds. */
export interface FreezePolicy {
  /** From a question to the freeze: an answer within it costs Claude nothing. */
  readonly grace: Readonly<Record<QuestionKind, number>>;
  /** From the end of a turn that asks nothing to the freeze; null: never. */
  readonly idle: number | null;
  /** `pause` keeps what is in memory, and the memory; `pause-then-stop` does so for a time. */
  readonly mode: "stop" | "pause" | "pause-then-stop";
  /** How long `pause-then-stop` keeps it. */
  readonly pause: number;
  /** Whom a turn that asks nothing pings when it ends. */
  readonly notify: "questions" | "turn-end";
  /** Whether it waits for a slot before it starts, and for its turn before it begins a task; else it takes them. */
  readonly rationed: boolean;
}

/** Questions freeze at once, and nothing else does. */
export const AT_ONCE: FreezePolicy = {
  grace: { text: 0, choices: 0, permission: 0, plan: 0, screen: 0 },
  idle: null,
  mode: "stop",
  pause: 0,
  notify: "questions",
  rationed: false,
};

/** Milliseconds for which a question waits, at the least, where somebody is at the terminal: it is theirs before it is anybody's. */
const AT_HAND = 60_000;

/** The same policy while somebody is at Claude's terminal: nothing is frozen under their hands. */
export function attendedPolicy(policy: FreezePolicy): FreezePolicy {
  const { text, choices, permission, plan, screen } = policy.grace;
  const least = (grace: number): number => Math.max(grace, AT_HAND);
  return {
    ...policy,
    grace: {
      text: least(text),
      choices: least(choices),
      permission: least(permission),
      plan: least(plan),
      screen: least(screen),
    },
  };
}

/**
 * What is paused is stopped after this all the same: the hook that waits for an answer has a time limit, which goes on
 * meanwhile, and a timer of Node's takes no more than 24 days.
 */
export const LONGEST_PAUSE = 20 * 24 * 3_600_000;
