import { fchownSync, fstatSync, lchownSync, lstatSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { systemCode } from "../../src/errors.ts";
import type { Owner } from "../../src/ports/ports.ts";
import { at, closing, enter, type Fd, openRoot, rawNames } from "./walk.ts";

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
}

export const hostDirectory: HostDirectory = {
  async ownerOf(path) {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  },
  real: (path) => realpath(path),
  give: async (path, owner) => closing(openRoot(path), (directory) => giveAll(directory, owner)),
};

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
function entered(directory: Fd, name: Buffer): Fd | null {
  try {
    return enter(directory, name);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return null;
    throw error;
  }
}
