import type { Readable } from "node:stream";
import type { Meant } from "../cockpit/answer/meant.ts";
import type { Action, Message } from "../cockpit/message.ts";
import type { Question } from "../cockpit/state.ts";

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
export interface ChatMessage extends Meant {
  /** The platform's own, the same however often it comes: `slack:C1:1700000000.000100`. */
  readonly id: string;
  readonly project: string;
  readonly person: Person;
  /** The channel it was written in, by the platform's id. */
  readonly channel: string;
  readonly text: string;
  readonly files: readonly ChatFile[];
}

/** A command as a person gave it: in words, by a button, or in a form. */
export interface ChatCall extends Meant {
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
    /** A project's name: to be offered, and in a project's thread to be left out. */
    readonly isProject?: boolean;
    /** One of Claude's own commands, or of the project's: to be offered. */
    readonly isSlash?: boolean;
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
  readonly file?: GivenFile;
}

/** A file of a project's. It is looked up anew when it is read: nobody can put another in its place meanwhile. */
export interface GivenFile {
  readonly project: string;
  readonly name: string;
  /** Rejects with `too-large` beyond `most` bytes, with `bad-input` where it is none any more; each with a sentence. */
  read(most: number): Promise<Buffer>;
}

/** People, as a chat adapter hands them over. Nothing here rejects for what people did: they are told. */
export interface People {
  /** Resolves once it is on disk, or was before: null; or with the sentence for the one who wrote it. Rejects where it could not be kept: say it again later. */
  said(message: ChatMessage): Promise<string | null>;
  /** An edit counts while Claude does not have it; resolves as `said`. `isOld`: the message was handed over once, however long ago. */
  edited(message: ChatMessage, isOld?: boolean): Promise<string | null>;
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
  /** The same for a person who looks for one of Claude's own commands, or of the project's. */
  slashes(person: Person, channel: string, project: string): Promise<readonly string[] | string>;
}

/** A button on a card. */
export interface CardAction extends Action {
  /** What to ask before it is done, on a platform whose buttons ask by themselves. */
  readonly ask?: CardAsk;
}

export interface CardAsk {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
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
  /** Milliseconds since 1970 at which a limit of the account's has passed, and it goes on by itself; null where none lasts. */
  readonly limitedUntil: number | null;
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
  /**
   * Puts the card as it is now at the head of the thread. Resolves with whether it stands there: not where the platform
   * does not take it, or only later. `stands`: it does already, put up by a bot before this one, and is only to be known.
   */
  show(thread: string, card: Card, stands?: boolean): Promise<boolean>;
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
