import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { BridgeError } from "../../src/errors.ts";
import { advice, connect, isDebian, limited, readOsRelease, socketOf } from "./client.ts";
import { run } from "./command.ts";
import { installPackages } from "./image/base.ts";

export interface HostOptions {
  /** As in DockerConfig. */
  readonly endpoint?: string;
  /** Where the engine's log goes when it is started from here. */
  readonly stateDir: string;
}

type Progress = (line: string) => void;

/**
 * Resolves once an engine answers. Where none does and this is root on Debian or Ubuntu, installs and starts one;
 * elsewhere rejects with `engine-missing` and what to install.
 */
export async function ensureEngine({ endpoint, stateDir }: HostOptions, progress: Progress): Promise<void> {
  if (await answers(endpoint)) return;
  const socket = socketOf(endpoint);
  const mayInstall = process.getuid?.() === 0 && isDebian(readOsRelease()) && existsSync("/usr/bin/apt-get");
  if (!mayInstall || socket === undefined)
    throw new BridgeError("engine-missing", `No container engine answers. ${advice()}`);
  if (!existsSync("/usr/sbin/dockerd") && !existsSync("/usr/bin/dockerd"))
    await installPackages(["docker.io", "iptables"], progress);
  progress("Starting the container engine");
  if (existsSync("/run/systemd/system")) {
    await run({ argv: ["systemctl", "start", "docker"], limitMs: 90_000 }, progress);
    return await untilItAnswers(endpoint, async () => "see `journalctl -u docker`");
  }
  await mkdir(stateDir, { recursive: true });
  const log = join(stateDir, "dockerd.log");
  await startDaemon(socket, log);
  await untilItAnswers(endpoint, () => lastLine(log));
}

export async function answers(endpoint?: string): Promise<boolean> {
  try {
    await limited("answer", 5_000, () => connect(endpoint).ping());
    return true;
  } catch {
    return false;
  }
}

/** Detached: it is the machine's engine from now on, and outlives us. */
async function startDaemon(socket: string, log: string): Promise<void> {
  await clearStalePid("/var/run/docker.pid", "dockerd");
  await clearStalePid("/var/run/docker/containerd/containerd.pid", "containerd");
  const fd = openSync(log, "a");
  const daemon = spawn("dockerd", ["--host", `unix://${socket}`], { detached: true, stdio: ["ignore", fd, fd] });
  daemon.on("error", () => {});
  daemon.unref();
}

/** A killed daemon leaves its pid file, and the next one refuses to start while any process has that pid. */
async function clearStalePid(path: string, program: string): Promise<void> {
  const pid = (await readFile(path, "utf8").catch(() => "")).trim();
  if (pid === "") return;
  const name = (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")).trim();
  if (name !== program) await rm(path, { force: true });
}

async function untilItAnswers(endpoint: string | undefined, why: () => Promise<string>): Promise<void> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    if (await answers(endpoint)) return;
    await after(200);
  }
  throw new BridgeError(
    "engine-missing",
    `The container engine was started, but did not answer within 60 s: ${await why()}`,
  );
}

async function lastLine(path: string): Promise<string> {
  const lines = (await readFile(path, "utf8").catch(() => "")).trim().split("\n");
  return `${lines.at(-1)} (${path})`;
}
