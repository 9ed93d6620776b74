import { posix } from "node:path";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { fenced } from "../../../src/cockpit/fenced.ts";
import { BridgeError } from "../../../src/errors.ts";
import type { Project, ProjectImage } from "../../../src/ports/ports.ts";
import type { DockerConfig } from "../config.ts";
import { requireBase } from "../image/base.ts";
import { type Build, build } from "../image/build.ts";
import { createImage, diskFull, isFull, type OwnBase, passed, projectTag } from "../image/image.ts";
import { createOnce, type Once } from "../image/shared.ts";
import { stepOf } from "../image/steps.ts";
import type { Source, VolumeMount } from "./described.ts";
import { volumeName } from "./devcontainer.ts";
import { layerFiles, OURS } from "./layer.ts";
import { createReader, printOf, volumePlace } from "./own.ts";
import { imageLabels, removePrevious } from "./previous.ts";
import { has, read, type Said } from "./probe.ts";

type Progress = (line: string) => void;

/** The image that a project's container is made of, and what goes with it. */
export interface Made {
  readonly tag: string;
  readonly volumes: readonly VolumeMount[];
  /** Variables that it has, and that its agent is not to have. */
  readonly unset: readonly string[];
  /** What was asked for, and is not done; sentences. */
  readonly lacks: readonly string[];
  /** All that it is made of. */
  readonly tags: readonly string[];
}

export interface Images {
  /** Resolves once it is there. Without a project, or where that has none of its own, it is the usual one. */
  prepare(progress: Progress, project?: Project): Promise<Made>;
  /** What `prepare` would resolve with; the usual one is not looked for. */
  of(project: Project): Promise<Made>;
  /** Removes what else was made for the project, as far as nothing is made of it. */
  removeOthers(project: Project, made: Made): Promise<void>;
}

export function createImages(docker: Docker, config: DockerConfig, once: Once = createOnce(docker)): Images {
  const image = createImage(docker, config, once);
  const reader = createReader(config);
  /** By the base's id: what is in an image stays so. */
  const nodes = new Map<string, boolean>();

  async function buildOwn(plan: Omit<Build, "builder">, context: () => Readable, about: About, tell: Progress) {
    const tail: string[] = [];
    const hear = (line: string) => {
      const step = stepOf(line);
      if (step !== null) tell(step);
      else if (!NOISE.test(line)) tail.push(line);
      tail.splice(0, Math.max(0, tail.length - TAIL));
    };
    const { limits, slug } = about;
    // What BuildKit keeps for RUN --mount=type=cache is each project's own.
    const buildArgs = { ...plan.buildArgs, BUILDKIT_CACHE_MOUNT_NS: `${config.name}-${slug}` };
    const dockerfile = `${OURS}/Dockerfile`;
    const whole = { ...plan, buildArgs, dockerfile, builder: config.builder ?? "auto", limits };
    try {
      await build(docker, whole, (use) => use(context()), hear);
    } catch (thrown) {
      throw failed(about, thrown, tail);
    }
  }

  /** The project's own image, without the agent; null: it is the usual one. */
  async function baseOf(
    project: Project,
    from: Source | null,
    by: string | null,
    tell: Progress,
  ): Promise<(OwnBase & Said) | null> {
    if (from === null) return null;
    const { slug } = project;
    if (from.kind === "image") {
      const { name } = from;
      await once(name, tell, async (told) => void (await requireBase(docker, name, told, `the image of ${slug}`)));
      return asBase(name, slug, by);
    }
    const { print, open } = await reader.source(project, from);
    const tag = `${projectTag(slug)}${print}`;
    const { args, target, path } = from;
    await once(tag, tell, async (told) => {
      told(`Building ${path} of ${slug}`);
      const plan = {
        tag,
        buildArgs: { ...config.proxy, ...args },
        ...labelled(slug),
        ...(target !== undefined && { target }),
      };
      await buildOwn(plan, open, { slug, what: path, limits: project.limits }, told);
    });
    return asBase(tag, slug, by);
  }

  const labelled = (by: string | null) => (by === null ? {} : { labels: imageLabels(config.name, by) });

  async function asBase(name: string, slug: string, by: string | null): Promise<OwnBase & Said> {
    const said = await read(docker, name);
    return { ...said, ...labelled(by), name, by, hasNode: () => look(name, said, slug) };
  }

  /** Whether it has a Node.js. Rejects where our layer could not be built on it. */
  async function look(name: string, { id, environment }: Said, slug: string): Promise<boolean> {
    const known = nodes.get(id);
    if (known !== undefined) return known;
    const path = (environment.get("PATH") ?? "").split(":").slice(0, MOST_PLACES);
    const places = new Set([...path, "/usr/bin", "/usr/local/bin"]);
    const programs = [...places].filter((place) => place.startsWith("/")).map((place) => `${place}/node`);
    const found = await has(docker, name, ["/usr/bin/apt-get", ...programs]);
    if (!found.has("/usr/bin/apt-get")) {
      const next = "Name one that is: of most languages there is one whose name ends in -bookworm.";
      throw new BridgeError(
        "image-failed",
        `The image of ${slug} (${name}) is not made from Debian or Ubuntu (it has no apt-get), so no cockpit can be built on it. ${next}`,
      );
    }
    const hasNode = programs.some((path) => found.has(path));
    nodes.set(id, hasNode);
    return hasNode;
  }

  async function ensure(project: Project, own: ProjectImage, tell: Progress): Promise<Made> {
    const { slug } = project;
    const described = await reader.describe(project, own);
    const by = own.from === null || own.from.kind === "image" ? null : slug;
    const base = await baseOf(project, described.from, by, tell);
    const foreign = await foreignIn(base, project);
    await image.prepare(tell, base ?? undefined);
    const agents = await image.tag(base ?? undefined);
    const { installed, environment } = await reader.features(project, described.features);
    const layer = {
      ...described,
      environment: [...environment, ...described.environment],
      features: installed,
      setup: own.setup,
    };
    const files = layerFiles(agents, layer, config.agent.image);
    const volumes = [
      ...described.volumes,
      ...foreign.volumes.filter(({ target }) => !described.volumes.some((one) => one.target === target)),
    ];
    const tags = [...(base === null ? [] : [base.name]), agents];
    const made = { volumes, unset: foreign.unset, lacks: described.lacks };
    if (files === null) return { ...made, tag: agents, tags };
    const open = () => {
      const tar = reader.layer(project, files, installed);
      if (tar === null) throw new BridgeError("bad-config", `The directory of ${slug} is not there any more.`);
      return tar;
    };
    const tag = `${projectTag(by)}${await printOf(open())}`;
    await once(tag, tell, async (told) => {
      told(`Setting up the image of ${slug}`);
      await buildOwn(
        { tag, buildArgs: { ...config.proxy }, ...labelled(by) },
        open,
        { slug, what: "setup", limits: project.limits },
        told,
      );
    });
    return { ...made, tag, tags: [...tags, tag] };
  }

  /** What comes with somebody's image beside its files. */
  async function foreignIn(base: (OwnBase & Said) | null, { slug, mounts }: Project) {
    const names = [...(base?.environment.keys() ?? [])];
    const ours = await image.variables();
    const unset = names.filter((name) => !ours.has(name) && reader.isOurs(name));
    const targets = new Set((base?.volumes ?? []).map(plainPath));
    if (targets.size > MOST_VOLUMES) throw crowded(slug);
    for (const { target } of mounts) targets.delete(plainPath(target));
    const volumes = [...targets].flatMap((target) => {
      const place = volumePlace(target, config.agent.image);
      if (place === null) throw hiding(slug, target);
      return place === "ours" ? [] : [{ name: volumeName(target), target }];
    });
    return { unset, volumes };
  }

  const usual = async (): Promise<Made> => {
    const tag = await image.tag();
    return { tag, tags: [tag], volumes: [], unset: [], lacks: [] };
  };

  return {
    async prepare(progress, project) {
      if (project?.image !== undefined) return about(project, () => ensure(project, project.image ?? NONE, progress));
      await image.prepare(progress);
      return usual();
    },
    of: async (project) =>
      project.image === undefined ? usual() : about(project, () => ensure(project, project.image ?? NONE, () => {})),
    removeOthers: ({ slug }, { tags }) => removePrevious(docker, config.name, slug, tags),
  };
}

const NONE: ProjectImage = { from: null, setup: [] };

/** Of one image. */
const MOST_VOLUMES = 20;
/** Of an image's path, each of which is looked into. */
const MOST_PLACES = 50;
/** Lines of a failed build that are told. */
const TAIL = 12;
/** What builders say between what the commands do. */
const NOISE = /^ ---> |^Removing intermediate container |^copy \/context \//;

interface About {
  readonly slug: string;
  /** What of it is being made. */
  readonly what: string;
  readonly limits: Project["limits"];
}

/** What is no sentence of ours yet becomes one about this project. */
async function about<T>({ slug, limits }: Project, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw failed({ slug, what: "looking for it", limits }, thrown, []);
  }
}

function failed({ slug, what }: About, thrown: unknown, tail: readonly string[]): BridgeError {
  if (thrown instanceof BridgeError && (passed.has(thrown.code) || thrown.code === "too-large")) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  if (isFull(detail)) return diskFull(thrown);
  const said = tail.length === 0 ? "" : ` It said last:\n${fenced(tail.join("\n"))}`;
  return new BridgeError(
    "image-failed",
    `The image of ${slug} could not be made (${what}): ${detail.replace(/\.$/, "")}. Correct that, and say it again; nothing is lost.${said}`,
    thrown,
  );
}

function plainPath(path: string): string {
  return posix.join("/", path, ".").replace(/(?<=.)\/$/, "");
}

function crowded(slug: string): BridgeError {
  return new BridgeError(
    "bad-config",
    `The image of ${slug} has more than ${MOST_VOLUMES} volumes. Take some of them out of it, or name another image.`,
  );
}

function hiding(slug: string, target: string): BridgeError {
  return new BridgeError(
    "bad-config",
    `The image of ${slug} has a volume at ${target}, where the cockpit keeps what it needs. Take that VOLUME out of it, or name another image.`,
  );
}
