import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson as send } from "../http.ts";
import { isJson, type Json } from "../json.ts";

/** Fields of a form that carry JSON; any other is text, even one that begins with a bracket. */
const jsonFields = ["blocks", "attachments", "metadata", "view", "files", "unfurls", "chunks", "loading_messages"];

/** The arguments of a call, from its query and whatever kind of body. */
export async function argsOf(request: IncomingMessage, body: Buffer): Promise<Json> {
  const { searchParams } = new URL(request.url ?? "/", "http://twin");
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/json")) {
    const parsed: unknown = JSON.parse(body.toString("utf8") || "{}");
    return { ...formOf(searchParams), ...(isJson(parsed) ? parsed : {}) };
  }
  if (type.startsWith("multipart/form-data")) return { ...formOf(searchParams), ...formOf(await formData(type, body)) };
  return { ...formOf(searchParams), ...formOf(new URLSearchParams(body.toString("utf8"))) };
}

function formOf(form: Iterable<readonly [string, unknown]>): Json {
  return Object.fromEntries([...form].map(([key, value]) => [key, jsonFields.includes(key) ? parse(value) : value]));
}

/** What does not parse stays text, for the method to refuse. */
function parse(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return value;
  }
}

function formData(type: string, body: Buffer): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
}

/** What an upload URL was given: the SDK posts a form with the bytes in `body`, others post them bare. */
export async function uploadOf(request: IncomingMessage, body: Buffer): Promise<Buffer> {
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return body;
  const form = await formData(type, body);
  const field = form.get("body") ?? form.get("file");
  return field instanceof Blob ? Buffer.from(await field.arrayBuffer()) : Buffer.from(field ?? "");
}

export function bearerOf(request: IncomingMessage): string {
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: Json,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(response, status, body, { "content-type": "application/json; charset=utf-8", ...headers });
}

export function sendText(response: ServerResponse, status: number, text: string, type = "text/plain"): void {
  response.writeHead(status, { "content-type": `${type}; charset=utf-8` });
  response.end(text);
}
