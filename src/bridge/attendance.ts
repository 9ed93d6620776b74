import { asBridgeError } from "../errors.ts";
import type { Agent, Clock } from "../ports/ports.ts";
import { withTimeout } from "../support/timeout.ts";

/** Whether somebody is at a cockpit's terminal, so that nothing is stopped under their hands. */
export interface Attendance {
  isAttended(): Promise<boolean>;
  /** Another Claude starts: what its terminal did not say before is no matter any more. */
  renew(): void;
}

/** For how long after a key somebody counts as being there, and how long the terminal has to tell (milliseconds). */
const PRESENT = 5 * 60_000;
const LIMIT = 5_000;
/** How often in a row it may say nothing before nobody can be using it: a machine may be out of breath. */
const MOST_SILENCES = 4;

export function createAttendance(project: string, agent: Pick<Agent, "attended">, clock: Clock): Attendance {
  let silences = 0;
  return {
    async isAttended() {
      try {
        const at = await withTimeout(clock, LIMIT, "the terminal to answer", () => agent.attended(project));
        silences = 0;
        return at !== null && clock.now() - at < PRESENT;
      } catch (error) {
        if (asBridgeError(error).code === "claude-exited") return false;
        silences += 1;
        return silences <= MOST_SILENCES;
      }
    },
    renew() {
      silences = 0;
    },
  };
}
