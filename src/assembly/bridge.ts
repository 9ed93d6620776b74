import { join } from "node:path";
import { deletedBy } from "../../adapters/host/deleted.ts";
import { type Bridge, type BridgeParts, createBridge } from "../bridge/bridge.ts";
import { createDiskWatch } from "../bridge/disk.ts";
import { isRunning } from "../cockpit/state.ts";
import type { Context } from "../commands/command.ts";
import type { Config } from "../config/config.ts";
import { hostFiles } from "../config/host.ts";
import type { Log } from "../log/log.ts";
import type { Clock, OwnVolume, Project } from "../ports/ports.ts";
import type { Ground } from "./ground.ts";

export interface HallParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly ground: Ground;
}

/** Where the bot keeps files for the project's Claude. Throws `bad-name` or `unknown-project`. */
export function filesOf({ config, ground }: HallParts, name: string): OwnVolume {
  return ground.homes.of(config.project(name).slug).run;
}

/** Whether all projects of the root are trusted with whatever they bring. */
export interface TrustedRoot {
  readonly set: Context["trustedRoot"]["set"];
  /** Whether what the project brings is trusted as it is. */
  trusts(name: string): Promise<boolean>;
}

export function createTrustedRoot(config: Config, { store }: Pick<Ground, "store">): TrustedRoot {
  const records = store.records<boolean>("trusted-roots");
  // A project's directory has its links followed.
  const root = hostFiles.real(config.root) ?? config.root;
  const isInRoot = ({ directory }: Project) => directory.startsWith(join(root, "/"));
  const isTrusted = async () => (await records.get(config.root)) === true;

  return {
    async set(trusted) {
      await records.set(config.root, trusted);
      return config.root;
    },
    async trusts(name) {
      const said = config.trusts(name);
      return said === "all" || (said === null && isInRoot(config.project(name)) && (await isTrusted()));
    },
  };
}

export function bridgeOn(
  { config, clock, log, ground }: HallParts,
  { trusts }: TrustedRoot,
  told: Pick<BridgeParts, "onChange" | "onPlace" | "onRemove">,
): Bridge {
  const { engine, agent, store, feed, capacity, opinion } = ground;
  const { timeouts, policy, priority, project } = config;
  const { limits } = capacity;
  return createBridge({
    engine,
    agent,
    store,
    feed,
    clock,
    log,
    timeouts,
    policy,
    trusts,
    ...(opinion && { opinion }),
    project,
    limits,
    priority,
    ...told,
  });
}

/** Stops what fills the disk. */
export function watchDisk({ config, clock, log, ground }: HallParts, bridge: Bridge): { close(): void } {
  const { homes, engine } = ground;
  return createDiskWatch({
    running: () => bridge.known().flatMap(({ project, phase }) => (isRunning(phase) ? [project] : [])),
    measure: [
      (name) => homes.of(name).used(),
      (name) => engine.written(name),
      async (name) => deletedBy(await engine.processes(name)),
    ],
    limit: config.disk,
    stop: async (name, reason) => void (await bridge.stop(name, reason)),
    clock,
    log,
  });
}
