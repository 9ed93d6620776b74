import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { inspect } from "node:util";
import Docker from "dockerode";
import { BridgeError, systemCode } from "../../src/errors.ts";
import { defaultEndpoint } from "./config.ts";

/** The socket's path, where the engine is reached by one. */
export function socketOf(endpoint: string = defaultEndpoint): string | undefined {
  return endpoint.startsWith("unix://") ? endpoint.slice("unix://".length) : undefined;
}

export function connect(endpoint: string = defaultEndpoint): Docker {
  const socketPath = socketOf(endpoint);
  // A host of undefined, since the client would else take DOCKER_HOST's over the socket it is given. No kept-alive
  // connections: one that outlives a restart of the engine fails the first call after it.
  const agent = { agent: unseen(new Agent({ keepAlive: false })) };
  if (socketPath !== undefined) return new Docker({ socketPath, host: undefined, ...agent });
  const url = new URL(endpoint);
  const protocol = url.protocol === "ssh:" ? "ssh" : "http";
  const user = url.username === "" ? {} : { username: url.username };
  const port = url.port === "" ? (protocol === "ssh" ? 22 : 2375) : url.port;
  return new Docker({ host: url.hostname, port, protocol, ...user, ...(protocol === "http" ? agent : {}) });
}

/**
 * The client describes the options of every call, whole, for a debug line that is off (docker-modem 5, modem.js, "Sending"):
 * in them the agent with all its open sockets, 4 ms of CPU, and 50 where 300 calls are under way.
 */
function unseen(agent: Agent): Agent {
  return Object.assign(agent, { [inspect.custom]: () => "Agent" });
}

/** What to do where no engine answers, on this kind of machine. */
export function advice(platform: NodeJS.Platform = process.platform, osRelease: string = readOsRelease()): string {
  if (platform === "darwin") return "Install and start Docker Desktop or colima, then say it again.";
  if (platform === "win32") return "Install Docker Desktop with WSL 2, and run this inside WSL.";
  if (isDebian(osRelease)) return "Run `cockpit doctor --fix` as root: it installs and starts Docker.";
  return "Install Docker Engine with your system's package manager and start it (`systemctl start docker`).";
}

export function isDebian(osRelease: string): boolean {
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(osRelease);
}

export function readOsRelease(): string {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}

/**
 * One call to the engine, with an end: `what` completes "waited for the engine to …". Not `withLimit`: what the call has
 * opened may be read from after it, and a signal that aborts with the call's end would take that away.
 */
export async function limited<T>(what: string, ms: number, call: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new BridgeError("timeout", `Waited ${ms / 1000} s for the container engine to ${what}, in vain. ${hung}`));
      abort.abort();
    }, ms);
  });
  try {
    return await Promise.race([call(abort.signal), late]);
  } catch (thrown) {
    throw translate(thrown, what);
  } finally {
    clearTimeout(timer);
  }
}

const hung = "See whether `docker ps` answers; if not, restart the engine.";

/** The engine's and the socket's errors as ours. */
export function translate(thrown: unknown, what: string): BridgeError {
  if (thrown instanceof BridgeError) return thrown;
  const code = systemCode(thrown);
  const message = messageOf(thrown);
  if (code === "EACCES" || code === "EPERM") {
    const next = "Run as root, or add this user to the group `docker` and log in again.";
    return new BridgeError("engine-missing", `This user may not use the container engine. ${next}`, thrown);
  }
  if (code !== undefined && unreachable.has(code)) {
    return new BridgeError("engine-missing", `No container engine answers. ${advice()}`, thrown);
  }
  if (/no space left on device|disk quota exceeded/i.test(message)) {
    const next = "Free some space (`docker system df` shows what the engine keeps), then say it again.";
    return new BridgeError("disk-full", `The disk is full: the container engine could not ${what}. ${next}`, thrown);
  }
  if (/non-overlapping|address pools? (?:have been )?(?:fully subnetted|exhausted)/i.test(message)) {
    const next = "`docker network prune` removes those that nothing uses; then say it again.";
    return new BridgeError("engine-failed", `The engine has no addresses left for another network. ${next}`, thrown);
  }
  return new BridgeError("engine-failed", `The container engine could not ${what}: ${message}`, thrown);
}

const unreachable = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** The HTTP status with which the engine refused, if it did. */
export function statusOf(thrown: unknown): number | undefined {
  const error = thrown instanceof BridgeError ? thrown.cause : thrown;
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return undefined;
  return typeof error.statusCode === "number" ? error.statusCode : undefined;
}

/** The engine's own words, without the client's wrapping. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const words = text.replace(/^\(HTTP code \d+\) [^-]*- /, "").trim();
  return words.split("\n")[0] ?? words;
}
