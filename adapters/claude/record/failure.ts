import type { Action } from "../../../src/ports/ports.ts";
import { limitEnd } from "./limit.ts";

/** What is told of a turn that failed. */
export interface Failure {
  /** A sentence that a person can act on. */
  readonly error: string;
  /** Milliseconds since 1970 at which what stopped it has passed by itself. */
  readonly until?: number;
  /** What the sentence advises, where a button does it. */
  readonly actions: readonly Action[];
}

const RETRY: Action = { command: "send", rest: "go on", label: "Go on" };
const SHORTEN: Action = { command: "slash", rest: "/compact", label: "Shorten (/compact)" };
const RENEW: Action = { command: "start", rest: "--new", label: "New conversation" };
const MODELS: Action = { command: "model", label: "Models" };

/** For `StopFailure`'s error, and the words that go with it (tried, 2.1.330). `at`: milliseconds since 1970, when it failed. */
export function failureOf(error: string, detail: string, at: number): Failure {
  const { said, ...more } = adviceOn(error, detail, at);
  const words = detail === "" ? "" : ` Claude's words: ${detail.split("\n")[0]}`;
  return { error: `${said}${words}`, ...more };
}

type Advice = Omit<Failure, "error"> & { readonly said: string };

function adviceOn(error: string, detail: string, at: number): Advice {
  switch (error) {
    case "authentication_failed":
    case "oauth_org_not_allowed":
      return advise(
        "The model refused the credentials (401 or 403). Give the bot a valid ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN, restart it, then stop and start this cockpit.",
      );
    case "billing_error":
      return advise("The model's account has a billing problem. Settle it, then send the message again.", RETRY);
    case "rate_limit":
      return limited(detail, at);
    case "model_not_found":
      return advise(
        'The model is not there, or not for this account. Choose another one with "model <project>"; the conversation is kept.',
        MODELS,
      );
    case "server_error":
    case "overloaded":
      return advise(
        'The model is overloaded or out of order (529 or 5xx), also after retries. Wait a little, then send "go on".',
        RETRY,
      );
    case "invalid_request":
      return invalid(detail);
    default:
      return advise(`The turn failed (${error}). The conversation is kept; send "go on" to try again.`, RETRY);
  }
}

function advise(said: string, ...actions: readonly Action[]): Advice {
  return { said, actions };
}

function limited(detail: string, at: number): Advice {
  const until = limitEnd(detail, at);
  if (until !== null) return { ...advise("The account's usage limit is reached.", MODELS), until };
  const [, when] = /\bresets (.+)$/m.exec(detail) ?? [];
  if (when === undefined)
    return advise('The model\'s rate limit is reached (429). Wait a little, then send "go on".', RETRY);
  return advise(`The account's usage limit is reached; it resets ${when}. Send "go on" after that.`, RETRY);
}

function invalid(detail: string): Advice {
  if (/too long/i.test(detail))
    return advise(
      'The conversation is longer than the model takes, and would be the next time, too. Shorten it with "slash <project> /compact", or begin a new one with "start <project> --new".',
      SHORTEN,
      RENEW,
    );
  if (/safeguards|usage polic/i.test(detail))
    return advise(
      'The model refuses this by its policy, and would the next time, too. Write it otherwise, or choose another model with "model <project>".',
      MODELS,
    );
  return advise(
    'The model refuses the request as it is. The conversation is kept: write it otherwise, or begin a new one with "start <project> --new".',
    RENEW,
  );
}
