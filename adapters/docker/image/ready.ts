import { BridgeError } from "../../../src/errors.ts";
import type { Project } from "../../../src/ports/ports.ts";
import { connect } from "../client.ts";
import type { DockerConfig } from "../config.ts";
import { createImages } from "../project/images.ts";
import { hasImage } from "./base.ts";
import type { Once } from "./shared.ts";

/** Whether the image of the present recipe is built, of a project's own where it has one. Rejects with `engine-missing` where no engine answers. */
export async function imageReady(config: DockerConfig, project?: Project): Promise<boolean> {
  const docker = connect(config.endpoint);
  const missing = new BridgeError("image-failed", "The image is not built.");
  const look: Once = async (tag) => {
    if (!(await hasImage(docker, tag))) throw missing;
  };
  try {
    await createImages(docker, config, look).prepare(() => {}, project);
    return true;
  } catch (thrown) {
    if (thrown === missing) return false;
    throw thrown;
  }
}
