import { join } from "node:path";
import type { Engine, Project } from "../../src/ports/ports.ts";
import { openChannel } from "./channel.ts";
import { connect } from "./client.ts";
import type { DockerConfig } from "./config.ts";
import { createContainers } from "./containers.ts";
import { createFirstRuns } from "./first-run.ts";
import { createImages, type Made } from "./project/images.ts";
import { onHost, specOf } from "./spec.ts";
import { containerOwner, containerUser, giveDirectory, refuseSockets } from "./user.ts";

/** Cockpits on a Docker engine. */
export function createDocker(config: DockerConfig): Engine {
  const docker = connect(config.endpoint);
  const { name, agent, host } = config;
  const images = createImages(docker, config);
  const containers = createContainers(docker, config);
  const first = createFirstRuns(docker);
  const { inspect, list, processes, written } = containers;

  async function specFor(project: Project, session: string, note: (made: Made) => void) {
    await refuseSockets(project, config);
    const user = await containerUser(project, host);
    await giveDirectory(project, { user, agent: agent.name }, host, config.onNotice ?? (() => {}));
    const directories = config.mounts(project);
    const made = await images.of(project);
    note(made);
    const { tag, volumes, unset } = made;
    const owner = await containerOwner(project, host);
    for (const volume of volumes) {
      await host.make(join(directories.volumes, volume.name), owner);
      const place = onHost(project, directories, agent.image, volume.target);
      if (place !== null) await host.makeInside(place.root, place.path, owner);
    }
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
      if (project.image?.from?.kind === "devcontainer") await first.untilDone(container.name, project, told);
      return container;
    },
    stop(project, pause) {
      first.leave(project);
      return containers.stop(project, pause);
    },
    remove(project) {
      first.leave(project);
      return containers.remove(project);
    },
    inspect,
    list,
    processes,
    written,
    shell: (container, argv) => ["docker", "exec", "-it", container.name, ...argv],
    open: async (project, argv) => openChannel(docker, await containers.nameOf(project), argv),
  };
}

const SILENT = { progress: () => {}, trouble: () => {} };
