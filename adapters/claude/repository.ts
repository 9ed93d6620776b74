import { posix } from "node:path";
import type { Project, Workspace } from "../../src/ports/ports.ts";

/** Where the project is in its container. */
const WORKSPACE = "/workspace";
/** Bytes of a `.git` file: one path. */
const MOST = 10_000;

/**
 * What of the project's git does not work in its container: a worktree's and a submodule's `.git` is a file that names a
 * directory elsewhere (gitrepository-layout), which is not there unless it is mounted.
 */
export async function repositoryFaults(
  workspace: Workspace,
  { slug, mounts }: Pick<Project, "slug" | "mounts">,
): Promise<readonly string[]> {
  const found = await workspace.find(".git", MOST);
  const named = found.kind === "file" ? /^gitdir: (.+?)\s*$/m.exec(found.content.toString("utf8"))?.[1] : undefined;
  if (named === undefined) return [];
  const directory = posix.resolve(WORKSPACE, named);
  const isThere = [WORKSPACE, ...mounts.map(({ target }) => target)].some((place) => isIn(directory, place));
  if (isThere) return [];
  const whole = directory.replace(/\/(?:worktrees|modules)\/.*$/, "");
  const advice = named.startsWith("/")
    ? `mount it for ${slug} in cockpit.yaml (mounts: ["${whole}:${whole}"]), or open the repository itself as the project`
    : "open the repository that it is a part of as the project";
  return [`git does not work in the cockpit, for its repository (${named}) lies outside of the project: ${advice}.`];
}

function isIn(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}
