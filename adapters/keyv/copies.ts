import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { systemCode } from "../../src/errors.ts";

export interface Copy {
  readonly shelf: string;
  readonly key: string;
  readonly value: unknown;
}

/**
 * Each record beside the cockpits once more, as a file of its own: where a thread is and how far it was read, schedules,
 * preferences. A database that is lost or corrupt is made again from them, so that people are heard where they wrote.
 * Written after the database and not synced: whatever both have, the database's is right.
 */
export interface Copies {
  write(copy: Copy): Promise<void>;
  remove(shelf: string, key: string): Promise<void>;
  /** Those that can be read. */
  all(): Promise<readonly Copy[]>;
}

const content = z.object({ key: z.string(), value: z.unknown() });

/** Bytes of a file's name. */
const LONGEST = 200;

export function createCopies(directory: string): Copies {
  const place = (shelf: string, key: string): string => join(directory, shelf, `${nameOf(key)}.json`);

  async function read(shelf: string, name: string): Promise<Copy | null> {
    try {
      return { shelf, ...content.parse(JSON.parse(await readFile(join(directory, shelf, name), "utf8"))) };
    } catch {
      return null;
    }
  }

  return {
    async write({ shelf, key, value }) {
      const path = place(shelf, key);
      await mkdir(join(directory, shelf), { recursive: true, mode: 0o700 });
      const draft = `${path}.tmp`;
      await writeFile(draft, JSON.stringify({ key, value }), { mode: 0o600 });
      await rename(draft, path);
    },
    remove: (shelf, key) => rm(place(shelf, key), { force: true }),
    async all() {
      const copies: Copy[] = [];
      for (const shelf of await namesIn(directory))
        for (const name of await namesIn(join(directory, shelf))) {
          const copy = name.endsWith(".json") ? await read(shelf, name) : null;
          if (copy !== null) copies.push(copy);
        }
      return copies;
    },
  };
}

/** The key itself stands in the file. */
function nameOf(key: string): string {
  const name = encodeURIComponent(key);
  if (name.length <= LONGEST) return name;
  return `${name.slice(0, LONGEST)}-${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}
