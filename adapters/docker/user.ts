import { realpath, stat } from "node:fs/promises";
import { BridgeError, systemCode } from "../../src/errors.ts";
import type { Project } from "../../src/ports.ts";
import { socketOf } from "./client.ts";
import { checkMounts, userOf } from "./spec.ts";

/** The `uid:gid` a project's container runs as; its host directories must be writable for it. */
export async function containerUser(project: Project): Promise<string> {
  return userOf(project, await onDisk(project, project.directory, (path) => stat(path)));
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
