import { PassThrough } from "node:stream";
import type { DaemonParts } from "../../src/api/server.ts";
import type { Bridge } from "../../src/bridge/bridge.ts";
import type { Cockpit } from "../../src/cockpit/state.ts";
import type { Context } from "../../src/commands/command.ts";
import { inputOf, parseWords } from "../../src/commands/parse.ts";
import { commands } from "../../src/commands/table.ts";
import { createLog } from "../../src/log/log.ts";
import { platforms } from "../../src/platforms.ts";
import type { Feed, Message } from "../../src/ports/ports.ts";
import { createSchedules } from "../../src/schedules.ts";
import { isPersonId } from "../../src/support/person-id.ts";
import { createManualClock, type ManualClock } from "../fakes/clock.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import { createMemoryFeed } from "../fakes/feed.ts";
import { fakePicture } from "../fakes/picture.ts";
import { createMemoryRecords } from "../fakes/records.ts";

export const idle = makeCockpit({ phase: phaseOf("idle") });

/** A bridge that only answers; what a test cares about it puts in. */
export function createFakeBridge(change: Partial<Bridge> = {}): Bridge {
  return {
    open: async () => {},
    close: async () => {},
    list: async () => [],
    known: () => [],
    orphans: async () => [],
    look: async () => idle,
    start: async () => idle,
    served: async () => {},
    place: () => null,
    queue: async () => idle,
    changeTasks: async () => false,
    recount: () => {},
    prompt: async () => idle,
    answer: async () => false,
    edit: async () => false,
    withdraw: async () => false,
    knows: () => false,
    waiting: () => [],
    interrupt: async () => "turn",
    choose: async () => idle,
    forbid: async () => false,
    inventory: async () => ({ items: [], faults: [], servers: [], commands: [] }),
    trust: async () => idle,
    stop: async () => makeCockpit({ phase: { name: "frozen", held: true } }),
    renew: async () => {},
    remove: async () => {},
    screen: async () => "screen",
    view: async () => "\u001b[1mscreen\u001b[0m  \n\n",
    ask: async () => {},
    terminal: async (project) => ["docker", "exec", "-it", `box-${project}`, "tmux", "attach-session", "-t", "main"],
    failure: () => null,
    onProgress: () => () => {},
    ...change,
  };
}

/** A feed that a test writes into. */
export interface WatchedFeed extends Feed {
  /** Posts them in musica's thread. */
  push(...messages: readonly Message[]): void;
  /** How many listen now. */
  readonly listeners: number;
}

export function createWatchedFeed(): WatchedFeed {
  const feed = createMemoryFeed();
  let posts = 0;
  let listeners = 0;
  return {
    ...feed,
    push(...messages) {
      for (const message of messages) void feed.post("musica", `${++posts}`, message);
    },
    get listeners() {
      return listeners;
    },
    async subscribe(...all) {
      listeners += 1;
      await feed.subscribe(...all).finally(() => {
        listeners -= 1;
      });
    },
  };
}

const NO_TOKENS = { input: 0, output: 0, cached: 0 };
const NOTHING = { tokens: NO_TOKENS, dollars: null, since: NO_TOKENS };

export interface Surroundings {
  readonly context: DaemonParts["context"];
  readonly feed: WatchedFeed;
  readonly clock: ManualClock;
  /** What the audit log was given. */
  readonly audited: readonly unknown[];
}

export function surround(change: Partial<Bridge> = {}): Surroundings {
  const feed = createWatchedFeed();
  const clock = createManualClock();
  const audited: unknown[] = [];
  const context: DaemonParts["context"] = {
    bridge: createFakeBridge(change),
    feed,
    picture: fakePicture,
    clock,
    audit: { write: async (entry) => void audited.push(entry) },
    preferences: createMemoryRecords(),
    schedules: createSchedules({
      records: createMemoryRecords(),
      clock,
      log: createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] }),
      zone: "UTC",
      waiting: () => [],
      enqueue: async () => {},
      tell: async () => {},
    }),
    trustedRoot: { set: async () => "/projects" },
    quota: null,
    projects: () => [],
    misnamed: () => [],
    owners: () => [],
    isMember: (id) => isPersonId(id, platforms),
    projectFile: async (project, path) => ({
      name: path,
      path: `/projects/${project}/${path}`,
      bytes: 7,
      read: async () => Buffer.from("content"),
    }),
    usage: async () => ({ turn: NO_TOKENS, session: NOTHING, project: NOTHING }),
    links: async (project) => [`https://chat.example/${project}`],
    snooze: async () => false,
    attachFile: async (_project, event, path) => `/var/cockpit/files/${event}/${path}`,
  };
  return { context, feed, clock, audited };
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

/** A command as Ann gives it, with nothing between it and what it does. */
export function commandOf(name: string, context: Surroundings["context"], change: Partial<Context> = {}) {
  const command = commands.find((one) => one.name === name);
  if (command === undefined) throw new Error(`there is no command ${name}`);
  const whole: Context = {
    ...context,
    author: "ann",
    event: "e",
    mayDecide: () => true,
    signal: new AbortController().signal,
    tell: () => undefined,
    ...change,
  };
  return (...words: readonly string[]) => command.run(whole, inputOf(parseWords(command, words)));
}
