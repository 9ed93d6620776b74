import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Readable } from "node:stream";
import jsonc from "jsonc-parser";
import { z } from "zod";
import { BridgeError } from "../../../src/errors.ts";
import type { Project, ProjectImage } from "../../../src/ports/ports.ts";
import { isReserved, places } from "../../../src/support/places.ts";
import type { DockerConfig } from "../config.ts";
import { sorted } from "../image/context.ts";
import { type Described, type Feature, nothingElse, type Source, type Variable } from "./described.ts";
import { isVariable, readDevcontainer } from "./devcontainer.ts";
import { takenBy } from "./dockerfile.ts";
import { createIgnore, takesBack } from "./ignore.ts";
import { type Installed, OURS } from "./layer.ts";
import { shellWord } from "./variables.ts";

/** Bytes of a file that is read as a whole. */
const MOST = 2 ** 20;
/** Bytes of what an image is built from. */
const MOST_CONTEXT = 2 ** 31;

const USUAL = [".devcontainer/devcontainer.json", ".devcontainer.json"] as const;

type Host = DockerConfig["host"];
type Pack = ReturnType<Host["pack"]>;

/** Reads what a project's own image is to be from the project's directory, where anything may stand. */
export function createReader({ host, agent, passed = [] }: DockerConfig) {
  /** Null where it is not there. Rejects where it is no plain file of the project's own. */
  async function textOf({ slug, directory }: Project, path: string): Promise<string | null> {
    const found = await host.find(directory, path, MOST);
    if (found.kind === "file") return found.content.toString("utf8");
    if (found.kind === "none") return null;
    throw bad(slug, `${path} is no plain file of the project's own, or too large`);
  }

  async function needed(project: Project, path: string): Promise<string> {
    const text = await textOf(project, path);
    if (text !== null) return text;
    throw bad(project.slug, `there is no ${path} in the project`);
  }

  async function devcontainerIn(project: Project, path: string | null): Promise<Described> {
    for (const place of path === null ? USUAL : [path]) {
      const text = await textOf(project, place);
      if (text !== null) return readDevcontainer(text, aboutOf(project, place));
    }
    throw bad(project.slug, `there is no ${path ?? USUAL.join(" or ")} in the project`);
  }

  function aboutOf({ slug, environment, mounts }: Project, path: string) {
    return {
      path,
      slug,
      passes: (name: string) => passed.includes(name) || Object.hasOwn(environment, name),
      isOurs,
      taken: (target: string) => {
        if (isReserved(target, agent.image) || `${target}/`.startsWith(`${agent.image.home}/`))
          return "the cockpit needs that place";
        return mounts.some((mount) => mount.target === target) ? "cockpit.yaml mounts something there" : null;
      },
    };
  }

  function isAgents(name: string): boolean {
    const { always, switched, addresses } = agent.environment;
    const patterns = [always, addresses, ...Object.values(switched)];
    return Object.hasOwn(switched, name) || patterns.some((pattern) => pattern.test(name));
  }

  function isOurs(name: string): boolean {
    return isAgents(name) || agent.image.variables.test(name);
  }

  return {
    isOurs,

    async describe(project: Project, { from }: ProjectImage): Promise<Described> {
      if (from?.kind === "devcontainer") return devcontainerIn(project, from.path);
      if (from?.kind !== "dockerfile") return { from, ...nothingElse };
      return { from: { kind: "build", path: from.path, context: from.context, args: {} }, ...nothingElse };
    },

    /** What the engine builds a project's own image from, and a name for it: the same for the same. */
    async source(project: Project, source: Extract<Source, { kind: "build" }>) {
      const { slug, directory } = project;
      const { context, args, target = "" } = source;
      const dockerfile = await needed(project, source.path);
      const ignored = await textOf(project, posix.join(context, ".dockerignore"));
      const first = { [`${OURS}/Dockerfile`]: dockerfile };
      const open = (taken: readonly string[], onLink: (path: string) => void = () => {}) => {
        const tar = host.pack(directory, context, { ...wantedOf(taken, ignored ?? ""), first, onLink });
        if (tar === null) throw bad(slug, `${context} is no directory of the project's own`);
        return tar;
      };
      const about = JSON.stringify([sorted(args), target]);
      const taken = takenBy(dockerfile);
      let isLed = false;
      const tar = open(taken, (path) => {
        isLed ||= taken.some((place) => isIn(place, path));
      });
      const print = await printOf(tar, about);
      if (!isLed) return { print, open: () => open(taken) };
      // Where a link leads may be anywhere in the context.
      return { print: await printOf(open(["."]), about), open: () => open(["."]) };
    },

    /** What the features come to, where each has what it needs. */
    async features(project: Project, features: readonly Feature[]) {
      const installed: Installed[] = [];
      const environment: Variable[] = [];
      for (const { path, options } of features) {
        const about = metadata.parse(jsonc.parse(await needed(project, posix.join(path, "devcontainer-feature.json"))));
        await needed(project, posix.join(path, "install.sh"));
        const variables = { ...defaultsOf(about), ...options };
        installed.push({
          place: path,
          variables: Object.fromEntries(Object.entries(variables).map(([key, value]) => [variableName(key), value])),
        });
        for (const [name, value] of Object.entries(about.containerEnv ?? {}))
          if (isVariable(name) && !isOurs(name)) environment.push({ name, word: featureWord(value, project.slug) });
      }
      return { installed, environment };
    },

    /** Files of ours, with the features that they take, as a build context. */
    layer(project: Project, first: Readonly<Record<string, string>>, features: readonly Installed[]): Pack {
      const taken = features.map(({ place }) => place);
      return host.pack(project.directory, ".", { ...wantedOf(taken, ""), first });
    },
  };
}

/** Of a tar, and of what else is said `about` it. */
export async function printOf(tar: Readable, about = ""): Promise<string> {
  const hash = createHash("sha256").update(about);
  for await (const piece of tar) hash.update(piece);
  return hash.digest("hex");
}

const metadata = z.looseObject({
  options: z.record(z.string(), z.looseObject({ default: z.union([z.string(), z.boolean()]).optional() })).optional(),
  containerEnv: z.record(z.string(), z.string()).optional(),
});

function defaultsOf({ options = {} }: z.infer<typeof metadata>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([key, { default: usual }]) => (usual === undefined ? [] : [[key, `${usual}`]])),
  );
}

/** As the specification of features has it. */
function variableName(option: string): string {
  return option
    .replace(/[^\w]/g, "_")
    .replace(/^[\d_]+/, "_")
    .toUpperCase();
}

/** Features name the container's variables as shells do. */
function featureWord(value: string, slug: string): string {
  const text = value.replace(/\$\{(?=[A-Za-z_]\w*\})/g, "$${containerEnv:");
  return shellWord(
    text,
    { devcontainerId: slug },
    () => false,
    () => {},
  );
}

function wantedOf(taken: readonly string[], ignored: string) {
  const keeps = createIgnore(ignored);
  const isWhole = taken.includes(".");
  const isTaken = (path: string) => isWhole || taken.some((place) => isIn(path, place));
  const leads = (path: string) => taken.some((place) => isIn(place, path));
  const mayReturn = takesBack(ignored);
  return {
    enters: (path: string) =>
      path !== OURS && (isTaken(path) || leads(path)) && (mayReturn || keeps(path) || leads(path)),
    takes: (path: string) => (isTaken(path) || leads(path)) && keeps(path),
    most: MOST_CONTEXT,
  };
}

function isIn(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function bad(slug: string, problem: string): BridgeError {
  return new BridgeError("bad-config", `The image of ${slug}: ${problem}. Correct it, and say it again.`);
}

/** Where an image may have a volume of its own, for it is only kept beside the project's home; null: it hides what the cockpit needs. */
export function volumePlace(target: string, image: DockerConfig["agent"]["image"]): "ours" | "theirs" | null {
  if (target === "/") return null;
  const mounted = [places.workspace, places.cockpit, places.run, image.home, image.userHome];
  if (mounted.includes(target)) return "ours";
  return isReserved(target, image) || isIn(target, image.home) ? null : "theirs";
}
