import type Docker from "dockerode";
import { limited } from "../client.ts";
import { projectTag } from "../image/image.ts";

/** Whose an image is. Not a container's labels: one that is made of it would have them, too. */
const LABELS = { instance: "luzia.cockpit.image.instance", project: "luzia.cockpit.image.project" } as const;

export function imageLabels(instance: string, project: string): Readonly<Record<string, string>> {
  return { [LABELS.instance]: instance, [LABELS.project]: project };
}

/** Images that were made for a project before. One of which a container is made stays, and so does what cannot be removed. */
export async function removePrevious(
  docker: Docker,
  instance: string,
  project: string,
  present: readonly string[],
): Promise<void> {
  const label = Object.entries(imageLabels(instance, project)).map(([name, value]) => `${name}=${value}`);
  const found = await limited("list its images", 15_000, () =>
    docker.listImages({ filters: JSON.stringify({ label }) }),
  ).catch(() => []);
  // By name alone: what somebody has built on one of them has its labels.
  const old = found
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((tag) => tag.startsWith(projectTag(project)) && !present.includes(tag));
  // What is made of another one is gone before that.
  for (const tag of old) await limited("remove an image", 60_000, () => docker.getImage(tag).remove()).catch(() => {});
}
