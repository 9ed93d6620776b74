import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { ContainerCreateOptions } from "dockerode";
import { BridgeError } from "../../src/errors.ts";
import type { AgentImage, Project } from "../../src/ports/ports.ts";
import { isReserved, machineName, places } from "../../src/support/places.ts";
import type { HostDirectories } from "./config.ts";

export const labels = {
  instance: "luzia.cockpit.instance",
  project: "luzia.cockpit.project",
  session: "luzia.cockpit.session",
  spec: "luzia.cockpit.spec",
} as const;

export interface SpecInput {
  readonly name: string;
  readonly project: Project;
  readonly session: string;
  readonly agent: Pick<AgentImage, "home" | "userHome" | "stopSeconds">;
  readonly image: string;
  /** Of the project's own; each is kept in a directory beside its home. */
  readonly volumes?: readonly { readonly name: string; readonly target: string }[];
  /** Variables of a project's image that its agent is not to have. */
  readonly unset?: readonly string[];
  readonly directories: HostDirectories;
  /** `uid:gid`, resolved. */
  readonly user: string;
}

/** All there is to know of a project's container. What differs from it is created anew: all state is in the mounts. */
export function specOf(input: SpecInput): ContainerCreateOptions {
  const { name, project, session, agent, image, user, unset = [] } = input;
  const options = {
    name: containerName(name, project.slug),
    Hostname: project.slug.slice(0, 63),
    Image: image,
    User: user,
    // Without a value, the engine takes them away.
    ...(unset.length > 0 && { Env: [...unset] }),
    StopTimeout: agent.stopSeconds,
    HostConfig: {
      Mounts: mountsOf(input),
      NetworkMode: name,
      ExtraHosts: [`${machineName}:host-gateway`],
      RestartPolicy: { Name: "no" },
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "1" } },
      // tini is in the image, so that `docker run` of it by hand behaves the same.
      Init: false,
      ...hardening(project),
    },
  };
  const own = { [labels.instance]: name, [labels.project]: project.slug, [labels.session]: session };
  const spec = createHash("sha256")
    .update(JSON.stringify([options, own]))
    .digest("hex")
    .slice(0, 16);
  return { ...options, Labels: { ...own, [labels.spec]: spec } };
}

/** What the container may not do, and how much it may take. */
function hardening({ limits }: Project) {
  return {
    Privileged: false,
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges:true"],
    Memory: limits.memory,
    // Equal to the memory: no swap on top.
    MemorySwap: limits.memory,
    NanoCpus: Math.round(limits.cpus * 1e9),
    PidsLimit: limits.pids,
    IpcMode: "private",
  };
}

function mountsOf({ project, agent, directories, volumes = [] }: SpecInput) {
  const bind = (source: string, target: string, readOnly: boolean) => ({
    Type: "bind" as const,
    Source: source,
    Target: target,
    ReadOnly: readOnly,
  });
  return [
    bind(project.directory, places.workspace, false),
    bind(directories.home, agent.userHome, false),
    bind(directories.config, agent.home, false),
    bind(directories.cockpit, places.cockpit, false),
    bind(directories.run, places.run, true),
    ...volumes.map(({ name, target }) => bind(posix.join(directories.volumes, name), target, false)),
    ...project.mounts.map(({ source, target, readOnly }) => bind(source, target, readOnly)),
  ];
}

/** Where on the host the place of a volume is, which is in another mount's directory; null where it is in the container's own. */
export function onHost(
  { directory, mounts }: Pick<Project, "directory" | "mounts">,
  { home }: Pick<HostDirectories, "home">,
  { userHome }: Pick<AgentImage, "userHome">,
  target: string,
): { readonly root: string; readonly path: string } | null {
  // In one of these it is for whoever named that to see to.
  if (mounts.some((mount) => contains(mount.target, target))) return null;
  for (const [place, root] of [
    [userHome, home],
    [places.workspace, directory],
  ] as const)
    if (target !== place && contains(place, target)) return { root, path: posix.relative(place, target) };
  return null;
}

export function containerName(name: string, slug: string): string {
  return `${name}-${slug}`;
}

/** Cockpits have a network of their own, in which they do not see each other. */
export function networkOf(name: string) {
  return {
    Name: name,
    Driver: "bridge",
    CheckDuplicate: true,
    Options: { "com.docker.network.bridge.enable_icc": "false" },
    Labels: { [labels.instance]: name },
  };
}

/** `auto` is the owner of the project's directory, but never root: an agent does not run as root. */
export function userOf(project: Project, owner: { readonly uid: number; readonly gid: number }): string {
  const auto = owner.uid === 0 ? "1000:1000" : `${owner.uid}:${owner.gid}`;
  const user = project.user === "auto" ? auto : project.user;
  if (!/^\d+:\d+$/.test(user))
    throw badConfig(project, `user "${user}" is not of the form uid:gid, such as 1000:1000.`);
  if (/^0+:/.test(user)) throw badConfig(project, "user may not be root (uid 0): give another uid:gid, or `auto`.");
  return user;
}

/**
 * Refuses what would give the container the engine, or would hide what the cockpit needs.
 * Sources are real paths here: a symbolic link must not get around it.
 */
export function checkMounts(
  project: Project,
  sockets: readonly string[],
  image: Pick<AgentImage, "home" | "userHome" | "reserved">,
): void {
  const targets = new Set<string>();
  for (const source of [project.directory, ...project.mounts.map((mount) => mount.source)]) {
    if (sockets.some((socket) => contains(source, socket))) {
      throw badConfig(project, `${source} may not be mounted: it holds the container engine's socket.`);
    }
  }
  for (const { target } of project.mounts) {
    if (!posix.isAbsolute(target) || posix.normalize(target) !== target || target === "/") {
      throw badConfig(project, `the mount target "${target}" is not a plain absolute path.`);
    }
    if (isReserved(target, image) || targets.has(target))
      throw badConfig(project, `the mount target ${target} is taken.`);
    targets.add(target);
  }
}

function contains(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}

function badConfig(project: Project, problem: string): BridgeError {
  return new BridgeError("bad-config", `Project ${project.slug}: ${problem}`);
}
