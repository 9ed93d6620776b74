import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "../../adapters/docker/client.ts";
import type { DockerConfig } from "../../adapters/docker/config.ts";
import { findCertificates } from "../../adapters/docker/image/certificates.ts";
import { createImages, type Images } from "../../adapters/docker/project/images.ts";
import { hostDirectory as host } from "../../adapters/host/ownership.ts";
import { agent } from "../../src/agent.ts";

/** An engine's settings, as far as they decide its images. */
export async function imageSettings(): Promise<Omit<DockerConfig, "name" | "state" | "mounts">> {
  return {
    agent,
    program: fileURLToPath(new URL("../..", import.meta.url)),
    cacheDir: join(homedir(), ".cache/luzia-cockpit"),
    certificates: await findCertificates(process.env.NODE_EXTRA_CA_CERTS),
    host,
  };
}

/** The usual image: what others are built on in tests, for nothing can be pulled there. */
export async function usualImage(images?: Images): Promise<string> {
  const nowhere = { config: "/", cockpit: "/", run: "/", home: "/", volumes: "/" };
  const settings = { ...(await imageSettings()), name: "luzia-usual", state: [], mounts: () => nowhere };
  return (await (images ?? createImages(connect(), settings)).prepare(() => {})).tag;
}
