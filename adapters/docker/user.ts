import { BridgeError, systemCode } from "../../src/errors.ts";
import type { Owner, Project } from "../../src/ports/ports.ts";
import { engineSockets } from "../../src/support/places.ts";
import { socketOf } from "./client.ts";
import type { DockerConfig } from "./config.ts";
import { checkMounts, userOf } from "./spec.ts";

type Host = DockerConfig["host"];

/** The `uid:gid` a project's container runs as; its host directories must be writable for it. */
export async function containerUser(project: Project, { ownerOf }: Host): Promise<string> {
  return userOf(project, await onDisk(project, project.directory, ownerOf));
}

/** The same as two numbers. */
export async function containerOwner(project: Project, host: Host): Promise<Owner> {
  const [uid = 1000, gid = uid] = (await containerUser(project, host)).split(":").map(Number);
  return { uid, gid };
}

/**
 * A directory of root's is given to the container's user, for an agent does not run as root and could write nothing
 * there. Only what is root's changes hands, links are not followed, and only root can do it; anybody else's
 * directory is left as it is.
 */
export async function giveDirectory(
  project: Project,
  { user, agent }: { readonly user: string; readonly agent: string },
  { ownerOf, give }: Host,
  tell: (line: string) => void,
): Promise<void> {
  const { uid } = await onDisk(project, project.directory, ownerOf);
  if (uid !== 0 || process.getuid?.() !== 0) return;
  const [toUid = 1000, toGid = 1000] = user.split(":").map(Number);
  tell(`${project.directory} belonged to root: giving it to ${user}, as whom ${agent} works`);
  const owner: Owner = { uid: toUid, gid: toGid };
  const left = await onDisk(project, project.directory, (path) => give(path, owner));
  if (left > 0)
    tell(
      `${left} files in ${project.directory} stay root's, for they have a second name (hard links) or cannot change hands (immutable, read-only, on a share): ${agent} may not be able to write them`,
    );
}

/** Rejects with `bad-config` where the project would mount the engine's socket, by whatever name. */
export async function refuseSockets(
  project: Project,
  { agent, host: { real }, endpoint }: Pick<DockerConfig, "agent" | "host" | "endpoint">,
): Promise<void> {
  const own = socketOf(endpoint);
  const sockets = own === undefined ? engineSockets : [own, await real(own).catch(() => own), ...engineSockets];
  const directory = await onDisk(project, project.directory, real);
  const mounts = await Promise.all(
    project.mounts.map(async (mount) => ({ ...mount, source: await onDisk(project, mount.source, real) })),
  );
  checkMounts({ ...project, directory, mounts }, sockets, agent.image);
}

async function onDisk<T>(project: Project, path: string, look: (path: string) => Promise<T>): Promise<T> {
  try {
    return await look(path);
  } catch (thrown) {
    const why = systemCode(thrown) === "ENOENT" ? "is not there" : "cannot be read";
    throw new BridgeError(
      "bad-config",
      `Project ${project.slug}: ${path} ${why}. Create it, or correct the path.`,
      thrown,
    );
  }
}
