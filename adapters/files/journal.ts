import { createReadStream } from "node:fs";
import { mkdir, open, rm, stat, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { systemCode } from "../../src/errors.ts";
import type { Message } from "../../src/ports/ports.ts";
import { createLineSplitter } from "../../src/support/lines.ts";

/** Only this file writes journals, so a line that is whole holds what was posted. */
const entrySchema = z.object({
  seq: z.int().positive(),
  /** Milliseconds since 1970. */
  at: z.number(),
  key: z.string(),
  message: z.custom<Message>((value) => typeof value === "object" && value !== null && "type" in value),
});

/** `seq` counts from 1, without gaps, until the thread is closed. */
export type Entry = Readonly<z.output<typeof entrySchema>>;

/** One thread on disk, a line an entry. Calls to `append` must not overlap. */
export interface Journal {
  readonly last: number;
  has(key: string): boolean;
  /** Resolves once it is on disk. After a rejection the journal is to be opened anew. */
  append(at: number, key: string, message: Message): Promise<void>;
  /** The next of them: some megabytes' worth at once, and the rest after those. */
  read(afterSeq: number): Promise<readonly Entry[]>;
}

/** Opens a journal, or an empty one where there is none. A line that a crash tore is cut away: it was never promised. */
export async function openJournal(path: string): Promise<Journal> {
  const keys = new Set<string>();
  /** Where each entry begins, and its number: what came before is not read again. */
  const starts: { seq: number; start: number }[] = [];
  let size = 0;
  for await (const { line, start, end } of linesOf(path)) {
    size = end;
    const entry = parse(line);
    if (entry === null) continue;
    keys.add(entry.key);
    starts.push({ seq: entry.seq, start });
  }
  await cutAt(path, size);
  const last = (): number => starts.at(-1)?.seq ?? 0;

  return {
    get last() {
      return last();
    },
    has: (key) => keys.has(key),
    async append(at, key, message) {
      const entry = { seq: last() + 1, at, key, message };
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      await appendSynced(path, line, size);
      starts.push({ seq: entry.seq, start: size });
      size += line.length;
      keys.add(key);
    },
    async read(afterSeq) {
      const first = starts.findIndex(({ seq }) => seq > afterSeq);
      const from = starts[first]?.start;
      if (from === undefined) return [];
      // One at least, however long it is.
      const next = starts.findIndex(({ start }, at) => at > first && start - from >= PAGE);
      const lines = (await readRange(path, from, starts[next]?.start ?? size)).split("\n");
      return lines.flatMap((line) => parse(line) ?? []);
    },
  };
}

/** Bytes of a journal's end: an entry has some hundred. */
const TAIL = 64 * 2 ** 10;

/**
 * The number of the last entry, by the file's end alone, so that a thousand threads with nothing new cost no more than
 * that; 0 where there is none. Null where its end does not tell: an entry longer than what is looked at.
 */
export async function lastOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(emptyIfMissing);
  if (found === null) return 0;
  if (!found.isFile()) return null;
  const { size } = found;
  const lines = (await readRange(path, Math.max(0, size - TAIL), size)).split("\n");
  // What stands behind the last line's end was torn by a crash; the first may begin in the middle of one.
  const whole = lines.slice(size > TAIL ? 1 : 0, -1);
  for (const line of whole.reverse()) {
    const entry = parse(line);
    if (entry !== null) return entry.seq;
  }
  return size > TAIL ? null : 0;
}

/** Bytes that are read at once. */
const PAGE = 4 * 2 ** 20;

/** The whole lines of a file, and where each begins and ends; none where there is no file. */
async function* linesOf(path: string) {
  // Only this file writes journals: a line has no more than was posted.
  const splitter = createLineSplitter({ most: Number.POSITIVE_INFINITY });
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 }))
      for (const { bytes, end } of splitter.split(piece))
        yield { line: bytes.toString("utf8"), start: end - bytes.length - 1, end };
  } catch (error) {
    emptyIfMissing(error);
  }
}

async function cutAt(path: string, size: number): Promise<void> {
  const now = await stat(path).catch(emptyIfMissing);
  if (now !== null && size < now.size) await truncate(path, size);
}

export async function removeJournal(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncDirectory(dirname(path)).catch(emptyIfMissing);
}

async function appendSynced(path: string, line: Buffer, size: number): Promise<void> {
  const directory = dirname(path);
  if (size === 0) await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = await open(path, "a", 0o600);
  try {
    if (size === 0) {
      await syncDirectory(dirname(directory));
      await syncDirectory(directory);
    }
    await file.appendFile(line);
    await file.sync();
  } catch (error) {
    // What is not surely on disk must not be found there later: it would pass for posted.
    await file.truncate(size).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

/** A new or removed name is on disk only once its directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function readRange(path: string, start: number, end: number): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

function parse(line: string): Entry | null {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function emptyIfMissing(error: unknown): null {
  if (systemCode(error) === "ENOENT") return null;
  throw error;
}
