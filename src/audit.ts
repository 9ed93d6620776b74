import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { createLane } from "./lane.ts";
import type { Clock } from "./ports.ts";

/** Who did, or was refused, what: kept for good, one line of JSON each, never changed. */
export interface Audit {
  /** Resolves once the line is written; a line that cannot be written is told to `onError`, and holds nothing up. */
  write(entry: { readonly event: string; readonly who: string; readonly [key: string]: unknown }): Promise<void>;
}

export function createAudit(path: string, clock: Clock, onError: (error: unknown) => void): Audit {
  const lane = createLane();
  return {
    write: (entry) =>
      lane
        .run(async () => {
          await mkdir(dirname(path), { recursive: true, mode: 0o700 });
          const line = JSON.stringify({ at: new Date(clock.now()).toISOString(), ...entry });
          await appendFile(path, `${line}\n`, { mode: 0o600 });
        })
        .catch(onError),
  };
}
