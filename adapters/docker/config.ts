import type { Readable } from "node:stream";
import type { AgentProfile, Found, Owner, Project, Wanted } from "../../src/ports/ports.ts";

/** Host directories of a cockpit; the container sees them where `mountsOf` (spec.ts) says. */
export interface HostDirectories {
  /** What the agent keeps in its home. */
  readonly config: string;
  /** What the container tells the bot: hooks, scrollback, exit code. */
  readonly cockpit: string;
  /** What the container is to launch; read-only inside. */
  readonly run: string;
  /** The home of whoever works in the container, but for `config`. */
  readonly home: string;
  /** In it, a directory for each volume of the project's own. */
  readonly volumes: string;
}

export interface DockerConfig {
  /** As DOCKER_HOST has it: `unix:///var/run/docker.sock` (the default), `tcp://host:port`, `ssh://user@host`. */
  readonly endpoint?: string;
  /** Prefix of every name on the engine: no other installation's on it. */
  readonly name: string;
  /** The directory, by each of its paths, in which all of this installation's are that `mounts` names. */
  readonly state: readonly string[];
  /** What its containers are made for. */
  readonly agent: Pick<AgentProfile, "name" | "image" | "environment">;
  /** The program's own folder, which the image's recipe is in. */
  readonly program: string;
  /** Where fetched packages are kept. */
  readonly cacheDir: string;
  readonly mounts: (project: Project) => HostDirectories;
  /** What there is to know and to do on the engine's host, at paths that its administrator has named. */
  readonly host: {
    ownerOf(path: string): Promise<Owner>;
    real(path: string): Promise<string>;
    /** Resolves with how many files were left as they are. */
    give(path: string, owner: Owner): Promise<number>;
    /** A directory of the bot's own, for somebody. */
    make(path: string, owner: Owner): Promise<void>;
    /** A directory in one that the project's user can write, with those on the way to it; what is there stays as it is. */
    makeInside(root: string, path: string, owner: Owner): Promise<void>;
    /** A project's file by its path there, links resolved in the project alone. */
    find(directory: string, path: string, most: number): Promise<Found>;
    /** A project's directory as a tar, the same for the same files; null where there is none. */
    pack(directory: string, path: string, wanted: Wanted): Readable | null;
  };
  /** Names of the variables that reach every project's agent from the bot's own environment. */
  readonly passed?: readonly string[];
  /** PEM files that the image is to trust besides the public ones. */
  readonly certificates?: readonly string[];
  /** The image to build on; Debian's own without. */
  readonly base?: string;
  /** The Node.js in it, such as 22 or 22.11.0; empty: none; the pinned one without. */
  readonly node?: string;
  /** http_proxy and the like, for the build only. */
  readonly proxy?: Readonly<Record<string, string>>;
  /** Told what was done that its owner may want to know. */
  readonly onNotice?: (line: string) => void;
  /** `auto` is BuildKit where the engine has it. */
  readonly builder?: "auto" | "buildkit" | "legacy";
}

export const defaultEndpoint = "unix:///var/run/docker.sock";
