import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const HOME = fileURLToPath(new URL("../..", import.meta.url));

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ optional: z.boolean().optional(), version: z.string().optional() })),
});

/** As many messages as the readers of markdown are held against. */
const MESSAGES = 3_000;
/** Of each kind, to give all packages their share. */
const WHOLE = 300;

/**
 * Markdown that people wrote: what the packages in the lock say of themselves, so that everybody has the same. Whole,
 * and cut at headings, as Claude writes long messages and short ones.
 */
export function readmes(): readonly string[] {
  const all = readmePaths().map((path) => readFileSync(path, "utf8"));
  const parts = all.flatMap((text) => text.split(/^(?=#{1,4} )/m)).filter((part) => part.trim() !== "");
  return [...all.slice(0, WHOLE), ...parts].slice(0, MESSAGES);
}

function readmePaths(): readonly string[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(HOME, "package-lock.json"), "utf8")));
  // What is optional differs from machine to machine.
  const folders = Object.entries(packages).filter(([path, { optional }]) => path !== "" && optional !== true);
  return folders
    .map(([path]) => path)
    .sort()
    .flatMap((path) => {
      const folder = join(HOME, path);
      const names = existsSync(folder) ? readdirSync(folder) : [];
      return names.filter((name) => /^readme\.md$/i.test(name)).map((name) => join(folder, name));
    });
}
