import { execFileSync } from "node:child_process";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryDirectory } from "../fakes/directory.ts";

/** What must never be read, changed or owned. */
export const SECRET = "the host's own words";

/** A host with something to lose, and a directory that a container can write. */
export interface Ground {
  readonly root: string;
  readonly trash: string;
  /** A file and a directory of the host's. */
  readonly canary: string;
  readonly nest: string;
  /** What has changed of the host's own; empty where nothing has. */
  harm(): readonly string[];
}

export function createGround(): Ground {
  const base = temporaryDirectory();
  const root = join(base, "volume");
  const nest = join(base, "host");
  for (const directory of [root, nest]) mkdirSync(directory);
  const canary = join(nest, "canary");
  writeFileSync(canary, SECRET, { mode: 0o640 });
  for (const name of ["1.json", "21.json"]) writeFileSync(join(nest, name), SECRET);
  const look = () =>
    JSON.stringify(
      [
        nest,
        ...readdirSync(nest)
          .sort()
          .map((name) => join(nest, name)),
      ].map((path) => {
        const { mode, uid, gid, size } = lstatSync(path);
        return [path, mode, uid, gid, lstatSync(path).isDirectory() ? "" : [size, readFileSync(path, "utf8")]];
      }),
    );
  const before = look();
  return { root, trash: join(base, "trash"), canary, nest, harm: () => (look() === before ? [] : [look()]) };
}

/** What a container can put in a file's place. */
export const ODD: Readonly<Record<string, (path: string, ground: Ground) => void | Promise<void>>> = {
  "a link to a file of the host's": (path, { canary }) => symlinkSync(canary, path),
  "a link that leads nowhere": (path, { nest }) => symlinkSync(join(nest, "not-there"), path),
  "a link to a directory of the host's": (path, { nest }) => symlinkSync(nest, path),
  "a link to itself": (path) => symlinkSync(path, path),
  "a link to the bot's own environment": (path) => symlinkSync("/proc/self/environ", path),
  "a second name of a file of the host's": (path, { canary }) => linkSync(canary, path),
  "a pipe": (path) => void execFileSync("mkfifo", [path]),
  "a socket": (path) =>
    new Promise((resolve) => {
      // Its path may be longer than a socket's: it is made elsewhere and moved.
      const short = join(mkdtempSync("/tmp/odd-"), "s");
      const server = createServer().listen(short, () => {
        linkSync(short, path);
        rmSync(short);
        resolve();
      });
      onTestFinished(() => {
        server.close();
        rmSync(dirname(short), { recursive: true, force: true });
      });
    }),
  "a directory": (path) => void mkdirSync(path),
  "a directory with something in it": (path) => {
    mkdirSync(join(path, "deep"), { recursive: true });
    writeFileSync(join(path, "deep", "1.json"), "{}");
  },
  "a file without an end": (path) => {
    writeFileSync(path, "");
    truncateSync(path, 2 ** 43);
  },
};

/** All that an operation gives back, as text. */
export async function told(give: () => unknown): Promise<string> {
  try {
    return JSON.stringify(await give(), (_, value: unknown) =>
      typeof value === "object" && value !== null && "type" in value && value.type === "Buffer" && "data" in value
        ? Buffer.from(value.data as number[]).toString("utf8")
        : value,
    );
  } catch (error) {
    return String(error);
  }
}
