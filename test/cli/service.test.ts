import { describe, expect, it } from "vitest";
import type { Difference } from "../../src/api/started.ts";
import type { LocalCommand } from "../../src/cli/cli.ts";
import { createService } from "../../src/cli/service.ts";
import { BridgeError } from "../../src/errors.ts";
import type { ChatState } from "../../src/ports/ports.ts";
import { createManualClock } from "../fakes/clock.ts";

interface Given {
  readonly up?: boolean;
  readonly takes?: number;
  readonly fails?: BridgeError;
  readonly chats?: readonly ChatState[];
  readonly differs?: Difference;
  /** Milliseconds from its last answer to its end. */
  readonly lingers?: number;
  /** How many daemons find the lock taken, and leave. */
  readonly locked?: number;
}

const SAME: Difference = { without: [], lost: [] };

/** A daemon that comes up, or ends, so many milliseconds after it is told to; Infinity: never. */
function setStage({ up = false, takes = 0, fails, chats = [], lingers = 0, locked = 0, differs = SAME }: Given = {}) {
  const clock = createManualClock(0);
  let since = up ? 0 : Number.POSITIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  let launches = 0;
  const { commands, ensure, look } = createService({
    clock,
    log: "/state/daemon.log",
    launch() {
      launches += 1;
      if (launches <= locked) return;
      if (clock.now() >= until) [since, until] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      since = Math.min(since, clock.now() + takes);
    },
    // One that was started from here has what is given here.
    difference: () => (launches === 0 ? differs : SAME),
    isAlive: (pid) => pid === 7 && clock.now() < until + lingers,
    client: {
      async health() {
        if (fails) throw fails;
        if (clock.now() >= since && clock.now() < until) return 7;
        throw new BridgeError("daemon-missing", "No daemon answers.");
      },
      started: async () => null,
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
    return command.run({ command: name, arguments: {}, options: {} }, ({ text }) => void told.push(text));
  };
  const told: string[] = [];
  return { clock, look, told, ensure, run, launches: () => launches };
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

  it("that another shell started is started anew with up, and told of", async () => {
    const { run, launches, told, look } = setStage({
      up: true,
      differs: { without: ["ANTHROPIC_API_KEY", "SLACK_APP_TOKEN", "this version"], lost: [] },
    });
    expect(await look()).toMatchObject({ without: "ANTHROPIC_API_KEY, SLACK_APP_TOKEN and this version" });
    await run("up");
    expect(launches()).toBe(1);
    expect(told).toEqual([
      "The daemon runs without ANTHROPIC_API_KEY, SLACK_APP_TOKEN and this version: it is started anew.",
    ]);
    expect(await look()).toMatchObject({ without: null });
  });

  it("is left as it is with up where it would lose what this shell has not", async () => {
    const { run, launches, told } = setStage({
      up: true,
      differs: { without: ["ANTHROPIC_API_KEY"], lost: ["SLACK_BOT_TOKEN"] },
    });
    expect(await run("up")).toMatchObject({ data: { running: true } });
    expect(launches()).toBe(0);
    expect(told).toEqual([expect.stringContaining("It has SLACK_BOT_TOKEN, which this shell has not")]);
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
