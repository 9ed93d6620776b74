import { execFile } from "node:child_process";

/** Milliseconds; a tree of some millions of files takes that long. */
const LIMIT = 30_000;

/** In the words that are looked for, whatever the user's language. */
const ENGLISH = { ...process.env, LC_ALL: "C", LANGUAGE: "C" };

/**
 * Bytes on the disk below directories that only the bot can put there; null where that cannot be told in time. `du` goes
 * by open directories and follows no link, and whatever it finds, it keeps only itself busy.
 */
export function usedBy(directories: readonly string[]): Promise<number | null> {
  const argv = ["--summarize", "--total", "--one-file-system", "--block-size=1", "--", ...directories];
  return new Promise((resolve) => {
    // It fails for what it may not look into, and tells of the rest all the same.
    const options = { timeout: LIMIT, killSignal: "SIGKILL", maxBuffer: 2 ** 20, env: ENGLISH } as const;
    execFile("du", argv, options, (_, stdout) => {
      const total = /^(\d+)\ttotal$/m.exec(stdout)?.[1];
      resolve(total === undefined ? null : Number(total));
    });
  });
}
