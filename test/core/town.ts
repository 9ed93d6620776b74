import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { type Bridge, createBridge } from "../../src/bridge/bridge.ts";
import { AT_ONCE, type FreezePolicy } from "../../src/cockpit/freeze-policy.ts";
import { type Limits, NO_LIMITS } from "../../src/cockpit/slots/standing.ts";
import type { Cockpit } from "../../src/cockpit/state.ts";
import { createLog } from "../../src/log/log.ts";
import type { Message } from "../../src/ports/ports.ts";
import { createManualClock, type ManualClock } from "../fakes/clock.ts";
import { createFakeEngine } from "../fakes/engine.ts";
import { createMemoryFeed } from "../fakes/feed.ts";
import { createMemoryStore } from "../fakes/store.ts";
import { type Act, type ClaudeWorld, createClaudeWorld } from "./claude.ts";
import { createFuse, type Fuse, type Moment } from "./fuse.ts";
import { musica, TIMEOUTS } from "./stage.ts";

export const RATIONED: FreezePolicy = { ...AT_ONCE, idle: 30 * 60_000, rationed: true };

/** Several projects on one engine; all that outlives a bridge, as the stage has it for one. */
export interface Town {
  readonly claude: ClaudeWorld;
  readonly clock: ManualClock;
  /** The most containers that ran at one time. */
  readonly most: number;
  /** What ran, in the order in which it was started. */
  readonly started: readonly string[];
  /** A new bridge, not yet opened; `at`: it is killed at its call of that number. */
  bridge(at?: number, moment?: Moment): { readonly bridge: Bridge; readonly fuse: Fuse };
  settle(): Promise<void>;
  saved(project: string): Cockpit;
  notices(project: string): readonly string[];
  setLimits(limits: Partial<Limits>): void;
  /** The place of each who waits for a slot, as it was told last. */
  readonly places: ReadonlyMap<string, string>;
}

export function buildTown(script: (text: string) => readonly Act[], first: Partial<Limits> = {}): Town {
  const clock = createManualClock();
  const engine = createFakeEngine();
  const claude = createClaudeWorld({ engine, clock, script });
  const feed = createMemoryFeed();
  const disk = new Map<string, string>();
  const log = createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] });
  const running = new Set<string>();
  const started: string[] = [];
  const places = new Map<string, string>();
  const fuses: Fuse[] = [];
  let limits: Limits = { ...NO_LIMITS, ...first };
  let most = 0;

  const counted: typeof claude.engine = {
    ...claude.engine,
    async start(project, session) {
      running.add(project.slug);
      started.push(project.slug);
      most = Math.max(most, running.size);
      return claude.engine.start(project, session);
    },
    async stop(project, pause) {
      await claude.engine.stop(project, pause);
      running.delete(project);
    },
    async remove(project) {
      await claude.engine.remove(project);
      running.delete(project);
    },
    die(project, code, outOfMemory) {
      running.delete(project);
      claude.engine.die(project, code, outOfMemory);
    },
  };

  const read = (project: string): Cockpit => JSON.parse(disk.get(project) ?? "null");

  return {
    claude,
    clock,
    started,
    places,
    get most() {
      return most;
    },
    bridge(at = 0, moment = "before") {
      const fuse = createFuse(at, moment, () => claude.crash());
      fuses.push(fuse);
      const bridge = createBridge({
        engine: fuse.wrap("engine", counted),
        agent: fuse.wrap("agent", claude.agent(fuse.point)),
        store: fuse.wrap("store", createMemoryStore(disk)),
        feed: fuse.wrap("feed", feed),
        clock,
        log,
        timeouts: () => TIMEOUTS,
        policy: () => RATIONED,
        project: (slug) => ({ ...musica, slug }),
        limits: () => limits,
        onPlace({ project }) {
          const place = bridge.place(project);
          if (place === null) places.delete(project);
          else places.set(project, place.text);
        },
      });
      return { bridge, fuse };
    },
    async settle() {
      let still = 0;
      for (let seen = -1; still < 20; ) {
        await setImmediate();
        const now = fuses.reduce((sum, { calls }) => sum + calls.length, claude.activity);
        still = now === seen ? still + 1 : 0;
        seen = now;
      }
    },
    saved: read,
    notices: (project) => feed.read(project).flatMap((one: Message) => (one.type === "notice" ? [one.text] : [])),
    setLimits(change) {
      limits = { ...limits, ...change };
    },
  };
}
