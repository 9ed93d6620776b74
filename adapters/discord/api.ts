import { DefaultRestOptions, DiscordAPIError, HTTPError, RateLimitError, REST } from "discord.js";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { Clock } from "../../src/ports/ports.ts";
import { HttpTrouble } from "../chat/http.ts";
import { createRetry } from "../chat/retry.ts";
import { nonce } from "./ids.ts";
import { createInvalidRequests } from "./invalid.ts";

export interface Upload {
  readonly name: string;
  readonly data: Buffer;
}

/** Discord's refusal of one call, by its own number: 50083. */
export class DiscordRefusal extends Error {
  override readonly name = "DiscordRefusal";

  constructor(
    readonly code: number,
    /** Milliseconds after which it may be another; 0 where Discord does not say. */
    readonly retryAfter: number,
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
  /**
   * Posts a message under that key, by whose nonce Discord takes it once, for some minutes; resolves with its id. What
   * is posted without one stands there twice after a lost answer.
   */
  post(channel: string, key: string, body: object, more?: CallMore): Promise<string>;
  /** What is no call of the API, tried in the same way. */
  retry<T>(what: string, attempt: () => Promise<T>): Promise<T>;
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
  readonly signal: AbortSignal;
  /** Milliseconds of the machine's time that one try may take. */
  readonly timeout?: number | undefined;
}

const TIMEOUT = 30_000;

const made = z.looseObject({ id: z.string() });

/** An edit of a message that is over an hour old, of which there are few: Discord answers 429, and this number. */
export const TOO_OLD = 30046;

/** An interaction's own token is over after a quarter of an hour: a 401, and nothing about the bot's. */
const TOKEN_OVER = 50027;

export function createApi({ token, url, clock, signal, timeout = TIMEOUT }: ApiOptions): Api {
  const invalid = createInvalidRequests(clock);
  // Its own retries come without a pause, and post twice after a lost answer. Buckets and 429 it does well.
  const rest = new REST({
    version: "10",
    retries: 0,
    timeout,
    // There, discord.js lets the limited call and the next one wait for each other for ever: that one is paused by us.
    rejectOnRateLimit: ({ route, sublimitTimeout }) => route === "/channels/:id" && sublimitTimeout > 0,
    ...(url !== undefined && { api: url }),
    async makeRequest(address, init) {
      const response = await DefaultRestOptions.makeRequest(address, await encoded(init));
      invalid.note(response.status, response.headers.get("x-ratelimit-scope"));
      // discord.js would hold every other edit in the channel up until this one may be done.
      if (response.status !== 429 || init.method !== "PATCH") return response;
      const text = await response.text();
      const { headers } = response;
      return new Response(text, { status: isTooOld(text) ? 400 : 429, headers: Object.fromEntries(headers) }) as never;
    },
  });
  const retry = createRetry({
    clock,
    signal,
    rules: { retryAfter, verdict: (error) => verdict(error, signal), tired },
  });

  async function call(...[method, route, body, more = {}]: Parameters<Api["call"]>): Promise<unknown> {
    const { query, files, found } = more;
    const attempt = async () => {
      await invalid.room(signal);
      return linked(signal, (own) =>
        // A refusal makes discord.js forget the token, and a token may be good again.
        rest.setToken(token).request({
          method: method as never,
          fullRoute: route,
          ...(body !== undefined && { body }),
          ...(query !== undefined && { query: new URLSearchParams(query) }),
          ...(files !== undefined && { files: [...files] }),
          signal: own as never,
        }),
      );
    };
    return retry(bucketOf(method, route), attempt, found);
  }

  return {
    call,
    retry: (what, attempt) => retry(what, attempt),
    async post(channel, key, content, more) {
      const body = { ...content, nonce: nonce(`${channel}:${key}`), enforce_nonce: true };
      return made.parse(await call("POST", `/channels/${channel}/messages`, body, more)).id;
    },
  };
}

type RequestInit = Parameters<(typeof DefaultRestOptions)["makeRequest"]>[1];

/**
 * A form as the bytes that it is on the wire. All copies of undici in a process share one dispatcher, the first one's, and
 * that of Slack's cannot send a form of Node's: "action is not a function".
 */
async function encoded(init: RequestInit): Promise<RequestInit> {
  if (!(init.body instanceof FormData)) return init;
  const form = new Response(init.body);
  const headers = { ...(init.headers as object), "content-type": form.headers.get("content-type") ?? "" };
  return { ...init, headers, body: new Uint8Array(await form.arrayBuffer()) };
}

/** discord.js leaves its listener on the signal that it is given, call by call: each gets one of its own. */
async function linked<T>(signal: AbortSignal, act: (own: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  const abort = () => own.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await act(own.signal);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Discord counts by the first id of a route: the channel's, or the server's. */
function bucketOf(method: Method, route: string): string {
  const [head = "", ...rest] = route.split(/(?<=\/\d{17,})(?=\/)/);
  return `${method} ${head}${rest.join("").replace(/\d{17,}/g, ":id")}`;
}

function isTooOld(body: string): boolean {
  try {
    const { code }: { readonly code?: unknown } = JSON.parse(body);
    return code === TOO_OLD;
  } catch {
    return false;
  }
}

function retryAfter(error: unknown): number | null {
  if (error instanceof HttpTrouble) return error.retryAfter;
  return error instanceof RateLimitError ? error.retryAfter : null;
}

function verdict(error: unknown, signal: AbortSignal): Error | null {
  if (error instanceof DiscordAPIError) {
    if (error.status >= 500) return null;
    if (error.status === 401 && error.code !== TOKEN_OVER) return refused(error);
    return new DiscordRefusal(Number(error.code), secondsIn(error.rawError) * 1000, error);
  }
  // Not Discord itself, but what stands before it.
  if (error instanceof HTTPError) return error.status >= 500 ? null : new DiscordRefusal(error.status, 0, error);
  if (error instanceof BridgeError) return error;
  // All else is a connection that broke, or said nothing for too long, or nobody there.
  return signal.aborted ? (error instanceof Error ? error : new Error(String(error))) : null;
}

function secondsIn(answer: object): number {
  return "retry_after" in answer && typeof answer.retry_after === "number" ? answer.retry_after : 0;
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
