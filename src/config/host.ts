import {
  accessSync,
  constants,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { systemCode } from "../errors.ts";

export interface Entry {
  readonly name: string;
  readonly kind: "directory" | "link" | "other";
}

/** What the configuration looks at on disk. */
export interface Files {
  /** Null where there is none. */
  read(path: string): string | null;
  /** Null where there is no such directory. */
  list(path: string): readonly Entry[] | null;
  /** Where a path leads once every link is followed; null where it leads nowhere. */
  real(path: string): string | null;
  /** Links followed. */
  isDirectory(path: string): boolean;
  /** Why others than this user and root could change a file, or put another in its place; null where nobody could. */
  fault(path: string): string | null;
  /** Whether a directory can be written, or made. */
  isWritable(directory: string): boolean;
}

export const hostFiles: Files = {
  read: (path) => unlessMissing(() => readFileSync(path, "utf8")),
  list: (path) =>
    unlessMissing(() =>
      readdirSync(path, { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        kind: entry.isDirectory() ? "directory" : entry.isSymbolicLink() ? "link" : "other",
      })),
    ),
  real,
  isDirectory: (path) => unlessMissing(() => statSync(path).isDirectory()) ?? false,
  fault,
  isWritable,
};

/** What this user may not look into leads nowhere for them: an engine without systemd keeps its directories to itself. */
function real(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (LEADS_NOWHERE.has(systemCode(error) ?? "")) return null;
    throw error;
  }
}

const LEADS_NOWHERE = new Set(["ENOENT", "ENOTDIR", "ELOOP", "EACCES", "EPERM"]);

/** As the kernel has it, of links on one way. */
const MOST_LINKS = 40;
const STICKY = 0o1000;

/** Name by name from the top, links too: who can change one of them chooses the file. */
function fault(path: string): string | null {
  const left = namesOf(path);
  let here = "/";
  for (let links = 0; links <= MOST_LINKS; ) {
    const stats = lstatSync(here);
    const why = faultOf(here, stats);
    if (why !== null) return why;
    if (stats.isSymbolicLink()) {
      const target = readlinkSync(here);
      left.unshift(...namesOf(target));
      here = target.startsWith("/") ? "/" : dirname(here);
      links += 1;
      continue;
    }
    const name = left.shift();
    if (name === undefined) return null;
    here = join(here, name);
  }
  return `${path} has too many links in it`;
}

function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}

/** A group that is one user's alone goes by the same number; in a sticky directory everybody's files are their own. */
function faultOf(path: string, stats: Stats): string | null {
  const { uid, gid, mode } = stats;
  const self = process.getuid?.() ?? 0;
  if (uid !== 0 && uid !== self) return `${path} belongs to user ${uid}`;
  const isTheirs = (mode & (gid === 0 || gid === self ? 0o002 : 0o022)) !== 0;
  if (!isTheirs || stats.isSymbolicLink() || (stats.isDirectory() && (mode & STICKY) !== 0)) return null;
  return `${path} can be written by others (mode ${(mode & 0o7777).toString(8)})`;
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return statSync(directory).isDirectory();
  } catch (error) {
    const parent = dirname(directory);
    return systemCode(error) === "ENOENT" && parent !== directory && isWritable(parent);
  }
}

function unlessMissing<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return null;
    throw error;
  }
}
