export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A conversation with Claude. `started` once its record holds a message, so that `--resume` finds it. */
export interface Session {
  /** A UUID, as `--session-id` and `--resume` take it. */
  readonly id: string;
  readonly started: boolean;
}

/** Text on its way to Claude. */
export interface Prompt {
  /** The id of the chat event it came from: a second prompt with the same id is the same prompt. */
  readonly id: string;
  readonly author: string;
  /** The author's id, `slack:U1`, where they can be told of what comes of it. */
  readonly by?: string;
  /** In the author's own words; what Claude is given of them is `promptText`. */
  readonly text: string;
  /** `command` is one of Claude's own slash commands, sent on purpose; everything else is `text`, and never runs. */
  readonly kind: "text" | "command";
  /** The question it answers, if one was open when it came: asked again, should the answer be taken back. */
  readonly answers?: Question;
  /** What the answer decides, where permission or approval was asked. */
  readonly decision?: Decision;
  /** Of what was a task: its priority, should it have to go back. */
  readonly task?: Priority;
  /** Of a plan that it approves: the permission mode that was chosen before; null: none was. */
  readonly formerMode?: string | null;
  /** Where Claude's record ended when its delivery was begun, if an answer went before it since: Claude may have it. */
  readonly mark?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How many times Claude went away without taking it. */
  readonly tries: number;
}

export type Priority = "high" | "normal" | "low";

/** Work for Claude that waits its turn in the project's queue. It becomes a prompt, under the same id, when that comes. */
export interface Task {
  readonly id: string;
  readonly author: string;
  /** The author's id, `slack:U1`, where they can be told of what comes of it. */
  readonly by?: string;
  readonly text: string;
  readonly priority: Priority;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A prompt being delivered. Saved before a key is sent; `mark` is where Claude's record ended then. */
export interface Delivery {
  readonly prompt: string;
  /** Opaque outside the agent's adapter. Null: the record was not measured yet, so no key was sent. */
  readonly mark: string | null;
}

/** `screen`: something on Claude's terminal that nobody told of; a key settles it. */
export type QuestionKind = "text" | "choices" | "permission" | "plan" | "screen";

/** One of possibly several things asked at once; only `choices` has options. */
export interface Ask {
  readonly text: string;
  readonly options: readonly { readonly label: string; readonly description?: string }[];
  readonly multiple: boolean;
}

/** What a person decided on a permission or a plan. */
export interface Decision {
  readonly verdict: "allow" | "deny";
  /** How long it holds. Of a plan, and of a denial, `once`. */
  readonly scope: "once" | "session" | "always";
  /** Of a plan: edits of files are accepted from here on. */
  readonly acceptsEdits?: boolean;
  /** Why not, or what instead. */
  readonly reason?: string;
}

/** The call of a tool that a dialog is about. */
export interface ToolCall {
  readonly tool: string;
  /** As the tool would get it. */
  readonly input: Json;
  /** The rules that would allow it, and its like, from now on; none where no rule is sure to mean just that. */
  readonly rules: readonly string[];
}

/** The screen that a question is about. */
export interface ShownScreen {
  /** The same for the same screen: a key goes in only while it is still that one. */
  readonly print: string;
  /** As the terminal shows it, with its colours. */
  readonly view: string;
  /** What it offers is chosen by its number; else by moving to it. */
  readonly isNumbered: boolean;
}

/** Claude waits for a person. */
export interface Question {
  readonly id: string;
  readonly kind: QuestionKind;
  /** What is asked, in full. */
  readonly text: string;
  /** The sentence that asks, for pings and lists. */
  readonly sentence: string;
  readonly asks: readonly Ask[];
  /** Of a dialog. */
  readonly call?: ToolCall;
  /** Of `screen`. */
  readonly screen?: ShownScreen;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** A rule of Claude's, such as `Bash(npm test)`, that people have allowed for this conversation, or for good. */
export interface Allowance {
  readonly rule: string;
  readonly scope: "session" | "always";
}

/** What people have set for one cockpit, before what is configured. */
export interface Overrides {
  readonly model?: string;
  readonly permissionMode?: string;
}

/** What Claude keeps for a session alone, by its own record: a resume forgets it, so that its next start is told. */
export interface SessionSettings {
  /** The permission mode it was last started in as far as people have set one; null before its first start. */
  readonly configuredMode: string | null;
  /** The mode that it is in, where that is another than people have set: it was changed from inside, or at the terminal. */
  readonly mode: string | null;
  /** How often people have chosen a mode for its next start to tell it, and how many of these its last start told. */
  readonly choices: number;
  readonly toldChoices: number;
  /** Paths in its container which Claude works in beside the project's, in the order in which they were added. */
  readonly directories: readonly string[];
}

/** As it is in a new conversation. */
export const UNCHANGED: SessionSettings = {
  configuredMode: null,
  mode: null,
  choices: 0,
  toldChoices: 0,
  directories: [],
};

/** How far Claude's record and hooks have been relayed. Opaque outside the agent's adapter. */
export type Cursor = string;

/** What only a living Claude has: where none lives there is no place for it, so that nothing of it reaches the next one. */
export interface ClaudeState {
  /** Whether it has a prompt whose turn was not seen to begin yet. */
  readonly expectsTurn: boolean;
  /** Whether it ran on while nobody followed it, and what it did meanwhile is not all told yet. */
  readonly catchingUp: boolean;
  /** Whether the question stands in a dialog on its screen, so that it can be answered there. */
  readonly dialog: boolean;
  /** What was asked in further dialogs while that one stood; they come up one after another. */
  readonly queuedDialogs: readonly Question[];
  /** Whether something of its own went on by itself when its last turn ended. */
  readonly background: boolean;
  /** Whether it was started before people changed what holds from the next start on. */
  readonly needsRestart: boolean;
}

/** As it is when it has just been started. */
export const FRESH: ClaudeState = {
  expectsTurn: false,
  catchingUp: false,
  dialog: false,
  queuedDialogs: [],
  background: false,
  needsRestart: false,
};

export type Phase =
  /** Nothing runs. `held`: a person stopped it, so waiting prompts stay until a person says go on. `claude`: the one that is paused, container and all. */
  | { readonly name: "frozen"; readonly held: boolean; readonly claude?: ClaudeState }
  /** No container runs; it waits for a slot. `asked`: a person wants it to run, whether or not there is something for Claude. */
  | { readonly name: "queued"; readonly asked: boolean }
  | { readonly name: "thawing" | "idle" | "working"; readonly claude: ClaudeState }
  | { readonly name: "freezing"; readonly held: boolean; readonly claude: ClaudeState };

/** All that is kept of one project's cockpit. JSON; saved whole before its effects run. */
export interface Cockpit {
  readonly project: string;
  readonly session: Session;
  readonly phase: Phase;
  /** Accepted and not yet seen in Claude's record, oldest first. */
  readonly inbox: readonly Prompt[];
  readonly delivery: Delivery | null;
  /** In the order in which they are to be done. */
  readonly tasks: readonly Task[];
  /** Whether no task is begun until somebody says so. */
  readonly tasksPaused: boolean;
  readonly question: Question | null;
  /** What waited before a screen asked for a key: it waits again, once that is settled. */
  readonly setAside: Question | null;
  /** The prompt delivered last, whose receipt a crash may have kept from being posted. */
  readonly delivered: string | null;
  /** The id of the person whose words Claude had last: its questions are for them. */
  readonly asker: string | null;
  readonly cursor: Cursor | null;
  /** Ids of the prompts taken in last, newest last: what comes twice is taken once. */
  readonly seen: readonly string[];
  /** The last failure people were told of, until something works again. */
  readonly trouble: string | null;
  readonly allowed: readonly Allowance[];
  /** Keys of what people have trusted of the project's own. */
  readonly trusted: readonly string[];
  /** How many things of the project's own its Claude was last started without, since nobody has trusted them. */
  readonly withheld: number;
  readonly overrides: Overrides;
  readonly sessionSettings: SessionSettings;
  /** Milliseconds since 1970 at which a limit of the account's has passed; nothing is given to Claude until then. */
  readonly limitedUntil: number | null;
  /** Milliseconds since 1970 at which it is to be looked at again, if nothing happens before. */
  readonly wakeAt: number | null;
  /** Milliseconds since 1970 of the last change of phase. */
  readonly since: number;
}

/** As it is before anything was done in it. */
export function firstCockpit(project: string, session: string, now: number): Cockpit {
  return {
    project,
    session: { id: session, started: false },
    phase: { name: "frozen", held: false },
    inbox: [],
    delivery: null,
    tasks: [],
    tasksPaused: false,
    question: null,
    setAside: null,
    delivered: null,
    asker: null,
    cursor: null,
    seen: [],
    trouble: null,
    allowed: [],
    trusted: [],
    withheld: 0,
    overrides: {},
    sessionSettings: UNCHANGED,
    limitedUntil: null,
    wakeAt: null,
    since: now,
  };
}

export type QueueStatus = "idle" | "processing" | "awaiting_human" | "paused";

/** What a project's queue is doing, in the words other tools of the orchestrator read. */
export function queueStatus(cockpit: Cockpit): QueueStatus {
  if (cockpit.question !== null) return "awaiting_human";
  const { name } = cockpit.phase;
  if (isHeld(cockpit.phase)) return "paused";
  if (name === "working" || name === "thawing" || name === "queued" || cockpit.inbox.length > 0) return "processing";
  if (cockpit.tasks.length === 0) return "idle";
  return cockpit.tasksPaused ? "paused" : "processing";
}

/** Whether a task could be begun, as far as the project's own affairs go. */
export function isTaskDue(cockpit: Cockpit): boolean {
  const { tasks, tasksPaused, inbox, delivery, question, limitedUntil } = cockpit;
  const { expectsTurn, catchingUp, background } = claudeOf(cockpit);
  // What works in the background wakes Claude by itself, and may end in a question.
  if (tasks.length === 0 || tasksPaused || expectsTurn || catchingUp || background) return false;
  return inbox.length === 0 && delivery === null && question === null && limitedUntil === null;
}

export function isHeld(phase: Phase): boolean {
  return (phase.name === "frozen" || phase.name === "freezing") && phase.held;
}

/** Whether a container is, or is about to be, running. */
export function isRunning(phase: Phase): boolean {
  return phase.name === "idle" || phase.name === "working";
}

type Paused = Extract<Phase, { name: "frozen" }> & { readonly claude: ClaudeState };

/** Whether its container is there and stands still. */
export function isPaused(phase: Phase): phase is Paused {
  return phase.name === "frozen" && phase.claude !== undefined;
}

/** Of the Claude that lives; where none does, as one that is yet to be started. */
export function claudeOf({ phase }: Pick<Cockpit, "phase">): ClaudeState {
  return (phase.name === "queued" ? undefined : phase.claude) ?? FRESH;
}

/** Changes what the living Claude has; where none lives, nothing. */
export function withClaude<T extends Pick<Cockpit, "phase">>(state: T, change: Partial<ClaudeState>): T {
  const { phase } = state;
  if (phase.name === "queued" || phase.claude === undefined) return state;
  return { ...state, phase: { ...phase, claude: { ...phase.claude, ...change } } };
}
