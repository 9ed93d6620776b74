import { chmod, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { systemCode } from "../../src/errors.ts";

/** A file under another name, until `commit` puts it in the place of the old one in one step. */
export interface Replacement {
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Resolves once the content is written: a disk that is full says so here, when nothing has changed yet. Not synced: what
 * is replaced so is a copy of what the database has, made again from it after a power cut.
 */
export async function prepareReplacement(path: string, content: string): Promise<Replacement> {
  const draft = join(dirname(path), `.${basename(path)}.tmp`);
  const discard = () => rm(draft, { force: true });
  try {
    await writeFile(draft, content, { mode: 0o600 });
  } catch (error) {
    await discard().catch(() => undefined);
    throw error;
  }
  return {
    commit: () => rename(draft, path),
    discard,
  };
}

/** A new or removed name is on disk only once its directory is. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

export async function makePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
}

/** Puts a corrupt file out of the way, never over an earlier one; the name it has now. */
export async function setAside(path: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const aside = `${path}.corrupt-${number}`;
    if (await isTaken(aside)) continue;
    await rename(path, aside);
    return aside;
  }
}

/** Claims a name by creating it, so that two cannot claim the same. */
async function isTaken(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx", 0o600)).close();
    return false;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return true;
    throw error;
  }
}
