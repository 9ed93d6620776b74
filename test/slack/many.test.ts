import { expect, it } from "vitest";
import { readAll } from "../chat/many.ts";
import { isSaid } from "../fakes/people.ts";
import { type SlackStage, setSlackStage } from "./stage.ts";

const PROJECTS = Array.from({ length: 40 }, (_, at) => `p${at}`);

/** How often each method was called since then. */
function calls({ twin }: SlackStage, from: number): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { method } of twin.calls.slice(from)) counts[method] = (counts[method] ?? 0) + 1;
  return counts;
}

/** A bot that has read all its threads, and is away. */
async function settled(): Promise<SlackStage> {
  const stage = await setSlackStage();
  await readAll(stage, PROJECTS);
  return stage;
}

it("of forty threads only that with something new is read after a restart", async () => {
  const stage = await settled();
  const from = stage.twin.calls.length;
  await stage.write("p7", "while it was away");
  await stage.restart();
  await stage.people.next(isSaid("while it was away"));
  await stage.write("p9", "and now");
  await stage.people.next(isSaid("and now"));
  await stage.stop();
  // Those in which something was written since they were read last, and no other.
  const roots = ["p0", "p7", "p9"].map((project) => stage.place(project).ts);
  const read = stage.twin.calls.slice(from).filter(({ method }) => method === "conversations.replies");
  expect(read.filter(({ args }) => !roots.includes(String(args.ts)))).toEqual([]);
  expect(calls(stage, from)).toMatchObject({ "conversations.history": 2 });
});

it("what was edited while it was away is seen where it still waits, though nothing in its thread is new", async () => {
  const stage = await settled();
  await stage.restart();
  const id = await stage.write("p3", "first words");
  await stage.people.next(isSaid("first words"));
  stage.people.inbox.push(id);
  await stage.stop();
  await stage.edit(id, "other words");
  await stage.restart();
  expect(await stage.people.next((one) => one.type === "edited")).toMatchObject({ message: { text: "other words" } });
});

it("where Slack does not tell of many threads at once, each is read", async () => {
  const stage = await settled();
  const from = stage.twin.calls.length;
  stage.twin.misbehave({ method: "conversations.history", how: { status: 500 } });
  await stage.write("p7", "while it was away");
  await stage.restart();
  await stage.people.next(isSaid("while it was away"));
  await stage.twin.until(() => (calls(stage, from)["conversations.replies"] ?? 0) >= PROJECTS.length);
});
