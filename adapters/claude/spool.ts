import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../../src/errors.ts";
import { type Hook, parseHook } from "./hooks.ts";

export interface Spooled {
  /** The file's name; names sort by time. */
  readonly name: string;
  readonly hook: Hook;
}

/** The hook events after `last`, oldest first. */
export async function spooledAfter(directory: string, last: string): Promise<readonly Spooled[]> {
  const spooled: Spooled[] = [];
  for (const name of (await namesIn(directory)).filter((one) => one > last)) {
    const hook = parseHook(await readFile(join(directory, name), "utf8"));
    if (hook !== null) spooled.push({ name, hook });
  }
  return spooled;
}

/** Removes what was handled and saved as handled. */
export async function clearSpool(directory: string, upTo: string): Promise<void> {
  const done = (await namesIn(directory)).filter((name) => name <= upTo);
  await Promise.all(done.map((name) => rm(join(directory, name), { force: true })));
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith(".json") && !name.startsWith(".")).sort();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}
