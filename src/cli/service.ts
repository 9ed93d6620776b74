import type { Client } from "../api/client.ts";
import type { Difference, Started } from "../api/started.ts";
import { BridgeError } from "../errors.ts";
import type { ChatState, Clock } from "../ports/ports.ts";
import type { LocalCommand } from "./cli.ts";

/** Milliseconds for the daemon to come up, or to end. */
const LIMIT = 30_000;
const POLL = 50;
const RELAUNCH = 2_000;

export interface ServiceParts {
  readonly client: Client;
  readonly clock: Clock;
  /** How this shell differs from the one that the daemon was started from. */
  difference(started: Started | null): Difference;
  /** Where the daemon's log is, for people. */
  readonly log: string;
  /** Starts a daemon process and does not wait for it. Two at once are harmless: the second finds the lock taken. */
  launch(): void;
  /** Whether that process is there. */
  isAlive(pid: number): boolean;
}

export interface Service {
  readonly commands: readonly LocalCommand[];
  /** Resolves once a daemon answers. */
  ensure(): Promise<void>;
  /** How the daemon that runs is, for people; null where none does. */
  look(): Promise<Standing | null>;
}

export interface Standing {
  readonly pid: number;
  /** What this shell would give it and it has not; null where that is nothing. */
  readonly without: string | null;
  /** What to do about it. */
  readonly advice: string;
}

/** The daemon from outside: is it there, make it be there, make it go. */
export function createService({ client, clock, log, launch, isAlive, difference }: ServiceParts): Service {
  async function running(): Promise<number | null> {
    try {
      return await client.health();
    } catch (error) {
      if (error instanceof BridgeError && error.code === "daemon-missing") return null;
      throw error;
    }
  }

  async function ensure(): Promise<void> {
    let launched = Number.NEGATIVE_INFINITY;
    await until(async () => {
      if ((await running()) !== null) return true;
      // One that found the lock still held by a daemon that was just ending has left again.
      if (clock.now() - launched >= RELAUNCH) {
        launch();
        launched = clock.now();
      }
      return (await running()) !== null;
    }, `The daemon was started, but does not answer. Its log is ${log}.`);
  }

  async function until(done: () => Promise<boolean>, otherwise: string): Promise<void> {
    const deadline = clock.now() + LIMIT;
    while (!(await done())) {
      if (clock.now() > deadline) throw new BridgeError("daemon-missing", otherwise);
      await clock.after(POLL);
    }
  }

  async function end(): Promise<void> {
    const pid = await client.shutdown();
    await until(
      // Its socket goes first, and the store that it holds last.
      async () => (await running()) === null && !isAlive(pid),
      `The daemon (process ${pid}) does not end. Its log is ${log}.`,
    );
  }

  async function compared(): Promise<(Difference & { readonly pid: number }) | null> {
    const pid = await running();
    return pid === null ? null : { pid, ...difference(await client.started()) };
  }

  async function look(): Promise<Standing | null> {
    const found = await compared();
    if (found === null) return null;
    const { pid, without } = found;
    return { pid, without: without.length === 0 ? null : listed(without), advice: adviceOn(found) };
  }

  const up: LocalCommand = {
    name: "up",
    summary: "Start the daemon, which every other command does by itself",
    arguments: [],
    options: [],
    who: "member",
    async run(_call, tell) {
      const found = await compared();
      if (found !== null && found.without.length > 0) {
        const { without, lost } = found;
        const told =
          lost.length > 0
            ? `The daemon runs without ${listed(without)}. ${adviceOn(found)}`
            : `The daemon runs without ${listed(without)}: it is started anew.`;
        tell({ text: told, data: { type: "differs", without: [...without], lost: [...lost] } });
        if (lost.length === 0) await end();
      }
      await ensure();
      const pid = await client.health();
      const chats = await client.chats();
      return {
        text: [`The daemon runs (process ${pid}).`, ...chats.map(chatLine)].join("\n"),
        data: { running: true, pid, chats: chats.map((chat) => ({ ...chat })) },
      };
    },
  };
  const down: LocalCommand = {
    name: "down",
    summary: "End the daemon; the cockpits stay as they are",
    arguments: [],
    options: [],
    who: "member",
    async run() {
      if ((await running()) === null) return { text: "No daemon runs.", data: { running: false } };
      await end();
      return { text: "The daemon has ended. The cockpits stay as they are.", data: { running: false } };
    },
  };
  return { commands: [up, down], ensure, look };
}

function adviceOn({ lost }: Difference): string {
  return lost.length === 0
    ? '"cockpit up" starts it anew from this shell; the cockpits stay as they are.'
    : `It has ${listed(lost)}, which this shell has not: set them here too, or say "cockpit down" and "cockpit up" to go on without.`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function chatLine({ name, state, trouble }: ChatState): string {
  if (state === "connected") return `${name}: connected${trouble === null ? "" : `, ${trouble}`}`;
  return `${name}: ${trouble ?? "still connecting; the log tells more"}`;
}
