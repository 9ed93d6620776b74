import { closeSync, fchmodSync, fchownSync, fstatSync, lchownSync, lstatSync, mkdirSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { systemCode } from "../../src/errors.ts";
import type { Found, Owner, Wanted } from "../../src/ports/ports.ts";
import { pack } from "./pack.ts";
import { at, closing, enter, type Fd, inside, namesOf, openRoot, rawNames } from "./walk.ts";
import { createWorkspace } from "./workspace.ts";

/** What the engine needs to know of this host's own paths, which its administrator has named. */
export interface HostDirectory {
  /** Rejects with the system's own error. */
  ownerOf(path: string): Promise<Owner>;
  real(path: string): Promise<string>;
  /**
   * Gives what is root's in a directory to somebody else. Links change hands themselves and are not followed; what has a
   * second name somewhere is left as it is, for that may lie outside, and so is what the file system lets nobody have
   * (immutable, read-only, a share that knows no root). Resolves with how many of those there were.
   */
  give(path: string, owner: Owner): Promise<number>;
  /** A directory of the bot's own, for somebody: where it is, only the bot can put one. */
  make(path: string, owner: Owner): Promise<void>;
  /**
   * A directory in one that somebody else can write, with those on the way to it, so that the engine does not make them
   * root's. What is there already stays as it is, whatever it is.
   */
  makeInside(root: string, path: string, owner: Owner): Promise<void>;
  /** A project's file by its path there, as `Workspace.find`. */
  find(directory: string, path: string, most: number): Promise<Found>;
  /** A project's directory by its path there, as a tar (`pack`). */
  pack(directory: string, path: string, wanted: Wanted): Readable | null;
}

export const hostDirectory: HostDirectory = {
  async ownerOf(path) {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  },
  real: (path) => realpath(path),
  give: async (path, owner) => closing(openRoot(path), (directory) => giveAll(directory, owner)),
  make: async (path, owner) => makeDirectory(path, 0o700, owner),
  makeInside: async (root, path, owner) => makeInside(root, namesOf(path), owner),
  find: (directory, path, most) => createWorkspace(directory).find(path, most),
  pack,
};

function makeInside(root: string, names: readonly string[], owner: Owner): void {
  for (const [count, name] of names.entries()) {
    const isThere = inside(root, names.slice(0, count), (directory) => {
      try {
        mkdirSync(at(directory, name), 0o755);
      } catch (error) {
        return systemCode(error) === "EEXIST";
      }
      const made = entered(directory, name);
      if (made === null) return false;
      closing(made, (open) => {
        if (process.getuid?.() === 0 && fstatSync(open).uid === 0) fchownSync(open, owner.uid, owner.gid);
      });
      return true;
    });
    if (isThere !== true) return;
  }
}

/** The inside first: cut short, the directory itself is still root's, and the next time goes on. */
async function giveAll(directory: Fd, owner: Owner): Promise<number> {
  let left = 0;
  const names = rawNames(directory, Number.POSITIVE_INFINITY);
  for (const [count, name] of names.entries()) {
    if (count % 500 === 499) await setImmediate();
    left += await giveOne(directory, name, owner);
  }
  if (fstatSync(directory).uid === 0) left += changed(() => fchownSync(directory, owner.uid, owner.gid));
  return left;
}

async function giveOne(directory: Fd, name: Buffer, owner: Owner): Promise<number> {
  const place = at(directory, name);
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (found.isDirectory()) {
    const inner = entered(directory, name);
    return inner === null ? 0 : closing(inner, (open) => giveAll(open, owner));
  }
  if (found.uid !== 0) return 0;
  if (found.isFile() && found.nlink > 1) return 1;
  return changed(() => lchownSync(place, owner.uid, owner.gid));
}

const UNCHANGEABLE = new Set(["EPERM", "EACCES", "EROFS", "EINVAL", "ENOTSUP", "EOPNOTSUPP", "ESTALE"]);

/** How many were left as they are: none, or one. */
function changed(change: () => void): number {
  try {
    change();
    return 0;
  } catch (error) {
    const code = systemCode(error) ?? "";
    // Gone meanwhile, it is nobody's.
    if (code === "ENOENT") return 0;
    if (UNCHANGEABLE.has(code)) return 1;
    throw error;
  }
}

/** Null where it is a directory no more. */
function entered(directory: Fd, name: string | Buffer): Fd | null {
  try {
    return enter(directory, name);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return null;
    throw error;
  }
}

/** The directory itself is where only the bot can put one; whose it is and who may use it is said of it, not of its name. */
export function makeDirectory(path: string, mode: number, { uid, gid }: Owner): void {
  mkdirSync(path, { recursive: true });
  const directory = openRoot(path);
  try {
    if (process.getuid?.() === 0) fchownSync(directory, uid, gid);
    fchmodSync(directory, mode);
  } catch (error) {
    // Somebody else's already, and as it should be or not at all: what cannot be read is told where it is read.
    if (systemCode(error) !== "EPERM") throw error;
  } finally {
    closeSync(directory);
  }
}
