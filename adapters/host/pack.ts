import { closeSync, constants, createReadStream, fstatSync, lstatSync, type Stats } from "node:fs";
import { Readable } from "node:stream";
import { BridgeError } from "../../src/errors.ts";
import { at, enter, entriesIn, type Fd, inside, isNotThere, linkIn, openPlain } from "./walk.ts";

const { O_RDONLY } = constants;

export interface Wanted {
  /** Of a directory or a file; what is in a directory that is not wanted is not looked at. */
  readonly enters: (path: string) => boolean;
  /** Whether it is packed. */
  readonly takes: (path: string) => boolean;
  /** Told of each link that is packed. */
  readonly onLink?: (path: string) => void;
  /** Bytes in all. */
  readonly most: number;
  /** Files of ours, by name, before all others. */
  readonly first: Readonly<Record<string, string>>;
}

/**
 * A directory of a project's as a tar, the same for the same files: by name, without owners and times. Links go in as
 * links; what has a second name, and what is no file, is left out. Null where the way to it is not there, or is a link.
 * Fails with `too-large` beyond the bound.
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
    if (left < 0) throw tooLarge(names.join("/"), wanted.most);
  };
  const generator = inside(root, names, (top) => closingLater(top, wanted, spend));
  if (generator !== null) yield* generator;
  yield Buffer.alloc(1024);
}

/** `inside` closes what it has opened once its call returns: the walk has its own. */
function closingLater(top: Fd, wanted: Wanted, spend: (bytes: number) => void): AsyncGenerator<Buffer> {
  const own = enter(top, ".");
  return (async function* () {
    try {
      yield* tree(own, "", wanted, spend);
    } finally {
      closeSync(own);
    }
  })();
}

async function* tree(
  directory: Fd,
  prefix: string,
  wanted: Wanted,
  spend: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for (const name of entriesIn(directory, () => true, Number.POSITIVE_INFINITY)) {
    const path = `${prefix}${name}`;
    const stats = lstatSync(at(directory, name), { throwIfNoEntry: false });
    if (stats === undefined || !wanted.enters(path)) continue;
    spend(512);
    if (stats.isDirectory()) yield* subtree(directory, name, path, stats, wanted, spend);
    else if (!wanted.takes(path)) continue;
    else if (stats.isSymbolicLink()) {
      wanted.onLink?.(path);
      yield header({ name: path, type: "2", mode: 0o777, size: 0, link: linkIn(directory, name) ?? "" });
    } else yield* file(directory, name, path, spend);
  }
}

async function* subtree(
  directory: Fd,
  name: string,
  path: string,
  stats: Stats,
  wanted: Wanted,
  spend: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let inner: Fd;
  try {
    inner = enter(directory, name);
  } catch (error) {
    if (isNotThere(error)) return;
    throw error;
  }
  try {
    if (wanted.takes(path)) yield header({ name: `${path}/`, type: "5", mode: stats.mode & 0o777, size: 0 });
    yield* tree(inner, `${path}/`, wanted, spend);
  } finally {
    closeSync(inner);
  }
}

/** As long as it was when it was opened, whatever becomes of it. */
async function* file(
  directory: Fd,
  name: string,
  path: string,
  spend: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const open = openPlain(directory, name, O_RDONLY);
  if (open === null) return;
  try {
    const { size, mode } = fstatSync(open);
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

function tooLarge(directory: string, most: number): BridgeError {
  const where = directory === "" ? "the project's directory" : directory;
  return new BridgeError(
    "too-large",
    `What the image is to be built from (${where}) holds more than ${Math.round(most / 2 ** 20)} MB. Leave out in its .dockerignore what the image does not need.`,
  );
}
