import { join } from "node:path";
import type Docker from "dockerode";
import { BridgeError } from "../../../src/errors.ts";
import { limited } from "../client.ts";
import type { DockerConfig } from "../config.ts";
import { findBase, requireBase } from "./base.ts";
import { build } from "./build.ts";
import { type Recipe, readCertificates, readFiles, tagOf, withContext } from "./context.ts";
import { choosePackages, fetchPackage, readPins } from "./packages.ts";
import type { Once } from "./shared.ts";
import { stepsOnly } from "./steps.ts";

type Progress = (line: string) => void;

/** An image of a project's own, to build on. */
export interface OwnBase {
  readonly name: string;
  /** The engine's, by its content. */
  readonly id: string;
  /** Whether it has a Node.js of its own: the agent's layer brings none then. */
  hasNode(): Promise<boolean>;
  /** The project that has written some of it; null where it is cockpit.yaml's alone. */
  readonly by: string | null;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The image, as its recipe has it now: the agent's layer on the usual base, or on a project's own. */
export interface Image {
  tag(on?: OwnBase): Promise<string>;
  /** As `Engine.prepare`; calls that overlap share one build. */
  prepare(progress: Progress, on?: OwnBase): Promise<void>;
  /** The variables that the recipe sets itself. */
  variables(): Promise<ReadonlySet<string>>;
}

export function createImage(docker: Docker, config: DockerConfig, once: Once): Image {
  const { base: named, node } = config;
  const directory = join(config.program, config.agent.image.recipe);
  const nodeArg = { ...(node !== undefined && { NODE_VERSION: node }) };

  const readRecipe = async (on?: OwnBase): Promise<Recipe> => ({
    files: await readFiles(directory),
    buildArgs:
      on === undefined ? { ...(named !== undefined && { BASE: named }), ...nodeArg } : { BASE: on.id, ...nodeArg },
    architecture: await architectureOf(docker),
    certificates: await readCertificates(config.certificates ?? []),
  });

  const make = async (recipe: Recipe, tag: string, on: OwnBase | undefined, tell: Progress) => {
    const base = await step("base image", async () => {
      if (on !== undefined) return { BASE: on.name, TOOLS: "", ...((await on.hasNode()) && { NODE_VERSION: "" }) };
      const wanted =
        named === undefined ? findBase(docker, recipe.certificates, tell) : requireBase(docker, named, tell);
      return { BASE: await wanted };
    });
    const buildArgs: Record<string, string> = { ...recipe.buildArgs, ...config.proxy, ...base };
    const packages = await step("packages from npm", () => fetchAll(recipe, config, buildArgs.NODE_VERSION, tell));
    const labelled = on?.labels === undefined ? {} : { labels: on.labels };
    const plan = { tag, buildArgs, builder: config.builder ?? "auto", ...labelled };
    tell(`Building ${tag}`);
    await step("image build", () =>
      build(docker, plan, (use) => withContext(directory, packages, recipe.certificates, use), stepsOnly(tell)),
    );
  };

  return {
    tag: async (on) => tagOf(nameFor(on), await readRecipe(on)),
    async prepare(progress, on) {
      const recipe = await readRecipe(on);
      const tag = tagOf(nameFor(on), recipe);
      await once(tag, progress, (tell) => make(recipe, tag, on, tell));
    },
    async variables() {
      const { Dockerfile = "" } = await readFiles(directory);
      return new Set([...Dockerfile.matchAll(/^(?:ENV)? +(\w+)=/gm)].map(([, name = ""]) => name));
    },
  };
}

const nameFor = (on?: OwnBase) => (on === undefined ? "luzia-cockpit:" : projectTag(on.by));

/** The repository of all that is made for projects: none of theirs can stand in the usual image's place. */
export const OF_PROJECTS = "luzia-cockpit-project";

/** What a project has written some of has its name, so that it is no other project's. The rest of the tag is 64 digits. */
export function projectTag(by: string | null): string {
  return `${OF_PROJECTS}:${by === null ? "" : `${by}-`}`;
}

/** In the words of npm's packages. */
async function architectureOf(docker: Docker): Promise<string> {
  const { Arch } = await limited("name its version", 15_000, () => docker.version());
  return Arch === "amd64" ? "x64" : Arch;
}

async function fetchAll(
  recipe: Recipe,
  config: DockerConfig,
  node: string | undefined,
  tell: Progress,
): Promise<Map<string, string>> {
  const { files, architecture } = recipe;
  const { recipe: folder, packages } = config.agent.image;
  const wanted = choosePackages(readPins(files), packages, architecture, node);
  const found = new Map<string, string>();
  for (const one of wanted)
    found.set(one.file, await fetchPackage(one, { cacheDir: config.cacheDir, recipe: folder }, tell));
  return found;
}

/** What fails in here fails the image, but for what people must see to first: no engine, no disk. */
async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof BridgeError && passed.has(thrown.code)) throw thrown;
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    if (isFull(detail)) throw diskFull(thrown);
    const next = "See to that and say it again; what was done so far is kept.";
    throw new BridgeError("image-failed", `The cockpit's image could not be made (${name}): ${detail} ${next}`, thrown);
  }
}

export function isFull(detail: string): boolean {
  return /ENOSPC|no space left on device/i.test(detail);
}

export function diskFull(thrown: unknown): BridgeError {
  const next = "Free some space and say it again.";
  return new BridgeError("disk-full", `The disk is full: the cockpit's image could not be made. ${next}`, thrown);
}

/** Codes of what is told as it is. */
export const passed: ReadonlySet<string> = new Set(["engine-missing", "disk-full", "image-failed", "bad-config"]);
