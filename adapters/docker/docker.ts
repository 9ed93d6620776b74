import type { Engine } from "../../src/ports/ports.ts";
import { openChannel } from "./channel.ts";
import { connect } from "./client.ts";
import type { DockerConfig } from "./config.ts";
import { createContainers } from "./containers.ts";
import { createImage } from "./image/image.ts";
import { specOf } from "./spec.ts";
import { containerUser, giveDirectory, refuseSockets } from "./user.ts";

/** Cockpits on a Docker engine. */
export function createDocker(config: DockerConfig): Engine {
  const docker = connect(config.endpoint);
  const { name } = config;
  const image = createImage(docker, config);
  const containers = createContainers(docker, config);
  return {
    prepare: (progress) => image.prepare(progress),
    async start(project, session) {
      await refuseSockets(project, config.host, config.endpoint);
      const user = await containerUser(project, config.host);
      await giveDirectory(project, user, config.host, config.onNotice ?? (() => {}));
      const directories = config.mounts(project);
      const spec = specOf({ name, project, session, image: await image.tag(), directories, user });
      return await containers.start(project.slug, spec, () => image.prepare(() => {}));
    },
    stop: (project, pause) => containers.stop(project, pause),
    remove: (project) => containers.remove(project),
    inspect: (project) => containers.inspect(project),
    list: () => containers.list(),
    processes: (project) => containers.processes(project),
    written: (project) => containers.written(project),
    open: async (project, argv) => openChannel(docker, await containers.nameOf(project), argv),
  };
}
