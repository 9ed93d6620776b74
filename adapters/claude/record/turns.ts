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
  /** The words after which it was sent back to work. */
  readonly before: Set<string>;
}

interface ClosedTurn extends Turn {
  readonly how: "over" | "cancelled";
  isOld: boolean;
}

/** Turns that are remembered: their hooks come within milliseconds. */
const MOST = 100;

export function createTurns(): Turns {
  const begin = (): Turn => ({ last: "", before: new Set() });
  let closed: ClosedTurn[] = [];
  let open = begin();
  /** The end of the open one was dealt with before the record showed it. */
  let isSettled = false;

  const ofWords = (words: string) => (turn: Turn) => turn.last === words || turn.before.has(words);

  /** Where its words were read by another relay, the first turn that ended stands for it. */
  function findClosed(words: string): ClosedTurn | undefined {
    const known = closed.find(ofWords(words));
    if (known !== undefined || ofWords(words)(open)) return known;
    const [first] = closed;
    return words === "" || first?.last === "" ? first : undefined;
  }

  return {
    said(text) {
      open.last = text.trim();
    },
    heard() {
      open.last = "";
      isSettled = false;
    },
    heldUp() {
      open.before.add(open.last);
      open.last = "";
    },
    closed(how) {
      if (!isSettled) closed = [...closed, { ...open, how, isOld: false }].slice(-MOST);
      open = begin();
      isSettled = false;
    },
    stateOf(text) {
      const words = text.trim();
      const ended = findClosed(words);
      const turn = ended ?? open;
      if (turn.last !== words && turn.before.has(words)) return "heldUp";
      if (ended !== undefined) return ended.how;
      return words === "" || turn.last === words ? "open" : "unwritten";
    },
    settle(text) {
      const words = text.trim();
      const ended = findClosed(words);
      if (ended !== undefined) closed = closed.slice(closed.indexOf(ended) + 1);
      else if (!open.before.delete(words)) isSettled = words === "" || open.last === words;
    },
    unsettled() {
      const old = closed.filter(({ isOld }) => isOld);
      closed = closed.filter(({ isOld }) => !isOld);
      for (const turn of closed) turn.isOld = true;
      return old.flatMap(({ how, last }) => (how === "over" && last !== "" ? [last] : []));
    },
  };
}
