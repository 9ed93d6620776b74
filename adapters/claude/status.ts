import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Home } from "./homes.ts";

/** What Claude's own session file says it is doing. */
export interface Status {
  readonly status: "idle" | "busy" | "waiting";
  readonly waitingFor: string;
  readonly session: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

const file = z.looseObject({
  // "shell" is idle with a shell still running in the background.
  status: z.enum(["idle", "busy", "waiting", "shell"]).transform((status) => (status === "shell" ? "idle" : status)),
  waitingFor: z.string().nullish(),
  sessionId: z.string().default(""),
  statusUpdatedAt: z.number().default(0),
});

/** Null while Claude is not up. The launcher removes what a killed one left behind, so there is one file at most. */
export async function readStatus(home: Home): Promise<Status | null> {
  const directory = join(home.config, "sessions");
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((one) => /^\d+\.json$/.test(one))) {
    const read = file.safeParse(await readJson(join(directory, name)));
    if (!read.success) continue;
    const { status, waitingFor, sessionId, statusUpdatedAt } = read.data;
    return { status, waitingFor: waitingFor ?? "", session: sessionId, since: statusUpdatedAt };
  }
  return null;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return null;
  }
}
