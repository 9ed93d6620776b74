import { join } from "node:path";
import type Docker from "dockerode";
import { BridgeError } from "../../../src/errors.ts";
import { limited } from "../client.ts";
import type { DockerConfig } from "../config.ts";
import { findBase, hasImage, requireBase } from "./base.ts";
import { build } from "./build.ts";
import { type Recipe, readCertificates, readFiles, tagOf, withContext } from "./context.ts";
import { choosePackages, fetchPackage, readPins } from "./packages.ts";
import { stepsOnly } from "./steps.ts";

type Progress = (line: string) => void;

/** The image, as its recipe has it now. */
export interface Image {
  tag(): Promise<string>;
  /** As `Engine.prepare`; calls that overlap share one build. */
  prepare(progress: Progress): Promise<void>;
}

export function createImage(docker: Docker, config: DockerConfig): Image {
  let building: Promise<void> | undefined;
  const listeners = new Set<Progress>();

  const { base: named, node } = config;
  const directory = join(config.program, config.agent.image.recipe);

  const readRecipe = async (): Promise<Recipe> => ({
    files: await readFiles(directory),
    buildArgs: { ...(named !== undefined && { BASE: named }), ...(node !== undefined && { NODE_VERSION: node }) },
    architecture: await architectureOf(docker),
    certificates: await readCertificates(config.certificates ?? []),
  });

  const make = async () => {
    const recipe = await readRecipe();
    const tag = tagOf(imageName, recipe);
    if (await hasImage(docker, tag)) return;
    const tell = (line: string) => {
      for (const listener of listeners) listener(line);
    };
    const base = await step("base image", () =>
      named === undefined ? findBase(docker, recipe.certificates, tell) : requireBase(docker, named, tell),
    );
    const packages = await step("packages from npm", () => fetchAll(recipe, config, tell));
    const buildArgs = { ...recipe.buildArgs, ...config.proxy, BASE: base };
    const plan = { tag, buildArgs, builder: config.builder ?? "auto" };
    tell(`Building ${tag}`);
    await step("image build", () =>
      build(docker, plan, (use) => withContext(directory, packages, recipe.certificates, use), stepsOnly(tell)),
    );
  };

  return {
    tag: async () => tagOf(imageName, await readRecipe()),
    async prepare(progress) {
      listeners.add(progress);
      building ??= make().finally(() => {
        building = undefined;
      });
      try {
        await building;
      } finally {
        listeners.delete(progress);
      }
    },
  };
}

const imageName = "luzia-cockpit";

/** In the words of npm's packages. */
async function architectureOf(docker: Docker): Promise<string> {
  const { Arch } = await limited("name its version", 15_000, () => docker.version());
  return Arch === "amd64" ? "x64" : Arch;
}

async function fetchAll(recipe: Recipe, config: DockerConfig, tell: Progress): Promise<Map<string, string>> {
  const { files, architecture } = recipe;
  const { recipe: folder, packages } = config.agent.image;
  const wanted = choosePackages(readPins(files), packages, architecture, config.node);
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
    if (/ENOSPC|no space left on device/i.test(detail)) {
      const next = "Free some space and say it again.";
      throw new BridgeError("disk-full", `The disk is full: the cockpit's image could not be made. ${next}`, thrown);
    }
    const next = "See to that and say it again; what was done so far is kept.";
    throw new BridgeError("image-failed", `The cockpit's image could not be made (${name}): ${detail} ${next}`, thrown);
  }
}

const passed = new Set<string>(["engine-missing", "disk-full", "image-failed"]);
