import { request } from "node:http";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { CallBody, Line } from "./daemon.ts";
import { BridgeError, systemCode } from "./errors.ts";

const told = z.object({ text: z.string(), data: z.json() });
const line = z.discriminatedUnion("type", [
  z.object({ type: z.enum(["told", "result"]), told }),
  z.object({ type: z.literal("error"), code: z.string(), message: z.string() }),
]);

/** Speaks to the daemon over its socket. Rejects with `daemon-missing` where none answers. */
export interface Client {
  /** Resolves with the daemon's process id. */
  health(): Promise<number>;
  /** Lines as they come; ends after a result or an error. */
  call(command: string, body: CallBody): AsyncIterable<Line>;
  shutdown(): Promise<number>;
}

const pid = z.object({ pid: z.number() });

export function createClient(socketPath: string): Client {
  async function ask(method: "GET" | "POST", path: string): Promise<number> {
    let text = "";
    for await (const one of exchange(socketPath, method, path)) text += one;
    return pid.parse(JSON.parse(text)).pid;
  }
  return {
    health: () => ask("GET", "/health"),
    shutdown: () => ask("POST", "/shutdown"),
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
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve);
    outgoing.once("error", (error) => reject(unreachable(error)));
    outgoing.end(body);
  });
  let broken: unknown = null;
  response.once("error", (error) => {
    broken = error;
  });
  for await (const one of createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY }))
    if (one !== "") yield one;
  if (broken !== null || !response.complete)
    throw new BridgeError(
      "daemon-missing",
      "The daemon ended in the middle. What it had accepted is kept; the next command starts it again.",
      broken,
    );
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
