import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BridgeError } from "../../../src/errors.ts";
import { run } from "../command.ts";

const pin = z.object({ name: z.string(), version: z.string(), integrity: z.string().startsWith("sha512-") });
const pins = z.record(z.string(), z.record(z.string(), pin));

export type Pins = z.infer<typeof pins>;

/** A package as the build context has it: `file` beside the Dockerfile's other packages. */
export interface Package {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  /** Undefined: no pin of ours, so that the registry's own is believed (npm checks it). */
  readonly integrity?: string;
}

/** Of a recipe's files. */
export function readPins(files: Readonly<Record<string, string>>): Pins {
  return pins.parse(JSON.parse(files[PINS] ?? ""));
}

const PINS = "packages.json";

/** What an image for this architecture is made of, beside `own`. `nodeVersion`: empty for none, undefined for the pinned one. */
export function choosePackages(
  pinned: Pins,
  own: readonly string[],
  architecture: string,
  nodeVersion?: string,
): Package[] {
  const wanted = nodeVersion === "" ? own : [...own, "node", "npm"];
  return wanted.map((key) => {
    const found = pinned[key]?.[architecture] ?? pinned[key]?.any;
    if (found === undefined) {
      const sentence = `There is no ${key} for the architecture ${architecture}: x64 and arm64 are supported.`;
      throw new BridgeError("image-failed", sentence);
    }
    const file = `${key}.tgz`;
    const isOther = key === "node" && nodeVersion !== undefined && !`${found.version}.`.startsWith(`${nodeVersion}.`);
    return isOther ? { file, name: found.name, version: nodeVersion } : { ...found, file };
  });
}

/** Where the cache has the package's tarball, fetched by the host's npm where it has not; always verified. */
export async function fetchPackage(
  wanted: Package,
  { cacheDir, recipe }: { readonly cacheDir: string; readonly recipe: string },
  progress: (line: string) => void,
): Promise<string> {
  const directory = join(cacheDir, "packages");
  const path = join(directory, `${wanted.name.replace(/\W+/g, "-")}-${wanted.version}.tgz`);
  if (existsSync(path) && (await isIntact(path, wanted))) return path;
  await mkdir(directory, { recursive: true });
  const part = await mkdtemp(join(directory, "fetch-"));
  try {
    progress(`Fetching ${wanted.name} ${wanted.version} from npm`);
    const specifier = `${wanted.name}@${wanted.version}`;
    await run({
      argv: ["npm", "pack", specifier, "--pack-destination", part, "--loglevel", "error"],
      cwd: part,
      limitMs: 600_000,
    });
    const [tarball] = await readdir(part);
    if (tarball === undefined)
      throw new BridgeError("image-failed", `npm said it fetched ${specifier}, but left no file.`);
    if (!(await isIntact(join(part, tarball), wanted))) throw tampered(specifier, recipe);
    await rename(join(part, tarball), path);
    return path;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

function tampered(specifier: string, recipe: string): BridgeError {
  const next = "Nothing was built: find out which registry npm uses, and why it has another file.";
  return new BridgeError("image-failed", `${specifier} from npm is not what ${recipe}/${PINS} pins. ${next}`);
}

async function isIntact(path: string, { integrity }: Package): Promise<boolean> {
  if (integrity === undefined) return true;
  const hash = createHash("sha512");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return `sha512-${hash.digest("base64")}` === integrity;
}
