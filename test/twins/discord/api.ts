import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { sendJson } from "../http.ts";
import { isJson, type Json } from "../json.ts";
import type { Ledger } from "../ledger.ts";
import type { Misdeeds } from "../misdeeds.ts";
import type { Context } from "./context.ts";
import { Refusal } from "./errors.ts";
import { type Body, bodyOf, sendText } from "./http.ts";
import { limits } from "./limits.ts";
import type { Taken } from "./rates.ts";
import { checkParams, createRouter, type Match, type Route } from "./router.ts";
import type { Misbehaviour, Misdeed } from "./types.ts";
import type { Answered, Call } from "./views.ts";

/** A call that is not answered yet. */
interface OpenCall extends Call {
  answered: Answered;
  code: number | undefined;
  answer: Json | undefined;
}

export interface ApiParts {
  readonly context: Context;
  readonly ledger: Ledger<Call>;
  readonly misdeeds: Misdeeds<Misbehaviour, Call>;
  readonly violations: Call[];
  readonly routes: readonly Route[];
  readonly token: string;
  readonly refused: () => boolean;
  readonly invalidLimit: number;
}

export interface Api {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** 401, 403 and 429 in the last ten minutes. */
  invalid(): number;
}

/** What is sent back, unless the answer gets lost. */
interface Answer {
  readonly status: number;
  /** Undefined for none. */
  readonly body?: unknown;
  readonly bytes?: { readonly content: Buffer; readonly type: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export function createApi(parts: ApiParts): Api {
  const { context, ledger, misdeeds } = parts;
  const match = createRouter(parts.routes);
  const invalid: number[] = [];

  function recent(): number {
    return invalid.filter((at) => at > context.clock() - limits.invalidWindow).length;
  }

  /** Everything that can go wrong with a call goes wrong here. */
  async function run(response: ServerResponse, call: OpenCall, deed: () => Answer): Promise<void> {
    ledger.changed();
    // Cloudflare's, not Discord's: no JSON, and none of Discord's headers.
    if (recent() >= parts.invalidLimit) {
      finish(call, { status: 429 });
      sendText(response, 429, "error code: 1015", 600);
      return;
    }
    const how = await misdeeds.choose(call);
    if (how === "drop before") {
      drop(response, call);
      return;
    }
    const answer = how === undefined || how === "drop after" ? done(deed) : misdone(how);
    if (how === "drop after") {
      call.answer = answerJson(answer.body);
      drop(response, call);
      return;
    }
    finish(call, answer);
    send(response, answer);
  }

  function finish(call: OpenCall, { status, body }: Answer): void {
    if ([401, 403, 429].includes(status)) invalid.push(context.clock());
    call.answered = status;
    call.answer = answerJson(body);
    call.code = status >= 400 && typeof call.answer?.code === "number" ? call.answer.code : undefined;
    ledger.changed();
  }

  function drop(response: ServerResponse, call: OpenCall): void {
    call.answered = "dropped";
    response.socket?.destroy();
    ledger.changed();
  }

  function called(call: OpenCall, found: Match | undefined, authorization: string | undefined): Answer {
    if (found === undefined) throw new Refusal(404, 0, "404: Not Found");
    const { route, params, major } = found;
    const { bucket = "other", on, open = false } = route;
    if (!open && (authorization !== `Bot ${parts.token}` || parts.refused()))
      throw new Refusal(401, 0, "401: Unauthorized");
    const taken = context.rates.take({ bucket, on, major, open });
    const { headers } = taken;
    if (taken.retryAfter !== undefined) {
      parts.violations.push(call);
      return limited(taken, taken.retryAfter);
    }
    try {
      checkParams(found);
      const body = route.run({ params, query: call.query, body: call.body, files: call.files }, context);
      return { status: route.status ?? (body === undefined ? 204 : 200), body, headers };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 429) parts.violations.push(call);
      return { ...refusalOf(error), headers: { ...headers, ...refusalOf(error).headers } };
    }
  }

  /** Of those with the bot's token, and of those without it: Discord's files want none. */
  function downloaded(route: string, query: Readonly<Record<string, string>>): Answer {
    const [, , channel, id] = route.split("/");
    const file = context.store.files.get(id ?? "");
    const expired = Number.parseInt(query.ex ?? "0", 16) * 1000 <= context.clock();
    if (file === undefined || file.channel !== channel || expired)
      return {
        status: 404,
        bytes: { content: Buffer.from("This content is no longer available."), type: "text/plain" },
      };
    return { status: 200, bytes: { content: file.content, type: file.contentType } };
  }

  return {
    invalid: recent,
    async handle(request, response) {
      const url = new URL(request.url ?? "/", "http://twin");
      const method = request.method ?? "GET";
      const bytes = await buffer(request);
      const { authorization } = request.headers;
      const query = Object.fromEntries(url.searchParams);
      const download = url.pathname.startsWith("/attachments/");
      const path = url.pathname.replace(/^\/api\/v10(?=\/)/, "");
      const versioned = path !== url.pathname;
      let body: Body = { body: {}, files: [] };
      let broken: unknown;
      try {
        body = await bodyOf(request, bytes);
      } catch (error) {
        broken = error;
      }
      const call = ledger.begin<OpenCall>({
        at: context.clock(),
        answered: "pending",
        code: undefined,
        answer: undefined,
        method,
        route: decodeURIComponent(path),
        query,
        ...body,
        authorized: authorization !== undefined,
      });
      await run(response, call, () => {
        if (download) return downloaded(call.route, query);
        if (broken !== undefined) throw broken;
        if (!versioned) throw new Refusal(400, 50041, "Invalid API version");
        return called(call, match(method, path), authorization);
      });
    },
  };
}

function done(deed: () => Answer): Answer {
  try {
    return deed();
  } catch (error) {
    if (error instanceof Refusal) return refusalOf(error);
    throw error;
  }
}

function refusalOf({ status, code, message, errors, retryAfter }: Refusal): Answer {
  const body = { message, code, ...(errors !== undefined && { errors }) };
  if (retryAfter === undefined) return { status, body };
  const headers = { "retry-after": String(Math.ceil(retryAfter)), "x-ratelimit-scope": "user" };
  return { status, body: { ...body, retry_after: retryAfter, global: false }, headers };
}

function limited({ headers, global = false }: Taken, seconds: number): Answer {
  return {
    status: 429,
    body: { message: "You are being rate limited.", retry_after: seconds, global },
    headers: { ...headers, "retry-after": String(Math.ceil(seconds)) },
  };
}

function misdone(how: Exclude<Misdeed, string | { readonly delay: unknown }>): Answer {
  if ("retryAfter" in how) {
    const scope = how.global === true ? { "x-ratelimit-global": "true", "x-ratelimit-scope": "global" } : {};
    const taken: Taken = { headers: { "x-ratelimit-scope": "user", ...scope }, global: how.global === true };
    const answer = limited(taken, how.retryAfter);
    // Discord's own are whole seconds; tests may have shorter ones.
    return { ...answer, headers: { ...answer.headers, "retry-after": String(how.retryAfter) } };
  }
  // Without the header, discord.js asks again at once, and for ever.
  const headers: Readonly<Record<string, string>> = how.status === 429 ? { "retry-after": "1" } : {};
  if (!("code" in how)) return { status: how.status, body: { message: "internal error", code: 0 } };
  return { status: how.status, body: { message: how.message ?? "Refused by the twin", code: how.code }, headers };
}

function answerJson(body: unknown): Json | undefined {
  if (Array.isArray(body)) return { list: body };
  return isJson(body) ? body : undefined;
}

function send(response: ServerResponse, { status, body, bytes, headers = {} }: Answer): void {
  if (bytes !== undefined) response.writeHead(status, { "content-type": bytes.type, ...headers }).end(bytes.content);
  else if (body === undefined) response.writeHead(status, headers).end();
  else sendJson(response, status, body, headers);
}
