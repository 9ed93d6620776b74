import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  read,
  readSync,
  renameSync,
  unlinkSync,
  watch,
  writeSync,
} from "node:fs";
import { BridgeError } from "../../src/errors.ts";
import type { Owner, OwnVolume, Volume } from "../../src/ports/ports.ts";
import { discard, emptyLater } from "./tree.ts";
import {
  along,
  at,
  closing,
  createPlain,
  enter,
  entriesIn,
  type Fd,
  inside,
  isNotThere,
  namesOf,
  openPlain,
} from "./walk.ts";

const { O_APPEND, O_RDONLY, O_WRONLY } = constants;
/** Bytes of one piece. */
const PIECE = 2 ** 20;
/** What is no longer than this is read at once: it takes less than a thread's turn (bytes). */
const SHORT = 64 * 1024;

/** A directory on this host that a container sees. `trash`: a directory that only the bot can write, on the same file system. */
export function createVolume(root: string, trash: string): Volume {
  /** What the open file gives; null where there is none. It is closed after that. */
  function open<T>(path: string, use: (file: Fd) => T): T | null {
    return along(root, path, (directory, name) => {
      const file = openPlain(directory, name, O_RDONLY);
      return file === null ? null : closing(file, use);
    });
  }

  return {
    read: async (path, most) =>
      open(path, (file) => {
        const { size } = fstatSync(file);
        return size > most ? null : readAll(file, size);
      }),
    async *pieces(path, offset, most) {
      const file = along(root, path, (directory, name) => openPlain(directory, name, O_RDONLY));
      if (file === null) return;
      try {
        const { size } = fstatSync(file);
        if (size > most) throw tooLarge(path, size, most);
        yield* piecesOf(file, offset, size);
      } finally {
        closeSync(file);
      }
    },
    size: async (path) => open(path, (file) => fstatSync(file).size) ?? 0,
    list: async (path, most) =>
      inside(root, namesOf(path), (directory) => entriesIn(directory, (entry) => entry.isFile(), most)) ?? [],
    async append(path, text) {
      const isDone = along(root, path, (directory, name) => {
        const file = openPlain(directory, name, O_WRONLY | O_APPEND) ?? makeAnew(directory, name, trash);
        return closing(file, (open) => writeAll(open, Buffer.from(text)));
      });
      if (isDone === null) throw new Error(`there is no directory for ${path}`);
    },
    async remove(path) {
      along(root, path, (directory, name) => discard(directory, name, trash));
      // However much it was, nobody waits for it.
      emptyLater(trash);
    },
    watch(path, onChange) {
      const none = { close: () => undefined };
      return (
        inside(root, namesOf(path), (directory) => {
          try {
            return watch(`/proc/self/fd/${directory}`, onChange).on("error", () => undefined);
          } catch {
            // No watches left, or a file system that has none: whoever watches looks now and then as well.
            return none;
          }
        }) ?? none
      );
    },
  };
}

/** A directory on this host that a container can only read. */
export function createOwnVolume(root: string, trash: string): OwnVolume {
  /** Under a name of its own until it is whole. */
  async function replace(
    path: string,
    owner: Owner | undefined,
    fill: (file: Fd) => void | Promise<void>,
  ): Promise<void> {
    const names = [...namesOf(path)];
    const name = names.pop() ?? "";
    // A message may come before the first start.
    mkdirSync(root, { recursive: true, mode: 0o755 });
    makeDirectories(root, names);
    const done = inside(root, names, async (directory) => {
      const aside = `.${randomUUID()}.part`;
      const file = createPlain(directory, aside, O_WRONLY);
      if (file === null) throw new Error(`${aside} is taken`);
      try {
        await closing(file, async (open) => {
          await fill(open);
          shareWith(open, owner);
        });
        renameSync(at(directory, aside), at(directory, name));
      } catch (error) {
        unlinkSync(at(directory, aside));
        throw error;
      }
    });
    if (done === null) throw new Error(`there is no directory for ${path}`);
    await done;
  }

  return {
    ...createVolume(root, trash),
    write: (path, content, owner) => replace(path, owner, (file) => writeAll(file, Buffer.from(content))),
    receive: (path, content, most) =>
      replace(path, undefined, async (file) => {
        let size = 0;
        for await (const piece of content) {
          const bytes = Buffer.from(piece);
          size += bytes.length;
          if (size > most) throw tooLarge(path, size, most);
          writeAll(file, bytes);
        }
        fsyncSync(file);
      }),
  };
}

/** In the container its user is another than the bot: what is no secret everybody may read, for nobody else gets this far. */
function shareWith(file: Fd, owner: Owner | undefined): void {
  fchmodSync(file, owner === undefined ? 0o644 : 0o600);
  // Only root can give files away; anybody else is the owner already, or Claude could not read them anyway.
  if (owner !== undefined && process.getuid?.() === 0) fchownSync(file, owner.uid, owner.gid);
}

function makeDirectories(root: string, names: readonly string[]): void {
  for (let count = 1; count <= names.length; count += 1) {
    const name = names[count - 1] ?? "";
    inside(root, names.slice(0, count - 1), (directory) => {
      try {
        closing(enter(directory, name), () => undefined);
      } catch (error) {
        if (!isNotThere(error)) throw error;
        mkdirSync(at(directory, name), 0o755);
        closing(enter(directory, name), (made) => fchmodSync(made, 0o755));
      }
    });
  }
}

/** Something else stood there: a link, a pipe, a directory. It is Claude's file, and whose the directory is. */
function makeAnew(directory: Fd, name: string, trash: string): Fd {
  discard(directory, name, trash);
  const file = createPlain(directory, name, O_WRONLY | O_APPEND);
  if (file === null) throw new Error(`${name} was replaced by something else`);
  const { uid, gid } = fstatSync(directory);
  if (process.getuid?.() === 0) fchownSync(file, uid, gid);
  return file;
}

function writeAll(file: Fd, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

/** What an open file holds, up to `size` bytes, whatever is added meanwhile. */
export function readAll(file: Fd, size: number): Buffer | Promise<Buffer> {
  if (size > SHORT) return joined(piecesOf(file, 0, size));
  const buffer = Buffer.alloc(size);
  let length = 0;
  while (length < size) {
    const count = readSync(file, buffer, length, size - length, length);
    if (count === 0) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

async function joined(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** Up to `end`, whatever is added meanwhile. */
async function* piecesOf(file: Fd, offset: number, end: number): AsyncGenerator<Buffer> {
  for (let from = offset; from < end; ) {
    const buffer = Buffer.alloc(Math.min(PIECE, end - from));
    const bytesRead = await readInto(file, buffer, from);
    if (bytesRead === 0) return;
    from += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function readInto(file: Fd, buffer: Buffer, position: number): Promise<number> {
  return new Promise((resolve, reject) =>
    read(file, buffer, 0, buffer.length, position, (error, count) => (error === null ? resolve(count) : reject(error))),
  );
}

function tooLarge(path: string, size: number, most: number): BridgeError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
  return new BridgeError("too-large", `${path} has ${megabytes(size)}; ${megabytes(most)} is the most that is read.`);
}
