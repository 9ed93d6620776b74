import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** What decides an image: equal recipes make equal images. */
export interface Recipe {
  /** Contents of its files, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly architecture: string;
  /** PEM, or empty. */
  readonly certificates: string;
}

export async function readFiles(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort();
  const files = names.map(async (name) => [name, await readFile(join(directory, name), "utf8")] as const);
  return Object.fromEntries(await Promise.all(files));
}

export async function readCertificates(paths: readonly string[]): Promise<string> {
  const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
  const found = texts.flatMap((text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []);
  return [...new Set(found)].map((certificate) => `${certificate}\n`).join("");
}

/** By name: the same for the same. */
export function sorted(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Whole, for a project may have written some of it: nobody finds two that have the same. */
export function tagOf(prefix: string, recipe: Recipe): string {
  const { files, buildArgs, architecture, certificates } = recipe;
  const parts = JSON.stringify([sorted(files), sorted(buildArgs), architecture, certificates]);
  return `${prefix}${createHash("sha256").update(parts).digest("hex")}`;
}

/** Hands `use` the build context as a tar stream, and cleans up after it. `packages` maps file names to tarballs. */
export async function withContext(
  directory: string,
  packages: ReadonlyMap<string, string>,
  certificates: string,
  use: (tar: Readable) => Promise<void>,
): Promise<void> {
  const stage = await mkdtemp(join(tmpdir(), "luzia-context-"));
  try {
    for (const name of await readdir(directory)) await copyFile(join(directory, name), join(stage, name));
    if (certificates !== "") await writeFile(join(stage, "extra-ca.crt"), certificates);
    await mkdir(join(stage, "packages"));
    // Links, which tar follows: the tarballs are large.
    for (const [file, path] of packages) await symlink(path, join(stage, "packages", file));
    const tar = spawn("tar", ["-chf", "-", "-C", stage, "."], { stdio: ["ignore", "pipe", "ignore"] });
    tar.on("error", (error) => tar.stdout.destroy(error));
    await use(tar.stdout);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}
