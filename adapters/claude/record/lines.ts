import { setTimeout as rest } from "node:timers/promises";
import { z } from "zod";
import type { Cursor } from "../../../src/cockpit/state.ts";
import { BridgeError } from "../../../src/errors.ts";
import type { Volume } from "../../../src/ports/ports.ts";
import { createLineSplitter } from "../../../src/support/lines.ts";
import { SESSION, transcriptPath } from "../homes.ts";

/** A place in what Claude leaves on disk. */
export interface RecordPosition {
  readonly session: string;
  /** Bytes into the session's transcript. */
  readonly offset: number;
  /** The name of the last hook file that was handled. */
  readonly hook: string;
}

const place = z.object({ session: z.string().regex(SESSION), offset: z.number(), hook: z.string() });

export function toCursor(at: RecordPosition): Cursor {
  return JSON.stringify({ session: at.session, offset: at.offset, hook: at.hook });
}

/** The beginning of the session where there is no cursor, or one that cannot be read. */
export function fromCursor(cursor: Cursor | null, session: string): RecordPosition {
  try {
    return place.parse(JSON.parse(cursor ?? ""));
  } catch {
    return { session, offset: 0, hook: "" };
  }
}

/** A whole line and where it ends, in bytes. */
export interface RecordLine {
  readonly text: string;
  readonly end: number;
}

/** Bytes of a record: what is larger no conversation has written, and it is not read (100 MB were resumed when tried). */
export const RECORD_MOST = 2 ** 30;
/** Bytes of a line: a prompt with its pictures has some ten million. */
const LINE_MOST = 16 * 2 ** 20;
/** Lines that are read in one go: the largest record that was tried has a tenth of that. */
const LINES_MOST = 500_000;
const NEWLINE = 10;
/** Every line of Claude's has one. */
const TYPE = '"type"';

/** How long it reads at most before it rests for as long (milliseconds): others have their turn, however much there is. */
const SLICE = 20;
/** How often it looks at the time: after so many lines, or bytes. */
const LOOK = { lines: 64, bytes: 2 ** 18 } as const;

/**
 * The whole lines of a conversation's record from a byte offset on, of which no more than one is held at a time. A torn
 * last line is left for later; a missing record has none. What is too long for a line is passed over. Rejects with
 * `too-large`.
 */
export function linesFrom(config: Volume, session: string, offset: number): AsyncGenerator<RecordLine> {
  return splitLines(piecesFrom(config, session, offset), offset);
}

async function* piecesFrom(config: Volume, session: string, offset: number): AsyncGenerator<Buffer> {
  try {
    yield* config.pieces(transcriptPath(session), offset, RECORD_MOST);
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== "too-large") throw error;
    throw tooLarge("1 GB, which no conversation has", error);
  }
}

/** `than`: what no conversation has. */
function tooLarge(than: string, cause?: unknown): BridgeError {
  return new BridgeError(
    "too-large",
    `Claude's record is not read: it has more than ${than}, so something else must have written it. "start <project> --new" begins a new one; the old one stays on disk.`,
    cause,
  );
}

/** Bytes; 0 where there is none. */
export function sizeOf(config: Volume, session: string): Promise<number> {
  return config.size(transcriptPath(session));
}

async function* splitLines(pieces: AsyncIterable<Buffer>, offset: number): AsyncGenerator<RecordLine> {
  // Of lines that are none of Claude's there may be millions: they are passed over all at once. Where a line is too long
  // its end is read as one of its own, and is none of Claude's either.
  const skip = (piece: Buffer, start: number) => lineWith(TYPE, piece, start);
  const splitter = createLineSplitter({ most: LINE_MOST, from: offset, skip });
  let given = offset;
  let lines = 0;
  const pace = createPace();
  for await (const piece of pieces) {
    for (const { bytes, end } of splitter.split(piece)) {
      lines += 1;
      if (lines > LINES_MOST) throw tooLarge("half a million lines, which no conversation has");
      given = end;
      yield { text: bytes.includes(TYPE) ? bytes.toString("utf8") : "", end };
      await pace(bytes.length);
    }
    if (splitter.at > given) yield { text: "", end: splitter.at };
    given = splitter.at;
  }
}

/** Where the next line begins that has it; where the last one begins that is not whole, if no whole one has. */
function lineWith(words: string, piece: Buffer, start: number): number {
  const found = piece.indexOf(words, start);
  const before = piece.lastIndexOf(NEWLINE, found === -1 ? piece.length - 1 : found);
  return Math.max(start, before + 1);
}

/** Resolves at once, or after a rest where it was busy for long. */
function createPace(): (bytes: number) => Promise<void> | undefined {
  let began = performance.now();
  let since = { lines: 0, bytes: 0 };
  return (bytes) => {
    since = { lines: since.lines + 1, bytes: since.bytes + bytes };
    if (since.lines < LOOK.lines && since.bytes < LOOK.bytes) return undefined;
    since = { lines: 0, bytes: 0 };
    if (performance.now() - began < SLICE) return undefined;
    return rest(SLICE).then(() => {
      began = performance.now();
    });
  };
}
