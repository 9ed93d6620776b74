const NEWLINE = 10;

/** A whole line, without what ends it, and where that is: bytes from the beginning. */
export interface Line {
  readonly bytes: Buffer;
  readonly end: number;
}

export interface LineOptions {
  /** Bytes that a line has at the most. What is longer is dropped, and its end is taken for a line of its own. */
  readonly most: number;
  /** Where what is split begins; 0 without. */
  readonly from?: number;
  /** Where to go on from the beginning of a line at `start` in the piece; what lies in between is dropped. */
  readonly skip?: (piece: Buffer, start: number) => number;
  /** Told of what is dropped for its length, after the lines before it. */
  readonly onTooLong?: () => void;
}

/** Cuts what comes in pieces into lines, of which it holds no more than the one that is not whole yet. */
export interface LineSplitter {
  /** The lines that end in the piece. Each piece is read to its end before the next. */
  split(piece: Buffer): Generator<Line>;
  /** Where the line begins that is not whole yet: all before was given, or dropped. */
  readonly at: number;
  /** What is there of that line. */
  rest(): Buffer;
}

export function createLineSplitter({ most, from = 0, skip, onTooLong }: LineOptions): LineSplitter {
  let held: Buffer[] = [];
  let length = 0;
  let at = from;

  function hold(piece: Buffer): void {
    held.push(piece);
    length += piece.length;
    if (length <= most) return;
    at += length;
    drop();
    onTooLong?.();
  }

  function drop(): void {
    held = [];
    length = 0;
  }

  return {
    *split(piece) {
      let start = 0;
      for (;;) {
        const begin = length > 0 ? start : (skip?.(piece, start) ?? start);
        at += begin - start;
        const end = piece.indexOf(NEWLINE, begin);
        start = begin;
        if (end === -1) break;
        const bytes = Buffer.concat([...held, piece.subarray(begin, end)]);
        at += bytes.length + 1;
        drop();
        start = end + 1;
        yield { bytes, end: at };
      }
      hold(piece.subarray(start));
    },
    get at() {
      return at;
    },
    rest: () => Buffer.concat(held),
  };
}
