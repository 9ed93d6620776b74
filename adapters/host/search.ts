import { execFile } from "node:child_process";
import { systemCode } from "../../src/errors.ts";

/** Milliseconds; a tree of some millions of files takes longer. */
const LIMIT = 5_000;
/** Bytes of the paths, at most. */
const MOST = 2 ** 20;

/**
 * The paths, from `root`, of all directories of that name below it, sorted; null where they are too many, or it takes
 * too long. `find` goes by open directories and follows no link, and whatever it finds, it keeps only itself busy.
 */
export function directoriesNamed(root: string, name: string, most: number = MOST): Promise<readonly string[] | null> {
  const argv = [root, "-xdev", "-name", ".git", "-prune", "-o", "-type", "d", "-name", name, "-printf", "%P\\0"];
  return new Promise((resolve) => {
    // It fails for what it may not look into, and tells of the rest all the same.
    execFile("find", argv, { timeout: LIMIT, killSignal: "SIGKILL", maxBuffer: most }, (error, stdout) => {
      const isCut = error?.killed === true || systemCode(error) === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER";
      const isMissing = systemCode(error) === "ENOENT";
      resolve(isCut || isMissing ? null : stdout.split("\0").filter(Boolean).sort());
    });
  });
}
