import { createHash } from "node:crypto";
import { chmod, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { PassThrough } from "node:stream";
import fastify, { type FastifyInstance } from "fastify";
import { z } from "zod";
import { operator } from "../commands/authority.ts";
import type { Caller, Command, Context, Told } from "../commands/command.ts";
import { inputOf } from "../commands/parse.ts";
import { commands } from "../commands/table.ts";
import { asBridgeError, BridgeError, systemCode } from "../errors.ts";
import type { Log } from "../log/log.ts";
import type { ChatState } from "../ports/ports.ts";
import type { Started } from "./started.ts";

/** Bytes of one call; a prompt is rarely over 100 KB, and files come by path. */
const MAX_BODY = 16 * 1024 * 1024;

/** One line of a command's answer: news while it runs, then one result or one error. */
export type Line =
  | { readonly type: "told"; readonly told: Told }
  | { readonly type: "result"; readonly told: Told }
  | { readonly type: "error"; readonly code: string; readonly message: string };

export const callSchema = z.object({
  arguments: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.array(z.string())),
  author: z.string().min(1),
  event: z.string().min(1),
});

export type CallBody = z.infer<typeof callSchema>;

export interface DaemonParts {
  readonly socket: string;
  readonly log: Log;
  /** Everything a command needs but the call itself. */
  readonly context: Omit<Context, Caller>;
  /** Resolves once what is on disk agrees with the engine; commands wait for it. */
  readonly ready: Promise<void>;
  /** How the chats stand; waits until none is connecting, or the time is up. */
  readonly chats: () => Promise<readonly ChatState[]>;
  /** What it was started with. */
  readonly started: Started;
  /** Called after `POST /shutdown` has been answered. */
  readonly onShutdown: () => void;
}

/** The local API on a unix socket that only its owner can open. Any surface may use it; the CLI does. */
export async function serve(parts: DaemonParts): Promise<FastifyInstance> {
  const { socket, ready, onShutdown } = parts;
  const app = fastify({ bodyLimit: MAX_BODY, forceCloseConnections: true });
  app.get("/health", () => ({ pid: process.pid, started: parts.started }));
  app.get("/chats", () => parts.chats());
  app.post("/shutdown", (_request, reply) => {
    reply.raw.once("finish", onShutdown);
    return { pid: process.pid };
  });
  app.post<{ Params: { name: string } }>("/commands/:name", (request, reply) => {
    const command = commands.find(({ name }) => name === request.params.name);
    const body = callSchema.safeParse(request.body);
    const stream = new PassThrough();
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    reply.type("application/x-ndjson").send(stream);
    void answer(parts, command, body.success ? body.data : null, stream, gone.signal, ready);
    return reply;
  });
  await rm(socket, { force: true });
  // Made private before anybody can connect: the directory is the owner's alone, and so is the file.
  const mask = process.umask(0o177);
  await app.listen({ path: socket }).finally(() => process.umask(mask));
  await chmod(socket, 0o600);
  return app;
}

async function answer(
  parts: DaemonParts,
  command: Command | undefined,
  body: CallBody | null,
  stream: PassThrough,
  signal: AbortSignal,
  ready: Promise<void>,
): Promise<void> {
  const write = (line: Line) => void stream.write(`${JSON.stringify(line)}\n`);
  try {
    if (command === undefined || body === null)
      throw new BridgeError(
        "bad-input",
        "The daemon does not know this call: it may be of another version. `cockpit down` ends it.",
      );
    await ready;
    const { author, event } = body;
    const tell = (told: Told) => write({ type: "told", told });
    if (command.who === "member")
      await parts.context.audit.write({
        event: "command",
        who: `local:${author}`,
        command: command.name,
        arguments: body.arguments,
      });
    const told = await command.run(
      { ...parts.context, author, event, signal, tell, mayDecide: operator },
      inputOf({ command: command.name, ...body }),
    );
    write({ type: "result", told });
  } catch (thrown) {
    if (!signal.aborted) {
      const error = asBridgeError(thrown);
      if (error.code === "internal") parts.log.error({ err: thrown }, error.message);
      write({ type: "error", code: error.code, message: error.message });
    }
  } finally {
    stream.end();
  }
}

/** Held while this process lives, and by no process that died: the kernel lets go of it. Resolves with false where another daemon has it. */
export async function takeLock(stateDirectory: string): Promise<boolean> {
  const name = createHash("sha256").update(stateDirectory).digest("hex").slice(0, 32);
  const server = createServer((connection) => connection.destroy());
  server.unref();
  return new Promise((resolve, reject) => {
    server.once("error", (error) => (systemCode(error) === "EADDRINUSE" ? resolve(false) : reject(error)));
    server.listen({ path: `\0luzia-cockpit-${name}` }, () => resolve(true));
  });
}
