import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { BridgeError } from "../../../src/errors.ts";
import { limited } from "../client.ts";
import { follow } from "./stream.ts";

export interface Build {
  readonly tag: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly builder: "auto" | "buildkit" | "legacy";
  /** Where it is in the context; `Dockerfile` without. */
  readonly dockerfile?: string;
  readonly target?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** What its commands may take, where the builder knows how to: BuildKit does not. */
  readonly limits?: { readonly memory: number; readonly cpus: number };
}

type WithContext = (use: (tar: Readable) => Promise<void>) => Promise<void>;

/** Builds with BuildKit; with the legacy builder where the engine turns BuildKit down before it has done anything. */
export async function build(docker: Docker, plan: Build, context: WithContext, progress: (line: string) => void) {
  if (plan.builder === "legacy") return await buildWith("1", docker, plan, context, progress);
  let steps = 0;
  const count = (line: string) => {
    steps += 1;
    progress(line);
  };
  try {
    await buildWith("2", docker, plan, context, count);
  } catch (thrown) {
    const mayFallBack = plan.builder === "auto" && steps === 0;
    if (!mayFallBack || !(thrown instanceof BridgeError) || thrown.code !== "engine-failed") throw thrown;
    progress("[legacy builder] this engine has no BuildKit");
    await buildWith("1", docker, plan, context, progress);
  }
}

async function buildWith(
  version: "1" | "2",
  docker: Docker,
  { tag, buildArgs, dockerfile, target, labels, limits }: Build,
  context: WithContext,
  progress: (line: string) => void,
): Promise<void> {
  await context(async (tar) => {
    const which = {
      ...(dockerfile !== undefined && { dockerfile }),
      ...(target !== undefined && { target }),
      ...(labels !== undefined && { labels }),
    };
    const options = {
      t: tag,
      buildargs: { ...buildArgs },
      rm: true,
      forcerm: true,
      version,
      ...which,
      ...limiting(limits),
    };
    // Answers once it has the whole context, some 200 MB of it.
    const stream = await limited("take the build context", 300_000, (abortSignal) =>
      docker.buildImage(tar, { ...options, abortSignal }),
    );
    await follow(stream, "build the image", 600_000, progress);
  });
}

function limiting(limits: Build["limits"]) {
  if (limits === undefined) return {};
  const { memory, cpus } = limits;
  return { memory, memswap: memory, cpuperiod: 100_000, cpuquota: Math.round(cpus * 100_000) };
}
