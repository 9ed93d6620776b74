#!/usr/bin/env node
import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { freemem, homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { createClient } from "./api/client.ts";
import { differenceTo, type Given, startedWith } from "./api/started.ts";
import { claudeCredentials, engineConfig, openApp, packageDirectory, secretsOf } from "./app.ts";
import { checksOf, type HostFacts, type ImageFacts } from "./cli/checks.ts";
import { runCli } from "./cli/cli.ts";
import { createDoctor } from "./cli/doctor.ts";
import { createExplain } from "./cli/explain.ts";
import { createService } from "./cli/service.ts";
import { userName } from "./cli/user-name.ts";
import { createClock } from "./clock.ts";
import { type Config, type ConfigOptions, loadConfig } from "./config/config.ts";
import { unreadHere } from "./config/file.ts";
import { hostFiles } from "./config/host.ts";
import { asBridgeError, BridgeError, systemCode } from "./errors.ts";
import { platforms } from "./platforms.ts";
import type { Project } from "./ports/ports.ts";
import { printable } from "./support/printable.ts";
import { withTimeout } from "./support/timeout.ts";

const env = process.env;
const self = fileURLToPath(import.meta.url);
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(packageDirectory, "package.json"), "utf8")));

function configure(): Config {
  return loadConfig(env, places());
}

function places(): ConfigOptions {
  return {
    files: hostFiles,
    home: homedir(),
    cwd: process.cwd(),
    uid: process.getuid?.() ?? 0,
    program: packageDirectory,
    platforms,
  };
}

/** Runs until it is told to end. Containers run on after it. */
async function runDaemon(config: Config): Promise<void> {
  const [{ serve, takeLock }, { createLog }] = await Promise.all([import("./api/server.ts"), import("./log/log.ts")]);
  const log = createLog({
    level: config.log.level,
    destination: process.stdout,
    secrets: secretsOf(config, env),
    tokens: platforms.flatMap(({ tokens }) => tokens),
  });
  mkdirSync(config.state, { recursive: true, mode: 0o700 });
  if (!(await takeLock(config.state))) {
    log.info("another daemon has this state directory; nothing to do");
    return;
  }
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    // What is on disk is true at every instruction, so that an end is safer than going on; the next command starts anew.
    process.on(event, (error) => {
      log.fatal({ err: error }, "ending after an unexpected error");
      process.exit(1);
    });
  }
  const clock = createClock();
  const app = await openApp({ config, env, clock, log });
  const stop = new AbortController();
  const ended = new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
  const { ready, context } = app;
  const server = await serve({
    socket: config.socket,
    log,
    ready,
    context,
    chats: async () => {
      await withTimeout(clock, CONNECTING, "the chats to connect", () => app.connected).catch(() => undefined);
      return app.chats();
    },
    started: startedWith(given(config)),
    onShutdown: () => stop.abort(),
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  log.info({ socket: config.socket, state: config.state }, "ready");
  await ended;
  await withTimeout(clock, ENDING, "the daemon's parts to end", async () => {
    await server.close();
    await app.close();
  }).catch((error: unknown) => log.error({ err: error }, "ending all the same: what is on disk is true"));
  // Whatever still waits for something, by a timer or a socket, has nothing more to do.
  process.exit(0);
}

/** Milliseconds; `down` waits a little longer. */
const ENDING = 20_000;

/** How long `up` waits for a chat before it says that it is still connecting (milliseconds). */
const CONNECTING = 10_000;

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
  const unread = unreadHere({ path: config.file }, places());
  if (unread !== null) process.stderr.write(`${printable(unread)}\n`);
  const client = createClient(config.socket);
  const service = createService({
    client,
    clock: createClock(),
    log: join(config.state, "daemon.log"),
    difference: (started) => differenceTo(started, given(config)),
    launch: () => launchDaemon(config),
    isAlive,
  });
  return runCli(rest, {
    program: luzia ? "luzia cockpit" : "cockpit",
    client,
    local: [
      ...service.commands,
      createDoctor(
        checksOf({ ...hostFacts(config), daemon: service.look }),
        platforms.map(({ title }) => title),
      ),
      createExplain(readInput),
    ],
    author: userName(),
    async hint(code) {
      if (code !== "no-credentials" || claudeCredentials(config, env).missing !== null) return null;
      const standing = await service.look();
      return standing === null || standing.without === null
        ? null
        : `This shell has them, but the daemon runs without ${standing.without}. ${standing.advice}`;
    },
    ensureDaemon: service.ensure,
    execute,
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
  });
}

/** What a daemon that is started from here has. */
function given(config: Config): Given {
  const variables = platforms.flatMap(({ variables }) => variables);
  return { env, config, settings: config.print, version, variables };
}

function hostFacts(config: Config): Omit<HostFacts, "daemon"> {
  const host = () => import("../adapters/docker/host.ts");
  const { endpoint } = config.docker;
  return {
    engineAnswers: async () => (await host()).answers(endpoint),
    ensureEngine: async (progress) => (await host()).ensureEngine({ endpoint, stateDir: config.state }, progress),
    imageReady: async () =>
      (await import("../adapters/docker/image/ready.ts")).imageReady(await engineConfig(config, env)),
    buildImage: async (progress) => {
      const { createDocker } = await import("../adapters/docker/docker.ts");
      await createDocker(await engineConfig(config, env)).prepare(progress);
    },
    projectImages: Object.fromEntries(
      config
        .projects()
        .flatMap((project) => (project.image === undefined ? [] : [[project.slug, ownImageOf(config, project)]])),
    ),
    credentials: () => claudeCredentials(config, env).missing,
    stateDirectory: config.state,
    freeDisk: () => freeBytes(config.state),
    freeMemory: freemem,
    limit: config.projects()[0]?.limits.memory ?? 4 * 2 ** 30,
    nodeVersion: process.versions.node,
    chats: Object.fromEntries(config.chats.map(({ title, check }) => [title, () => check(createClock())])),
  };
}

function ownImageOf(config: Config, project: Project): ImageFacts {
  return {
    isReady: async () =>
      (await import("../adapters/docker/image/ready.ts")).imageReady(await engineConfig(config, env), project),
    async build(progress) {
      const { createDocker } = await import("../adapters/docker/docker.ts");
      for (const lack of await createDocker(await engineConfig(config, env)).prepare(progress, project)) progress(lack);
    },
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

function readInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write("Type the message; end it with Ctrl-D.\n");
  return text(process.stdin);
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
  // One that nobody has waited for yet, as under a container's first process that does not, is dead all the same.
  return !/^State:\s+Z/m.test(readIfThere(`/proc/${pid}/status`));
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
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
  process.stderr.write(`${printable(asBridgeError(error).message)}\n`);
  process.exitCode = 2;
}
