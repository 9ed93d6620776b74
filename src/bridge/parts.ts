import type { FreezePolicy } from "../cockpit/freeze-policy.ts";
import type { Cockpit } from "../cockpit/state.ts";
import type { Log } from "../log/log.ts";
import type { Agent, Clock, Engine, Feed, Opinion, Store } from "../ports/ports.ts";

export interface Timeouts {
  /** Milliseconds from the container's start to Claude at its prompt; kept by the agent's adapter. */
  readonly thaw: number;
  /** Milliseconds from a key to a sign of it; kept by the agent's adapter. */
  readonly deliver: number;
  /** Milliseconds for an interrupt to take, before the container is stopped all the same. */
  readonly freeze: number;
}

export interface Parts {
  readonly engine: Engine;
  readonly agent: Agent;
  readonly store: Store;
  readonly feed: Pick<Feed, "post" | "close">;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeouts: (project: string) => Timeouts;
  readonly policy: (project: string) => FreezePolicy;
  /** Whether a project is trusted with whatever it brings; left out, people are asked. */
  readonly trusts?: (project: string) => Promise<boolean>;
  /** Left out, nobody is asked. */
  readonly opinion?: Opinion;
  /** Told of every change, after it is on disk. */
  readonly onChange?: (cockpit: Cockpit) => void;
}
