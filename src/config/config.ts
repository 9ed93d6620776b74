import { createHash } from "node:crypto";
import { isAbsolute, join } from "node:path";
import { BridgeError } from "../errors.ts";
import type { ChatPlatform, ConfiguredChat } from "../ports/ports.ts";
import type { QueueSettings } from "../slots/capacity.ts";
import { isPersonId } from "../support/person-id.ts";
import { baseDirectory, type ConfigFile, type Env, type Places, readConfigFile } from "./file.ts";
import { createProjects, type Projects } from "./projects.ts";
import type { Builder, LogLevel } from "./schema.ts";

/** What Linux takes as the path of a unix socket, in bytes. */
const LONGEST_SOCKET = 107;

/** How many cockpits start at once: each keeps a core busy for some seconds, and more would only be slow together. */
const STARTING = 4;

const SYSTEM_STATE = "/var/lib/luz-orchestrator";

export interface ConfigOptions extends Places {
  readonly uid: number;
  /** The directory of the program itself. */
  readonly program: string;
  /** The chats there could be. */
  readonly platforms: readonly ChatPlatform[];
}

export interface NamedChat extends ConfiguredChat, Pick<ChatPlatform, "name" | "title"> {}

export interface DockerConfig {
  /** As DOCKER_HOST has it: unix:///path, tcp://host:port or ssh://user@host. */
  readonly endpoint: string;
  /** Undefined leaves it to the Dockerfile, as with `node`. */
  readonly base: string | undefined;
  readonly node: string | undefined;
  readonly builder: Builder;
}

export interface Config extends Projects {
  /** The file it came from; null where all is default. */
  readonly file: string | null;
  /** The same for the same settings in that file. */
  readonly print: string;
  /** Every directory in it is a project. */
  readonly root: string;
  readonly state: string;
  readonly socket: string;
  readonly log: { readonly level: LogLevel };
  readonly docker: DockerConfig;
  /** `environment`: names of variables that reach Claude beyond the usual ones. */
  readonly claude: {
    readonly environment: readonly string[];
    /** The model that is asked where a message leaves in doubt whether it asks; null: none is. */
    readonly secondOpinion: string | null;
    /** Whether Claude is told to ask by its tool for questions, rather than in words. */
    readonly asksByChoices: boolean;
  };
  /** The time zone of schedules that name none, as IANA names it. */
  readonly zone: string;
  readonly queue: QueueSettings;
  /** Whether that may be a member's id, with its platform's name before it. */
  isMember(id: string): boolean;
  /** Those that there are tokens for. */
  readonly chats: readonly NamedChat[];
}

/** Reads and checks all there is to configure. Rejects with `bad-config`, naming file, line, key and what was expected. */
export function loadConfig(env: Env, options: ConfigOptions): Config {
  const { platforms } = options;
  const file = readConfigFile(env, options, platforms);
  const { settings } = file;
  const { cwd, home } = options;
  const place = (path: string): string =>
    path.startsWith("~/") ? join(home, path.slice(2)) : join(isAbsolute(path) ? "" : cwd, path);
  const root = place(settings.root ?? (env.COCKPIT_ROOT || "~/projects"));
  const state = place(settings.state ?? (env.COCKPIT_STATE || usualState(env, options)));
  const endpoint = dockerEndpoint(file, env, options);
  return {
    file: file.path,
    print: createHash("sha256")
      .update(JSON.stringify([file.path, settings]))
      .digest("hex"),
    root,
    state,
    socket: checkSocket(file, settings.socket === undefined ? join(state, "cockpit.sock") : place(settings.socket)),
    log: { level: settings.log?.level ?? "info" },
    docker: {
      endpoint,
      base: settings.docker?.base,
      node: settings.docker?.node,
      builder: settings.docker?.builder ?? "auto",
    },
    claude: {
      environment: settings.claude?.environment ?? [],
      secondOpinion: settings.claude?.["second-opinion"] ?? null,
      asksByChoices: settings.claude?.["ask-by-choices"] ?? true,
    },
    zone: settings.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    queue: {
      slots: settings.slots ?? "auto",
      starting: settings.queue?.starting ?? STARTING,
      perUser: settings.queue?.["per-user"] ?? null,
      tasksPerUser: settings.queue?.["tasks-per-user"] ?? null,
    },
    isMember: (id) => isPersonId(id, platforms),
    chats: platforms.flatMap((platform) => {
      const chat = platform.configure(file.chat(platform.name), env);
      return chat === null ? [] : [{ ...chat, name: platform.name, title: platform.title }];
    }),
    ...createProjects(file, {
      root,
      place,
      files: options.files,
      own: { state, file: file.path, program: options.program },
      engineSocket: /^unix:\/\/(.+)/.exec(endpoint)?.[1],
    }),
  };
}

function usualState(env: Env, { files, home }: ConfigOptions): string {
  if (files.isWritable(SYSTEM_STATE)) return SYSTEM_STATE;
  return join(baseDirectory(env.XDG_STATE_HOME, join(home, ".local/state")), "luz-orchestrator");
}

function checkSocket(file: ConfigFile, socket: string): string {
  const bytes = Buffer.byteLength(socket);
  if (bytes <= LONGEST_SOCKET) return socket;
  const key = file.settings.socket === undefined ? "state" : "socket";
  throw file.reject(
    [key],
    `the socket's path, ${socket}, has ${bytes} bytes; expected ${LONGEST_SOCKET} at most. Set socket to a shorter path.`,
  );
}

function dockerEndpoint(file: ConfigFile, env: Env, { files, uid }: ConfigOptions): string {
  const set = file.settings.docker?.socket;
  const expected = "a path, unix:///path, tcp://host:port or ssh://user@host";
  if (set !== undefined) {
    const endpoint = parseEndpoint(set);
    if (endpoint === null) throw file.reject(["docker", "socket"], `docker.socket is "${set}"; expected ${expected}.`);
    return endpoint;
  }
  if (env.DOCKER_HOST) {
    const endpoint = parseEndpoint(env.DOCKER_HOST);
    if (endpoint !== null) return endpoint;
    throw new BridgeError("bad-config", `DOCKER_HOST is "${env.DOCKER_HOST}"; expected ${expected}.`);
  }
  const rootless = `${env.XDG_RUNTIME_DIR || `/run/user/${uid}`}/docker.sock`;
  const system = "/var/run/docker.sock";
  const isRootless = files.real(system) === null && files.real(rootless) !== null;
  return `unix://${isRootless ? rootless : system}`;
}

function parseEndpoint(text: string): string | null {
  if (isAbsolute(text)) return `unix://${text}`;
  return /^(unix:\/\/\/\S+|(tcp|ssh):\/\/[^\s/]+\/?)$/.test(text) ? text : null;
}
