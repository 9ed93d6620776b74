import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { type Json, stringOf } from "../json.ts";
import type { Ledger } from "../ledger.ts";
import type { Misdeeds } from "../misdeeds.ts";
import { type Context, identity, type Method, Refusal } from "./context.ts";
import { argsOf, bearerOf, sendJson, sendText, uploadOf } from "./http.ts";
import { methods } from "./methods/index.ts";
import type { Rates } from "./rates.ts";
import { respond } from "./responses.ts";
import type { Answered, Call, Misbehaviour } from "./types.ts";

/** A call that is not answered yet. */
interface OpenCall extends Call {
  answered: Answered;
  answer: Json | undefined;
}

export interface ApiParts {
  readonly context: Context;
  readonly ledger: Ledger<Call>;
  readonly misdeeds: Misdeeds<Misbehaviour, Call>;
  readonly rates: Rates;
  readonly violations: Call[];
  /** What a refused kind of token is told. */
  readonly refused: Map<"bot" | "app", string>;
  readonly scopes: readonly string[] | undefined;
  ticket(): string;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What a request does, once it is let through; its answer is sent by whoever let it through. */
type Deed = () => { readonly status: number; readonly body: Json | string | Buffer; readonly type?: string };

export function createApi(parts: ApiParts): Handler {
  const { context, ledger, misdeeds } = parts;

  /** Everything that can go wrong with a call goes wrong here. */
  async function run(response: ServerResponse, method: string, args: Json, deed: Deed): Promise<void> {
    const at = context.clock();
    const call = ledger.begin<OpenCall>({ method, args, at, answered: "pending", answer: undefined });
    ledger.changed();
    const how = await misdeeds.choose(call);
    if (how === "drop before") return drop(response, call);
    if (how !== "drop after" && how !== undefined) {
      if ("error" in how) return finish(response, call, how.error, 200, { ok: false, error: how.error });
      const headers = "retryAfter" in how ? { "retry-after": String(how.retryAfter) } : {};
      return finish(response, call, how.status, how.status, { ok: false, error: errorFor(how.status) }, headers);
    }
    const seconds = rated(method, args);
    if (seconds !== undefined) {
      parts.violations.push(call);
      const headers = { "retry-after": String(seconds) };
      return finish(response, call, 429, 429, { ok: false, error: "ratelimited" }, headers);
    }
    const { status, body, type } = done(deed);
    // A buffer is an object, too.
    const json = typeof body === "string" || Buffer.isBuffer(body) ? undefined : body;
    call.answer = json;
    if (how === "drop after") return drop(response, call);
    const failed = json?.ok === false ? stringOf(json.error) : undefined;
    call.answered = failed ?? (status === 200 ? "ok" : status);
    if (json !== undefined) sendJson(response, status, json, scopeHeader());
    else response.writeHead(status, { "content-type": type }).end(body);
    ledger.changed();
  }

  function rated(method: string, args: Json): number | undefined {
    const known = methods[method];
    return known === undefined ? undefined : parts.rates.over(method, known.tier, stringOf(args.channel));
  }

  function scopeHeader(): Readonly<Record<string, string>> {
    return parts.scopes === undefined ? {} : { "x-oauth-scopes": parts.scopes.join(",") };
  }

  function drop(response: ServerResponse, call: OpenCall): void {
    call.answered = "dropped";
    response.socket?.destroy();
    ledger.changed();
  }

  function finish(
    response: ServerResponse,
    call: OpenCall,
    answered: string | number,
    status: number,
    body: Json,
    headers: Readonly<Record<string, string>> = {},
  ): void {
    call.answered = answered;
    call.answer = body;
    sendJson(response, status, body, headers);
    ledger.changed();
  }

  function authorized(kind: "bot" | "app", token: string): void {
    const own = { bot: identity.botToken, app: identity.appToken };
    if (token === "") throw new Refusal("not_authed");
    if (token === own[kind === "bot" ? "app" : "bot"]) throw new Refusal("not_allowed_token_type");
    if (token !== own[kind]) throw new Refusal("invalid_auth");
    const refused = parts.refused.get(kind);
    if (refused !== undefined) throw new Refusal(refused);
  }

  function called(method: string, args: Json, token: string): Json {
    if (method === "apps.connections.open") {
      authorized("app", token);
      const link = context.origin().replace("http", "ws");
      return { ok: true, url: `${link}/link/?ticket=${parts.ticket()}&app_id=${identity.appId}` };
    }
    authorized("bot", token);
    const known = methods[method];
    if (known === undefined) throw new Refusal("unknown_method");
    const missing = missingScope(known);
    if (missing !== undefined)
      return { ok: false, error: "missing_scope", needed: missing, provided: parts.scopes?.join(",") };
    return { ok: true, ...known.run(args, context) };
  }

  function missingScope({ scopes: needed = [] }: Method): string | undefined {
    const { scopes } = parts;
    if (scopes === undefined || needed.length === 0) return undefined;
    return needed.some((scope) => scopes.includes(scope)) ? undefined : needed.join(",");
  }

  async function api(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    const { token, ...args } = await argsOf(request, await buffer(request));
    const bearer = bearerOf(request) || stringOf(token);
    await run(response, method, args, () => ({ status: 200, body: called(method, args, bearer) }));
  }

  async function upload(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const content = await uploadOf(request, await buffer(request));
    await run(response, "upload", { file_id: id, length: content.length }, () => {
      const file = context.store.files.get(id);
      if (file === undefined) return { status: 404, body: "no such upload", type: "text/plain" };
      file.content = content;
      return { status: 200, body: `OK - ${content.length}`, type: "text/plain" };
    });
  }

  /** Without the token, or `files:read`, Slack shows its page to sign in: with status 200. */
  async function download(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    await run(response, "download", { file_id: id }, () => {
      const file = context.store.files.get(id);
      const mayRead = parts.scopes?.includes("files:read") !== false;
      if (bearerOf(request) !== identity.botToken || parts.refused.has("bot") || !mayRead)
        return {
          status: 200,
          body: "<!DOCTYPE html><html><body>Sign in to Slack</body></html>",
          type: "text/html; charset=utf-8",
        };
      if (file?.content === undefined) return { status: 404, body: "not found", type: "text/plain" };
      return { status: 200, body: file.content, type: file.mimetype };
    });
  }

  async function responded(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const args = await argsOf(request, await buffer(request));
    await run(response, "response_url", args, () => {
      try {
        respond(context, id, args);
        return { status: 200, body: { ok: true } };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { status: error.code.endsWith("_url") ? 404 : 400, body: refusalOf(error) };
      }
    });
  }

  return async (request, response) => {
    const [, area = "", rest = "", ...more] = new URL(request.url ?? "/", "http://twin").pathname.split("/");
    if (area === "api") return api(request, response, rest);
    if (area === "upload") return upload(request, response, rest);
    if (area === "files-pri" && more.length > 0) return download(request, response, rest.split("-").at(-1) ?? "");
    if (area === "response") return responded(request, response, rest);
    sendText(response, 404, "not found");
  };
}

function done(deed: Deed): ReturnType<Deed> {
  try {
    return deed();
  } catch (error) {
    if (error instanceof Refusal) return { status: 200, body: refusalOf(error) };
    throw error;
  }
}

function refusalOf({ code, problems }: Refusal): Json {
  if (problems.length === 0) return { ok: false, error: code };
  const messages = problems.map((problem) => `[ERROR] ${problem}`);
  return { ok: false, error: code, errors: problems, response_metadata: { messages } };
}

function errorFor(status: number): string {
  return status === 429 ? "ratelimited" : "internal_error";
}
