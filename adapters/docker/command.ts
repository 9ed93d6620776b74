import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { BridgeError, systemCode } from "../../src/errors.ts";

export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly limitMs: number;
}

/** Runs a program to its end, each line of what it says to `line`. Rejects with `engine-failed` and its last words. */
export function run(command: Command, line: (text: string) => void = () => {}): Promise<void> {
  const [program, ...args] = command.argv;
  const { cwd, limitMs } = command;
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMs,
    ...(cwd === undefined ? {} : { cwd }),
  });
  let last = "";
  const hear = (text: string) => {
    if (text.trim() === "") return;
    last = text.trim();
    line(last);
  };
  createInterface(child.stdout).on("line", hear);
  createInterface(child.stderr).on("line", hear);
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown) =>
      reject(new BridgeError("engine-failed", `\`${program}\` ${why}`, cause));
    child.on("error", (error) => fail(systemCode(error) === "ENOENT" ? "is not installed." : "cannot be run.", error));
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else if (signal !== null)
        fail(`was ended by ${signal} (its limit is ${limitMs / 1000} s). It last said: ${last}`);
      else fail(`failed with status ${code}: ${last}`);
    });
  });
}
