import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type Docker from "dockerode";
import { BridgeError } from "../../../src/errors.ts";
import { limited, messageOf, statusOf } from "../client.ts";
import { run } from "../command.ts";
import { formatSources, parseSources, type Source, sourcesFor } from "./sources.ts";
import { stepsOnly } from "./steps.ts";
import { follow } from "./stream.ts";

type Progress = (line: string) => void;

const release = "bookworm";
const official = `debian:${release}-slim`;
const homemade = `luzia-cockpit-base:${release}`;

/** The image to build on: Debian's own, from here or from its registry, else one made from Debian's packages. */
export async function findBase(docker: Docker, certificates: string, progress: Progress): Promise<string> {
  if (await hasImage(docker, official)) return official;
  if (await hasImage(docker, homemade)) return homemade;
  return pullOr(docker, official, progress, async (thrown) => {
    progress(`${official} cannot be pulled here (${messageOf(thrown)}): making a base from Debian's packages`);
    await makeBase(docker, certificates, progress, thrown);
    return homemade;
  });
}

/** The image named in the settings. Rejects with `image-failed` before anything else is fetched. */
export async function requireBase(
  docker: Docker,
  name: string,
  progress: Progress,
  key = "docker.base",
): Promise<string> {
  if (await hasImage(docker, name)) return name;
  return pullOr(docker, name, progress, async (thrown) => {
    throw new BridgeError(
      "image-failed",
      `The base image ${name} is not here and cannot be pulled (${messageOf(thrown)}). Correct ${key} in cockpit.yaml, or bring the image by \`docker load\`.`,
      thrown,
    );
  });
}

/** The image's name once it is here. `otherwise`: what there is instead where it cannot be pulled; no engine, or no disk, is people's to see to first. */
async function pullOr(
  docker: Docker,
  name: string,
  progress: Progress,
  otherwise: (thrown: unknown) => Promise<string>,
): Promise<string> {
  try {
    await pull(docker, name, progress);
    return name;
  } catch (thrown) {
    if (thrown instanceof BridgeError && (thrown.code === "engine-missing" || thrown.code === "disk-full"))
      throw thrown;
    return otherwise(thrown);
  }
}

async function pull(docker: Docker, name: string, progress: Progress): Promise<void> {
  progress(`Pulling ${name}`);
  const stream = await limited(`pull ${name}`, 20_000, (abortSignal) => docker.pull(name, { abortSignal }));
  await follow(stream, `pull ${name}`, 20_000, stepsOnly(progress));
}

export async function hasImage(docker: Docker, name: string): Promise<boolean> {
  try {
    await limited(`look up the image ${name}`, 15_000, () => docker.getImage(name).inspect());
    return true;
  } catch (thrown) {
    if (statusOf(thrown) === 404) return false;
    throw thrown;
  }
}

async function makeBase(docker: Docker, certificates: string, progress: Progress, unpullable: unknown): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    const next = `Let the engine reach its registry, or bring the image by \`docker load\`, or run this as root on Debian.`;
    throw new BridgeError(
      "image-failed",
      `The base image ${official} is not here and cannot be pulled. ${next}`,
      unpullable,
    );
  }
  if (!existsSync("/usr/sbin/debootstrap")) await installPackages(["debootstrap"], progress);
  const root = await mkdtemp(join(tmpdir(), "luzia-base-"));
  try {
    await bootstrap(root, certificates, stepsOnly(progress));
    await importRoot(docker, root, progress);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Installs Debian packages on this machine. The caller has made sure that it may. */
export async function installPackages(names: readonly string[], progress: Progress): Promise<void> {
  progress(`Installing ${names.join(" ")}`);
  await run({ argv: ["apt-get", "update"], limitMs: 300_000 });
  const install = ["apt-get", "install", "-y", "--no-install-recommends", ...names] as const;
  await run({ argv: ["env", "DEBIAN_FRONTEND=noninteractive", ...install], limitMs: 900_000 });
}

async function bootstrap(root: string, certificates: string, progress: Progress): Promise<void> {
  const sources = sourcesFor(release, await hostSources());
  const mirror = sources.find(({ suite }) => suite === release)?.uri;
  const secure = sources.some(({ uri }) => uri.startsWith("https:"));
  const include = secure ? ["--include=ca-certificates"] : [];
  const argv = [
    "debootstrap",
    "--variant=minbase",
    ...include,
    release,
    root,
    ...(mirror === undefined ? [] : [mirror]),
  ] as const;
  await run({ argv: [...argv], limitMs: 1_200_000 }, progress);
  if (sources.length > 0) await writeFile(join(root, "etc/apt/sources.list"), formatSources(sources));
  const proxy = await aptProxy();
  if (proxy !== "") await writeFile(join(root, "etc/apt/apt.conf.d/90-host-proxy"), proxy);
  if (secure && certificates !== "") {
    await writeFile(join(root, "usr/local/share/ca-certificates/extra-ca.crt"), certificates);
    await run({ argv: ["chroot", root, "update-ca-certificates"], limitMs: 60_000 });
  }
  await slim(root);
}

/** What a container never reads: 90 MB of documentation, translations and apt's caches. */
async function slim(root: string): Promise<void> {
  const excluded = ["/usr/share/doc", "/usr/share/man", "/usr/share/info", "/usr/share/locale"];
  const rules = excluded.map((path) => `path-exclude ${path}/*\n`).join("");
  await writeFile(join(root, "etc/dpkg/dpkg.cfg.d/slim"), `${rules}path-include /usr/share/doc/*/copyright\n`);
  // Services must not start while packages are installed into an image.
  await writeFile(join(root, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const emptied = [
    "/usr/share/man",
    "/usr/share/info",
    "/usr/share/locale",
    "/var/lib/apt/lists",
    "/var/cache/apt/archives",
  ];
  for (const path of emptied) {
    await rm(join(root, path), { recursive: true, force: true });
    await mkdir(join(root, path));
  }
  await mkdir(join(root, "var/cache/apt/archives/partial"));
}

async function importRoot(docker: Docker, root: string, progress: Progress): Promise<void> {
  const tar = spawn("tar", ["--numeric-owner", "-cf", "-", "-C", root, "."], { stdio: ["ignore", "pipe", "ignore"] });
  tar.on("error", (error) => tar.stdout.destroy(error));
  const [repo, tag] = homemade.split(":");
  const stream = await limited("import the base image", 120_000, (abortSignal) =>
    docker.importImage(tar.stdout, { repo, tag, abortSignal }),
  );
  await follow(stream, "import the base image", 120_000, progress);
}

async function hostSources(): Promise<Source[]> {
  const directory = "/etc/apt/sources.list.d";
  const listed = existsSync(directory) ? (await readdir(directory)).sort().map((name) => join(directory, name)) : [];
  const paths = ["/etc/apt/sources.list", ...listed].filter(
    (path) => /\.(list|sources)$/.test(path) && existsSync(path),
  );
  return (await Promise.all(paths.map((path) => readFile(path, "utf8")))).flatMap(parseSources);
}

async function aptProxy(): Promise<string> {
  const { stdout } = await promisify(execFile)("apt-config", ["dump", "Acquire"], { timeout: 10_000 });
  return (stdout.match(/^Acquire::https?::(\S+::)?Proxy(-Auto-Detect)? .*$/gim) ?? [])
    .map((line) => `${line}\n`)
    .join("");
}
