import { webApi } from "@slack/bolt";
import { BridgeError } from "../../src/errors.ts";
import type { Clock } from "../../src/ports/ports.ts";
import { HttpTrouble } from "../chat/http.ts";
import { createRetry } from "../chat/retry.ts";

export type Answer = Readonly<Record<string, unknown>>;

/** Slack's refusal of one call, by its own code: `channel_not_found`. */
export class SlackRefusal extends Error {
  override readonly name = "SlackRefusal";

  constructor(
    readonly code: string,
    readonly method: string,
    cause?: unknown,
  ) {
    super(`Slack refused ${method}: ${code}`, { cause });
  }
}

export interface Api {
  /**
   * Calls until Slack answers: waits where it is told to, goes on after 5xx and lost connections. Rejects with
   * `SlackRefusal`, with `chat-refused` where the token is no good, and with `chat-failed` after too many failures.
   * A call that must not be done twice brings `found`: asked after a lost answer, it says whether it was done.
   */
  call(method: string, args: Answer, found?: () => Promise<Answer | undefined>): Promise<Answer>;
  /** What is no method of the Web API, in the same way. */
  retry<T>(what: string, attempt: () => Promise<T>): Promise<T>;
  /** Uploads into a thread. */
  upload(file: Upload, found?: () => Promise<string | undefined>): Promise<void>;
  readonly client: webApi.WebClient;
}

export interface Upload {
  readonly channel: string;
  readonly thread: string;
  readonly name: string;
  readonly title: string;
  readonly content: string | Buffer;
}

/** Slack's own words for "not now": whether it was done is unknown. */
const TRANSIENT = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
]);
const REFUSED = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
  "not_allowed_token_type",
]);

export interface ApiOptions {
  readonly token: string;
  /** Undefined: Slack's own. */
  readonly url: string | undefined;
  readonly clock: Clock;
  readonly logger: webApi.WebClientOptions["logger"];
  /** Aborts when the adapter closes. */
  readonly signal: AbortSignal;
}

export function createApi({ token, url, clock, logger, signal }: ApiOptions): Api {
  // Its own retries would post twice after a lost answer, and hold up every other call behind a 429.
  const client = new webApi.WebClient(token, {
    ...(url !== undefined && { slackApiUrl: url }),
    ...(logger !== undefined && { logger }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 30_000,
  });
  const persist = createRetry({ clock, signal, rules: { retryAfter, verdict: verdictOf, tired } });

  return {
    client,
    retry: (what, attempt) => persist(what, attempt),
    call: (method, args, found) =>
      persist<Answer>(method, async () => ({ ...(await client.apiCall(method, { ...args })) }), found),
    async upload({ channel, thread, name, title, content }, found) {
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      const attempt = async (): Promise<unknown> =>
        client.filesUploadV2({ channel_id: channel, thread_ts: thread, filename: name, title, file: bytes });
      await persist("files.uploadV2", attempt, found);
    },
  };
}

/** Milliseconds; null where it is something else. */
function retryAfter(error: unknown): number | null {
  if (error instanceof webApi.WebAPIRateLimitedError) return error.retryAfter * 1000;
  if (error instanceof HttpTrouble) return error.retryAfter;
  if (error instanceof webApi.WebAPIPlatformError && error.data.error === "ratelimited") return 1000;
  return null;
}

/** What will not get better by itself; null for what may. */
function verdictOf(error: unknown, method: string): Error | null {
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: code } = error.data;
    if (TRANSIENT.has(code)) return null;
    return REFUSED.has(code) ? refused(code, error) : new SlackRefusal(code, method, error);
  }
  if (error instanceof webApi.WebAPIHTTPError)
    return error.statusCode >= 500 ? null : new SlackRefusal(`HTTP ${error.statusCode}`, method, error);
  // A fetch that finds nobody throws a TypeError.
  const isPassing =
    error instanceof webApi.WebAPIRequestError || error instanceof HttpTrouble || error instanceof TypeError;
  return isPassing ? null : error instanceof Error ? error : new Error(String(error));
}

function tired(error: unknown, method: string): BridgeError {
  return new BridgeError("chat-failed", `Slack does not answer (${method}). It is tried again later.`, error);
}

function refused(code: string, cause: unknown): BridgeError {
  return new BridgeError(
    "chat-refused",
    `Slack refuses the bot's token (${code}). Set SLACK_BOT_TOKEN to the one on the app's page under OAuth & Permissions, and start the bot again.`,
    cause,
  );
}

export function codeOf(error: unknown): string | null {
  return error instanceof SlackRefusal ? error.code : null;
}
