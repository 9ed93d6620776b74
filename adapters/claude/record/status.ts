import { z } from "zod";
import type { Volume } from "../../../src/ports/ports.ts";
import { SESSIONS } from "../homes.ts";

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

/** How many files are looked at, and how long one may be (bytes): Claude's has some hundred. */
const MOST = { files: 50, bytes: 64 * 1024 } as const;

/** Null while Claude is not up. The launcher removes what a killed one left behind, so there is one file at most. */
export async function readStatus(config: Volume): Promise<Status | null> {
  const names = await config.list(SESSIONS, MOST.files);
  for (const name of names.filter((one) => /^\d+\.json$/.test(one))) {
    const content = await config.read(`${SESSIONS}/${name}`, MOST.bytes);
    const read = file.safeParse(content === null ? null : parsed(content.toString("utf8")));
    if (!read.success) continue;
    const { status, waitingFor, sessionId, statusUpdatedAt } = read.data;
    return { status, waitingFor: waitingFor ?? "", session: sessionId, since: statusUpdatedAt };
  }
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
