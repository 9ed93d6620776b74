import { expect, it } from "vitest";
import { createTurns, type Turns } from "../../adapters/claude/record/turns.ts";

function after(...acts: readonly ((turns: Turns) => void)[]): Turns {
  const turns = createTurns();
  for (const act of acts) act(turns);
  return turns;
}
const said = (text: string) => (turns: Turns) => turns.said(text);
const heard = (turns: Turns) => turns.heard();
const heldUp = (turns: Turns) => turns.heldUp();
const over = (turns: Turns) => turns.closed("over");
const cancelled = (turns: Turns) => turns.closed("cancelled");
const settle = (text: string) => (turns: Turns) => turns.settle(text);
const look = (turns: Turns) => void turns.unsettled();

it.each([
  ["a turn is over once the record says so", after(heard, said("Done."), over), "Done.", "over"],
  ["and not before", after(heard, said("Done.")), "Done.", "open"],
  ["white space around its words is nobody's", after(said(" Done.\n"), over), "Done.", "over"],
  ["words that are not there yet", after(heard, said("Looking.")), "Done.", "unwritten"],
  ["sent back to work by another hook", after(said("Done."), heldUp), "Done.", "heldUp"],
  ["at its second end", after(said("Done."), heldUp, said("Now done."), over), "Now done.", "over"],
  ["its first end stays what it was", after(said("Done."), heldUp, said("Now done."), over), "Done.", "heldUp"],
  ["the same words at both", after(said("Done."), heldUp, said("Done."), over), "Done.", "over"],
  ["a person has ended it", after(said("Looking."), cancelled), "Looking.", "cancelled"],
  ["several ends at once, the first", after(said("one"), over, said("two"), over), "one", "over"],
  ["several ends at once, the last, that goes on", after(said("one"), over, said("two")), "two", "open"],
  ["the same words in the next turn", after(said("ok"), over, settle("ok"), heard, said("ok")), "ok", "open"],
  ["words that another relay has read", after(over), "Done.", "over"],
  ["no words at all", after(over), "", "over"],
  ["no words, and not over", after(heard), "", "open"],
  ["settled before the record showed it", after(said("ok"), settle("ok"), over, heard, said("on")), "ok", "unwritten"],
] as const)("%s", (_, turns, text, state) => {
  expect(turns.stateOf(text)).toBe(state);
});

it("tells of what is over and settled by no hook, a look later, once", () => {
  const turns = after(said("one"), over);
  expect([turns.unsettled(), turns.unsettled(), turns.unsettled()]).toEqual([[], ["one"], []]);
});

it.each([
  ["what a hook has settled", after(said("one"), over, look, settle("one"))],
  ["what was settled before it was over", after(said("one"), settle("one"), over, look)],
  ["what a person has ended", after(said("one"), cancelled, look)],
  ["what has no words", after(over, look)],
  ["what goes on", after(said("one"), look)],
])("tells nothing of %s", (_, turns) => {
  expect(turns.unsettled()).toEqual([]);
});

it("remembers no more than there can be of", () => {
  const turns = createTurns();
  for (let at = 0; at < 1_000; at += 1)
    after(
      () => said(`turn ${at}`)(turns),
      () => over(turns),
    );
  expect([turns.stateOf("turn 0"), turns.stateOf("turn 999")]).toEqual(["unwritten", "over"]);
});
