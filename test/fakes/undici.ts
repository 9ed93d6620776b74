import { createRequire } from "node:module";
import { onTestFinished } from "vitest";

/** A copy of undici, which a process with Slack and Discord has three of, with Node's own. */
interface Undici {
  readonly Agent: new () => unknown;
}

export const DISCORDS = undiciOf("discord.js", "@discordjs/rest");

export const COPIES: readonly (readonly [whose: string, copy: Undici])[] = [
  ["Slack's", undiciOf("@slack/bolt", "@slack/socket-mode")],
  ["Discord's", DISCORDS],
];

/** What all copies take for the dispatcher of the process: that of the one that was loaded first. */
const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
const shared = globalThis as { [DISPATCHER]?: unknown };

/** For the test, `copy` has given the process its dispatcher. */
export function loadedFirst(copy: Undici): void {
  const before = shared[DISPATCHER];
  shared[DISPATCHER] = new copy.Agent();
  onTestFinished(() => {
    shared[DISPATCHER] = before;
  });
}

function undiciOf(...from: readonly string[]): Undici {
  const require = from.reduce((at, name) => createRequire(at.resolve(name)), createRequire(import.meta.url));
  return require("undici");
}
