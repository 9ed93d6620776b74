import { type IncomingMessage, request } from "node:http";
import { z } from "zod";
import { BridgeError, systemCode } from "../errors.ts";
import type { ChatState } from "../ports/ports.ts";
import { createLineSplitter } from "../support/lines.ts";
import type { CallBody, Line } from "./server.ts";
import { type Started, startedSchema } from "./started.ts";

const call = z.object({
  command: z.string(),
  arguments: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.array(z.string())),
});
const told = z.object({
  text: z.string(),
  data: z.json(),
  confirm: z.object({ question: z.string(), call }).exactOptional(),
});
const line = z.discriminatedUnion("type", [
  z.object({ type: z.enum(["told", "result"]), told }),
  z.object({ type: z.literal("error"), code: z.string(), message: z.string() }),
]);

/** Speaks to the daemon over its socket. Rejects with `daemon-missing` where none answers. */
export interface Client {
  /** Resolves with the daemon's process id. */
  health(): Promise<number>;
  /** What it was started with; null where it does not say, as an older one. */
  started(): Promise<Started | null>;
  /** Lines as they come; ends after a result or an error. */
  call(command: string, body: CallBody): AsyncIterable<Line>;
  shutdown(): Promise<number>;
  /** How the chats stand; waits a little for those that are connecting. */
  chats(): Promise<readonly ChatState[]>;
}

const pid = z.object({ pid: z.number() });
const health = z.object({ started: startedSchema.optional() });
const chatStates = z.array(
  z.object({
    name: z.string(),
    state: z.enum(["connecting", "connected", "refused"]),
    trouble: z.string().nullable(),
  }),
);

export function createClient(socketPath: string): Client {
  async function ask(method: "GET" | "POST", path: string): Promise<unknown> {
    let text = "";
    for await (const one of exchange(socketPath, method, path)) text += one;
    return JSON.parse(text);
  }
  return {
    started: async () => health.parse(await ask("GET", "/health")).started ?? null,
    health: async () => pid.parse(await ask("GET", "/health")).pid,
    shutdown: async () => pid.parse(await ask("POST", "/shutdown")).pid,
    chats: async () => chatStates.parse(await ask("GET", "/chats")),
    async *call(command, body) {
      for await (const one of exchange(socketPath, "POST", `/commands/${command}`, JSON.stringify(body))) {
        yield line.parse(JSON.parse(one)) as Line;
      }
    },
  };
}

async function* exchange(socketPath: string, method: string, path: string, body?: string): AsyncGenerator<string> {
  const headers =
    body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const outgoing = request({ socketPath, method, path, headers });
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once("response", resolve);
      outgoing.once("error", (error) => reject(unreachable(error)));
      outgoing.end(body);
    });
    yield* linesOf(response);
  } finally {
    // Who has heard enough leaves; what the daemon had begun goes on.
    outgoing.destroy();
  }
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  // The daemon is this program, too: its lines are as long as what it has to say.
  const splitter = createLineSplitter({ most: Number.POSITIVE_INFINITY });
  try {
    for await (const piece of response)
      for (const { bytes } of splitter.split(piece)) if (bytes.length > 0) yield bytes.toString("utf8");
  } catch (error) {
    throw new BridgeError(
      "daemon-missing",
      "The daemon ended in the middle. What it had accepted is kept; the next command starts it again.",
      error,
    );
  }
  const rest = splitter.rest().toString("utf8");
  if (rest !== "") yield rest;
}

function unreachable(error: Error): BridgeError {
  if (systemCode(error) === "EACCES")
    return new BridgeError(
      "bad-config",
      "The daemon's socket belongs to another user. Run this as the user who runs the daemon.",
      error,
    );
  return new BridgeError("daemon-missing", "No daemon answers.", error);
}
