import type { Readable, Writable } from "node:stream";
import type { Cockpit, Cursor, Prompt, Question, Session } from "./cockpit/state.ts";
import type { Message } from "./message.ts";

export type { Entry, Feed, Records } from "./feed.ts";
export type { Message } from "./message.ts";
export type { Spent, Tokens, Usage } from "./usage.ts";

/** Time, so that tests own it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  after(ms: number, signal?: AbortSignal): Promise<void>;
}

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
  /** Claude's `--model`; undefined leaves it to Claude. */
  readonly model?: string;
  /** Claude's `--permission-mode`. */
  readonly permissionMode: string;
  /** Ids of the people whom its questions are for, where nobody in particular asked Claude: `slack:U1`. */
  readonly owners: readonly string[];
  /** Ids of the people, and of the groups or roles, who may allow and approve; null: whoever may use the bot. */
  readonly approvers: readonly string[] | null;
  readonly environment: Readonly<Record<string, string>>;
}

/** A container of ours, as the engine sees it. */
export interface Container {
  readonly project: string;
  readonly session: string;
  /** The name by which `docker` commands find it. */
  readonly name: string;
  readonly running: boolean;
  /** Paused by the engine's freezer; `running` is then true. */
  readonly paused: boolean;
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

/** Runs containers. Rejects with `engine-missing` when no engine answers, `engine-failed` when it refuses. */
export interface Engine {
  /** Makes sure the image is there, building it if need be; `progress` gets a line at a time. Rejects with `image-failed`. */
  prepare(progress: (line: string) => void): Promise<void>;
  /** Creates the container where there is none (or where its settings changed), starts it where it is stopped, wakes it where it is paused. */
  start(project: Project, session: string): Promise<Container>;
  /**
   * Resolves once it is stopped; stopping a stopped or missing one is success. Claude is told to end first. With
   * `pause`, everything in it stands still instead, and keeps its memory, until `start`.
   */
  stop(project: string, pause?: boolean): Promise<void>;
  /** Resolves once it is gone. */
  remove(project: string): Promise<void>;
  inspect(project: string): Promise<Container | null>;
  /** Every container that carries our labels, whoever made it. */
  list(): Promise<readonly Container[]>;
  /** Runs a command in a running container. Rejects with `container-missing` where none runs. */
  open(project: string, argv: readonly string[]): Promise<Channel>;
}

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

/** What Claude's next start needs to know. */
export interface Launch {
  readonly project: Project;
  readonly session: Session;
  /** Rules of Claude's that allow what they name without a question. */
  readonly allowed: readonly string[];
  /** Goes in as the launch argument where it fits, and is typed otherwise: `deliver` knows. */
  readonly prompt?: Prompt;
  /** As for `deliver`: awaited where the record shows the prompt. */
  readonly confirm?: () => Promise<void>;
}

/** What Claude says and does. `at` is the cursor after it: what is reported once with a saved cursor is not reported again. */
export type Report = { readonly at: Cursor } & (
  | { readonly type: "said"; readonly id: string; readonly text: string }
  | { readonly type: "did"; readonly id: string; readonly tool: string; readonly summary: string }
  /** `typed`: by words put in at the prompt, by us or in the terminal; else Claude went on by itself. */
  | { readonly type: "turnStarted"; readonly typed?: boolean }
  /**
   * `text` is the last message of the turn; `background`: something of Claude's goes on by itself, and will wake it.
   * `awaiting`: whether a person is to answer, where somebody was asked who knows better than its words.
   */
  | {
      readonly type: "turnEnded";
      readonly text: string;
      readonly id: string;
      readonly background: boolean;
      readonly awaiting?: boolean;
    }
  | { readonly type: "turnFailed"; readonly error: string; readonly text: string }
  | { readonly type: "interrupted" }
  | { readonly type: "asked"; readonly question: Question }
  /** The dialog of the last ask is gone from the screen, and no answer of ours did it. */
  | { readonly type: "closed" }
  | { readonly type: "sessionChanged"; readonly session: Session }
  /** Claude's own word that it stands at its prompt, with nothing before it unreported. */
  | { readonly type: "settled" }
  | { readonly type: "gone"; readonly reason: string }
  /** A screen nobody knows: no key goes in until a person has looked. */
  | { readonly type: "puzzled"; readonly screen: string }
);

/**
 * `delivered`: Claude's record shows it. `absent`: it does not, and no longer will, for nothing runs.
 * `forestalled`: the dialog it answers was settled in the terminal before. `unknown`: following ended meanwhile; ask again.
 */
export type Delivered = "delivered" | "absent" | "forestalled" | "unknown";

/** Claude in a cockpit. */
export interface Agent {
  /** Writes down what the container is to launch: `--session-id` or `--resume` from what is on disk. Rejects with `unknown-session` where a started conversation has no record left, `no-credentials` where there are none. */
  board(launch: Launch): Promise<void>;
  /** Where Claude's record ends now. */
  mark(project: string, session: Session): Promise<string>;
  /**
   * Reports everything after `cursor`, one report at a time, each awaited. With `live`, resolves once Claude stands
   * at its prompt (or works), and goes on reporting; else resolves once all that is on disk is reported.
   */
  follow(
    project: string,
    session: Session,
    cursor: Cursor | null,
    live: boolean,
    report: (report: Report) => Promise<void>,
  ): Promise<void>;
  /** Ends following. With `forget`, also removes what the project had on disk: conversation, hooks, scrollback. */
  leave(project: string, forget?: boolean): Promise<void>;
  /**
   * Makes sure of one prompt: types it only where the record after `mark`, the launch and Claude's own queue do not
   * have it, and waits for the record. Not followed live, it only looks. `confirm` is awaited where the record shows
   * it, in order with the reports. An answer to a dialog that still stands is handed in there. Rejects with
   * `claude-stuck` or `not-delivered`. Once the signal aborts, something else goes before the prompt, and it
   * resolves with `unknown`.
   */
  deliver(
    project: string,
    session: Session,
    prompt: Prompt,
    mark: string,
    confirm: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<Delivered>;
  /** Resolves once Claude stands at its prompt; does nothing where it already does. */
  interrupt(project: string): Promise<void>;
  /** The last `lines` lines of the terminal, live or as saved by the last stop. */
  screen(project: string, lines: number): Promise<string>;
}

/** A member of a chat platform. */
export interface Person {
  /** The same everywhere, and of one platform only: `slack:U1`. */
  readonly id: string;
  /** As people call them. */
  readonly name: string;
  /** The groups or roles they are in, by the platform's ids. */
  readonly groups: readonly string[];
}

/** A file that a person attached. Nothing is fetched until it is opened. */
export interface ChatFile {
  readonly name: string;
  /** Rejects with `bad-input` where the platform does not give it out. */
  open(): Promise<Readable>;
}

/** What a person wrote in a project's thread. */
export interface ChatMessage {
  /** The platform's own, the same however often it comes: `slack:C1:1700000000.000100`. */
  readonly id: string;
  readonly project: string;
  readonly person: Person;
  /** The channel it was written in, by the platform's id. */
  readonly channel: string;
  readonly text: string;
  readonly files: readonly ChatFile[];
  /** When it was written, in milliseconds since 1970, by the platform's clock; where that is known. */
  readonly at?: number;
}

/** A command as a person gave it: in words, by a button, or in a form. */
export interface ChatCall {
  readonly id: string;
  readonly person: Person;
  readonly channel: string;
  /** Of the thread it was given in; null elsewhere. It stands for the project's name where that is left out. */
  readonly project: string | null;
  readonly words: string;
  /** Where it was filled in field by field: the fields, so that nothing is read out of the words. */
  readonly filled?: ChatFields;
  /** A command that asks first is done only with this. */
  readonly confirmed: boolean;
  /** Opens the project's thread where the command was given, or finds it where it is; resolves with a link to it. */
  open(project: string): Promise<string>;
}

/** A command that was filled in; what was left empty is not in it. */
export interface ChatFields {
  readonly command: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, readonly string[]>>;
}

/** A command of the table, for platforms that register what there is to say. */
export interface ChatCommand {
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly rest?: boolean;
    readonly help: string;
  }[];
  readonly options: readonly { readonly name: string; readonly value?: string; readonly help: string }[];
}

/** An answer by a button, which means one question and no other. */
export interface ChatPick {
  readonly person: Person;
  readonly channel: string;
  readonly project: string;
  /** As `tokenOf` makes it of the question. */
  readonly token: string;
  /** As somebody would write it. */
  readonly text: string;
}

/** What came of it, for the one who gave it. */
export interface ChatAnswer {
  readonly text: string;
  /** Set where it was not done yet: what to ask first, and the words to give back, confirmed, after a yes. */
  readonly confirm?: { readonly question: string; readonly words: string };
  /** A file for the project's thread. */
  readonly file?: { readonly project: string; readonly name: string; readonly path: string };
}

/** People, as a chat adapter hands them over. Nothing here rejects for what people did: they are told. */
export interface People {
  /** Resolves once it is on disk, or was before: null; or with the sentence for the one who wrote it. Rejects where it could not be kept: say it again later. */
  said(message: ChatMessage): Promise<string | null>;
  /** An edit counts while Claude does not have it; resolves as `said`. */
  edited(message: ChatMessage): Promise<string | null>;
  /** A deletion withdraws what Claude does not have; resolves with false where it has. */
  withdrawn(project: string, id: string): Promise<boolean>;
  command(call: ChatCall): Promise<ChatAnswer>;
  /** Resolves with what came of it: a question that is closed meanwhile is not answered twice. */
  pick(pick: ChatPick): Promise<ChatAnswer>;
  /** Whether words that were said to the bot are, or are perhaps meant as, a command of the table. */
  isCommand(words: string): boolean;
  /** Whether they want to be told of their questions in a direct message, too. */
  wantsDirect(person: string): Promise<boolean>;
  /** Ids of the project's messages that wait to be delivered, oldest first. */
  waiting(project: string): readonly string[];
  /** What to offer a person who looks for a project; or, to a stranger, the sentence that refuses. */
  projects(person: Person, channel: string): Promise<readonly string[] | string>;
}

/** A button on a card: a command of the table, for this project. */
export interface CardAction {
  readonly command: string;
  readonly label: string;
  readonly style?: "primary" | "danger";
}

/** The cockpit at a glance: the thread's first message, edited in place. */
export interface Card {
  readonly project: string;
  /** One word of the phase, or `removed`. */
  readonly state: string;
  /** Milliseconds since 1970 of the last change of state. */
  readonly since: number;
  readonly session: string;
  readonly question: { readonly sentence: string; readonly since: number; readonly to: readonly string[] } | null;
  /** Messages accepted and not delivered. */
  readonly waiting: number;
  /** How many tasks stand in its queue. */
  readonly tasks: number;
  readonly tasksPaused: boolean;
  /** Where it stands in line for a slot, for people; null where it waits for none. */
  readonly place: string | null;
  readonly trouble: string | null;
  readonly actions: readonly CardAction[];
}

/**
 * A platform where people talk. Thread ids are opaque outside the adapter that made them, and survive a restart.
 * What it posts is told once however often it is posted; what it hands over may come twice, under the same id.
 */
export interface ChatAdapter {
  readonly name: string;
  /**
   * Connects, and hands over what people do from now on and what they did meanwhile. Resolves once it hears, with what
   * the bot's operator should know (null where that is nothing); rejects with `chat-refused`. How it goes on after
   * that goes to `onState`; left out, nobody is told.
   */
  open(people: People, onState?: OnChatState): Promise<string | null>;
  close(): Promise<void>;
  /** The threads there are. */
  threads(): Promise<readonly { readonly project: string; readonly thread: string }[]>;
  /** The project's thread; null where it has none here. */
  thread(project: string): Promise<string | null>;
  /** Resolves once it is there for good; a key that was posted before is not posted again. */
  post(thread: string, key: string, message: Message): Promise<void>;
  /** Puts the card as it is now at the head of the thread. */
  show(thread: string, card: Card): Promise<void>;
  /** The project is gone: says so, and forgets the thread. The next one is a new one. */
  closeThread(thread: string): Promise<void>;
  readonly board: ChatBoard;
  readonly direct: ChatDirect;
}

/** A question that waits, as a platform's board shows it. */
export interface BoardEntry {
  readonly project: string;
  readonly question: Question;
  /** Ids of the people it waits for; none: whoever may answer. */
  readonly to: readonly string[];
  /** The project's thread there; null where it has none. */
  readonly thread: string | null;
}

/** Everything that waits for people, oldest first. */
export interface Board {
  readonly entries: readonly BoardEntry[];
}

/** Where a platform shows, in one place, everything that waits. */
export interface ChatBoard {
  /** Shows it as it is now; latest wins. Resolves once that is there. */
  put(board: Board): Promise<void>;
  /** The address of a thread; null where it is gone. */
  link(thread: string): Promise<string | null>;
}

/** How a platform reaches one person. */
export interface ChatDirect {
  /** Sends one direct message, which pings; a key that was sent is not sent again. Rejects where the person takes none. */
  tell(person: string, key: string, text: string): Promise<void>;
}

/** Where an adapter writes what only its operator wants to know. */
export interface ChatLog {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** How a chat stands, for people. */
export interface ChatState {
  readonly name: string;
  readonly state: "connecting" | "connected" | "refused";
  /** What is wrong or wanting, and what to do; null where nothing is. */
  readonly trouble: string | null;
}

/** A platform may refuse a bot that is connected, let it in again, and want something of its operator meanwhile. */
export type OnChatState = (state: "connected" | "refused", trouble: string | null) => void;
