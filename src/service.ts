import type { LocalCommand } from "./cli.ts";
import type { Client } from "./client.ts";
import { BridgeError } from "./errors.ts";
import type { ChatState, Clock } from "./ports.ts";

/** Milliseconds for the daemon to come up, or to end. */
const LIMIT = 30_000;
const POLL = 50;
const RELAUNCH = 2_000;

export interface ServiceParts {
  readonly client: Client;
  readonly clock: Clock;
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
}

/** The daemon from outside: is it there, make it be there, make it go. */
export function createService({ client, clock, log, launch, isAlive }: ServiceParts): Service {
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

  const up: LocalCommand = {
    name: "up",
    summary: "Start the daemon, which every other command does by itself",
    arguments: [],
    options: [],
    who: "member",
    async run() {
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
      const pid = await client.shutdown();
      await until(
        // Its socket goes first, and the store that it holds last.
        async () => (await running()) === null && !isAlive(pid),
        `The daemon (process ${pid}) does not end. Its log is ${log}.`,
      );
      return { text: "The daemon has ended. The cockpits stay as they are.", data: { running: false } };
    },
  };
  return { commands: [up, down], ensure };
}

function chatLine({ name, state, trouble }: ChatState): string {
  if (state === "connected") return `${name}: connected${trouble === null ? "" : `, ${trouble}`}`;
  return `${name}: ${trouble ?? "still connecting; the log tells more"}`;
}
