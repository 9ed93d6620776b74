import { closeSync, constants, fstatSync, lstatSync } from "node:fs";
import { basename } from "node:path";
import { BridgeError, systemCode } from "../../src/errors.ts";
import type { Found, Workspace } from "../../src/ports/ports.ts";
import { places } from "../../src/support/places.ts";
import { directoriesNamed } from "./search.ts";
import { readAll } from "./volume.ts";
import { at, closing, enter, entriesIn, type Fd, isNotThere, linkIn, openPlain, openRoot } from "./walk.ts";

const { O_RDONLY } = constants;
/** Where the container has it. */
const INSIDE = places.workspace;
/** As the kernel has it, of links on one way. */
const MOST_LINKS = 40;

/** A place in the project: the open directories that lead to it, the project's own first, and their names. */
interface Way {
  readonly directories: Fd[];
  readonly names: string[];
}

/**
 * The project's directory on this host. Links in it are taken as the container would take them, one name at a time and
 * never out of the project: what is opened is never the host's to follow.
 */
export function createWorkspace(root: string): Workspace {
  /** Calls with the directory that holds the last name, and that name; else says whether nothing is there, or the way leads out. */
  async function reach<T>(
    path: string,
    use: (directory: Fd, name: string, way: Way) => T | Promise<T>,
  ): Promise<T | "none" | "odd"> {
    const way: Way = { directories: [], names: [] };
    try {
      way.directories.push(openRoot(root));
      const last = walk(way, path);
      return last === null ? "odd" : await use(way.directories.at(-1) ?? 0, last, way);
    } catch (error) {
      if (!isNotThere(error)) throw error;
      const code = systemCode(error);
      return code === "ENOENT" || code === "ENOTDIR" ? "none" : "odd";
    } finally {
      for (const directory of way.directories) closeSync(directory);
    }
  }

  async function plainFile<T>(path: string, use: (file: Fd, name: string, way: Way) => T | Promise<T>): Promise<T> {
    const asked = path.trim();
    const found = await reach<{ readonly file: T } | BridgeError>(asked, async (directory, name, way) => {
      const file = openPlain(directory, name, O_RDONLY);
      if (file === null) return isThere(directory, name) ? notPlain(asked) : notThere(asked);
      return { file: await closing(file, async (open) => use(open, name, way)) };
    });
    if (found === "none" || found === "odd") throw notThere(asked);
    if (found instanceof BridgeError) throw found;
    return found.file;
  }

  return {
    look: (path) =>
      plainFile(path, (file, name, { names }) => ({
        name: basename(name),
        path: [...names, name].join("/"),
        bytes: fstatSync(file).size,
      })),
    read: (path, most) =>
      plainFile(path, (file) => {
        const { size } = fstatSync(file);
        if (size > most) throw tooLarge(path, size, most);
        return readAll(file, size);
      }),
    async find(path, most) {
      const found = await reach(path, async (directory, name): Promise<Found> => {
        const file = openPlain(directory, name, O_RDONLY);
        if (file === null) return isThere(directory, name) ? { kind: "odd" } : { kind: "none" };
        return closing(file, async (open): Promise<Found> => {
          const { size } = fstatSync(open);
          return size > most ? { kind: "odd" } : { kind: "file", content: await readAll(open, size) };
        });
      });
      return typeof found === "string" ? { kind: found } : found;
    },
    async names(path, most) {
      const found = await reach(path, (directory, name) =>
        closing(enter(directory, name), (open) => entriesIn(open, () => true, most)),
      );
      if (typeof found !== "string") return found;
      return found === "none" ? [] : null;
    },
    named: (name) => directoriesNamed(root, name),
  };
}

/** Goes along the path as far as its last name, which it returns, no link any more; null where it leads out. */
function walk({ directories, names }: Way, path: string): string | null {
  const left = path.split("/").filter((name) => name !== "" && name !== ".");
  if (path.startsWith("/") && !enterWorkspace(left)) return null;
  for (let links = 0; ; ) {
    const name = left.shift();
    const here = directories.at(-1);
    if (name === undefined || here === undefined) return null;
    if (name === "..") {
      if (names.pop() === undefined) return null;
      closeSync(directories.pop() ?? 0);
      if (left.length === 0) return null;
      continue;
    }
    const target = linkIn(here, name);
    if (target !== null) {
      links += 1;
      if (links > MOST_LINKS) return null;
      const further = target.split("/").filter((one) => one !== "" && one !== ".");
      if (target.startsWith("/")) {
        if (!enterWorkspace(further)) return null;
        for (const directory of directories.splice(1)) closeSync(directory);
        names.length = 0;
      }
      left.unshift(...further);
      continue;
    }
    if (left.length === 0) return name;
    directories.push(enter(here, name));
    names.push(name);
  }
}

/** An absolute path is the container's: only what is in the project is here. */
function enterWorkspace(names: string[]): boolean {
  const isInside = `/${names[0] ?? ""}` === INSIDE;
  if (isInside) names.shift();
  return isInside;
}

function isThere(directory: Fd, name: string): boolean {
  return lstatSync(at(directory, name), { throwIfNoEntry: false }) !== undefined;
}

function notThere(path: string): BridgeError {
  return new BridgeError("bad-input", `There is no file ${path} in the project. Give its path from the project's top.`);
}

function notPlain(path: string): BridgeError {
  return new BridgeError(
    "bad-input",
    `${path} is no plain file of the project's own (a directory, a pipe, or a file with a second name). Give the path of one, or copy it first.`,
  );
}

function tooLarge(path: string, size: number, most: number): BridgeError {
  const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
  return new BridgeError("too-large", `${path} has ${megabytes(size)} MB; ${megabytes(most)} MB is the most.`);
}
