import { describe, expect, it } from "vitest";
import { createExpectation, deliver, inOrder } from "../../adapters/claude/deliver.ts";
import type { Live } from "../../adapters/claude/live.ts";
import { toCursor } from "../../adapters/claude/record/lines.ts";
import { prompt, session } from "../core/states.ts";
import { createManualClock } from "../fakes/clock.ts";
import { createDisk } from "./lines.ts";
import { fakeLive } from "./live.ts";

/** What the thread is told, where the record is read on with each look. */
function setUp(reads: readonly string[]) {
  const told: string[] = [];
  const confirm = async () => void told.push("delivered");
  const expectation = createExpectation({ prompt: prompt("p1"), mark: "", confirm }, { id: "s1", started: true });
  const left = [...reads];
  const looked = async () => {
    const next = left.shift();
    if (next === "delivered") await expectation.meet();
    else if (next !== undefined) told.push(next);
  };
  return { told, done: inOrder({ follower: { looked } } as unknown as Parameters<typeof inOrder>[0], expectation) };
}

describe("a message that is found in the record", () => {
  it.each([
    ["after the end of the turn before it", ["end of turn", "delivered", "another"], ["end of turn", "delivered"]],
    ["where nothing else tells of it", ["end of turn"], ["end of turn", "delivered"]],
    ["once", ["delivered", "another"], ["delivered"]],
  ])("is confirmed in the order of what is told: %s", async (_, reads, expected) => {
    const { told, done } = setUp(reads);
    await done;
    expect(told).toEqual(expected);
  });
});

describe("a message that the record is to show", () => {
  const one = { ...prompt("p1"), text: "yes" };
  const heard = { type: "heard", texts: ["yes"] } as const;
  const mark = toCursor({ session: "s1", offset: 100, hook: "" });

  it.each([
    ["is not the same words said before its mark", { session: "s1", offset: 100, hook: "" }, false],
    ["is what comes after it", { session: "s1", offset: 130, hook: "" }, true],
    ["may be in the conversation that followed on a /clear", { session: "s2", offset: 30, hook: "" }, true],
  ])("%s", async (_, place, isMet) => {
    const confirm = async () => {};
    const expectation = createExpectation({ prompt: one, mark, confirm }, { id: "s1", started: true });
    await expectation.see(heard, place);
    expect(expectation.met).toBe(isMet);
  });
});

describe("a command that the record is to show", () => {
  const command = prompt("p1", { kind: "command", text: "/deploy staging" });
  const tags = "<command-message>deploy</command-message>\n<command-name>/deploy</command-name>";

  it.each([
    ["one of Claude's own", { type: "command", name: "/deploy" }, true],
    ["one of the project's, as somebody's prompt", { type: "heard", texts: [tags] }, true],
    ["another one", { type: "command", name: "/deployed" }, false],
    ["words", { type: "heard", texts: ["/deploy staging"] }, false],
  ] as const)("is %s", async (_, entry, isMet) => {
    const expectation = createExpectation({ prompt: command, mark: "", confirm: async () => {} }, session);
    await expectation.see(entry, { session: session.id, offset: 10, hook: "" });
    expect(expectation.met).toBe(isMet);
  });
});

describe("a message that went in with the launch", () => {
  const SECOND = 1_000;

  /** Each look takes five seconds; what Claude says of itself meanwhile, look by look, until its record shows the message. */
  async function launched(statuses: readonly ("busy" | "idle")[]) {
    const { home } = createDisk();
    const clock = createManualClock();
    const one = prompt("p1");
    const due = { prompt: one, mark: "", confirm: async () => {} };
    const expectation = createExpectation(due, session);
    const left = [...statuses];
    const keys: string[] = [];
    const live = fakeLive({
      follower: {
        get status() {
          return { status: left[0] ?? "busy", waitingFor: "", session: session.id, since: 0 };
        },
        stopped: false,
        async looked() {
          left.shift();
          await clock.advance(5 * SECOND);
          if (left.length === 0) await expectation.meet();
        },
        stop: async () => {},
        isShown: false,
        wonder: () => {},
        pressed: async () => {},
      },
      relay: { submitted: 0, lastSubmitted: "" } as Live["relay"],
      terminal: {
        async command(line) {
          keys.push(line);
          return [];
        },
        close: () => {},
        ended: new Promise(() => {}),
      },
      screen: async () => {
        keys.push("looked at the screen, to type");
        return "";
      },
    });
    const { signal } = new AbortController();
    const parts = { live, home, session, prompt: one, mark: "", expectation, launched: true, signal, clock };
    const outcome = await deliver({ ...parts, limit: 25 * SECOND });
    return { outcome, keys };
  }

  it("is not typed as well while Claude is at work, for however long a hook of the project's holds it back", async () => {
    expect(await launched(Array.from({ length: 100 }, () => "busy"))).toEqual({ outcome: "delivered", keys: [] });
  });
});
