import { randomUUID } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from "node:fs";
import { setImmediate } from "node:timers/promises";
import { systemCode } from "../../src/errors.ts";
import { at, closing, enter, type Fd, openRoot, rawNames } from "./walk.ts";

/** To look at a directory that lets nobody in (Linux's O_PATH, which Node has no name for). */
const O_PATH = 0o10000000;

/**
 * Takes away what stands there, whatever it is: a directory goes into the trash as it is, for `emptyTrash`. The trash
 * is a directory that only the bot can write, on the same file system.
 */
export function discard(directory: Fd, name: string | Buffer, trash: string): void {
  if (!isDirectoryLeft(directory, name)) return;
  mkdirSync(trash, { recursive: true, mode: 0o700 });
  closing(openRoot(trash), (bin) => void movedInto(bin, directory, name));
}

/**
 * Removes all that is in the trash. Directories are first moved side by side: so nothing is taken for a path that could
 * lead elsewhere, however deep they lie. Others have their turn between one handful and the next.
 */
export async function emptyTrash(trash: string): Promise<void> {
  mkdirSync(trash, { recursive: true, mode: 0o700 });
  await closing(openRoot(trash), async (bin) => {
    const failed: unknown[] = [];
    // What cannot be emptied now (somebody still writes into it) is no reason to leave the rest.
    const stuck = new Set<string>();
    const left = () => rawNames(bin).filter((name) => !stuck.has(name.toString("latin1")));
    for (let names = left(); names.length > 0; names = left())
      for (const name of names)
        await empty(bin, name).catch((error: unknown) => {
          stuck.add(name.toString("latin1"));
          failed.push(error);
        });
    if (failed.length > 0) throw failed[0];
  });
}

/** By trash, what empties it. */
const emptying = new Map<string, Promise<void>>();

/** The same in the background, one at a time; what cannot be removed now stays for the next time. */
export function emptyLater(trash: string): void {
  if (emptying.has(trash) || !existsSync(trash)) return;
  const done = emptyTrash(trash)
    .catch(() => undefined)
    .finally(() => emptying.delete(trash));
  emptying.set(trash, done);
}

/** Resolves once nothing is being emptied there. */
export async function emptied(trash: string): Promise<void> {
  await emptying.get(trash);
}

async function empty(bin: Fd, name: Buffer): Promise<void> {
  if (!isDirectoryLeft(bin, name)) return;
  let inner: Fd;
  try {
    inner = openLocked(bin, name);
  } catch (error) {
    // Somebody else empties it, too.
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  await closing(inner, async (open) => {
    openUp(open);
    for (let names = rawNames(open); names.length > 0; names = rawNames(open)) {
      for (const one of names) if (isDirectoryLeft(open, one)) movedInto(bin, open, one);
      await setImmediate();
    }
  });
  try {
    rmdirSync(at(bin, name));
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
}

/** Whether it is a directory, which is left; anything else is gone after that. */
function isDirectoryLeft(directory: Fd, name: string | Buffer): boolean {
  try {
    unlinkSync(at(directory, name));
    return false;
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") return false;
    if (code === "EISDIR" || code === "EPERM") return true;
    throw error;
  }
}

function movedInto(bin: Fd, directory: Fd, name: string | Buffer): void {
  const move = () => renameSync(at(directory, name), at(bin, randomUUID()));
  try {
    move();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    // A directory that its owner has locked cannot be moved, either.
    if (systemCode(error) !== "EACCES") throw error;
    unlock(directory, name);
    move();
  }
}

function openLocked(bin: Fd, name: Buffer): Fd {
  try {
    return enter(bin, name);
  } catch (error) {
    if (systemCode(error) !== "EACCES") throw error;
    unlock(bin, name);
    return enter(bin, name);
  }
}

/** Its owner may remove what is in it. */
function openUp(directory: Fd): void {
  try {
    fchmodSync(directory, 0o700);
  } catch (error) {
    // Somebody else's: what cannot be removed is told.
    if (systemCode(error) !== "EPERM") throw error;
  }
}

/** By the directory itself, not by a path to it. */
function unlock(directory: Fd, name: string | Buffer): void {
  const { O_DIRECTORY, O_NOFOLLOW } = constants;
  const place = openSync(at(directory, name), O_PATH | O_DIRECTORY | O_NOFOLLOW);
  try {
    chmodSync(`/proc/self/fd/${place}`, 0o700);
  } finally {
    closeSync(place);
  }
}
