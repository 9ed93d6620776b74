import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Audit, Clock } from "../../src/ports/ports.ts";
import { createSerialQueue } from "../../src/support/serial.ts";

export function createAudit(path: string, clock: Clock, onError: (error: unknown) => void): Audit {
  const lane = createSerialQueue();
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
