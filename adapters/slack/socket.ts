import { SocketModeReceiver } from "@slack/bolt";
import { asBridgeError, BridgeError } from "../../src/errors.ts";
import type { Clock } from "../../src/ports/ports.ts";
import { retry } from "../../src/support/retry.ts";
import { withLimit, withTimeout } from "../../src/support/timeout.ts";
import type { SlackLogger } from "./logger.ts";

/**
 * The socket to Slack, kept up by us. Bolt's own way of reconnecting waits five seconds each time, ends the process
 * over a revoked token, and cannot see that a socket is deaf (facts, A3); so it only carries one connection at a time.
 */
export interface Socket {
  /** Resolves at the first hello. Rejects with `chat-refused`. */
  open(): Promise<void>;
  /** Gives up the connection there is; another follows at once. */
  renew(): Promise<void>;
  close(): Promise<void>;
  /** Milliseconds since 1970 when something last came in. */
  readonly heard: number;
  readonly receiver: SocketModeReceiver;
}

export interface SocketOptions {
  readonly appToken: string;
  readonly url: string | undefined;
  readonly clock: Clock;
  readonly logger: SlackLogger;
  /** At every hello but the first: what was said in between has to be caught up with. */
  readonly onReconnect: () => void;
  /** Slack says that it leaves events out. */
  readonly onGap: () => void;
  readonly signal: AbortSignal;
}

/** Milliseconds. */
const HELLO_LIMIT = 20_000;
const PAUSES = { first: 100, longest: 30_000 } as const;
const CLOSE_LIMIT = 2_000;

const REFUSED = new Set([
  "not_authed",
  "invalid_auth",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "not_allowed_token_type",
  "missing_scope",
  "no_permission",
]);

export function createSocket(options: SocketOptions): Socket {
  const { appToken, url, clock, logger, onReconnect, onGap, signal } = options;
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: {
        ...(url !== undefined && { slackApiUrl: url }),
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        timeout: 15_000,
      },
    },
  });
  const { client } = receiver;
  let heard = clock.now();
  let ended: Promise<void> = Promise.resolve();
  /** Declares the connection there is to be over. */
  let drop = (): void => undefined;

  // Private to the client, and the only way in: two of its faults (facts, A3) cannot be cured from outside.
  const inside = client as unknown as Inside;
  // An ack that finds no socket would be a rejection that nobody handles. Slack sends again what was not acked.
  const send = inside.send.bind(client);
  inside.send = (id, body) =>
    send(id, body).catch((error: unknown) => logger.warn("an ack did not get through", String(error)));
  client.removeAllListeners("ws_message");
  client.on("ws_message", (data: unknown, isBinary: boolean) => {
    heard = clock.now();
    void receive(data, isBinary).catch((error: unknown) => logger.error("a frame of Slack's", String(error)));
  });

  async function receive(data: unknown, isBinary: boolean): Promise<void> {
    const frame = typeof data === "string" ? envelopeOf(data) : null;
    // `app_rate_limited` comes without an event, over which the client would throw.
    if (frame !== null && frame.type === "events_api" && frame.payload?.event === undefined) {
      await inside.send(frame.envelope_id ?? "", {});
      return onGap();
    }
    await inside.onWebSocketMessage(data, isBinary);
  }

  async function connect(): Promise<void> {
    const gone = new Promise<void>((resolve) => {
      drop = resolve;
      client.once("disconnected", () => resolve());
    });
    const late = () => new BridgeError("timeout", "Slack's socket opened, but said nothing.");
    await withLimit({ clock, ms: HELLO_LIMIT, late, signal }, () => client.start());
    heard = clock.now();
    ended = gone;
  }

  async function hangUp(): Promise<void> {
    const closed = withTimeout(clock, CLOSE_LIMIT, "Slack's socket to close", () => client.disconnect());
    await closed.catch(() => undefined);
  }

  /** Resolves at a hello, however long it takes; rejects where Slack refuses for good. */
  function connectWithRetry(): Promise<void> {
    const onFailure = async (error: unknown): Promise<number> => {
      const refusal = appTokenRefused(error);
      if (refusal !== null) throw refusal;
      logger.warn("no connection to Slack; trying again", asBridgeError(error).message);
      await hangUp();
      return retryAfter(error);
    };
    return retry({ clock, signal, pauses: PAUSES, onFailure }, connect);
  }

  /** A token that is refused in the middle may be good again later: an administrator changes things. */
  async function keepUp(): Promise<void> {
    while (!signal.aborted) {
      await ended;
      if (signal.aborted) return;
      try {
        await connectWithRetry();
        onReconnect();
      } catch (error) {
        if (signal.aborted) return;
        logger.error(asBridgeError(error).message);
        await clock.after(PAUSES.longest, signal).catch(() => undefined);
        ended = Promise.resolve();
      }
    }
  }

  return {
    receiver,
    get heard() {
      return heard;
    },
    async open() {
      await connectWithRetry();
      void keepUp();
    },
    async renew() {
      const over = drop;
      await hangUp();
      // Where the other end is dead, the client waits for its farewell; we do not.
      over();
    },
    close: hangUp,
  };
}

interface Inside {
  send(id: string, body?: unknown): Promise<void>;
  onWebSocketMessage(data: unknown, isBinary: boolean): Promise<void>;
}

interface Envelope {
  readonly type?: string;
  readonly envelope_id?: string;
  readonly payload?: { readonly event?: unknown };
}

function envelopeOf(text: string): Envelope | null {
  try {
    return JSON.parse(text) as Envelope;
  } catch {
    return null;
  }
}

/** Milliseconds that Slack wants us to wait. */
function retryAfter(error: unknown): number {
  if (typeof error !== "object" || error === null || !("retryAfter" in error)) return 0;
  return Number(error.retryAfter) * 1000;
}

function refusalOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("data" in error)) return null;
  const { data } = error;
  if (typeof data !== "object" || data === null || !("error" in data)) return null;
  return typeof data.error === "string" && REFUSED.has(data.error) ? data.error : null;
}

/** Null where it is something else. */
export function appTokenRefused(error: unknown): BridgeError | null {
  const code = refusalOf(error);
  return code === null ? null : refused(code, error);
}

function refused(code: string, cause: unknown): BridgeError {
  return new BridgeError(
    "chat-refused",
    `Slack refuses the app's token (${code}). Set SLACK_APP_TOKEN to one with connections:write, from the app's page under Basic Information, App-Level Tokens, and start the bot again.`,
    cause,
  );
}
