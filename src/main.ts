#!/usr/bin/env node
import { spawn } from "node:child_process";
import { mkdirSync, openSync, statSync } from "node:fs";
import { copyFile, mkdir, statfs } from "node:fs/promises";
import { freemem, homedir, userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Credentials } from "../adapters/claude/board.ts";
import { homeOf } from "../adapters/claude/homes.ts";
import { findCertificates } from "../adapters/docker/certificates.ts";
import type { DockerConfig } from "../adapters/docker/config.ts";
import { checksOf, type HostFacts } from "./checks.ts";
import { runCli } from "./cli.ts";
import { createClient } from "./client.ts";
import { createClock } from "./clock.ts";
import { type Config, loadConfig } from "./config.ts";
import { credentials, passThrough } from "./config-environment.ts";
import { hostFiles } from "./config-host.ts";
import { createDoctor } from "./doctor.ts";
import { asBridgeError, BridgeError } from "./errors.ts";
import type { Project } from "./ports.ts";
import { createService } from "./service.ts";

const home = homedir();
const env = process.env;
const self = fileURLToPath(import.meta.url);
/** The package's own directory, whether this runs from dist/ or from the sources. */
const packageDirectory = join(dirname(self), self.includes("/dist/") ? "../.." : "..");

function configure(): Config {
  return loadConfig(env, { files: hostFiles, home, cwd: process.cwd(), uid: process.getuid?.() ?? 0 });
}

function claudeCredentials(config: Config): Credentials {
  const found = credentials(env, { home, files: hostFiles });
  return {
    environment: passThrough(env, config),
    file: found.kind === "file" ? found.path : null,
    missing: found.kind === "none" ? found.sentence : null,
  };
}

/** `auto` made definite: the directory's owner, but never root, as whom Claude does not run. */
function withUser(project: Project): Project {
  if (project.user !== "auto") return project;
  const { uid, gid } = statSync(project.directory);
  return { ...project, user: uid === 0 ? "1000:1000" : `${uid}:${gid}` };
}

async function engineConfig(config: Config): Promise<DockerConfig> {
  const { endpoint, base, node, builder } = config.docker;
  const proxies = Object.entries(env).filter(
    (pair): pair is [string, string] => /^(https?|no)_proxy$/i.test(pair[0]) && pair[1] !== undefined,
  );
  return {
    endpoint,
    name: env.COCKPIT_NAME || "luzia-cockpit",
    dockerDir: join(packageDirectory, "docker"),
    cacheDir: join(config.state, "cache"),
    mounts: ({ slug }) => homeOf(config.state, slug),
    certificates: await findCertificates(env.NODE_EXTRA_CA_CERTS),
    buildArgs: { ...(base && { BASE: base }), ...(node !== undefined && { NODE_VERSION: node }) },
    proxy: Object.fromEntries(proxies),
    builder,
  };
}

/** Runs until it is told to end. Containers run on after it. */
async function runDaemon(config: Config): Promise<void> {
  // Loaded here, for every command line would pay half a second for them otherwise.
  const [{ createClaude }, { createDocker }, { createKeyvStore }, { createFeed }] = await Promise.all([
    import("../adapters/claude/agent.ts"),
    import("../adapters/docker/docker.ts"),
    import("../adapters/keyv/store.ts"),
    import("../adapters/web/feed.ts"),
  ]);
  const [{ createBridge }, { serve, takeLock }, { createLog }] = await Promise.all([
    import("./bridge.ts"),
    import("./daemon.ts"),
    import("./log.ts"),
  ]);
  const log = createLog({ level: config.log.level, destination: process.stdout, secrets: secretsOf(config) });
  mkdirSync(config.state, { recursive: true, mode: 0o700 });
  if (!(await takeLock(config.state))) {
    log.info("another daemon has this state directory; nothing to do");
    return;
  }
  const clock = createClock();
  const engine = createDocker({ ...(await engineConfig(config)), onNotice: (line) => log.info(line) });
  const { timeouts } = config;
  const store = await createKeyvStore({ directory: config.state, onTrouble: (sentence) => log.error(sentence) });
  const feed = createFeed({ directory: config.state, clock });
  const agent = createClaude({
    stateDirectory: config.state,
    credentials: () => claudeCredentials(config),
    open: (project, argv) => engine.open(project, argv),
    clock,
    timeouts,
    onError: (error) => log.error({ err: error }, "following Claude"),
  });
  const project = (name: string) => withUser(config.project(name));
  const bridge = createBridge({ engine, agent, store, chats: [feed], clock, log, timeouts, project });
  const ready = bridge.open();
  ready.catch((error: unknown) => log.error({ err: error }, "not opened"));
  const stop = new AbortController();
  const ended = new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
  const app = await serve({
    socket: config.socket,
    log,
    ready,
    onShutdown: () => stop.abort(),
    context: {
      bridge,
      feed,
      clock,
      projects: () => config.projects(),
      misnamed: () => config.skipped(),
      attachFile: (slug, event, path) => attachFile(config, project(slug), event, path),
    },
  });
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    // What is on disk is true at every instruction, so that an end is safer than going on; the next command starts anew.
    process.on(event, (error) => {
      log.fatal({ err: error }, "ending after an unexpected error");
      process.exit(1);
    });
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  log.info({ socket: config.socket, state: config.state }, "ready");
  await ended;
  await app.close();
  await bridge.close();
}

/** Copied, so that Claude reads what was sent, whatever becomes of the original. */
async function attachFile(config: Config, project: Project, event: string, path: string): Promise<string> {
  const directory = join(homeOf(config.state, project.slug).cockpit, "files", event);
  await mkdir(directory, { recursive: true });
  const name = basename(path);
  try {
    await copyFile(path, join(directory, name));
  } catch (error) {
    throw new BridgeError(
      "bad-input",
      `The file ${path} cannot be read. Give the path of a file that is there.`,
      error,
    );
  }
  return `/var/cockpit/files/${event}/${name}`;
}

/** What must not stand in a log: every value that reaches Claude and is no mere address or switch. */
function secretsOf(config: Config): readonly string[] {
  return Object.entries(claudeCredentials(config).environment)
    .filter(([name, value]) => /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i.test(name) && value.length >= 8)
    .map(([, value]) => value);
}

async function main(): Promise<number> {
  const words = process.argv.slice(2);
  const luzia = basename(process.argv[1] ?? "") === "luzia";
  if (luzia && words[0] !== undefined && words[0] !== "cockpit" && !/^(--?h(elp)?|help)$/.test(words[0])) {
    throw new BridgeError("bad-input", `Say: luzia cockpit ${words.join(" ")}`);
  }
  const rest = words[0] === "cockpit" ? words.slice(1) : words;
  const config = configure();
  if (rest[0] === "daemon") {
    await runDaemon(config);
    return 0;
  }
  const client = createClient(config.socket);
  const service = createService({
    client,
    clock: createClock(),
    log: join(config.state, "daemon.log"),
    launch: () => launchDaemon(config),
  });
  return runCli(rest, {
    program: luzia ? "luzia cockpit" : "cockpit",
    client,
    local: [...service.commands, createDoctor(checksOf(hostFacts(config)))],
    author: userInfo().username,
    ensureDaemon: service.ensure,
    execute,
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
  });
}

function hostFacts(config: Config): HostFacts {
  const host = () => import("../adapters/docker/host.ts");
  const { endpoint } = config.docker;
  return {
    engineAnswers: async () => (await host()).answers(endpoint),
    ensureEngine: async (progress) => (await host()).ensureEngine({ endpoint, stateDir: config.state }, progress),
    imageReady: async () => (await import("../adapters/docker/ready.ts")).imageReady(await engineConfig(config)),
    buildImage: async (progress) => {
      const { createDocker } = await import("../adapters/docker/docker.ts");
      await createDocker(await engineConfig(config)).prepare(progress);
    },
    credentials: () => claudeCredentials(config).missing,
    stateDirectory: config.state,
    freeDisk: () => freeBytes(config.state),
    freeMemory: freemem,
    limit: config.projects()[0]?.limits.memory ?? 4 * 2 ** 30,
    nodeVersion: process.versions.node,
  };
}

/** Of the file system that holds the path, or will. */
async function freeBytes(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    if (path === dirname(path)) throw error;
    return freeBytes(dirname(path));
  }
}

/** In the background, in a session of its own: it outlives this terminal. */
function launchDaemon(config: Config): void {
  mkdirSync(config.state, { recursive: true, mode: 0o700 });
  const log = openSync(join(config.state, "daemon.log"), "a", 0o600);
  const child = spawn(process.execPath, [...process.execArgv, self, "daemon"], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.unref();
}

async function execute(argv: readonly string[]): Promise<number> {
  const [program = "", ...args] = argv;
  const child = spawn(program, args, { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", (error) =>
      reject(new BridgeError("bad-input", `${program} cannot be run here: ${error.message}.`, error)),
    );
    child.once("exit", (status) => resolve(status ?? 1));
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${asBridgeError(error).message}\n`);
  process.exitCode = 2;
}
