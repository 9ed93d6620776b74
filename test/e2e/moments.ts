import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, type FSWatcher, readdirSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Data, World } from "./world.ts";

/**
 * Resolves with what `look` finds: at once, or upon a change in one of the directories. `look` runs inside the very
 * event, so what it does is done at that moment.
 */
export function upon<T>(directories: readonly string[], look: () => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const watchers: FSWatcher[] = [];
    const end = () => {
      for (const watcher of watchers) watcher.close();
    };
    const check = () => {
      try {
        const found = look();
        if (found === undefined) return;
        end();
        resolve(found);
      } catch (error) {
        end();
        reject(error);
      }
    };
    for (const directory of directories) watchers.push(watch(directory, check));
    check();
  });
}

/** The state file, read at once; undefined where there is none. */
export function stateNow(world: World, project: string): State | undefined {
  const path = join(world.state, "cockpits", `${project}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as State) : undefined;
}

export interface State extends Data {
  readonly status: string;
  readonly awaiting_response: boolean;
  readonly record: {
    readonly inbox: readonly { readonly id: string; readonly text: string }[];
    readonly delivery: { readonly prompt: string; readonly mark: string | null } | null;
    readonly seen: readonly string[];
  };
}

/** The first state that fits, past or to come. */
export function state(world: World, project: string, fits: (state: State) => boolean): Promise<State> {
  return upon([join(world.state, "cockpits")], () => {
    const now = stateNow(world, project);
    return now !== undefined && fits(now) ? now : undefined;
  });
}

/** Resolves when a hook of Claude's has told of this event, after those that were there already. */
export function hook(world: World, project: string, event: string, act: () => void): Promise<true> {
  const spool = world.home(project, "cockpit", "hooks");
  const old = new Set(readdirSync(spool));
  return upon([spool], () => {
    const names = readdirSync(spool).filter(
      (name) => name.endsWith(".json") && !name.startsWith(".") && !old.has(name),
    );
    if (!names.some((name) => readNow(join(spool, name)).includes(`"hook_event_name":"${event}"`))) return undefined;
    act();
    return true;
  });
}

/** Empty for a file that was removed meanwhile. */
function readNow(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Kills the daemon as only a crash does. Resolves once it is gone. */
export function kill(pid: number): void {
  process.kill(pid, "SIGKILL");
}

/** Does something on an event of the project's container, such as `start`, `kill` or `die`. */
export async function onEngine(world: World, project: string, event: string, act: () => void): Promise<void> {
  const since = (Date.now() / 1000).toFixed(3);
  const events = spawn("docker", [
    ...["events", "--since", since, "--filter", `container=${world.name}-${project}`],
    ...["--filter", `event=${event}`, "--format", "{{.Action}}"],
  ]);
  await firstLine(events, (line) => line === event, act);
}

/** Does something on the `count`th time that Claude's screen is drawn on after `armed`. */
export async function onScreen(world: World, project: string): Promise<Screen> {
  const client = spawn("docker", [
    "exec",
    "-i",
    `${world.name}-${project}`,
    "tmux",
    "-C",
    "attach-session",
    "-t",
    "main",
  ]);
  const lines = createInterface({ input: client.stdout });
  let listener: ((line: string) => void) | undefined;
  await new Promise<void>((resolve) => {
    lines.on("line", (line) => {
      if (line.startsWith("%end ")) resolve();
      if (line.startsWith("%output ")) listener?.(line);
    });
  });
  return {
    drawn: (heard) => {
      listener = heard;
    },
    close: () => client.kill(),
  };
}

export interface Screen {
  drawn(heard: (line: string) => void): void;
  close(): void;
}

function firstLine(child: ChildProcess, fits: (line: string) => boolean, act: () => void): Promise<void> {
  if (child.stdout === null) throw new Error("no output to read");
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    lines.on("line", (line) => {
      if (!fits(line)) return;
      act();
      lines.close();
      child.kill();
      resolve();
    });
  });
}

export interface End {
  readonly happened: Promise<unknown>;
  /** Does it, where it was not done by now. */
  now(): void;
}

/** Ends the daemon at the `count`th change on disk: as a crash does, or as people and updates do. */
export async function endAfter(
  world: World,
  project: string,
  count: number,
  signal: "SIGKILL" | "SIGTERM",
): Promise<End> {
  const pid = await world.pid();
  const places = [
    join(world.state, "cockpits"),
    join(world.state, "threads"),
    world.home(project, "cockpit"),
    world.home(project, "cockpit", "hooks"),
    world.home(project, "claude", "projects", "-workspace"),
  ];
  let changes = 0;
  let ended = false;
  const now = () => {
    if (!ended) process.kill(pid, signal);
    ended = true;
  };
  const happened = upon(places, () => {
    if (!ended && changes < count) {
      changes += 1;
      return undefined;
    }
    now();
    return true;
  });
  return { happened, now };
}

export const isAsking = ({ awaiting_response, status }: State): boolean => awaiting_response && status === "stopped";
export const isDone = ({ status, record }: State): boolean => status === "running" && record.inbox.length === 0;

/** Says it as a chat does, which repeats under the same id what was not taken; resolves once the cockpit stands so. */
export async function tell(
  world: World,
  project: string,
  message: string,
  end: End,
  fits: (state: State) => boolean,
): Promise<void> {
  await take(world, project, message);
  await Promise.race([state(world, project, fits), end.happened]);
  await world.json(["status", project]);
  await state(world, project, fits);
}

/** The same, without waiting for what becomes of it. */
export async function take(world: World, project: string, message: string): Promise<void> {
  const body = { arguments: { project, message }, options: {}, author: "lot", event: message };
  for (;;) {
    await world.json(["status", project]);
    if (stateNow(world, project)?.record.seen.includes(message)) return;
    const call = world.client.call("send", body)[Symbol.asyncIterator]();
    await call.next().catch(() => undefined);
  }
}
