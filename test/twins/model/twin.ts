import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { isJson, type Json } from "../json.ts";
import { createLedger, type Ending, type ModelRequest } from "./ledger.ts";
import type { Reply } from "./reply.ts";
import type { Script } from "./script.ts";
import { sendError, sendJson, sendReply } from "./send.ts";
import { blandReply, type SideQuery } from "./side.ts";
import { viewOf } from "./view.ts";

export interface ModelTwin {
  /** For ANTHROPIC_BASE_URL. */
  readonly url: string;
  /** Requests of conversations (the main one and subagents'), oldest first; every retry is one. */
  readonly requests: readonly ModelRequest[];
  /** What the CLI asked beside them: titles, quota, classifiers, compaction. */
  readonly sideQueries: readonly ModelRequest[];
  /** The first request that fits and came later than `after`, past or to come; rejects when the twin closes. */
  next(fits: (request: ModelRequest) => boolean, after?: ModelRequest): Promise<ModelRequest>;
  /** Cuts what still streams. */
  close(): Promise<void>;
}

export interface ModelTwinOptions {
  readonly host?: string;
  readonly port?: number;
  readonly script: Script;
  /** In place of the bland answers; a `compact` with a gate is a compaction that lasts. */
  readonly side?: Partial<Readonly<Record<SideQuery, Reply>>>;
}

/** The Anthropic Messages API on loopback, answering from a script. */
export async function createModelTwin(options: ModelTwinOptions): Promise<ModelTwin> {
  const { host = "127.0.0.1", port = 0, script, side = {} } = options;
  const conversation = createLedger();
  const beside = createLedger();
  let count = 0;

  async function messages(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const view = viewOf(body);
    const ledger = view.side === null ? conversation : beside;
    ledger.add({ view, body, headers: request.headers, when: Date.now(), ended: endingOf(response) });
    const reply = view.side === null ? await script(view) : (side[view.side] ?? blandReply(view.side, body));
    count += 1;
    const inputTokens = tokens(body);
    await sendReply(response, reply, { id: `msg_twin_${count}`, model: view.model, inputTokens }, view.stream);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "/").replace(/\?.*$/, "");
    if (request.method === "POST" && path === "/v1/messages") return messages(request, response);
    if (request.method === "POST" && path === "/v1/messages/count_tokens")
      return sendJson(response, 200, { input_tokens: tokens(await readBody(request)) });
    if (path === "/v1/models") return sendJson(response, 200, { data: models, has_more: false });
    if (path.startsWith("/v1/models/")) return sendJson(response, 200, model(path.slice("/v1/models/".length)));
    if (path === "/" || path === "/api/hello") return sendJson(response, 200, { message: "hello" });
    sendError(response, { status: 404, type: "not_found_error", message: `the twin has no ${path}` });
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A 400 and not a 500: the CLI would retry that, and hide a script that throws for a minute.
      const message = `the twin's script failed: ${error instanceof Error ? error.message : String(error)}`;
      sendError(response, { status: 400, type: "invalid_request_error", message });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });

  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    requests: conversation.entries,
    sideQueries: beside.entries,
    next: conversation.next,
    async close() {
      conversation.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const models = ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-4-5"].map(model);

function model(id: string): Json {
  return { type: "model", id, display_name: id, created_at: "2026-01-01T00:00:00Z" };
}

/** Near enough for the gauges that the CLI draws from it. */
function tokens(body: Json): number {
  return Math.ceil(JSON.stringify([body.system, body.tools, body.messages]).length / 4);
}

function endingOf(response: ServerResponse): Promise<Ending> {
  return new Promise((resolve) => response.once("close", () => resolve(response.writableFinished ? "sent" : "cut")));
}

async function readBody(request: IncomingMessage): Promise<Json> {
  const body: unknown = await json(request);
  if (!isJson(body)) throw new Error("the body is not an object");
  return body;
}
