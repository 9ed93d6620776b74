import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { type Bridge, createBridge } from "../../src/bridge/bridge.ts";
import type { Parts } from "../../src/bridge/parts.ts";
import { AT_ONCE, type FreezePolicy } from "../../src/cockpit/freeze-policy.ts";
import type { Cockpit } from "../../src/cockpit/state.ts";
import { BridgeError } from "../../src/errors.ts";
import { createLog } from "../../src/log/log.ts";
import type { Message, Project, Store } from "../../src/ports/ports.ts";
import { createManualClock, type ManualClock } from "../fakes/clock.ts";
import { createFakeEngine } from "../fakes/engine.ts";
import { createMemoryFeed, type MemoryFeed } from "../fakes/feed.ts";
import { createMemoryStore } from "../fakes/store.ts";
import { type Act, type ClaudeWorld, createClaudeWorld } from "./claude.ts";
import { createFuse, type Fuse, type Moment } from "./fuse.ts";

export const musica: Project = {
  slug: "musica",
  directory: "/projects/musica",
  limits: { memory: 2 ** 30, cpus: 1, pids: 100 },
  mounts: [],
  user: "1000:1000",
  permissionMode: "default",
  owners: ["slack:OWNER"],
  approvers: null,
  committer: null,
  environment: {},
};

export const TIMEOUTS = { thaw: 60_000, deliver: 30_000, freeze: 10_000 };

/** Everything that outlives a bridge: disks, containers, Claude, the feed. */
export interface Stage {
  readonly claude: ClaudeWorld;
  readonly feed: MemoryFeed;
  readonly clock: ManualClock;
  readonly disk: Map<string, string>;
  /** Takes the project out of the configuration. */
  unconfigure(): void;
  /** A new bridge on all of it, not yet opened. */
  bridge(store?: Store): Bridge;
  /** The same; `act` is begun beside its `at`-th call to the outside. */
  disturbed(at: number, act: () => void): { readonly bridge: Bridge; readonly fuse: Fuse };
  /** The same, which will be killed at its `at`-th call to the outside; `beside`: it is the container that is killed. */
  mortal(at: number, moment: Moment): { readonly bridge: Bridge; readonly fuse: Fuse };
  /** Resolves once nothing happens any more by itself. */
  settle(): Promise<void>;
  saved(): Cockpit;
  thread(): readonly Message[];
  /** Every change a bridge told of, with what was on disk then. */
  readonly changes: readonly { readonly told: Cockpit; readonly onDisk: Cockpit }[];
}

/** `first`: what a running Claude that is followed tells first. */
export function setStage(
  script: (text: string) => readonly Act[],
  first: "ready" | "reports" = "ready",
  rules: FreezePolicy = AT_ONCE,
  opinion?: Parts["opinion"],
): Stage {
  const clock = createManualClock();
  const claude = createClaudeWorld({ engine: createFakeEngine(), clock, script, first });
  const feed = createMemoryFeed();
  const disk = new Map<string, string>();
  const changes: { told: Cockpit; onDisk: Cockpit }[] = [];
  const saved = (): Cockpit => JSON.parse(disk.get("musica") ?? "null");
  const log = createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] });
  let calls = 0;
  let configured = true;

  function build(fuse: Fuse, store: Store): Bridge {
    return createBridge({
      engine: fuse.wrap("engine", claude.engine),
      agent: fuse.wrap("agent", claude.agent(fuse.point)),
      store: fuse.wrap("store", store),
      feed: fuse.wrap("feed", feed),
      clock,
      log,
      timeouts: () => TIMEOUTS,
      policy: () => rules,
      ...(opinion && { opinion }),
      project() {
        if (configured) return musica;
        throw new BridgeError("unknown-project", "There is no project musica.");
      },
      onChange: (told) => void changes.push({ told, onDisk: saved() }),
    });
  }
  const fuseAt = (at: number, moment: Moment, act: () => void) => {
    const fuse = createFuse(at, moment, act);
    fuses.push(fuse);
    return fuse;
  };
  const under = (fuse: Fuse) => ({ bridge: build(fuse, createMemoryStore(disk)), fuse });
  const fuses: Fuse[] = [];
  const counted = () => fuses.reduce((sum, fuse) => sum + fuse.calls.length, calls);

  return {
    claude,
    feed,
    clock,
    disk,
    bridge: (store = createMemoryStore(disk)) =>
      build(
        fuseAt(0, "before", () => {}),
        store,
      ),
    unconfigure() {
      configured = false;
    },
    disturbed: (at, act) => under(fuseAt(at, "beside", act)),
    mortal: (at, moment) =>
      under(fuseAt(at, moment, () => (moment === "beside" ? claude.engine.die("musica", 137) : claude.crash()))),
    async settle() {
      let still = 0;
      for (let seen = -1; still < 20; ) {
        await setImmediate();
        const now = counted() + claude.activity;
        still = now === seen ? still + 1 : 0;
        seen = now;
        if (++calls > 1_000_000) throw new Error("It never comes to rest.");
        calls -= 1;
      }
    },
    saved,
    thread: () => feed.read("musica"),
    changes,
  };
}
