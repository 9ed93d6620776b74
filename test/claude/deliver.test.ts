import { describe, expect, it } from "vitest";
import { createExpectation, inOrder } from "../../adapters/claude/deliver.ts";
import { prompt } from "../core/states.ts";

/** What the thread is told, where the record is read on with each look. */
function setUp(reads: readonly string[]) {
  const told: string[] = [];
  const expectation = createExpectation(prompt("p1"), async () => void told.push("delivered"));
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
