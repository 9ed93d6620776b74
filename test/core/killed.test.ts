import { describe, expect, it } from "vitest";
import { graces, lives, type Move, play, script } from "./lives.ts";
import { type Stage, setStage } from "./stage.ts";

/** Plays the life; before the bridge's `at`-th call its container is killed. A person says "start" where it has stopped. */
async function playKilled(stage: Stage, moves: readonly Move[], at: number): Promise<readonly string[]> {
  const { bridge, fuse } = stage.mortal(at, "beside");
  const faults: string[] = [];
  const make = async (move: Move): Promise<void> => {
    const done = move.do(bridge, stage).then(
      () => true,
      () => true,
    );
    if (!(await Promise.race([done, stage.settle().then(() => false)]))) faults.push(`${move.name} hangs`);
    await stage.settle();
    const phase = (await bridge.look("musica"))?.phase.name ?? "never started";
    await stage.settle();
    const container = await stage.claude.engine.inspect("musica");
    const agrees = container?.running ? phase !== "frozen" : phase === "frozen" || phase === "never started";
    if (!agrees)
      faults.push(`after ${move.name}: ${phase}, and the container ${container?.running ? "runs" : "does not"}`);
  };
  await bridge.open();
  for (const move of moves) {
    await make(move);
    const { phase, question, trouble } =
      stage.disk.size === 0 ? { phase: null, question: null, trouble: null } : stage.saved();
    if (phase?.name === "frozen" && question === null && trouble !== null)
      await make({ name: "start again", do: () => bridge.start("musica", () => {}) });
  }
  const { inbox, delivery } = stage.saved();
  if (inbox.length > 0 || delivery !== null) faults.push(`left: ${JSON.stringify({ inbox, delivery })}`);
  return faults.map((fault) => `call ${at} (${fuse.calls[at - 1]}): ${fault}`);
}

describe.each([...lives, ...graces])("$name", ({ moves, heard, rules }) => {
  it.each(["ready", "reports"] as const)("survives a kill of its container at any moment (%s first)", async (first) => {
    const calls = await play(setStage(script, first, rules), moves);
    const faults: string[] = [];
    for (let at = 1; at <= calls.length; at++) {
      const stage = setStage(script, first, rules);
      const fault = (text: string) => faults.push(`call ${at} (${calls[at - 1]}): ${text}`);
      faults.push(...(await playKilled(stage, moves, at)));
      const taken = stage.claude.heard("musica");
      // Where the turn was cut off before its question, the next prompt is no answer to it.
      const same = taken.length === heard.length && taken.every((text, index) => isMeant(heard[index] ?? "", text));
      if (!same) fault(`heard ${JSON.stringify(taken)}`);
      const shown = stage.thread().flatMap((one) => (one.type === "said" ? [one.text] : []));
      if (JSON.stringify(shown) !== JSON.stringify(stage.claude.said("musica")))
        fault(`shown ${JSON.stringify(shown)}`);
    }
    expect(faults).toEqual([]);
  });
});

/** A dialog that ended with its container is quoted to the next Claude. */
function isMeant(due: string, text: string): boolean {
  return due.includes(text) || (due.startsWith("handed in: ") && text.startsWith("Before the session was paused"));
}
