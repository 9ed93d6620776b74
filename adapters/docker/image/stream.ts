import { createInterface } from "node:readline";
import { BridgeError } from "../../../src/errors.ts";
import { translate } from "../client.ts";
import { hear } from "./progress.ts";

/**
 * Follows what the engine streams to its end. Rejects with the error in it, or with `timeout` when nothing came for
 * `idleMs`: how long it takes in all depends on the line, silence does not.
 */
export async function follow(
  stream: NodeJS.ReadableStream,
  what: string,
  idleMs: number,
  progress: (line: string) => void,
): Promise<void> {
  let silence: BridgeError | undefined;
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  const timer = setTimeout(() => {
    silence = new BridgeError(
      "timeout",
      `The container engine said nothing for ${idleMs / 1000} s: waited for it to ${what}.`,
    );
    lines.close();
  }, idleMs);
  const broken = new Promise<never>((_, reject) => stream.once("error", reject));
  try {
    await Promise.race([broken, relay(lines, timer, progress)]);
    if (silence !== undefined) throw silence;
  } catch (thrown) {
    throw translate(thrown, what);
  } finally {
    clearTimeout(timer);
    lines.close();
    if ("destroy" in stream && typeof stream.destroy === "function") stream.destroy();
  }
}

async function relay(
  lines: AsyncIterable<string>,
  timer: NodeJS.Timeout,
  progress: (line: string) => void,
): Promise<void> {
  for await (const json of lines) {
    timer.refresh();
    if (json.trim() === "") continue;
    const heard = hear(json);
    for (const line of heard.lines) progress(line);
    if (heard.error !== undefined) throw new Error(heard.error);
  }
}
