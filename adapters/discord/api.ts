import { DiscordAPIError, HTTPError, RateLimitError, REST } from "discord.js";
import { BridgeError } from "../../src/errors.ts";
import type { ChatLog, Clock } from "../../src/ports.ts";
import { createRetry } from "../chat/retry.ts";

export interface Upload {
  readonly name: string;
  readonly data: Buffer;
}

/** Discord's refusal of one call, by its own number: 50083. */
export class DiscordRefusal extends Error {
  override readonly name = "DiscordRefusal";

  constructor(
    readonly code: number,
    cause: Error,
  ) {
    super(`Discord refused it (${code}): ${cause.message}`, { cause });
  }
}

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

export interface Api {
  /**
   * Calls until Discord answers. Rejects with `DiscordRefusal`, with `chat-refused` where the token is no good, and with
   * `chat-failed` after too many failures. `found`: after a lost answer, whether it was done.
   */
  call(method: Method, route: `/${string}`, body?: object, more?: CallMore): Promise<unknown>;
}

export interface CallMore {
  readonly query?: Readonly<Record<string, string>>;
  readonly files?: readonly Upload[];
  readonly found?: () => Promise<unknown>;
}

export interface ApiOptions {
  readonly token: string;
  /** Undefined: Discord's own. */
  readonly url: string | undefined;
  readonly clock: Clock;
  readonly log: ChatLog;
  readonly signal: AbortSignal;
}

export function createApi({ token, url, clock, signal }: ApiOptions): Api {
  // Its own retries come without a pause, and post twice after a lost answer. Buckets and 429 it does well.
  const rest = new REST({ version: "10", retries: 0, timeout: 30_000, ...(url !== undefined && { api: url }) });
  const retry = createRetry({ clock, signal, rules: { retryAfter, verdict, tired } });
  return {
    call(method, route, body, { query, files, found } = {}) {
      // A refusal makes discord.js forget the token, and a token may be good again.
      const attempt = () =>
        rest.setToken(token).request({
          method: method as never,
          fullRoute: route,
          ...(body !== undefined && { body }),
          ...(query !== undefined && { query: new URLSearchParams(query) }),
          ...(files !== undefined && { files: [...files] }),
          signal: signal as never,
        });
      return retry(`${method} ${route.replace(/\d{17,}/g, ":id")}`, attempt, found);
    },
  };
}

function retryAfter(error: unknown): number | null {
  return error instanceof RateLimitError ? error.retryAfter : null;
}

function verdict(error: unknown): Error | null {
  if (error instanceof DiscordAPIError) {
    if (error.status >= 500) return null;
    if (error.status === 401) return refused(error);
    return new DiscordRefusal(Number(error.code), error);
  }
  if (error instanceof HTTPError) return error.status >= 500 ? null : error;
  // A connection that broke, or nobody there.
  return error instanceof Error && error.name !== "AbortError"
    ? null
    : error instanceof Error
      ? error
      : new Error(String(error));
}

function tired(error: unknown, method: string): BridgeError {
  return new BridgeError("chat-failed", `Discord does not answer (${method}). It is tried again later.`, error);
}

export function refused(cause: unknown): BridgeError {
  return new BridgeError(
    "chat-refused",
    "Discord refuses the bot's token. Set DISCORD_TOKEN to the one on the application's page under Bot, and start the bot again.",
    cause,
  );
}

export function codeOf(error: unknown): number | null {
  return error instanceof DiscordRefusal ? error.code : null;
}
