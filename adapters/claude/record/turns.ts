/**
 * What has become of a turn that a Stop hook tells the end of: `over` by Claude's own record, `open` where that does not
 * say so (yet), `heldUp` where another Stop hook has made it go on, `cancelled` by a person, `unwritten` where its words
 * are not in the record yet.
 */
export type TurnState = "over" | "open" | "heldUp" | "cancelled" | "unwritten";

/**
 * The turns of a record, told apart by the words that they end with. All hooks of one event run side by side: ours does
 * not know what the others say, and whether the turn is over stands in the record alone (facts, 10).
 */
export interface Turns {
  said(text: string): void;
  /** A prompt is in Claude's hands: what was said before it are not its turn's last words. */
  heard(): void;
  /** A Stop hook has sent Claude back to work. */
  heldUp(): void;
  closed(how: "over" | "cancelled"): void;
  /** By the last words that its hook carries. */
  stateOf(text: string): TurnState;
  /** That turn's end is dealt with, and so is what came before it. */
  settle(text: string): void;
  /** The last words of the turns that were over before this was called last and are not settled; they are settled now. */
  unsettled(): readonly string[];
}

interface Turn {
  last: string;
  state: "open" | "over" | "cancelled";
  /** The words after which it was sent back to work. */
  readonly before: Set<string>;
  /** Its end was dealt with before the record showed it. */
  isSettled: boolean;
  isOld: boolean;
}

/** Turns that are remembered: their hooks come within milliseconds. */
const MOST = 100;

export function createTurns(): Turns {
  const begin = (): Turn => ({ last: "", state: "open", before: new Set(), isSettled: false, isOld: false });
  let turns: Turn[] = [begin()];
  const current = (): Turn => turns.at(-1) ?? begin();

  /** Where its words were read by another relay, the first turn that ends stands for it. */
  function find(words: string): Turn | undefined {
    const known = turns.find(({ last, before }) => last === words || before.has(words));
    if (known !== undefined) return known;
    const [first] = turns;
    return words === "" || (first?.state !== "open" && first?.last === "") ? first : undefined;
  }

  return {
    said(text) {
      current().last = text.trim();
    },
    heard() {
      Object.assign(current(), { last: "", isSettled: false });
    },
    heldUp() {
      const { before, last } = current();
      before.add(last);
      current().last = "";
    },
    closed(how) {
      const turn = current();
      turn.state = how;
      turns = [...turns.filter((one) => one !== turn || !turn.isSettled), begin()].slice(-MOST);
    },
    stateOf(text) {
      const turn = find(text.trim());
      if (turn === undefined) return "unwritten";
      return turn.last !== text.trim() && turn.before.has(text.trim()) ? "heldUp" : turn.state;
    },
    settle(text) {
      const turn = find(text.trim());
      if (turn === undefined) return;
      if (turn.state !== "open") turns = turns.slice(turns.indexOf(turn) + 1);
      else if (!turn.before.delete(text.trim())) turn.isSettled = true;
    },
    unsettled() {
      const old = turns.filter(({ isOld, state }) => isOld && state !== "open");
      turns = turns.filter((turn) => !old.includes(turn));
      for (const turn of turns) turn.isOld = turn.state !== "open";
      return old.flatMap(({ state, last }) => (state === "over" && last !== "" ? [last] : []));
    },
  };
}
