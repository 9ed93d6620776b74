import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Committer } from "../../src/ports/ports.ts";

const run = promisify(execFile);
/** Milliseconds, and bytes. */
const LIMIT = { timeout: 10_000, maxBuffer: 64 * 1024 };

/** Whom git takes the bot's own user for; null where it is not installed, or nobody has told it. */
export async function hostCommitter(): Promise<Committer | null> {
  const [name, email] = await Promise.all([globally("user.name"), globally("user.email")]);
  return name === null || email === null ? null : { name, email };
}

async function globally(key: string): Promise<string | null> {
  try {
    // Not in the directory that the bot was started in: what that is set to says nothing of others.
    const { stdout } = await run("git", ["config", "--global", "--get", key], { ...LIMIT, cwd: "/" });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
