import { readFile } from "node:fs/promises";
import type Docker from "dockerode";
import type { Capacity } from "../../src/ports/ports.ts";
import { connect, limited, socketOf } from "./client.ts";
import type { DockerConfig } from "./config.ts";
import { isOurs } from "./ours.ts";
import { labels } from "./spec.ts";

/** Milliseconds. */
const ANSWER_LIMIT = 10_000;

/** What the engine's machine has, and what our containers on it take. */
export function createCapacity(config: Pick<DockerConfig, "endpoint" | "state">): Capacity {
  const docker = connect(config.endpoint);
  const isLocal = socketOf(config.endpoint) !== undefined;
  const filters = { label: [labels.project], status: ["running", "paused"] };
  return {
    async measure() {
      const { MemTotal: total } = await limited("tell how much memory it has", ANSWER_LIMIT, () => docker.info());
      const all = await limited("list the containers", ANSWER_LIMIT, () => docker.listContainers({ filters }));
      const running = all.filter(({ Labels, Mounts }) => isOurs(config, Labels, Mounts));
      const used = await Promise.all(running.map(({ Id }) => memoryOf(docker, Id)));
      return {
        total,
        free: isLocal ? await freeOn(total) : null,
        used: used.flatMap((bytes) => (bytes === null ? [] : [bytes])),
      };
    },
  };
}

/** Null where it went away meanwhile. */
async function memoryOf(docker: Docker, id: string): Promise<number | null> {
  try {
    const { memory_stats: memory } = await limited("tell what a container uses", ANSWER_LIMIT, () =>
      docker.getContainer(id).stats({ stream: false, "one-shot": true }),
    );
    // What is only a cache of files is given back when it is needed; the names are of cgroups v2 and v1.
    const cache = memory.stats?.inactive_file ?? memory.stats?.total_inactive_file ?? 0;
    return memory.usage === undefined ? null : Math.max(0, memory.usage - cache);
  } catch {
    return null;
  }
}

/** Bytes; null where the engine is in a machine of its own, as on a Mac, or this system does not tell. */
async function freeOn(total: number): Promise<number | null> {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) * 1024;
  const available = bytes("MemAvailable");
  const isSame = Math.abs(bytes("MemTotal") - total) < total / 20;
  return isSame && Number.isFinite(available) ? available : null;
}
