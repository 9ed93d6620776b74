import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { BridgeError, systemCode } from "../../src/errors.ts";
import type { Home, Owner } from "../../src/ports/ports.ts";
import { makeDirectory } from "./ownership.ts";
import { emptied, emptyLater, emptyTrash } from "./tree.ts";
import { usedBy } from "./used.ts";
import { createOwnVolume, createVolume } from "./volume.ts";

/** Where one cockpit's directories are on this host; each is mounted into its container. */
export interface HomePaths {
  readonly config: string;
  readonly cockpit: string;
  readonly run: string;
  /** The home of whoever works in the container, but for `config`. */
  readonly home: string;
  /** In it, a directory for each volume of the project's own. */
  readonly volumes: string;
}

export interface Homes {
  /** Goes on in the background with what an earlier bot did not come to throw away. */
  tidy(): void;
  of(project: string): Home;
  /** For the engine, which mounts them. */
  paths(project: string): HomePaths;
}

/** The homes of all cockpits, in a directory that only the bot can write. */
export function createHomes(stateDirectory: string): Homes {
  const homes = join(stateDirectory, "homes");
  const trashes = join(stateDirectory, "trash");
  const directoryOf = (project: string) => join(homes, checked(project));

  function paths(project: string): HomePaths {
    const of = (kind: string) => join(directoryOf(project), kind);
    return {
      config: of("claude"),
      cockpit: of("cockpit"),
      run: of("run"),
      home: of("home"),
      volumes: of("volumes"),
    };
  }

  return {
    paths,
    tidy() {
      for (const name of existsSync(trashes) ? readdirSync(trashes) : []) emptyLater(join(trashes, name));
    },
    of(project) {
      const { config, cockpit, run, home, volumes } = paths(project);
      // One for each: what one container has made to be thrown away keeps no other waiting.
      const trash = join(trashes, project);
      return {
        config: createVolume(config, trash),
        cockpit: createVolume(cockpit, trash),
        run: createOwnVolume(run, trash),
        used: () => usedBy([config, cockpit, home, volumes, trash]),
        async prepare(owner) {
          refuseForeigner(project, owner, config);
          mkdirSync(directoryOf(project), { recursive: true, mode: 0o700 });
          for (const path of [config, cockpit]) makeDirectory(path, 0o700, owner);
          // New, it may be the bot's, who can give it to nobody; only the bot comes this far.
          makeDirectory(home, isTheirs(owner) ? 0o700 : 0o777, owner);
          for (const path of [run, volumes]) makeDirectory(path, 0o755, own());
        },
        async destroy() {
          mkdirSync(trash, { recursive: true, mode: 0o700 });
          try {
            renameSync(directoryOf(project), join(trash, randomUUID()));
          } catch (error) {
            if (systemCode(error) !== "ENOENT") throw error;
          }
          await emptied(trash);
          await emptyTrash(trash);
          rmdirSync(trash);
        },
      };
    },
  };
}

/** Rejects where the bot cannot tell a file from what only looks like one. */
export function refuseBlindHost(): void {
  if (process.platform === "linux" && existsSync("/proc/self/fd")) return;
  throw new BridgeError(
    "bad-config",
    "The bot runs on Linux alone, with /proc mounted: elsewhere it could not tell what a container has put in a file's place. On a Mac or on Windows run it inside the Linux machine that Docker runs in, or in a container of its own.",
  );
}

/** Only root makes a directory for somebody else. One that is theirs already stays so. */
function refuseForeigner(project: string, { uid }: Owner, config: string): void {
  const self = process.getuid?.() ?? 0;
  if (self === 0 || uid === self || statSync(config, { throwIfNoEntry: false })?.uid === uid) return;
  throw new BridgeError(
    "bad-config",
    `In ${project} the agent is to work as user ${uid}, whose project it is, and the bot runs as user ${self}, who can keep nothing for somebody else. Run the bot as root or as user ${uid}; or give the project to user ${self}; or, where that user may write in it, set user: ${self}:${own().gid} for the project in cockpit.yaml.`,
  );
}

/** Whether what the bot makes for them is theirs. */
function isTheirs({ uid }: Owner): boolean {
  return process.getuid?.() === 0 || process.getuid?.() === uid;
}

function own(): Owner {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}

function checked(project: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(project)) return project;
  throw new BridgeError("bad-name", `"${project.slice(0, 40)}" is no project's name.`);
}
