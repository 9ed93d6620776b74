import { type Config, loadConfig } from "../../src/config/config.ts";
import type { Env } from "../../src/config/file.ts";
import { BridgeError } from "../../src/errors.ts";
import { platforms } from "../../src/platforms.ts";
import { createFiles, type Tree } from "../fakes/files.ts";

export interface Given {
  readonly env?: Env;
  /** The text of /etc/luzia-cockpit/cockpit.yaml. */
  readonly yaml?: string;
  readonly tree?: Tree;
  readonly writable?: readonly string[];
  /** What others could change, and why. */
  readonly faults?: Readonly<Record<string, string>>;
}

export function load({ env = {}, yaml, tree = {}, writable = [], faults = {} }: Given = {}): Config {
  const file: Tree = yaml === undefined ? {} : { "/etc/luzia-cockpit/cockpit.yaml": yaml };
  const files = { ...createFiles({ ...file, ...tree }, writable), fault: (path: string) => faults[path] ?? null };
  return loadConfig(env, { files, home: "/home/ann", cwd: "/work", uid: 1000, program: "/opt/luzia", platforms });
}

/** The error as `code: message`; what does not fail gives "nothing", which no expectation matches. */
export function failure(task: () => unknown): string {
  try {
    task();
    return "nothing";
  } catch (error) {
    if (error instanceof BridgeError) return `${error.code}: ${error.message}`;
    throw error;
  }
}
