import { open, stat } from "node:fs/promises";
import { z } from "zod";
import type { Cursor } from "../../src/cockpit/state.ts";
import { systemCode } from "../../src/errors.ts";

/** A place in what Claude leaves on disk. */
export interface Place {
  readonly session: string;
  /** Bytes into the session's transcript. */
  readonly offset: number;
  /** The name of the last hook file that was handled; names sort by time. */
  readonly hook: string;
}

const place = z.object({ session: z.string(), offset: z.number(), hook: z.string() });

export function toCursor(at: Place): Cursor {
  return JSON.stringify({ session: at.session, offset: at.offset, hook: at.hook });
}

/** The beginning of the session where there is no cursor, or one that cannot be read. */
export function fromCursor(cursor: Cursor | null, session: string): Place {
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

/** The whole lines of a file from a byte offset on. A torn last line is left for later; a missing file has none. */
export async function linesFrom(path: string, offset: number): Promise<readonly RecordLine[]> {
  const bytes = await bytesFrom(path, offset);
  const lines: RecordLine[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10, start); end !== -1; end = bytes.indexOf(10, start)) {
    lines.push({ text: bytes.toString("utf8", start, end), end: offset + end + 1 });
    start = end + 1;
  }
  return lines;
}

async function bytesFrom(path: string, offset: number): Promise<Buffer> {
  const file = await open(path).catch(ifMissing);
  if (file === null) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - offset));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Bytes; 0 for a file that is not there. */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(ifMissing);
  return found?.size ?? 0;
}

function ifMissing(error: unknown): null {
  if (systemCode(error) === "ENOENT") return null;
  throw error;
}
