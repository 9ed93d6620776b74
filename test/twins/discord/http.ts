import type { IncomingMessage, ServerResponse } from "node:http";
import { isJson, type Json } from "../json.ts";
import { refuse } from "./errors.ts";
import type { FileInput } from "./views.ts";

export interface Body {
  readonly body: Json;
  readonly files: readonly FileInput[];
}

const empty: Body = { body: {}, files: [] };

/** JSON as it is, or the `payload_json` of a form with its `files[n]`. Throws 50109. */
export async function bodyOf(request: IncomingMessage, bytes: Buffer): Promise<Body> {
  const type = request.headers["content-type"] ?? "";
  if (bytes.length === 0) return empty;
  if (!type.startsWith("multipart/form-data")) return { body: parsed(bytes.toString("utf8")), files: [] };
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  const payload = form.get("payload_json");
  const files: FileInput[] = [];
  for (const [key, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(key)?.[1];
    if (index === undefined || typeof value === "string") continue;
    const content = Buffer.from(await value.arrayBuffer());
    files[Number(index)] = { name: value.name, content, contentType: value.type };
  }
  return {
    body: typeof payload === "string" ? parsed(payload) : {},
    files: files.filter((file) => file !== undefined),
  };
}

function parsed(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("invalidJson");
  }
  if (Array.isArray(value)) return { list: value };
  return isJson(value) ? value : {};
}

export function sendText(response: ServerResponse, status: number, text: string, retryAfter?: number): void {
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers });
  response.end(text);
}
