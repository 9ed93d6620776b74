import { statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Client, createClient } from "../../src/api/client.ts";
import { type CallBody, type DaemonParts, type Line, serve, takeLock } from "../../src/api/server.ts";
import type { Bridge } from "../../src/bridge/bridge.ts";
import { BridgeError } from "../../src/errors.ts";
import { temporaryDirectory } from "../fakes/directory.ts";
import { silentLog, surround } from "./bridge.ts";

const body = (change: Partial<CallBody> = {}): CallBody => ({
  arguments: { project: "musica" },
  options: {},
  author: "ann",
  event: "e1",
  ...change,
});

async function served(change: Partial<Bridge> = {}, parts: Partial<DaemonParts> = {}) {
  const socket = join(temporaryDirectory(), "cockpit.sock");
  const { context, feed, clock, audited } = surround(change);
  const app = await serve({
    socket,
    log: silentLog,
    context,
    ready: Promise.resolve(),
    chats: async () => [],
    started: { salt: "s", values: { A: "1" } },
    onShutdown: () => {},
    ...parts,
  });
  onTestFinished(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  return { socket, client: createClient(socket), app, feed, clock, audited };
}

async function linesOf(client: Client, command: string, call = body()): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for await (const line of client.call(command, call)) lines.push(line);
  return lines;
}

describe("the daemon's socket", () => {
  it("is its owner's alone", async () => {
    const { socket } = await served();
    expect((statSync(socket).mode & 0o777).toString(8)).toBe("600");
  });

  it("is taken over from a daemon that was killed", async () => {
    const socket = join(temporaryDirectory(), "cockpit.sock");
    writeFileSync(socket, "left behind");
    const { context } = surround();
    const app = await serve({
      socket,
      log: silentLog,
      context,
      ready: Promise.resolve(),
      chats: async () => [],
      started: { salt: "s", values: { A: "1" } },
      onShutdown: () => {},
    });
    onTestFinished(() => app.close());
    const client = createClient(socket);
    expect(await client.health()).toBe(process.pid);
    expect(await client.started()).toEqual({ salt: "s", values: { A: "1" } });
  });

  it("is answered by nobody where there is none", async () => {
    const client = createClient(join(temporaryDirectory(), "none.sock"));
    await expect(client.health()).rejects.toMatchObject({ code: "daemon-missing" });
    await expect(linesOf(client, "status")).rejects.toMatchObject({ code: "daemon-missing" });
  });

  it("tells how the chats stand", async () => {
    const chats = [
      { name: "slack", state: "refused", trouble: "The token is refused." },
      { name: "other", state: "connected", trouble: null },
    ] as const;
    const { client } = await served({}, { chats: async () => chats });
    expect(await client.chats()).toEqual(chats);
  });

  it("ends when told to, once it has said so", async () => {
    let told = () => {};
    const asked = new Promise<void>((resolve) => {
      told = resolve;
    });
    const { client } = await served({}, { onShutdown: () => told() });
    expect(await client.shutdown()).toBe(process.pid);
    await asked;
  });
});

describe("a call", () => {
  it("is answered in lines, in order, the result last", async () => {
    const { client } = await served({
      async start(_name, progress) {
        for (let step = 1; step <= 50; step++) progress(`step ${step}`);
        return (await surround().context.bridge.look("musica")) ?? Promise.reject(new Error("none"));
      },
    });
    const lines = await linesOf(client, "start");
    expect(lines.slice(0, -1)).toEqual(
      Array.from({ length: 50 }, (_, index) => ({
        type: "told",
        told: { text: `  step ${index + 1}`, data: { type: "progress", text: `step ${index + 1}` } },
      })),
    );
    expect(lines.at(-1)).toMatchObject({ type: "result", told: { data: { project: "musica", status: "idle" } } });
  });

  it("carries text of any kind, and much of it", async () => {
    const text = `ünï\u2028\n"🎵" ${"x".repeat(300_000)}`;
    const { client } = await served({ screen: async (_project, lines) => `${text}${lines}` });
    const lines = await linesOf(client, "output", body({ options: { lines: ["7"] } }));
    expect(lines).toEqual([{ type: "result", told: { text: `${text}7`, data: { output: `${text}7` } } }]);
  });

  it("hands on who calls, and its words", async () => {
    const prompts: unknown[] = [];
    const { client, feed } = await served({
      async prompt(project, prompt) {
        prompts.push([project, prompt]);
        feed.push({ type: "receipt", prompt: "e9", state: "delivered" });
        return (await surround().context.bridge.look(project)) ?? Promise.reject(new Error("none"));
      },
    });
    const words = body({
      arguments: { project: "musica", message: "hello" },
      options: { "no-wait": ["true"] },
      event: "e9",
    });
    expect((await linesOf(client, "send", words)).at(-1)).toMatchObject({
      type: "result",
      told: { text: "Delivered." },
    });
    expect(prompts).toEqual([["musica", { id: "e9", author: "ann", text: "hello", kind: "text" }]]);
  });

  it("interrupts the project that it names", async () => {
    const interrupted: string[] = [];
    const { client } = await served({
      interrupt: async (project, by) => {
        interrupted.push(`${project} by ${by}`);
        return "turn";
      },
    });
    expect(await linesOf(client, "interrupt")).toEqual([
      {
        type: "result",
        told: {
          text: "Interrupted musica. It waits for what you say next.",
          data: { project: "musica", interrupted: "turn" },
        },
      },
    ]);
    expect(interrupted).toEqual(["musica by ann"]);
  });

  it("to interrupt fails where there is nothing to interrupt", async () => {
    const refused = new BridgeError("bad-input", "musica does nothing that could be interrupted.");
    const { client } = await served({ interrupt: () => Promise.reject(refused) });
    expect(await linesOf(client, "interrupt")).toEqual([
      { type: "error", code: "bad-input", message: "musica does nothing that could be interrupted." },
    ]);
  });

  it("gets a file of the project", async () => {
    const { client } = await served();
    const call = body({ arguments: { project: "musica", path: "out/a.pdf" } });
    expect(await linesOf(client, "file", call)).toMatchObject([
      {
        type: "result",
        told: { text: "/projects/musica/out/a.pdf", data: { name: "out/a.pdf", bytes: 7 } },
      },
    ]);
  });

  it("from a terminal chooses no place to be told in", async () => {
    const { client } = await served();
    const call = body({ arguments: { where: "direct" } });
    expect(await linesOf(client, "notify", call)).toMatchObject([
      { type: "error", code: "bad-input", message: expect.stringContaining("people in a chat") },
    ]);
  });

  it("is written down where it changes something, before it does", async () => {
    const seen: number[] = [];
    const { client, audited } = await served({
      interrupt: async () => {
        seen.push(audited.length);
        return "turn";
      },
    });
    await linesOf(client, "interrupt");
    await linesOf(client, "output");
    expect(audited).toEqual([
      { event: "command", who: "local:ann", command: "interrupt", arguments: { project: "musica" } },
    ]);
    expect(seen).toEqual([1]);
  });

  it("waits until what is on disk agrees with the engine", async () => {
    let open = () => {};
    const ready = new Promise<void>((resolve) => {
      open = resolve;
    });
    const looked: string[] = [];
    const list = async () => {
      looked.push("list");
      return [];
    };
    const { client } = await served({ list }, { ready });
    const lines = linesOf(client, "status", body({ arguments: { project: "" } }));
    await client.health();
    expect(looked).toEqual([]);
    open();
    expect((await lines).length).toBe(1);
    expect(looked).toEqual(["list"]);
  });

  it.each([
    [
      "a BridgeError",
      new BridgeError("no-credentials", "Give a key."),
      { code: "no-credentials", message: "Give a key." },
    ],
    ["no room", Object.assign(new Error("write"), { code: "ENOSPC" }), { code: "disk-full" }],
    ["anything else", new Error("oh\nat secret"), { code: "internal", message: expect.not.stringContaining("secret") }],
  ])("that fails says how: %s", async (_, error, line) => {
    const { client } = await served({ stop: () => Promise.reject(error) });
    expect(await linesOf(client, "stop")).toMatchObject([{ type: "error", ...line }]);
  });

  it("that fails in the opening says how", async () => {
    const ready = Promise.reject(new BridgeError("store-corrupt", "The store cannot be read."));
    ready.catch(() => undefined);
    const { client } = await served({}, { ready });
    expect(await linesOf(client, "status")).toMatchObject([{ type: "error", code: "store-corrupt" }]);
  });

  it("of a command nobody knows is refused", async () => {
    const { client } = await served();
    expect(await linesOf(client, "fly")).toMatchObject([{ type: "error", code: "bad-input" }]);
  });

  it.each([{}, [], { ...body(), author: "" }, { ...body(), event: "" }, { ...body(), arguments: { project: 7 } }])(
    "of another shape is refused: %j",
    async (wrong) => {
      const { socket } = await served();
      const answer = await raw(socket, "/commands/status", JSON.stringify(wrong));
      expect(JSON.parse(answer)).toMatchObject({ type: "error", code: "bad-input" });
    },
  );

  it("whose caller goes away is told so, and what it began goes on", async () => {
    const { socket, client, feed } = await served();
    const words = body({ arguments: { project: "musica", message: "hello" } });
    const caller = request({ socketPath: socket, path: "/commands/send", method: "POST", headers: json(words) });
    caller.on("error", () => undefined);
    caller.end(JSON.stringify(words));
    while (feed.listeners === 0) await client.health();
    caller.destroy();
    while (feed.listeners > 0) await client.health();
    expect(await client.health()).toBe(process.pid);
  });

  it("is let go by a client that has heard enough", { timeout: 2_000 }, async () => {
    const { client, feed } = await served();
    const lines = client
      .call("send", body({ arguments: { project: "musica", message: "hello" } }))
      [Symbol.asyncIterator]();
    const first = lines.next();
    while (feed.listeners === 0) await client.health();
    feed.push({ type: "said", text: "new" });
    expect((await first).value).toMatchObject({ type: "told", told: { text: "new" } });
    await lines.return?.();
    while (feed.listeners > 0) await client.health();
  });

  it("that is watched does not keep the daemon from ending", { timeout: 2_000 }, async () => {
    const { client, app, feed } = await served();
    const lines = linesOf(client, "send", body({ arguments: { project: "musica", message: "hello" } }));
    const rejection = expect(lines).rejects.toMatchObject({ code: "daemon-missing" });
    while (feed.listeners === 0) await client.health();
    await app.close();
    await rejection;
  });

  it("is broken off where the daemon dies in the middle", async () => {
    const { client, app, feed } = await served();
    const lines = linesOf(client, "send", body({ arguments: { project: "musica", message: "hello" } }));
    const rejection = expect(lines).rejects.toMatchObject({ code: "daemon-missing" });
    while (feed.listeners === 0) await client.health();
    app.server.closeAllConnections();
    await rejection;
  });
});

describe("the lock", () => {
  it("is had by one at a time, for each state directory", async () => {
    const [one, other] = [temporaryDirectory(), temporaryDirectory()];
    expect([await takeLock(one), await takeLock(one), await takeLock(other)]).toEqual([true, false, true]);
  });
});

function json(value: unknown) {
  return { "content-type": "application/json", "content-length": Buffer.byteLength(JSON.stringify(value)) };
}

function raw(socketPath: string, path: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, method: "POST", headers: json(JSON.parse(text)) }, (response) => {
      let answer = "";
      response.on("data", (piece: Buffer) => {
        answer += piece.toString();
      });
      response.on("end", () => resolve(answer));
    });
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}
