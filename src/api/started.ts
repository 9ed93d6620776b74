import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { passThrough } from "../config/environment.ts";
import type { Env } from "../config/file.ts";

/** What a daemon was started with, by name: never the values themselves, but what only the same value gives. */
export const startedSchema = z.object({ salt: z.string(), values: z.record(z.string(), z.string()) });

export type Started = Readonly<z.infer<typeof startedSchema>>;

/** What a daemon takes from the shell that starts it, and from the settings' file; it learns of no change. */
export interface Given {
  readonly env: Env;
  readonly config: Parameters<typeof passThrough>[1];
  /** The same for the same settings. */
  readonly settings: string;
  readonly version: string;
  /** Names of the variables that chats are configured by. */
  readonly variables: readonly string[];
}

/** Beside what reaches Claude and what chats read: what the settings are read from (`src/config`), and what the engine is reached by. */
const OWN: readonly string[] = ["COCKPIT_ROOT", "COCKPIT_NAME", "DOCKER_HOST", "NODE_EXTRA_CA_CERTS"];
/** As people are told of them. */
const SETTINGS = "the settings' file as it is now";
const VERSION = "this version";

export function startedWith(given: Given, salt: string = randomBytes(16).toString("hex")): Started {
  const values = Object.entries(valuesOf(given)).map(([name, value]) => [name, digest(salt, value)]);
  return { salt, values: Object.fromEntries(values) };
}

export interface Difference {
  /** What is given here and not to the daemon, in words. */
  readonly without: readonly string[];
  /** Names that the daemon alone was given: started from here, it would lose them. */
  readonly lost: readonly string[];
}

/** `started`: null of a daemon that does not say. */
export function differenceTo(started: Started | null, given: Given): Difference {
  if (started === null) return { without: [VERSION], lost: [] };
  const here = startedWith(given, started.salt).values;
  const there = started.values;
  return {
    without: Object.keys(here).filter((name) => here[name] !== there[name]),
    lost: Object.keys(there).filter((name) => here[name] === undefined),
  };
}

function valuesOf({ env, config, settings, version, variables }: Given): Readonly<Record<string, string>> {
  const own = [...variables, ...OWN].flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  return { ...passThrough(env, config), ...Object.fromEntries(own), [SETTINGS]: settings, [VERSION]: version };
}

function digest(salt: string, value: string): string {
  return createHash("sha256").update(`${salt}\0${value}`).digest("hex");
}
