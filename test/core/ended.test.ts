import { describe, expect, it } from "vitest";
import type { Bridge } from "../../src/bridge/bridge.ts";
import { changes, graces, type Life, lives, type Move, play, queues, script } from "./lives.ts";
import { type Stage, setStage } from "./stage.ts";

/**
 * Plays the life. Beside its `at`-th call to the outside the bridge is closed in an orderly way, as by `down` or
 * SIGTERM; once that is over, another one goes on.
 */
async function playEnded(stage: Stage, moves: readonly Move[], at: number): Promise<void> {
  let closing: Promise<void> | null = null;
  const { bridge: first } = stage.disturbed(at, () => {
    closing = first.close();
  });
  let bridge: Bridge = first;
  const turnOver = async (): Promise<void> => {
    if (closing === null || bridge !== first) return;
    await closing;
    bridge = stage.bridge();
    await bridge.open();
    await stage.settle();
  };
  const make = async (what: (one: Bridge) => Promise<unknown>): Promise<void> => {
    const mine = bridge;
    const done = what(mine).then(
      () => true,
      () => false,
    );
    // What waits for something that the closed bridge does no more is left, as by a client whose daemon has ended.
    const isDone = await Promise.race([done, stage.settle().then(() => false)]);
    await stage.settle();
    await turnOver();
    if (!isDone && bridge !== mine) await what(bridge);
    await stage.settle();
  };
  await make((one) => one.open());
  for (const move of moves) await make((one) => move.do(one, stage));
}

function faultsOf(stage: Stage, life: Life): readonly string[] {
  const thread = stage.thread();
  const { inbox, delivery, question, trouble, phase } = stage.saved();
  const said = thread.flatMap((one) => (one.type === "said" ? [one.text] : []));
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["heard", stage.claude.heard("musica"), life.heard],
    ["said", said, stage.claude.said("musica")],
    ["questions", thread.filter(({ type }) => type === "question").length, life.questions],
    ["left", [inbox, delivery, question, trouble], [[], null, null, null]],
    ["phase", phase.name, life.phase],
  ];
  return pairs.flatMap(([what, is, be]) =>
    JSON.stringify(is) === JSON.stringify(be) ? [] : [`${what}: ${JSON.stringify(is)} not ${JSON.stringify(be)}`],
  );
}

describe.each([...lives, ...changes, ...graces, ...queues])("$name", (life) => {
  it.each(["ready", "reports"] as const)("survives an orderly end beside any call (%s first)", async (first) => {
    const calls = await play(setStage(script, first, life.rules), life.moves);
    const faults: string[] = [];
    for (let at = 1; at <= calls.length; at++) {
      const stage = setStage(script, first, life.rules);
      await playEnded(stage, life.moves, at);
      for (const fault of faultsOf(stage, life)) faults.push(`call ${at} (${calls[at - 1]}): ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});
