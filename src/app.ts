import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Credentials } from "../adapters/claude/launch.ts";
import type { DockerConfig } from "../adapters/docker/config.ts";
import { findCertificates } from "../adapters/docker/image/certificates.ts";
import { createHomes, refuseBlindHost } from "../adapters/host/homes.ts";
import { hostDirectory } from "../adapters/host/ownership.ts";
import { agent as profile } from "./agent.ts";
import type { Caller, Context } from "./commands/command.ts";
import type { Config } from "./config/config.ts";
import { credentials, passThrough } from "./config/environment.ts";
import type { Env } from "./config/file.ts";
import { hostFiles } from "./config/host.ts";
import type { Log } from "./log/log.ts";
import type { ChatState, Clock } from "./ports/ports.ts";

const self = fileURLToPath(import.meta.url);
/** The package's own directory, whether this runs from dist/ or from the sources. */
export const packageDirectory = join(dirname(self), self.includes("/dist/") ? "../.." : "..");

export interface App {
  /** Resolves once what is on disk agrees with the engine. */
  readonly ready: Promise<void>;
  readonly context: Omit<Context, Caller>;
  chats(): readonly ChatState[];
  /** Resolves once no chat is connecting any more. */
  readonly connected: Promise<void>;
  /** Containers run on after it. */
  close(): Promise<void>;
}

export interface AppParts {
  readonly config: Config;
  readonly env: Env;
  readonly clock: Clock;
  readonly log: Log;
}

/** All of the daemon but its socket: the bridge, what it stands on, and the chats it speaks to. */
export async function openApp({ config, env, clock, log }: AppParts): Promise<App> {
  // Loaded here, for every command line would pay half a second for it otherwise.
  const assembly = await import("./assembly/assembly.ts");
  refuseBlindHost();
  const ground = await assembly.openGround({
    config,
    env,
    clock,
    log,
    engine: await engineConfig(config, env),
    credentials: () => claudeCredentials(config, env),
    onCapacity: () => bridge.recount(),
  });
  const hall = { config, clock, log, ground };
  const chats = await assembly.createChats(config.chats, ground, hall);
  const trustedRoot = assembly.createTrustedRoot(config, ground);
  const bridge = assembly.bridgeOn(hall, trustedRoot, {
    onChange: (cockpit) => {
      outbox.changed(cockpit);
      waiting.changed();
    },
    onPlace: (cockpit) => outbox.changed(cockpit),
    onRemove: () => waiting.changed(),
  });
  const shown = assembly.shownIn(chats, hall, bridge);
  const { outbox, waiting } = shown;
  const schedules = assembly.schedulesOn(hall, bridge);
  const disk = assembly.watchDisk(hall, bridge);
  const context = assembly.contextOf({ ...hall, bridge, schedules, trustedRoot, waiting });
  const people = assembly.peopleOn(hall, shown, context);
  const connections = assembly.createConnections(chats, hall);
  const { capacity } = ground;
  const ready = capacity.open().then(() => bridge.open());
  ready.catch((error: unknown) => log.error({ err: error }, "not opened"));
  const connected = ready
    .then(async () => {
      await schedules.open();
      await outbox.open();
      waiting.open();
      await connections.open(people);
    })
    .catch((error: unknown) => log.error({ err: error }, "the chats were not opened"));
  return {
    ready,
    context,
    chats: connections.states,
    connected,
    async close() {
      connections.close();
      await waiting.close();
      await Promise.all(chats.map((chat) => chat.close()));
      await outbox.close();
      await schedules.close();
      capacity.close();
      disk.close();
      await bridge.close();
    },
  };
}

export function claudeCredentials(config: Config, env: Env): Credentials {
  const found = credentials(env, { home: homedir(), files: hostFiles });
  return {
    // What Claude says of a time, and what it runs, has the zone that people have: the container's own is UTC.
    environment: { TZ: config.zone, ...passThrough(env, config) },
    file: found.kind === "file" ? { path: found.path, read: () => readFile(found.path, "utf8") } : null,
    missing: found.kind === "none" ? found.sentence : null,
  };
}

export async function engineConfig(config: Config, env: Env): Promise<DockerConfig> {
  const { endpoint, base, node, builder } = config.docker;
  const proxies = Object.entries(env).filter(
    (pair): pair is [string, string] => /^(https?|no)_proxy$/i.test(pair[0]) && pair[1] !== undefined,
  );
  return {
    endpoint,
    ...namesOf(config, env),
    agent: profile,
    program: packageDirectory,
    cacheDir: join(config.state, "cache"),
    mounts: ({ slug }) => createHomes(hostFiles.real(config.state) ?? config.state).paths(slug),
    host: hostDirectory,
    passed: Object.keys(passThrough(env, config)),
    certificates: await findCertificates(env.NODE_EXTRA_CA_CERTS),
    ...(base && { base }),
    ...(node !== undefined && { node }),
    proxy: Object.fromEntries(proxies),
    builder,
  };
}

/** Containers and a network of each installation's own: two users' on one engine do not get into each other's way. */
export function namesOf({ state }: Pick<Config, "state">, env: Env) {
  const real = hostFiles.real(state) ?? state;
  const mark = createHash("sha256").update(real).digest("hex").slice(0, 8);
  return { name: env.COCKPIT_NAME || `luzia-cockpit-${mark}`, state: [real, state] };
}

/** What must not stand in a log: the chats' tokens, and every value that reaches Claude and is no mere address or switch. */
export function secretsOf(config: Config, env: Env): readonly string[] {
  const claude = Object.entries(claudeCredentials(config, env).environment)
    .filter(([name, value]) => /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i.test(name) && value.length >= 8)
    .map(([, value]) => value);
  return [...claude, ...config.chats.flatMap(({ secrets }) => secrets)];
}
