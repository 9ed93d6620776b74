import { join } from "node:path";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import { fenced } from "../../src/cockpit/fenced.ts";
import { asBridgeError } from "../../src/errors.ts";
import type { Engine, Project } from "../../src/ports/ports.ts";
import { places } from "../../src/support/places.ts";
import { openChannel } from "./channel.ts";
import { connect } from "./client.ts";
import type { DockerConfig } from "./config.ts";
import { createContainers } from "./containers.ts";
import { createImages, type Made } from "./project/images.ts";
import { specOf } from "./spec.ts";
import { containerOwner, containerUser, giveDirectory, refuseSockets } from "./user.ts";

/** Cockpits on a Docker engine. */
export function createDocker(config: DockerConfig): Engine {
  const docker = connect(config.endpoint);
  const { name, agent, host } = config;
  const images = createImages(docker, config);
  const containers = createContainers(docker, config);
  const { stop, remove, inspect, list, processes, written } = containers;

  async function specFor(project: Project, session: string, note: (made: Made) => void) {
    await refuseSockets(project, config);
    const user = await containerUser(project, host);
    await giveDirectory(project, { user, agent: agent.name }, host, config.onNotice ?? (() => {}));
    const directories = config.mounts(project);
    const made = await images.of(project);
    note(made);
    const { tag, volumes, unset } = made;
    const owner = await containerOwner(project, host);
    for (const volume of volumes) await host.make(join(directories.volumes, volume.name), owner);
    return specOf({ name, project, session, agent: agent.image, image: tag, directories, user, volumes, unset });
  }

  return {
    prepare: async (progress, project) => (await images.prepare(progress, project)).lacks,
    async start(project, session, told = SILENT) {
      const begin = async () => {
        await images.prepare(told.progress, project);
      };
      let made: Made | undefined;
      const spec = () =>
        specFor(project, session, (present) => {
          made = present;
        });
      const container = await containers.start(project.slug, spec, begin);
      if (made !== undefined && project.image !== undefined) await images.removeOthers(project, made);
      if (project.image?.from?.kind === "devcontainer") await untilDone(docker, container.name, project, told);
      return container;
    },
    stop,
    remove,
    inspect,
    list,
    processes,
    written,
    shell: (container, argv) => ["docker", "exec", "-it", container.name, ...argv],
    open: async (project, argv) => openChannel(docker, await containers.nameOf(project), argv),
  };
}

const SILENT = { progress: () => {}, trouble: () => {} };

/** Waits for what a new container does before its agent, and tells once of how it went. What ends meanwhile is told of by whoever looks at it next. */
async function untilDone(
  docker: Docker,
  container: string,
  { slug }: Project,
  { progress, trouble }: NonNullable<Parameters<Engine["start"]>[2]>,
): Promise<void> {
  const wait = `[ -e /etc/cockpit/first-run ] || exit 0
    until [ -e ${places.firstRun} ]; do sleep 0.1; done
    tail -c 3000 ${places.firstRun}
    : >${places.firstRun}`;
  try {
    progress("Waiting for what the project does first in a new container");
    const { output, input } = await openChannel(docker, container, ["/bin/sh", "-c", wait]);
    input.end();
    const said = (await text(output)).trim();
    if (said === "") return;
    trouble(`What ${slug} does first in a new container has failed, and the cockpit goes on without:\n${fenced(said)}`);
  } catch (thrown) {
    if (asBridgeError(thrown).code !== "container-missing") throw thrown;
  }
}
