import { closeSync, constants, createReadStream, fstatSync, lstatSync } from "node:fs";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { BridgeError } from "../../src/errors.ts";
import type { Wanted } from "../../src/ports/ports.ts";
import { at, enter, entriesIn, type Fd, inside, isNotThere, linkIn, openFile } from "./walk.ts";

const { O_RDONLY } = constants;

/**
 * A directory of a project's as a tar, the same for the same files: by name, without owners and times. Links go in as
 * links, what has a second name as a file, and what is no file not at all. Null where the way to it is not there, or is
 * a link. Fails with `too-large` beyond the bounds.
 */
export function pack(root: string, directory: string, wanted: Wanted): Readable | null {
  const names = directory.split("/").filter((name) => name !== "" && name !== ".");
  const isThere = inside(root, names, () => true);
  if (isThere === null) return null;
  return Readable.from(whole(root, names, wanted));
}

async function* whole(root: string, names: readonly string[], wanted: Wanted): AsyncGenerator<Buffer> {
  for (const [name, text] of Object.entries(wanted.first)) {
    const content = Buffer.from(text);
    yield* [header({ name, type: "0", mode: 0o644, size: content.length }), content, padding(content.length)];
  }
  let left = wanted.most;
  const spend = (bytes: number) => {
    left -= bytes;
    if (left < 0) throw tooMuch(names, `more than ${Math.round(wanted.most / 2 ** 20)} MB`);
  };
  const owner = inside(root, [], (open) => fstatSync(open).uid) ?? -1;
  // `inside` closes what it has opened once its call returns: the walk has its own.
  const top = inside(root, names, (open) => enter(open, "."));
  if (top !== null) yield* tree(top, names, owner, wanted, spend);
  yield Buffer.alloc(1024);
}

/** A directory that is being packed. */
interface Level {
  readonly open: Fd;
  readonly prefix: string;
  readonly rest: Iterator<string>;
}

/** Depth first. Others have their turn again and again, however much there is. */
async function* tree(
  top: Fd,
  names: readonly string[],
  owner: number,
  wanted: Wanted,
  spend: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const levels: Level[] = [];
  let count = 0;
  const begin = (open: Fd, prefix: string) => {
    levels.push({ open, prefix, rest: [][Symbol.iterator]() });
    if (levels.length > MOST_DEPTH) throw tooMuch(names, `directories more than ${MOST_DEPTH} deep`);
    const entries = entriesIn(open, () => true, Number.POSITIVE_INFINITY, MOST_NAMES + 1);
    if (entries.length > MOST_NAMES)
      throw tooMuch([...names, prefix.slice(0, -1)], `more than ${MOST_NAMES} names in one directory`);
    levels[levels.length - 1] = { open, prefix, rest: entries[Symbol.iterator]() };
  };
  try {
    begin(top, "");
    for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
      const { open: directory, prefix, rest } = level;
      const { value: name, done } = rest.next();
      if (done === true) {
        levels.pop();
        closeSync(directory);
        continue;
      }
      count += 1;
      if (count > MOST_ENTRIES) throw tooMuch(names, `more than ${MOST_ENTRIES} files`);
      if (count % TURN === 0) await setImmediate();
      const path = `${prefix}${name}`;
      const stats = lstatSync(at(directory, name), { throwIfNoEntry: false });
      if (stats === undefined || !wanted.enters(path)) continue;
      spend(512);
      if (stats.isDirectory()) {
        const inner = entered(directory, name);
        if (inner === null) continue;
        begin(inner, `${path}/`);
        if (wanted.takes(path)) yield header({ name: `${path}/`, type: "5", mode: stats.mode & 0o777, size: 0 });
      } else if (!wanted.takes(path)) continue;
      else if (stats.isSymbolicLink()) {
        wanted.onLink?.(path);
        yield header({ name: path, type: "2", mode: 0o777, size: 0, link: linkIn(directory, name) ?? "" });
      } else yield* file(directory, name, path, owner, spend);
    }
  } finally {
    for (const { open } of levels) closeSync(open);
  }
}

const MOST_DEPTH = 100;
const MOST_NAMES = 20_000;
/** Looked at in all. */
const MOST_ENTRIES = 1_000_000;
/** How many are looked at in one turn: each is held against all patterns. */
const TURN = 100;

/** Null where it is a directory no more. */
function entered(directory: Fd, name: string): Fd | null {
  try {
    return enter(directory, name);
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}

/** As long as it was when it was opened, whatever becomes of it. */
async function* file(
  directory: Fd,
  name: string,
  path: string,
  owner: number,
  spend: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const open = openFile(directory, name, O_RDONLY);
  if (open === null) return;
  try {
    const { size, mode, nlink, uid } = fstatSync(open);
    // Another name of it may be outside; what is the owner's they can read there as well.
    if (nlink > 1 && (uid !== owner || uid === 0)) throw linked(path);
    spend(size);
    yield header({ name: path, type: "0", mode: mode & 0o777, size });
    let left = size;
    if (size > 0)
      for await (const piece of createReadStream("", { fd: open, autoClose: false, start: 0, end: size - 1 })) {
        left -= piece.length;
        yield piece;
      }
    for (; left > 0; left -= Math.min(left, FILLING)) yield Buffer.alloc(Math.min(left, FILLING));
    yield padding(size);
  } finally {
    closeSync(open);
  }
}

const FILLING = 65_536;

interface Entry {
  readonly name: string;
  /** As ustar has it: a file, a link, a directory, or a long name (L) or link (K) of the next one. */
  readonly type: "0" | "2" | "5" | "L" | "K";
  readonly mode: number;
  readonly size: number;
  readonly link?: string;
}

/** What is too long for its field goes before it, in GNU's way. */
function header({ name, type, mode, size, link = "" }: Entry): Buffer {
  const long = [
    ...(Buffer.byteLength(name) > 100 ? [longer("L", name)] : []),
    ...(Buffer.byteLength(link) > 100 ? [longer("K", link)] : []),
  ];
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write(`${mode.toString(8).padStart(7, "0")}\0`, 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  block.write("        ", 148);
  block.write(type, 156);
  block.write(link, 157, 100);
  block.write("ustar\u000000", 257);
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([...long, block]);
}

function longer(type: "L" | "K", text: string): Buffer {
  const content = Buffer.from(`${text}\0`);
  return Buffer.concat([
    header({ name: "././@LongLink", type, mode: 0o644, size: content.length }),
    content,
    padding(content.length),
  ]);
}

function padding(size: number): Buffer {
  return Buffer.alloc((512 - (size % 512)) % 512);
}

function linked(path: string): BridgeError {
  return new BridgeError(
    "bad-config",
    `${path}, which the image is to be built from, has a second name (a hard link) and is not of the project's owner. Copy it, or leave it out in the .dockerignore.`,
  );
}

function tooMuch(names: readonly string[], what: string): BridgeError {
  const where = names.filter((name) => name !== "").join("/") || "the project's directory";
  return new BridgeError(
    "too-large",
    `What the image is to be built from (${where}) has ${what}. Leave out in its .dockerignore what the image does not need.`,
  );
}
