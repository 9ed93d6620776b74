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
  const { name, agent } = config;
  const image = createImage(docker, config);
  const containers = createContainers(docker, config);
  const { stop, remove, inspect, list, processes, written } = containers;
  return {
    prepare: (progress) => image.prepare(progress),
    async start(project, session) {
      await refuseSockets(project, config);
      const user = await containerUser(project, config.host);
      await giveDirectory(project, { user, agent: agent.name }, config.host, config.onNotice ?? (() => {}));
      const directories = config.mounts(project);
      const spec = specOf({ name, project, session, agent: agent.image, image: await image.tag(), directories, user });
      return await containers.start(project.slug, spec, () => image.prepare(() => {}));
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
