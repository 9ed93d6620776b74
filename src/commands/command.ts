import type { Bridge } from "../bridge/bridge.ts";
import type { Meant } from "../cockpit/answer/meant.ts";
import type { Json } from "../cockpit/state.ts";
import type { Audit } from "../ports/audit.ts";
import type { Clock, Feed, GivenFile, Picture, Project, Records, Usage } from "../ports/ports.ts";
import type { Schedules } from "../schedules.ts";
import type { Authority } from "./authority.ts";

/** One call of a command as data: what the terminal, the socket and the chats all turn their words into. */
export interface CommandCall {
  readonly command: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, readonly string[]>>;
}

/** What a command has to say: words for people, the same as data for programs. */
export interface Told {
  readonly text: string;
  readonly data: Json;
  /** Set where it was not done yet: what to ask first, and what to call after a yes. */
  readonly confirm?: { readonly question: string; readonly call: CommandCall };
  /** A file that belongs to it; a chat puts it into the thread. */
  readonly file?: GivenFile;
}

/** A file of a project's home, as it was when it was looked at. */
export interface ProjectFile extends Pick<GivenFile, "name" | "read"> {
  /** On the bot's machine. */
  readonly path: string;
  readonly bytes: number;
}

export interface Argument {
  readonly name: string;
  readonly required: boolean;
  /** Takes all that is left, as one text. */
  readonly rest?: boolean;
  /** A project's name: chats offer those there are, and in a project's thread it may be left out. */
  readonly isProject?: boolean;
  /** One of Claude's own commands, or of the project's: chats that can offer those there are. */
  readonly isSlash?: boolean;
  /** Left out by who sits at a terminal, it is picked there from what the open question offers. */
  readonly isPicked?: boolean;
  readonly help: string;
}

export interface Option {
  readonly name: string;
  readonly short?: string;
  /** What its value is called in the help; none: it is a switch. */
  readonly value?: string;
  readonly multiple?: boolean;
  /**
   * What a chat makes of it: `refused`, for it is about the bot's machine; `unoffered`, where only the bot itself says it;
   * `always`, where whoever is in a chat means it. Left out, it is offered.
   */
  readonly inChat?: "refused" | "unoffered" | "always";
  /** Its values are paths, from where the terminal stands. */
  readonly isPath?: boolean;
  /** A terminal then runs the answer's `argv` in its own place. */
  readonly isRun?: boolean;
  readonly help: string;
}

/** The words of one call, parsed by the table. Rejects with `bad-input` where they do not fit it. */
export interface Input {
  argument(name: string): string;
  option(name: string): string | undefined;
  options(name: string): readonly string[];
  flag(name: string): boolean;
}

export interface Preferences {
  /** Told of questions in a direct message, beside the thread. */
  readonly direct: boolean;
}

export interface Context {
  readonly bridge: Bridge;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly author: string;
  /** The author's id on a chat platform, where they came from one. */
  readonly by?: string;
  /** How the words of the call came about, where that is known. */
  readonly meant?: Meant;
  /** An id for the message this call brings, the same when the call is repeated. */
  readonly event: string;
  /** Aborts when nobody listens any more. What was begun goes on. */
  readonly signal: AbortSignal;
  /** What people have chosen for themselves, by their id. */
  readonly preferences: Records<Preferences>;
  readonly schedules: Schedules;
  /** Whether all projects of the root are trusted with whatever they bring; `set` resolves with the root. */
  readonly trustedRoot: { set(trusted: boolean): Promise<string> };
  /** How many tasks of one person may wait; null: as many as there is room for. */
  readonly quota: number | null;
  /** Whether the author may allow, approve and trust in a project: as `authority.ts` says. */
  readonly mayDecide: Authority;
  projects(): readonly Project[];
  /** Whom the project's questions are for where nobody in particular asked Claude. */
  owners(project: string): readonly string[];
  /** Whether that may be a member's id, with its platform's name before it. */
  isMember(id: string): boolean;
  /** Directories under the root that cannot be projects, each with the reason. */
  misnamed(): readonly { readonly name: string; readonly reason: string }[];
  tell(told: Told): void;
  /** A file of the project's home, by its path there. Rejects with `bad-input` where it is none, or leads out of it. */
  projectFile(project: string, path: string): Promise<ProjectFile>;
  readonly picture: Picture;
  /** What the project's Claude has used. */
  usage(project: string): Promise<Usage>;
  /** The addresses of the project's threads, where they can be had. */
  links(project: string): Promise<readonly string[]>;
  /** Nobody is reminded of the project's question before `until` (milliseconds since 1970). Resolves with whether one is open. */
  snooze(project: string, until: number): Promise<boolean>;
  /** Keeps a copy of a file of the caller's where the project's Claude can read it; resolves with its path there. */
  attachFile(project: string, event: string, path: string): Promise<string>;
}

/** What of the context is the caller's own. */
export type Caller = "author" | "by" | "meant" | "event" | "signal" | "tell" | "mayDecide";

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly Argument[];
  readonly options: readonly Option[];
  /** Read commands change nothing. */
  readonly who: "reader" | "member";
  /** In a chat it opens the project's thread where there is none. */
  readonly opensThread?: boolean;
  /**
   * Whether words behind its name, in a thread where the project is left out, can be meant for nothing else. Left out:
   * free text is for Claude.
   */
  readonly isMeant?: (rest: string) => boolean;
  /** What to ask before it is done; `--yes` answers it. */
  readonly confirm?: (input: Input) => string;
  run(context: Context, input: Input): Promise<Told>;
}
