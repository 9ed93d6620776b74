import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { asBridgeError, BridgeError, systemCode } from "../../src/errors.ts";
import type { ChatFile, OwnVolume } from "../../src/ports/ports.ts";
import { places } from "../../src/support/places.ts";

/** Bytes of one file: no chat gives out a larger one, and nobody means a larger one for Claude. */
const MOST = 2 ** 30;
/** Where the container sees what `run` holds. */
const INSIDE = places.run;

/** A name of its own for what came with one message: no path, and nothing that a shell or Claude stumbles over. */
function placeOf(event: string, name: string): string {
  const folder = event.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 80);
  const file =
    basename(name)
      .replace(/[\p{Cc}/\\]/gu, "_")
      .replace(/^\.+/, "_")
      .slice(-120) || "file";
  return `files/${folder}/${file}`;
}

/** Copied, so that Claude reads what was sent, whatever becomes of the original; resolves with its path in the container. */
export async function keepPath(run: OwnVolume, event: string, from: string): Promise<string> {
  const place = placeOf(event, from);
  try {
    await run.receive(place, await plainFile(from), MOST);
  } catch (error) {
    const code = asBridgeError(error).code;
    if (code === "disk-full" || code === "too-large") throw asBridgeError(error);
    throw new BridgeError(
      "bad-input",
      `The file ${from} cannot be read. Give the path of a file that is there.`,
      error,
    );
  }
  return `${INSIDE}/${place}`;
}

async function plainFile(path: string): Promise<Readable> {
  const file = await open(path);
  if ((await file.stat()).isFile()) return file.createReadStream();
  await file.close();
  throw new Error(`${path} is no plain file`);
}

/** Fetches the `at`-th file that a person attached in a chat; resolves with its path in the container. Two may have one name. */
export async function keepFile(run: OwnVolume, event: string, file: ChatFile, at: number): Promise<string> {
  const place = placeOf(event, at === 0 ? file.name : `${at + 1}-${basename(file.name)}`);
  try {
    await run.receive(place, await file.open(), MOST);
  } catch (error) {
    if (systemCode(error) === "ENOSPC") throw asBridgeError(error);
    throw error;
  }
  return `${INSIDE}/${place}`;
}
