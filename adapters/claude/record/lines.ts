import { setTimeout as rest } from "node:timers/promises";
import { z } from "zod";
import type { Cursor } from "../../../src/cockpit/state.ts";
import { BridgeError } from "../../../src/errors.ts";
import type { Volume } from "../../../src/ports/ports.ts";
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
export async function* linesFrom(config: Volume, session: string, offset: number): AsyncGenerator<RecordLine> {
  try {
    yield* splitLines(config.pieces(transcriptPath(session), offset, RECORD_MOST), offset);
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== "too-large") throw error;
    throw new BridgeError("too-large", `Claude's record is not read: ${TOO_LARGE}`, error);
  }
}

const TOO_LARGE =
  'it has more than 1 GB, which no conversation has, so something else must have written it. "start <project> --new" begins a new one; the old one stays on disk.';

/** Bytes; 0 where there is none. */
export function sizeOf(config: Volume, session: string): Promise<number> {
  return config.size(transcriptPath(session));
}

async function* splitLines(pieces: AsyncIterable<Buffer>, offset: number): AsyncGenerator<RecordLine> {
  let held: Buffer[] = [];
  let length = 0;
  /** Where what is held ends. */
  let at = offset;
  /** Where the last whole line ended, if it was passed over. */
  let passed: number | null = null;
  const pace = createPace();
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...held, piece.subarray(start, end)]);
      at += end + 1 - start;
      held = [];
      length = 0;
      start = end + 1;
      if (line.includes(TYPE)) {
        yield { text: line.toString("utf8"), end: at };
        passed = null;
      } else passed = at;
      await pace(line.length);
    }
    if (passed !== null) yield { text: "", end: passed };
    passed = null;
    const rest = piece.subarray(start);
    at += rest.length;
    length += rest.length;
    held.push(rest);
    if (length <= LINE_MOST) continue;
    // Its end will be read as a line of its own, and be none of Claude's.
    held = [];
    length = 0;
    yield { text: "", end: at };
  }
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
