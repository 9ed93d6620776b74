import { expect, it } from "vitest";
import { createWrites, type Write } from "../../adapters/keyv/writes.ts";

/** A database that says what was done in it; `fails`: the changes that it refuses. */
function setUp(fails: readonly string[] = []) {
  const done: string[] = [];
  const writes = createWrites(async (sql) => void done.push(sql.split(" ")[0] ?? ""));
  const act = (what: string) => async () => {
    if (fails.includes(what)) throw new Error(what);
    done.push(what);
  };
  const write = (name: string, value = name): Write => ({
    name,
    prepare: act(`prepare ${value}`),
    apply: act(`apply ${value}`),
    finish: act(`finish ${value}`),
    discard: act(`discard ${value}`),
  });
  return { writes, done, write };
}

it("one alone is no transaction of ours", async () => {
  const { writes, done, write } = setUp();
  await writes.write(write("a"));
  expect(done).toEqual(["prepare a", "apply a", "finish a"]);
});

it("what comes while something else is under way is written together, and told of once it is on disk", async () => {
  const { writes, done, write } = setUp();
  const told: string[] = [];
  const first = writes.turn(async () => void done.push("turn"));
  const all = ["a", "b", "c"].map((name) => writes.write(write(name)).then(() => told.push(`${name} ${done.at(-1)}`)));
  await Promise.all([first, ...all]);
  const prepared = ["prepare a", "prepare b", "prepare c"];
  const applied = ["apply a", "apply b", "apply c"];
  expect(done).toEqual(["turn", ...prepared, "BEGIN", ...applied, "COMMIT", "finish a", "finish b", "finish c"]);
  expect(told).toHaveLength(3);
});

it("of several changes of one record the last is what it will be, and all are told of it", async () => {
  const { writes, done, write } = setUp();
  const first = writes.turn(async () => undefined);
  const all = [write("a", "a1"), write("b"), write("a", "a2")].map((one) => writes.write(one));
  await Promise.all([first, ...all]);
  expect(done.filter((one) => one.startsWith("apply"))).toEqual(["apply b", "apply a2"]);
});

it("one that is refused is told so alone, and nothing of it stays", async () => {
  const { writes, done, write } = setUp(["apply b", "prepare c"]);
  const first = writes.turn(async () => undefined);
  const all = ["a", "b", "c", "d"].map((name) => writes.write(write(name)));
  const outcomes = await Promise.allSettled([first, ...all]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "rejected", "fulfilled"]);
  const from = done.indexOf("ROLLBACK");
  expect(done.slice(from + 1)).toEqual(["apply a", "finish a", "discard b", "apply d", "finish d"]);
});

it("what is looked at after a write was asked for sees it", async () => {
  const { writes, done, write } = setUp();
  const saved = writes.write(write("a"));
  const seen = await writes.turn(async () => [...done]);
  await saved;
  expect(seen).toContain("finish a");
});
