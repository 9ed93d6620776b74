import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { sendJson as send } from "../http.ts";
import {
  contentOf,
  droppedFrames,
  type Envelope,
  type Frame,
  framesOf,
  opening,
  outputTokens,
  stopReason,
} from "./frames.ts";
import type { Answer, Failure, Reply } from "./reply.ts";

/** Plays a reply onto the wire; resolves once it is written, or once nobody listens any more. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  envelope: Envelope,
  stream: boolean,
): Promise<void> {
  if ("error" in reply) return sendError(response, reply.error);
  if ("hang" in reply) return;
  if ("drop" in reply) {
    await play(response, droppedFrames(envelope));
    response.destroy();
    return;
  }
  if (!stream) {
    await reply.gate;
    return sendJson(response, 200, messageOf(reply, envelope));
  }
  await play(response, framesOf(reply, envelope), reply.gate);
  response.end();
}

export function sendError(response: ServerResponse, { status, type, message, headers }: Failure["error"]): void {
  // Too late for a status: a cut stream is the one error that can still be shown.
  if (response.headersSent) return void response.destroy();
  sendJson(response, status, { type: "error", error: { type, message }, request_id: requestId }, headers);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(response, status, body, { "request-id": requestId, ...headers });
}

const requestId = "req_twin";

function messageOf(answer: Answer, envelope: Envelope): Readonly<Record<string, unknown>> {
  const message = opening(envelope);
  return {
    ...message,
    content: answer.blocks.map((block, index) => contentOf(block, index, envelope)),
    stop_reason: stopReason(answer),
    usage: { input_tokens: envelope.inputTokens, output_tokens: outputTokens(answer) },
  };
}

async function play(response: ServerResponse, frames: readonly Frame[], gate?: Promise<unknown>): Promise<void> {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    "request-id": requestId,
  });
  for (const frame of frames) {
    if (response.destroyed) return;
    if (frame.type === "pause") await pause(frame.delay);
    else if (frame.type === "gate") await Promise.race([gate, once(response, "close")]);
    else await put(response, `event: ${frame.event}\ndata: ${JSON.stringify(frame.data)}\n\n`);
  }
}

/** Resolves when the bytes are with the kernel: a cut that follows must not take them with it. */
function put(response: ServerResponse, bytes: string): Promise<void> {
  return new Promise((resolve) => response.write(bytes, () => resolve()));
}
