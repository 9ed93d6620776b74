import { PassThrough } from "node:stream";
import type { Bridge } from "../../src/bridge.ts";
import type { Cockpit } from "../../src/cockpit/state.ts";
import type { DaemonParts } from "../../src/daemon.ts";
import { createLog } from "../../src/log.ts";
import type { Entry, Feed, Message } from "../../src/ports.ts";
import { createManualClock, type ManualClock } from "../fakes/clock.ts";
import { makeCockpit } from "../fakes/cockpit.ts";

export const idle = makeCockpit({ phase: { name: "idle" } });

/** A bridge that only answers; what a test cares about it puts in. */
export function createFakeBridge(change: Partial<Bridge> = {}): Bridge {
  return {
    open: async () => {},
    close: async () => {},
    list: async () => [],
    strangers: async () => [],
    look: async () => idle,
    start: async () => idle,
    prompt: async () => idle,
    stop: async () => makeCockpit({ phase: { name: "frozen", held: true } }),
    renew: async () => {},
    remove: async () => {},
    screen: async () => "screen",
    container: async (project) => ({
      project,
      session: "s",
      name: `box-${project}`,
      running: true,
      paused: false,
      exitCode: null,
      outOfMemory: false,
    }),
    failure: () => null,
    onProgress: () => () => {},
    ...change,
  };
}

/** A feed that a test writes into. */
export interface MemoryFeed extends Feed {
  push(...messages: readonly Message[]): void;
  /** How many listen now. */
  readonly listeners: number;
}

export function createMemoryFeed(): MemoryFeed {
  const entries: Entry[] = [];
  const listeners = new Set<(entry: Entry) => void>();
  return {
    push(...messages) {
      for (const message of messages) {
        const entry = { seq: entries.length + 1, at: 0, key: `${entries.length}`, message };
        entries.push(entry);
        for (const listen of [...listeners]) listen(entry);
      }
    },
    get listeners() {
      return listeners.size;
    },
    last: async () => entries.length,
    async subscribe(_project, seq, onEntry, signal) {
      for (const entry of entries.slice(seq)) if (!signal.aborted) onEntry(entry);
      if (signal.aborted) return;
      listeners.add(onEntry);
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      listeners.delete(onEntry);
    },
  };
}

export interface Surroundings {
  readonly context: DaemonParts["context"];
  readonly feed: MemoryFeed;
  readonly clock: ManualClock;
}

export function surround(change: Partial<Bridge> = {}): Surroundings {
  const feed = createMemoryFeed();
  const clock = createManualClock();
  const context = {
    bridge: createFakeBridge(change),
    feed,
    clock,
    projects: () => [],
    misnamed: () => [],
    attachFile: async (_project: string, event: string, path: string) => `/var/cockpit/files/${event}/${path}`,
  };
  return { context, feed, clock };
}

export const silentLog = createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] });

export const asking: Cockpit = makeCockpit({
  question: {
    id: "q1",
    kind: "text",
    text: "I looked.\nLazy or eager?",
    sentence: "Lazy or eager?",
    asks: [],
    since: 0,
  },
});
