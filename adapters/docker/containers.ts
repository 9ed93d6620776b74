import { setTimeout as after } from "node:timers/promises";
import type Docker from "dockerode";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { Container, Engine, ListedContainer } from "../../src/ports/ports.ts";
import { createSerialQueue } from "../../src/support/serial.ts";
import { limited, socketOf, statusOf } from "./client.ts";
import type { DockerConfig } from "./config.ts";
import { homeOf, isOurs } from "./ours.ts";
import { containerName, labels, networkOf } from "./spec.ts";

/** The containers that carry the labels of this instance. */
export interface Containers extends Pick<Engine, "stop" | "remove" | "inspect" | "list" | "written" | "processes"> {
  /** What runs, or is only held still, is as it was made: `specOf` is asked of others. `prepare` is called where the image is gone. */
  start(
    project: string,
    specOf: () => Promise<Docker.ContainerCreateOptions>,
    prepare: () => Promise<void>,
  ): Promise<Container>;
  /** By which the engine finds the project's container, where it has one. */
  nameOf(project: string): Promise<string>;
}

export function createContainers(docker: Docker, config: DockerConfig): Containers {
  const { name } = config;
  const networks = createNetworks(docker, name);

  const isOwn = (found: Docker.ContainerInspectInfo) => isOurs(config, found.Config.Labels, found.Mounts);

  /** Ours, whatever it is called; somebody else's only under the name that ours is to have. */
  async function find(project: string): Promise<Docker.ContainerInspectInfo | null> {
    const named = await findContainer(docker, containerName(name, project));
    if (named !== null && isOwn(named)) return named;
    const [found] = await ours(`${labels.project}=${project}`);
    return found === undefined ? named : await findContainer(docker, found.Id);
  }

  /** Every cockpit on the engine, whosever it is. */
  async function everybodys(label: string = labels.project): Promise<readonly Docker.ContainerInfo[]> {
    const filters = { label: [label] };
    return limited("list its containers", 15_000, (abortSignal) =>
      docker.listContainers({ all: true, filters, abortSignal }),
    );
  }

  async function ours(label?: string): Promise<readonly Docker.ContainerInfo[]> {
    return (await everybodys(label)).filter(({ Labels, Mounts }) => isOurs(config, Labels, Mounts));
  }

  /** The engine has addresses for some thirty networks: what has no cockpit needs none. */
  async function tidy(instance: string): Promise<void> {
    const isUsed = (await everybodys()).some(({ Labels }) => Labels[labels.instance] === instance);
    if (!isUsed) await networks.remove(instance);
  }

  function refuseForeign(found: Docker.ContainerInspectInfo): void {
    if (!isOwn(found)) throw foreign(found);
  }

  const create = async (spec: Docker.ContainerCreateOptions, prepare: () => Promise<void>) => {
    await networks.ensure();
    const attempt = () => createContainer(docker, spec);
    try {
      await attempt();
    } catch (thrown) {
      if (statusOf(thrown) !== 404) throw thrown;
      await prepare();
      await attempt();
    }
  };

  return {
    async start(project, specOf, prepare) {
      const found = await find(project);
      if (found !== null) refuseForeign(found);
      // A running one keeps its settings until its next start: nobody's turn is cut off for them.
      if (found?.State.Running === true && !found.State.Paused) return asContainer(found);
      const spec = await specOf();
      const stale =
        found !== null && !found.State.Running && found.Config.Labels[labels.spec] !== spec.Labels?.[labels.spec];
      const gone = found === null || found.State.Dead || found.State.Status === "removing" || stale;
      if (found !== null && gone) {
        await removeContainer(docker, found.Id);
        const instance = found.Config.Labels[labels.instance] ?? name;
        if (instance !== name) await tidy(instance);
      }
      if (gone) await create(spec, prepare);
      const id = gone ? containerName(name, project) : found.Id;
      try {
        await wake(docker, id, found?.State.Paused === true);
      } catch (thrown) {
        if (!hasNoNetwork(thrown)) throw thrown;
        // It stood still while somebody removed what nothing seemed to use. All state is in the mounts.
        await removeContainer(docker, id);
        await create(spec, prepare);
        await wake(docker, containerName(name, project), false);
      }
      const now = await find(project);
      if (now === null) throw vanished(project);
      return asContainer(now);
    },
    async stop(project, pause = false) {
      const found = await find(project);
      if (found === null || !found.State.Running) return;
      refuseForeign(found);
      if (!pause) await stopContainer(docker, found, config.agent.image.stopSeconds);
      else if (!found.State.Paused) await pauseContainer(docker, found);
    },
    async remove(project) {
      const found = await find(project);
      if (found === null) return;
      refuseForeign(found);
      await removeContainer(docker, found.Id);
      await tidy(found.Config.Labels[labels.instance] ?? name);
    },
    async inspect(project) {
      const found = await find(project);
      return found === null || !isOwn(found) ? null : asContainer(found);
    },
    async written(project) {
      const found = await find(project);
      if (found === null || !isOwn(found)) return 0;
      const look = limited("tell what a container has written", 60_000, (abortSignal) => {
        const withSize = { size: true, abortSignal };
        return docker.getContainer(found.Id).inspect(withSize);
      });
      return sizeOf(await unless([404], look));
    },
    async processes(project) {
      const found = await find(project);
      if (found === null || !isOwn(found) || !found.State.Running || socketOf(config.endpoint) === undefined) return [];
      const look = limited("list a container's processes", 15_000, () =>
        docker.getContainer(found.Id).top({ ps_args: "-eo pid" }),
      );
      const table = await unless([404, 409, 500], look);
      return numbersIn(table);
    },
    async nameOf(project) {
      const found = await find(project);
      return found === null || !isOwn(found) ? containerName(name, project) : found.Id;
    },
    async list() {
      return (await ours()).map(asListed);
    },
  };
}

/** What of the engine's answer is read here. */
interface Inspected {
  readonly Name: string;
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly State: Pick<
    Docker.ContainerInspectInfo["State"],
    "Status" | "Running" | "Paused" | "ExitCode" | "OOMKilled"
  >;
}

/** The container as the port has it. */
export function asContainer({ Name, Config, State }: Inspected): Container {
  // Before its first start a container has a zero exit code that says nothing.
  const ran = !State.Running && State.Status !== "created";
  return {
    project: Config.Labels[labels.project] ?? "",
    session: Config.Labels[labels.session] ?? "",
    name: Name.replace(/^\//, ""),
    running: State.Running,
    paused: State.Paused,
    exitCode: ran ? State.ExitCode : null,
    // The engine also notes that a tool of the agent's was killed, though the agent itself went on and ended well.
    outOfMemory: State.OOMKilled && ran && State.ExitCode === 137,
  };
}

/** `State` is one word there: what is paused is not "running". */
function asListed({ Labels, Names, Id, State }: Docker.ContainerInfo): ListedContainer {
  const paused = State === "paused";
  return {
    project: Labels[labels.project] ?? "",
    session: Labels[labels.session] ?? "",
    name: Names[0]?.replace(/^\//, "") ?? Id,
    running: paused || State === "running",
    paused,
  };
}

export async function findContainer(docker: Docker, name: string): Promise<Docker.ContainerInspectInfo | null> {
  const look = limited(`inspect ${name}`, 15_000, (abortSignal) => docker.getContainer(name).inspect({ abortSignal }));
  return await unless(
    [404],
    look.then((info) => info),
  );
}

/** Of `ps`; the client's types do not have it. */
function numbersIn(table: unknown): readonly number[] {
  const { Processes: lines } = processTable.parse(table ?? { Processes: [] });
  return lines.map(([number]) => Number(number)).filter((number) => Number.isSafeInteger(number) && number > 0);
}

const processTable = z.looseObject({
  Processes: z
    .array(z.array(z.string()))
    .nullable()
    .transform((lines) => lines ?? []),
});

/** The client's types do not have it. */
function sizeOf(found: object | null): number {
  return found !== null && "SizeRw" in found && typeof found.SizeRw === "number" ? found.SizeRw : 0;
}

async function createContainer(docker: Docker, spec: Docker.ContainerCreateOptions): Promise<void> {
  const create = limited(`create ${spec.name}`, 30_000, (abortSignal) =>
    docker.createContainer({ ...spec, abortSignal }),
  );
  if ((await unless([409], create)) !== null) return;
  // Somebody else's start of the same project came first. The engine reserves the name before it shows the container.
  const end = Date.now() + 10_000;
  while ((await findContainer(docker, `${spec.name}`)) === null && Date.now() < end) await after(20);
}

async function wake(docker: Docker, name: string, paused: boolean): Promise<void> {
  if (paused) await unpause(docker, name);
  await unless(
    [304],
    limited(`start ${name}`, 60_000, (abortSignal) => docker.getContainer(name).start({ abortSignal })),
  );
}

/** One that is not paused any more, or that somebody has killed as it was, is a 409 or a 500, as the engine's version has it. */
async function unpause(docker: Docker, name: string): Promise<void> {
  try {
    await limited(`unpause ${name}`, 15_000, (abortSignal) => docker.getContainer(name).unpause({ abortSignal }));
  } catch (thrown) {
    const refused = statusOf(thrown) === 409 || statusOf(thrown) === 500;
    if (!refused || (await findContainer(docker, name))?.State.Paused === true) throw thrown;
  }
}

/** A frozen process cannot hear TERM, so it is woken first. The engine has as long again to answer. */
async function stopContainer(
  docker: Docker,
  { Id, Name, State }: Docker.ContainerInspectInfo,
  seconds: number,
): Promise<void> {
  if (State.Paused) await unpause(docker, Id);
  const stop = limited(`stop ${Name.slice(1)}`, 2_000 * seconds, (abortSignal) =>
    docker.getContainer(Id).stop({ t: seconds, abortSignal }),
  );
  await unless([304, 404], stop);
}

/** 409: somebody else did it, or it has just ended; either way nothing in it goes on. */
async function pauseContainer(docker: Docker, { Id, Name }: Docker.ContainerInspectInfo): Promise<void> {
  await unless(
    [404, 409],
    limited(`pause ${Name.slice(1)}`, 15_000, (abortSignal) => docker.getContainer(Id).pause({ abortSignal })),
  );
}

async function removeContainer(docker: Docker, id: string): Promise<void> {
  const remove = limited("remove a container", 60_000, (abortSignal) =>
    docker.getContainer(id).remove({ force: true, v: true, abortSignal }),
  );
  const busy = await unless([404], remove.then(() => false).catch(alreadyBeingRemoved));
  if (busy !== true) return;
  await unless(
    [404],
    limited("remove a container", 60_000, (abortSignal) =>
      docker.getContainer(id).wait({ condition: "removed", abortSignal }),
    ),
  );
}

/** 409: the engine is removing it already. */
function alreadyBeingRemoved(thrown: unknown): true {
  if (statusOf(thrown) === 409) return true;
  throw thrown;
}

/**
 * Two starts at once would make two networks of one name, which the engine allows, and neither container could start
 * after that: one at a time here, and what another process has doubled all the same is put right.
 */
function createNetworks(docker: Docker, name: string) {
  const making = createSerialQueue();

  async function ensure(): Promise<void> {
    const filters = { name: [name] };
    const found = await limited(`list the networks`, 15_000, () => docker.listNetworks({ filters }));
    const ours = found.filter(({ Name }) => Name === name).sort((one, other) => (one.Created < other.Created ? -1 : 1));
    // The newer ones go: containers of ours are on the first. One that is in use stays, and the engine says so.
    for (const { Id } of ours.slice(1))
      await unless(
        [403, 404, 409],
        limited(`remove the second network ${name}`, 15_000, () => docker.getNetwork(Id).remove()),
      );
    if (ours.length > 0) return;
    await unless(
      [409],
      limited(`create the network ${name}`, 30_000, (abortSignal) =>
        docker.createNetwork({ ...networkOf(name), abortSignal }),
      ),
    );
  }

  /** One that something is on stays, and so does one that is gone. */
  async function remove(instance: string): Promise<void> {
    await unless(
      [403, 404, 409],
      limited(`remove the network ${instance}`, 15_000, () => docker.getNetwork(instance).remove()),
    );
  }

  return { ensure: () => making.run(ensure), remove: (instance: string) => making.run(() => remove(instance)) };
}

function hasNoNetwork(thrown: unknown): boolean {
  return statusOf(thrown) === 404 && /network .*not found/i.test(thrown instanceof Error ? thrown.message : "");
}

/** Null where the engine answers with one of these: what was wanted is so already, or is not there. */
async function unless<T>(statuses: readonly number[], call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (thrown) {
    const status = statusOf(thrown);
    if (status !== undefined && statuses.includes(status)) return null;
    throw thrown;
  }
}

function foreign({ Name, Mounts }: Docker.ContainerInspectInfo): BridgeError {
  const home = homeOf(Mounts);
  const whose = home === undefined ? "that is no cockpit" : `of another installation (its state is around ${home})`;
  return new BridgeError(
    "engine-failed",
    `There is a container ${Name.slice(1)} ${whose}. Remove or rename it, or give this installation another COCKPIT_NAME; then say it again.`,
  );
}

function vanished(project: string): BridgeError {
  return new BridgeError(
    "container-missing",
    `The container of ${project} was removed while it started. Say it again.`,
  );
}
