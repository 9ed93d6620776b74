import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { createReads } from "../../adapters/chat/reads.ts";

const isAfter = (one: string, other: string) => one > other;

/** Reads that are held until they are let go, in the order in which they were begun. */
function held() {
  const reads = createReads(isAfter);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const run = (project: string, newest: string) =>
    reads.run(project, newest, async () => {
      begun.push(project);
      await new Promise<void>((end) => ends.push(end));
    });
  const end = async () => {
    ends.shift()?.();
    await setImmediate();
  };
  return { reads, begun, run, end };
}

it("a few at once, the one with the newest message first, and those of which nothing is known last", async () => {
  const { begun, run, end } = held();
  for (const [project, newest] of ["a1", "b2", "c3", "d4", "e", "f1", "g9", "h5"].map((one) => [one[0], one.slice(1)]))
    void run(project ?? "", newest ?? "");
  await setImmediate();
  expect(begun).toEqual(["a", "b", "c", "d"]);
  for (let at = 0; at < 4; at += 1) await end();
  expect(begun.slice(4)).toEqual(["g", "h", "f", "e"]);
});

it("before all, that in which somebody has just written", async () => {
  const { reads, begun, run, end } = held();
  for (const project of ["a", "b", "c", "d", "e", "f"]) void run(project, "1");
  void run("late", "");
  await setImmediate();
  reads.hurry("late");
  await end();
  expect(begun.at(-1)).toBe("late");
});

it("one that fails makes room for the next", async () => {
  const { reads, begun, run } = held();
  const failing = Array.from({ length: 4 }, (_, at) =>
    reads.run(`x${at}`, "", async () => {
      throw new Error("no");
    }),
  );
  const results = Promise.allSettled(failing);
  void run("next", "");
  expect((await results).every(({ status }) => status === "rejected")).toBe(true);
  await setImmediate();
  expect(begun).toEqual(["next"]);
});
