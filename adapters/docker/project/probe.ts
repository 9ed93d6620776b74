import { posix } from "node:path";
import type Docker from "dockerode";
import { limited, statusOf } from "../client.ts";

/** What an image says of itself. */
export interface Said {
  readonly id: string;
  readonly environment: ReadonlyMap<string, string>;
  /** Where it has volumes of its own. */
  readonly volumes: readonly string[];
}

export async function read(docker: Docker, name: string): Promise<Said> {
  const { Id, Config } = await limited(`look up the image ${name}`, 15_000, () => docker.getImage(name).inspect());
  const pairs = (Config.Env ?? []).map((line) => {
    const end = line.indexOf("=");
    return [line.slice(0, end), line.slice(end + 1)] as const;
  });
  return { id: Id, environment: new Map(pairs), volumes: Object.keys(Config.Volumes ?? {}) };
}

const LABEL = "luzia.cockpit.probe";
/** Seconds after which nobody looks into one any more. */
const OLD = 600;

/** Which of the paths are in an image. Nothing of it is run. */
export async function has(docker: Docker, name: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  await removeLeftovers(docker);
  const probe = { Image: name, Cmd: ["true"], NetworkDisabled: true, Labels: { [LABEL]: "" } };
  const container = await limited(`look into the image ${name}`, 30_000, (abortSignal) =>
    docker.createContainer({ ...probe, abortSignal }),
  );
  try {
    const found = await Promise.all(
      paths.map(async (path) => ((await isIn(container, posix.normalize(path))) ? [path] : [])),
    );
    return new Set(found.flat());
  } finally {
    await limited("remove a container", 60_000, () => container.remove({ force: true, v: true }));
  }
}

/** Of bots that were ended meanwhile. What runs is none of ours. */
async function removeLeftovers(docker: Docker): Promise<void> {
  const filters = { label: [LABEL], status: ["created"] };
  const found = await limited("list its containers", 15_000, () => docker.listContainers({ all: true, filters }));
  const old = found.filter(({ Created }) => Date.now() / 1_000 - Created > OLD);
  for (const { Id } of old)
    await limited("remove a container", 60_000, () => docker.getContainer(Id).remove({ v: true })).catch(() => {});
}

async function isIn(container: Docker.Container, path: string): Promise<boolean> {
  try {
    await limited(`look for ${path}`, 15_000, () => container.infoArchive({ path }));
    return true;
  } catch (thrown) {
    if (statusOf(thrown) === 404) return false;
    throw thrown;
  }
}
