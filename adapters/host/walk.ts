import {
  closeSync,
  constants,
  type Dir,
  type Dirent,
  fstatSync,
  opendirSync,
  openSync,
  readlinkSync,
  type Stats,
} from "node:fs";
import { systemCode } from "../../src/errors.ts";

/** The number of an open file or directory. */
export type Fd = number;

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * A name in an open directory. /proc leads to the directory itself and not to where it was found, so whatever becomes
 * of the path meanwhile, this is the directory that was looked at.
 */
export function at(directory: Fd, name: string | Buffer): string | Buffer {
  const base = `/proc/self/fd/${directory}/`;
  return typeof name === "string" ? `${base}${name}` : Buffer.concat([Buffer.from(base), name]);
}

/** The names of a path. Throws for one that could lead anywhere else. */
export function namesOf(path: string): readonly string[] {
  const names = path.split("/");
  if (names.some((name) => name === "" || name === "." || name === ".." || name.includes("\0")))
    throw new Error(`"${path}" is no path in a volume`);
  return names;
}

/** Opens a directory that only the bot can put there. */
export function openRoot(path: string): Fd {
  return openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

export function enter(directory: Fd, name: string | Buffer): Fd {
  return openSync(at(directory, name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

/** Calls with the open directory that holds the last name of the path, and that name; null where the way is not there. */
export function along<T>(root: string, path: string, use: (directory: Fd, name: string) => T): T | null {
  const names = [...namesOf(path)];
  const last = names.pop() ?? "";
  return inside(root, names, (directory) => use(directory, last));
}

/** Calls with the open directory at the end of the names; null where the way is not there. What a call returns is awaited before it is closed. */
export function inside<T>(root: string, names: readonly string[], use: (directory: Fd) => T): T | null {
  let directory: Fd;
  try {
    directory = openRoot(root);
    for (const name of names) {
      const before = directory;
      try {
        directory = enter(before, name);
      } finally {
        closeSync(before);
      }
    }
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
  return closing(directory, use);
}

/** Closes it after the call, or after what the call promises. */
export function closing<T>(fd: Fd, use: (fd: Fd) => T): T {
  let result: T;
  try {
    result = use(fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => closeSync(fd)) as T;
  closeSync(fd);
  return result;
}

/** Opens a plain file with one name; null for all else. */
export function openPlain(directory: Fd, name: string, flags: number): Fd | null {
  return openWhere(directory, name, flags, isPlain);
}

/** Opens a file that may have other names, which may be anywhere: whose it is, is for the caller to look at. */
export function openFile(directory: Fd, name: string, flags: number): Fd | null {
  return openWhere(directory, name, flags, (stats) => stats.isFile());
}

/**
 * Not waiting for the other end of a pipe, nor for somebody who
 * holds a lease: either would stop one of the few threads that serve everybody.
 */
function openWhere(directory: Fd, name: string, flags: number, isWanted: (stats: Stats) => boolean): Fd | null {
  let fd: Fd;
  try {
    fd = openSync(at(directory, name), flags | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
  if (isWanted(fstatSync(fd))) return fd;
  closeSync(fd);
  return null;
}

/** Makes a file that was not there; null where something is. */
export function createPlain(directory: Fd, name: string, flags: number): Fd | null {
  try {
    return openSync(at(directory, name), flags | O_CREAT | O_EXCL | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return null;
    throw error;
  }
}

export function isPlain(stats: Stats): boolean {
  return stats.isFile() && stats.nlink === 1;
}

/** What is not there, or is not what it is taken for: a link, a pipe, a directory, somebody's who lets nobody in. */
export function isNotThere(error: unknown): boolean {
  return NOT_THERE.has(systemCode(error) ?? "");
}

const NOT_THERE = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "EMLINK",
  "EISDIR",
  "ENXIO",
  "ENODEV",
  "EACCES",
  "EPERM",
  "EAGAIN",
  "EWOULDBLOCK",
  "ENAMETOOLONG",
  "ETXTBSY",
]);

/** How many names are looked at in one directory, of whatever kind: somebody may have put millions there. */
const MOST_NAMES = 20_000;

/** What stands in an open directory, as far as `wanted` takes it. `looks`: how many names are looked at. */
export function entriesIn(
  directory: Fd,
  wanted: (entry: Dirent) => boolean,
  most: number,
  looks = MOST_NAMES,
): readonly string[] {
  let listing: Dir;
  try {
    listing = opendirSync(`/proc/self/fd/${directory}`, { bufferSize: 512 });
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
  const names: string[] = [];
  try {
    for (let count = 0; count < looks && names.length < most; count += 1) {
      const entry = listing.readSync();
      if (entry === null) break;
      if (wanted(entry)) names.push(entry.name);
    }
  } finally {
    listing.closeSync();
  }
  return names.sort();
}

/** Where a link leads; null where it is none. */
export function linkIn(directory: Fd, name: string): string | null {
  try {
    return readlinkSync(at(directory, name)).toString();
  } catch {
    return null;
  }
}

/** The names of some of what stands in an open directory, as bytes: not every name is text. */
export function rawNames(directory: Fd, most = BATCH): readonly Buffer[] {
  const listing = opendirSync(`/proc/self/fd/${directory}`, { bufferSize: 512, encoding: "buffer" as BufferEncoding });
  const names: Buffer[] = [];
  try {
    while (names.length < most) {
      const entry = listing.readSync();
      if (entry === null) break;
      names.push(entry.name as unknown as Buffer);
    }
  } finally {
    listing.closeSync();
  }
  return names;
}

const BATCH = 1_000;
