import { lchown, lstat, readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { BridgeError, systemCode } from "../../src/errors.ts";
import type { Project } from "../../src/ports.ts";
import { socketOf } from "./client.ts";
import { checkMounts, userOf } from "./spec.ts";

/** The `uid:gid` a project's container runs as; its host directories must be writable for it. */
export async function containerUser(project: Project): Promise<string> {
  return userOf(project, await onDisk(project, project.directory, (path) => stat(path)));
}

/**
 * A directory of root's is given to the container's user, for Claude does not run as root and could write nothing
 * there. Only what is root's changes hands, links are not followed, and only root can do it; anybody else's
 * directory is left as it is.
 */
export async function giveDirectory(project: Project, user: string, tell: (line: string) => void): Promise<void> {
  const { uid } = await onDisk(project, project.directory, (path) => stat(path));
  if (uid !== 0 || process.getuid?.() !== 0) return;
  const [toUid = 1000, toGid = 1000] = user.split(":").map(Number);
  tell(`${project.directory} belonged to root: giving it to ${user}, as whom Claude works`);
  await give(project.directory, toUid, toGid);
}

async function give(path: string, uid: number, gid: number): Promise<void> {
  const found = await lstat(path);
  // The inside first: cut short, the directory itself is still root's, and the next start goes on.
  if (found.isDirectory()) for (const name of await readdir(path)) await give(join(path, name), uid, gid);
  if (found.uid === 0) await lchown(path, uid, gid);
}

/** Rejects with `bad-config` where the project would mount the engine's socket, by whatever name. */
export async function refuseSockets(project: Project, endpoint?: string): Promise<void> {
  const own = socketOf(endpoint);
  const known = ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock"];
  const sockets = own === undefined ? known : [own, await realpath(own).catch(() => own), ...known];
  const real = async (path: string) => await onDisk(project, path, (given) => realpath(given));
  const directory = await real(project.directory);
  const mounts = await Promise.all(
    project.mounts.map(async (mount) => ({ ...mount, source: await real(mount.source) })),
  );
  checkMounts({ ...project, directory, mounts }, sockets);
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
