import { totalmem } from "node:os";
import { join } from "node:path";
import { createClaude } from "../../adapters/claude/agent.ts";
import type { Credentials } from "../../adapters/claude/launch.ts";
import { createOpinion } from "../../adapters/claude/opinion.ts";
import { createCapacity } from "../../adapters/docker/capacity.ts";
import type { DockerConfig } from "../../adapters/docker/config.ts";
import { createDocker } from "../../adapters/docker/docker.ts";
import { containerOwner } from "../../adapters/docker/user.ts";
import { createAudit } from "../../adapters/files/audit.ts";
import { createFeed } from "../../adapters/files/feed.ts";
import { hostCommitter } from "../../adapters/host/committer.ts";
import { createHomes } from "../../adapters/host/homes.ts";
import { hostDirectory } from "../../adapters/host/ownership.ts";
import { createWorkspace } from "../../adapters/host/workspace.ts";
import { createKeyvStore } from "../../adapters/keyv/store.ts";
import type { Config } from "../config/config.ts";
import type { Env } from "../config/file.ts";
import type { Log } from "../log/log.ts";
import type { Clock } from "../ports/ports.ts";
import { createCapacityWatch } from "../slots/capacity.ts";

export interface GroundParts {
  readonly config: Config;
  readonly env: Env;
  readonly clock: Clock;
  readonly log: Log;
  readonly engine: DockerConfig;
  readonly credentials: () => Credentials;
  /** How much may run may be another than before. */
  readonly onCapacity: () => void;
}

/** Milliseconds; a question is not shown before. */
const OPINION_LIMIT = 10_000;

/** What the bridge stands on: the adapters, each made for this installation. */
export type Ground = Awaited<ReturnType<typeof openGround>>;

export async function openGround({ config, env, clock, log, onCapacity, ...parts }: GroundParts) {
  const homes = createHomes(config.state);
  homes.tidy();
  const engine = createDocker({ ...parts.engine, onNotice: (line) => log.info(line) });
  const capacity = createCapacityWatch({
    capacity: createCapacity(parts.engine),
    settings: config.queue,
    total: totalmem(),
    clock,
    log,
    onChange: onCapacity,
  });
  const store = await createKeyvStore({ directory: config.state, onTrouble: (sentence) => log.error(sentence) });
  const feed = createFeed({ directory: config.state, clock });
  const agent = createClaude({
    home: homes.of,
    workspace: ({ directory }) => createWorkspace(directory),
    owner: (project) => containerOwner(project, hostDirectory),
    credentials: parts.credentials,
    committer: hostCommitter,
    asksByChoices: config.claude.asksByChoices,
    open: (project, argv) => engine.open(project, argv),
    clock,
    timeouts: config.timeouts,
    onError: (error) => log.error({ err: error }, "following Claude"),
  });
  const audit = createAudit(join(config.state, "audit.jsonl"), clock, (error) =>
    log.error({ err: error }, "the audit log cannot be written"),
  );
  const { secondOpinion: model } = config.claude;
  const opinion = model === null ? null : createOpinion({ model, environment: env, limit: OPINION_LIMIT });
  return { homes, engine, capacity, store, feed, agent, audit, opinion };
}
