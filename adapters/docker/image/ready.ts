import { connect } from "../client.ts";
import type { DockerConfig } from "../config.ts";
import { hasImage } from "./base.ts";
import { createImage } from "./image.ts";
import { createOnce } from "./shared.ts";

/** Whether the image of the present recipe is built. Rejects with `engine-missing` where no engine answers. */
export async function imageReady(config: DockerConfig): Promise<boolean> {
  const docker = connect(config.endpoint);
  return hasImage(docker, await createImage(docker, config, createOnce(docker)).tag());
}
