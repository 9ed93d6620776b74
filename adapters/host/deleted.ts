import { statSync } from "node:fs";
import { closing, entriesIn, openRoot } from "./walk.ts";

/** Entries of one process: a process may have a million files open, and the bot has other things to do. */
const MOST = 4_096;

/**
 * Bytes on the disk of what these processes have deleted and hold open: no directory shows them any more. Those that
 * this user may not look into count for nothing.
 */
export function deletedBy(processes: readonly number[]): number {
  const seen = new Map<string, number>();
  for (const process of processes)
    for (const name of openFilesOf(process)) {
      const file = look(`/proc/${process}/fd/${name}`);
      if (file !== null) seen.set(file.key, file.bytes);
    }
  return [...seen.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function openFilesOf(process: number): readonly string[] {
  try {
    return closing(openRoot(`/proc/${process}/fd`), (open) => entriesIn(open, () => true, MOST));
  } catch {
    return [];
  }
}

/** Through /proc it is the open file itself that is looked at, and nothing is opened. */
function look(path: string): { readonly key: string; readonly bytes: number } | null {
  try {
    const { dev, ino, nlink, blocks } = statSync(path);
    return nlink === 0 ? { key: `${dev}:${ino}`, bytes: blocks * 512 } : null;
  } catch {
    return null;
  }
}
