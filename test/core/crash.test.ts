import { describe, expect, it } from "vitest";
import type { Moment } from "./fuse.ts";
import { changes, graces, type Life, lives, play, queues, script } from "./lives.ts";
import { type Stage, setStage } from "./stage.ts";

/** Everything that must hold, whatever happened on the way. */
function faultsOf(stage: Stage, life: Life): readonly string[] {
  const faults: string[] = [];
  const same = (what: string, is: unknown, be: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(be))
      faults.push(`${what}: ${JSON.stringify(is)} not ${JSON.stringify(be)}`);
  };
  const thread = stage.thread();
  const saved = stage.saved();
  same("heard", stage.claude.heard("musica"), life.heard);
  same(
    "said",
    thread.flatMap((one) => (one.type === "said" ? [one.text] : [])),
    stage.claude.said("musica"),
  );
  same("questions", thread.filter(({ type }) => type === "question").length, life.questions);
  same("left", [saved.inbox, saved.delivery, saved.question, saved.trouble], [[], null, null, null]);
  same("phase", saved.phase.name, life.phase);
  return faults;
}

/** Each author sees, once, that the message was accepted, and that it was delivered. */
function receiptFaults(stage: Stage, { heard }: Life): readonly string[] {
  const receipts = stage.thread().flatMap((one) => (one.type === "receipt" ? [`${one.prompt} ${one.state}`] : []));
  const isQueued = receipts.some((receipt) => receipt.startsWith("t"));
  const due = isQueued
    ? ["p1 accepted", "p1 delivered"]
    : heard.flatMap((_, index) => [`p${index + 1} accepted`, `p${index + 1} delivered`]);
  return due.filter((receipt) => receipts.filter((one) => one === receipt).length !== 1);
}

/** The life again and again, disturbed at its first call, its second, and so on to its last. */
async function playAll(life: Life, moment: Moment, first: "ready" | "reports", pause: boolean, look: typeof faultsOf) {
  const calls = await play(setStage(script, first, life.rules), life.moves);
  const faults: string[] = [];
  for (let at = 1; at <= calls.length; at++) {
    const stage = setStage(script, first, life.rules);
    const made = await play(stage, life.moves, at, moment, pause);
    for (const fault of look(stage, life)) faults.push(`${moment} call ${at} (${made[at - 1]}): ${fault}`);
  }
  expect(calls.length).toBeGreaterThan(30);
  return faults;
}

const crashes = (["before", "after"] as const).flatMap((moment) =>
  (["ready", "reports"] as const).flatMap((first) => [true, false].map((pause) => ({ moment, first, pause }))),
);

describe.each([...lives, ...changes, ...graces, ...queues])("$name", (life) => {
  it("goes by undisturbed", async () => {
    const stage = setStage(script, "ready", life.rules);
    await play(stage, life.moves);
    expect([...faultsOf(stage, life), ...receiptFaults(stage, life)]).toEqual([]);
  });

  it.each(crashes)("survives a kill of the bridge $moment any call ($first first, a pause: $pause)", async (crash) => {
    expect(await playAll(life, crash.moment, crash.first, crash.pause, faultsOf)).toEqual([]);
  });

  it("gives every receipt, wherever the bridge is killed", async () => {
    expect(await playAll(life, "before", "ready", true, receiptFaults)).toEqual([]);
    expect(await playAll(life, "after", "ready", true, receiptFaults)).toEqual([]);
  });
});
