import { places } from "../../src/support/places.ts";
import type { DockerConfig } from "./config.ts";
import { labels } from "./spec.ts";

interface Mount {
  readonly Source: string;
  readonly Destination: string;
}

/**
 * Whether a container is a cockpit of this installation. Its names say nothing: others on the engine may have the same
 * ones, and this one may have had others before. What it sees of the bot's does: the directory that this bot reads what
 * it is told from.
 */
export function isOurs(
  { state }: Pick<DockerConfig, "state">,
  tags: Readonly<Record<string, string>>,
  mounts: readonly Mount[],
): boolean {
  if (tags[labels.instance] === undefined) return false;
  const source = homeOf(mounts);
  return state.some((path) => source?.startsWith(`${path.replace(/\/+$/, "")}/`));
}

/** Where it has what it tells its bot. */
export function homeOf(mounts: readonly Mount[]): string | undefined {
  return mounts.find(({ Destination }) => Destination === places.cockpit)?.Source;
}
