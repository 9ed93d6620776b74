import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { systemCode } from "./errors.ts";

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
  real: (path) => unlessMissing(() => realpathSync(path)),
  isDirectory: (path) => unlessMissing(() => statSync(path).isDirectory()) ?? false,
  isWritable,
};

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
