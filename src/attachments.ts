import { createWriteStream } from "node:fs";
import { copyFile, mkdir, realpath, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { asBridgeError, BridgeError, systemCode } from "./errors.ts";
import type { ChatFile } from "./ports.ts";

/** A name of its own for what came with one message: no path, and nothing that a shell or Claude stumbles over. */
function placeOf(directory: string, event: string, name: string): { readonly path: string; readonly inside: string } {
  const folder = event.replace(/[^A-Za-z0-9._-]/g, "-").slice(0, 80);
  const file =
    basename(name)
      .replace(/[\p{Cc}/\\]/gu, "_")
      .slice(-120) || "file";
  return { path: join(directory, "files", folder, file), inside: `/var/cockpit/files/${folder}/${file}` };
}

/** Copied, so that Claude reads what was sent, whatever becomes of the original. `directory` is what the container sees as /var/cockpit. */
export async function keepPath(directory: string, event: string, from: string): Promise<string> {
  const { path, inside } = placeOf(directory, event, from);
  try {
    await mkdir(join(path, ".."), { recursive: true });
    await copyFile(from, path);
  } catch (error) {
    if (systemCode(error) === "ENOSPC") throw asBridgeError(error);
    throw new BridgeError(
      "bad-input",
      `The file ${from} cannot be read. Give the path of a file that is there.`,
      error,
    );
  }
  return inside;
}

/** Fetches the `at`-th file that a person attached in a chat; resolves with its path in the container. Two may have one name. */
export async function keepFile(directory: string, event: string, file: ChatFile, at: number): Promise<string> {
  const { path, inside } = placeOf(directory, event, at === 0 ? file.name : `${at + 1}-${basename(file.name)}`);
  await mkdir(join(path, ".."), { recursive: true });
  // Written over where it is half there from before a crash.
  await pipeline(await file.open(), createWriteStream(path, { mode: 0o644 }));
  return inside;
}

/** A file of the project's home. Links that lead out of it are refused: Claude could have made them. */
export async function projectFile(
  home: string,
  path: string,
): Promise<{ readonly name: string; readonly path: string; readonly bytes: number }> {
  const asked = path.trim().replace(/^\/workspace\//, "");
  const root = await realpath(home);
  const found = await realpath(resolve(root, asked)).catch(() => null);
  if (found === null || relative(root, found).split(sep)[0] === "..")
    throw new BridgeError(
      "bad-input",
      `There is no file ${asked} in the project. Give its path from the project's top.`,
    );
  const { size, ...stats } = await stat(found).then((one) => ({ size: one.size, isFile: one.isFile() }));
  if (!stats.isFile) throw new BridgeError("bad-input", `${asked} is no file. Give the path of one.`);
  return { name: basename(found), path: found, bytes: size };
}
