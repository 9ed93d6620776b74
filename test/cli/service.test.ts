import { describe, expect, it } from "vitest";
import type { LocalCommand } from "../../src/cli.ts";
import { BridgeError } from "../../src/errors.ts";
import type { ChatState } from "../../src/ports.ts";
import { createService } from "../../src/service.ts";
import { createManualClock } from "../fakes/clock.ts";

interface Given {
  readonly up?: boolean;
  readonly takes?: number;
  readonly fails?: BridgeError;
  readonly chats?: readonly ChatState[];
  /** Milliseconds from its last answer to its end. */
  readonly lingers?: number;
  /** How many daemons find the lock taken, and leave. */
  readonly locked?: number;
}

/** A daemon that comes up, or ends, so many milliseconds after it is told to; Infinity: never. */
function setStage({ up = false, takes = 0, fails, chats = [], lingers = 0, locked = 0 }: Given = {}) {
  const clock = createManualClock(0);
  let since = up ? 0 : Number.POSITIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  let launches = 0;
  const { commands, ensure } = createService({
    clock,
    log: "/state/daemon.log",
    launch() {
      launches += 1;
      if (launches > locked) since = Math.min(since, clock.now() + takes);
    },
    isAlive: (pid) => pid === 7 && clock.now() < until + lingers,
    client: {
      async health() {
        if (fails) throw fails;
        if (clock.now() >= since && clock.now() < until) return 7;
        throw new BridgeError("daemon-missing", "No daemon answers.");
      },
      async shutdown() {
        until = clock.now() + takes;
        return 7;
      },
      chats: async () => chats,
      async *call() {},
    },
  });
  const run = (name: string) => {
    const command: LocalCommand | undefined = commands.find((one) => one.name === name);
    if (command === undefined) throw new Error(`no ${name}`);
    return command.run({ command: name, arguments: {}, options: {} }, () => {});
  };
  return { clock, ensure, run, launches: () => launches };
}

describe("the daemon from outside", () => {
  it("is left alone where it runs", async () => {
    const { ensure, launches } = setStage({ up: true });
    await ensure();
    expect(launches()).toBe(0);
  });

  it("is started once, and waited for", async () => {
    const { ensure, launches, clock } = setStage({ takes: 900 });
    let there = false;
    const ensured = ensure().then(() => {
      there = true;
    });
    await clock.advance(800);
    expect([there, launches()]).toEqual([false, 1]);
    await clock.advance(200);
    await ensured;
    expect([there, launches()]).toEqual([true, 1]);
  });

  it("is started again where the first one found another that was just ending", async () => {
    const { ensure, launches, clock } = setStage({ locked: 1 });
    const ensured = ensure();
    await clock.advance(3_000);
    await ensured;
    expect(launches()).toBe(2);
  });

  it("that does not come up is given up, with where its log is", async () => {
    const { ensure, clock } = setStage({ takes: Number.POSITIVE_INFINITY });
    const rejection = expect(ensure()).rejects.toMatchObject({
      code: "daemon-missing",
      message: expect.stringContaining("/state/daemon.log"),
    });
    await clock.advance(40_000);
    await rejection;
    expect(clock.waiting).toBe(0);
  });

  it("of another user is not started beside", async () => {
    const { ensure, launches } = setStage({ fails: new BridgeError("bad-config", "another user") });
    await expect(ensure()).rejects.toMatchObject({ code: "bad-config" });
    expect(launches()).toBe(0);
  });

  it("comes up with up, and says which process it is", async () => {
    const { run } = setStage();
    expect(await run("up")).toMatchObject({ text: "The daemon runs (process 7).", data: { running: true, pid: 7 } });
  });

  it("says with up how the chats stand", async () => {
    const { run } = setStage({
      up: true,
      chats: [
        { name: "slack", state: "refused", trouble: "The token is refused." },
        { name: "one", state: "connected", trouble: null },
        { name: "three", state: "connected", trouble: "in no server yet" },
        { name: "two", state: "connecting", trouble: null },
      ],
    });
    const { text, data } = await run("up");
    expect(text.split("\n").slice(1)).toEqual([
      "slack: The token is refused.",
      "one: connected",
      "three: connected, in no server yet",
      expect.stringMatching(/^two: still connecting/),
    ]);
    expect(data).toMatchObject({
      chats: [{ name: "slack", state: "refused" }, { name: "one" }, { name: "three" }, { name: "two" }],
    });
  });

  it("goes with down, which waits for its end", async () => {
    const { run, clock } = setStage({ up: true, takes: 500 });
    const down = run("down");
    await clock.advance(1_000);
    expect(await down).toMatchObject({ data: { running: false }, text: expect.stringContaining("stay as they are") });
    expect((await run("down")).text).toBe("No daemon runs.");
  });

  it("is down only once its process is gone, and its store with it", async () => {
    const { run, clock } = setStage({ up: true, lingers: 900 });
    let isDown = false;
    const down = run("down").then(() => {
      isDown = true;
    });
    await clock.advance(800);
    expect(isDown).toBe(false);
    await clock.advance(200);
    await down;
  });

  it("that does not end is told of", async () => {
    const { run, clock } = setStage({ up: true, takes: Number.POSITIVE_INFINITY });
    const rejection = expect(run("down")).rejects.toThrow("process 7");
    await clock.advance(40_000);
    await rejection;
  });
});
