import { describe, expect, it } from "vitest";
import { createExpectation, inOrder } from "../../adapters/claude/deliver.ts";
import { toCursor } from "../../adapters/claude/record/lines.ts";
import { prompt } from "../core/states.ts";

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
