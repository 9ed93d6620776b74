import type { Readable, Writable } from "node:stream";
import type { Report, Withheld } from "../cockpit/report.ts";
import type { Cockpit, Cursor, Prompt, Session } from "../cockpit/state.ts";

export type { Action, Message } from "../cockpit/message.ts";
export type { Report, Withheld } from "../cockpit/report.ts";
export type { Audit } from "./audit.ts";
export type {
  Board,
  BoardEntry,
  Card,
  CardAction,
  CardAsk,
  ChatAdapter,
  ChatAnswer,
  ChatBoard,
  ChatCall,
  ChatCommand,
  ChatDirect,
  ChatFields,
  ChatFile,
  ChatLog,
  ChatMessage,
  ChatPick,
  ChatState,
  GivenFile,
  OnChatState,
  People,
  Person,
} from "./chat.ts";
export type { Clock } from "./clock.ts";
export type { Entry, Feed, Records } from "./feed.ts";
export type { Picture } from "./picture.ts";
export type { ChatParts, ChatPlatform, ConfiguredChat, Policy, SettingsOf, SettingsShape } from "./platform.ts";
export type { AgentImage, AgentProfile } from "./profile.ts";
export type { Spent, Tokens, Usage } from "./usage.ts";
export type { Found, Home, Owner, OwnVolume, Volume, Wanted, Watch, Workspace, WorkspaceFile } from "./volume.ts";

/** Where cockpits are kept. A resolved `save` is on disk. */
export interface Store {
  list(): Promise<readonly Cockpit[]>;
  /** Writes the record whole, then the project's state file. Rejects with `disk-full` when there is no room. */
  save(cockpit: Cockpit): Promise<void>;
  remove(project: string): Promise<void>;
  close(): Promise<void>;
}

/** A project as configured. The paths are the engine's affair; the core only hands them on. */
export interface Project {
  /** `[a-z0-9][a-z0-9-]{0,62}` */
  readonly slug: string;
  /** The project's home, which the container sees as /workspace. */
  readonly directory: string;
  readonly limits: {
    /** Bytes. */
    readonly memory: number;
    /** Cores; 1.5 is one and a half. */
    readonly cpus: number;
    readonly pids: number;
  };
  readonly mounts: readonly { readonly source: string; readonly target: string; readonly readOnly: boolean }[];
  /** As `uid:gid`; `auto` is the owner of the project's directory, or 1000:1000 where that is root. */
  readonly user: string;
  /** As the agent calls it; undefined leaves it to the agent. */
  readonly model?: string;
  /** One of the agent's (`AgentProfile.modes`). */
  readonly permissionMode: string;
  /** Ids of the people whom its questions are for, where nobody in particular asked Claude: `slack:U1`. */
  readonly owners: readonly string[];
  /** Ids of the people, and of the groups or roles, who may allow and approve; null: whoever may use the bot. */
  readonly approvers: readonly string[] | null;
  readonly environment: Readonly<Record<string, string>>;
  /** Whose commits are made in it: `host`, whoever git says that the bot's own user is; null: nobody's in particular. */
  readonly committer: Committer | "host" | null;
  /** What its containers are made from, where that is not the usual image: its administrator's word, never its own. */
  readonly image?: ProjectImage;
}

/** As git writes it into a commit. */
export interface Committer {
  readonly name: string;
  readonly email: string;
}

/** The agent's own layer goes on top of it. */
export interface ProjectImage {
  /** Null: what the usual image is made from. Paths are relative to the project's directory, and lead nowhere else. */
  readonly from:
    | { readonly kind: "image"; readonly name: string }
    | { readonly kind: "dockerfile"; readonly path: string; readonly context: string }
    /** Null: wherever such a file usually is. */
    | { readonly kind: "devcontainer"; readonly path: string | null }
    | null;
  /** Commands that are run as root, last of all, once an image. */
  readonly setup: readonly string[];
}

/** A container of ours, as a list of all of them has it. */
export interface ListedContainer {
  readonly project: string;
  readonly session: string;
  /** By which people find it on the engine. */
  readonly name: string;
  readonly running: boolean;
  /** Paused by the engine's freezer; `running` is then true. */
  readonly paused: boolean;
}

/** A container of ours, as the engine sees it. */
export interface Container extends ListedContainer {
  /** Null while it runs, or before it ever ran. */
  readonly exitCode: number | null;
  /** Killed by the kernel for its memory limit. */
  readonly outOfMemory: boolean;
}

/** A process inside a container, with its standard streams. */
export interface Channel {
  readonly input: Writable;
  readonly output: Readable;
  /** Resolves when the process, or the way to it, is gone. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Whoever waits for an engine. */
export interface Told {
  progress(line: string): void;
  /** Something has failed, and it goes on all the same; a sentence, with what there is to see. */
  trouble(sentence: string): void;
  /** Ends the wait for what a new container does first: `start` rejects with its reason, and the container runs. */
  readonly signal?: AbortSignal;
}

/** Runs containers. Rejects with `engine-missing` when no engine answers, `engine-failed` when it refuses. */
export interface Engine {
  /**
   * Makes sure the image is there, a project's own where it has one, building it if need be; `progress` gets a line at a
   * time. Resolves with sentences on what was asked for and is not done. Rejects with `image-failed`, or with
   * `bad-config` where what it is to be made from is not as it should be.
   */
  prepare(progress: (line: string) => void, project?: Project): Promise<readonly string[]>;
  /**
   * Creates the container where there is none (or where its settings changed), starts it where it is stopped, wakes it
   * where it is paused. What the project's image has to be done in a new container is done then, well or not.
   */
  start(project: Project, session: string, told?: Told): Promise<Container>;
  /**
   * Resolves once it is stopped; stopping a stopped or missing one is success. Claude is told to end first. With
   * `pause`, everything in it stands still instead, and keeps its memory, until `start`.
   */
  stop(project: string, pause?: boolean): Promise<void>;
  /** Resolves once it is gone. */
  remove(project: string): Promise<void>;
  inspect(project: string): Promise<Container | null>;
  /** Every container that carries our labels, whoever made it: one call, however many there are. */
  list(): Promise<readonly ListedContainer[]>;
  /** Bytes that a container has written where nothing is mounted; 0 where there is none. */
  written(project: string): Promise<number>;
  /** The processes of a running container by their numbers on this machine; none where it does not run, or that cannot be told. */
  processes(project: string): Promise<readonly number[]>;
  /** Runs a command in a running container. Rejects with `container-missing` where none runs. */
  open(project: string, argv: readonly string[]): Promise<Channel>;
  /** What a person types on the engine's machine to run a command in a container, at a terminal of theirs. */
  shell(container: Container, argv: readonly string[]): readonly string[];
}

/** Whether a message waits for a person, asked where its words leave that in doubt; null: no opinion. */
export type Opinion = (text: string) => Promise<boolean | null>;

/** What the engine's machine carries. */
export interface Load {
  /** Bytes of memory that it has. */
  readonly total: number;
  /** Bytes that could be had at once; null where that is not known. */
  readonly free: number | null;
  /** Bytes that each of our running containers takes. */
  readonly used: readonly number[];
}

/** Tells what the engine's machine carries. */
export interface Capacity {
  /** Rejects with `engine-missing` where no engine answers. */
  measure(): Promise<Load>;
}

/**
 * Where a project keeps settings of its own for Claude: `local` is `.claude/settings.local.json`, `tasks` what Claude is
 * to be told at certain times, and `project` all else.
 */
export type SettingSource = "project" | "local" | "tasks";

/** What a project brings that would run, or would be allowed, without anybody being asked. */
export interface Inventory {
  /** `key` is the same for the same thing, whole; `text` is for people; `sources` all that it would be reached by. */
  readonly items: readonly {
    readonly sources: readonly SettingSource[];
    readonly key: string;
    readonly text: string;
  }[];
  /** What could not be looked at; `stops`: Claude would stop at it, too, and ask. */
  readonly faults: readonly { readonly source: SettingSource; readonly text: string; readonly stops: boolean }[];
  /** The names of its MCP servers. */
  readonly servers: readonly string[];
  /** Its own slash commands and skills, as one types them. */
  readonly commands: readonly string[];
}

/** What Claude's next start needs to know. */
export interface Launch {
  readonly project: Project;
  readonly session: Session;
  /** Rules of Claude's that allow what they name without a question. */
  readonly allowed: readonly string[];
  /** Paths in its container which it worked in before, beside the project's. */
  readonly directories: readonly string[];
  /** Keys of what people have trusted of the project's own (`Inventory`); `all`: whatever it brings; `none`: it is left out as a whole. */
  readonly trusted: readonly string[] | "all" | "none";
  /** Goes in as the launch argument where it fits, and is typed otherwise: `deliver` knows. */
  readonly prompt?: Prompt;
}

/** A prompt that Claude may have. */
export interface Due {
  readonly prompt: Prompt;
  /** Where Claude's record ended before it. */
  readonly mark: string;
  /** Awaited where the record after the mark shows the prompt, before anything that comes after it there is reported. */
  readonly confirm: () => Promise<void>;
}

/**
 * `delivered`: Claude's record shows it. `absent`: it does not, and no longer will, for nothing runs.
 * `forestalled`: the dialog it answers was settled in the terminal before. `unknown`: following ended meanwhile; ask again.
 * `refused`: a hook of the project's has kept it from Claude, in these words.
 */
export type Delivered = "delivered" | "absent" | "forestalled" | "unknown" | { readonly refused: string };

/** Claude in a cockpit. */
export interface Agent {
  /** What opens its terminal for a person, run in its container. */
  readonly terminal: readonly string[];
  /** What the project brings that people are to trust first. */
  inventory(project: Project): Promise<Inventory>;
  /**
   * Writes down what the container is to launch: `--session-id` or `--resume` from what is on disk. Resolves with what
   * of the project's own is left out. Rejects with `unknown-session` where a started conversation has no record left,
   * `no-credentials` where there are none.
   */
  prepareLaunch(launch: Launch): Promise<Withheld>;
  /** Where Claude's record ends now. */
  mark(project: string, session: Session): Promise<string>;
  /**
   * Reports everything after `cursor`, one report at a time, each awaited. With `live`, resolves once Claude stands
   * at its prompt (or works), and goes on reporting; else resolves once all that is on disk is reported. `due` is
   * confirmed where it is seen on the way.
   */
  follow(
    project: string,
    session: Session,
    cursor: Cursor | null,
    live: boolean,
    report: (report: Report) => Promise<void>,
    due: Due | null,
  ): Promise<void>;
  /** Ends following. With `forget`, also removes what the project had on disk: conversation, hooks, scrollback. */
  leave(project: string, forget?: boolean): Promise<void>;
  /**
   * Makes sure of one prompt: types it only where the record after its mark, the launch and Claude's own queue do not
   * have it, and waits for the record. Not followed live, it only looks. It is confirmed in order with the reports. An
   * answer to a dialog that still stands is handed in there. Rejects with `claude-stuck` or `not-delivered`. Once the
   * signal aborts, something else goes before the prompt, and it resolves with `unknown`.
   */
  deliver(project: string, session: Session, due: Due, signal: AbortSignal): Promise<Delivered>;
  /** When somebody last pressed a key at its terminal (milliseconds since 1970); null where nobody is there, or nothing runs. Rejects with `claude-exited`. */
  attended(project: string): Promise<number | null>;
  /** Resolves once Claude stands at its prompt; does nothing where it already does. */
  interrupt(project: string): Promise<void>;
  /** The last `lines` lines of the terminal, live or as saved by the last stop. */
  screen(project: string, lines: number): Promise<string>;
  /** The visible screen with its colours, as escape sequences; or as saved by the last stop. Empty where there was none. */
  view(project: string): Promise<string>;
  /** Has people asked which key to press, where the screen is not at its prompt. Rejects with `container-missing` where nothing runs. */
  ask(project: string): Promise<void>;
}
