import { asBridgeError } from "../../../src/errors.ts";
import type { Clock, Home, Report } from "../../../src/ports/ports.ts";
import { questionOf } from "../dialog/ask.ts";
import { summary } from "../dialog/summary.ts";
import { claude } from "../profile.ts";
import { failureOf } from "./failure.ts";
import { current, type Hook, isAtWork, isTyped, worksOn } from "./hooks.ts";
import { linesFrom, type RecordPosition, sizeOf, toCursor } from "./lines.ts";
import { createSpool, isTooLarge, type Spooled } from "./spool.ts";
import { type Entry, parseLine } from "./transcript.ts";
import { createTurns } from "./turns.ts";

/** Claude's last words reach its record up to 212 ms after the Stop hook (measured); this is when we give up (milliseconds). */
const FLUSH_LIMIT = 3_000;
const FLUSH_POLL = 25;

const SETTINGS_CHANGED =
  "The project's settings for Claude have changed. They hold from its next start on, once what is new in them is trusted.";

const ENDS: ReadonlySet<Report["type"]> = new Set(["turnEnded", "turnFailed", "interrupted", "wentIdle"]);

/** After these no dialog stands any more. */
const CLOSES: ReadonlySet<Report["type"]> = new Set(["turnFailed", "interrupted", "closed"]);

type WithoutCursor<T> = T extends Report ? Omit<T, "at"> : never;
type Relayed = WithoutCursor<Report>;

/** Merges Claude's transcript and its hooks into one stream of reports, each with the place after it. */
export interface Relay {
  /** Reports all that is on disk now; `isLast`: nothing more will come. Not to be called while it runs. */
  pump(isLast?: boolean): Promise<void>;
  readonly place: RecordPosition;
  /** Whether a turn was seen to begin and not to end. */
  readonly turnOpen: boolean;
  /** How many prompts Claude said it has accepted, in its queue or as a turn, since the relay began; and the last of them. */
  readonly submitted: number;
  readonly lastSubmitted: string;
  /** Whether a dialog stands, as far as is known: the last thing told was a structured ask. */
  readonly asking: boolean;
  /** The hook that told of it; empty where none did since the relay began. */
  readonly lastAsked: string;
  /** The hooks of all dialogs that were told and are not known to be over. */
  readonly dialogs: readonly string[];
  /** For what is known otherwise: reports it at the present place. */
  tell(told: Relayed): Promise<void>;
  /** A pump that is under way ends as soon as it can, and what it has not reported by then is left for another relay. */
  end(): void;
}

export interface RelayParts {
  readonly home: Home;
  readonly start: RecordPosition;
  readonly clock: Clock;
  /** Whether Claude says of itself that it does nothing. */
  readonly isIdle: () => Promise<boolean>;
  readonly report: (report: Report) => Promise<void>;
  /**
   * Awaited for every entry that shows Claude has taken something in, with the place after it, before anything more is
   * reported.
   */
  readonly onHeard: (entry: Entry, place: RecordPosition) => Promise<void>;
  /** The hooks of the dialogs that stand when it begins. */
  readonly standing?: readonly string[];
}

export function createRelay({ home, start, clock, isIdle, report, onHeard, standing = [] }: RelayParts): Relay {
  const spool = createSpool(home.cockpit, warn);
  /** What was warned of, so that it is told once. */
  const warned = new Set<string>();
  let place = start;
  let isEnded = false;
  let turnOpen = false;
  let asking = standing.length > 0;
  let dialogs = standing;
  let lastAsked = "";
  /** When Claude wrote down that the model refuses, which its hook has not told of yet (milliseconds since 1970). */
  let failedAt: number | null = null;
  /** As it was told last. */
  let mode: string | null | undefined;
  /** Of Claude's own, the one that ran last. */
  let command = "";
  let submitted = 0;
  let lastSubmitted = "";
  const turns = createTurns();
  /** When the words of a turn's end were first looked for in the record, by the name of its hook. */
  let sought = { name: "", since: 0 };
  /** The inputs of the tools that the turn used: hooks do not carry all of them. */
  let tools = new Map<string, unknown>();

  async function pump(isLast = false): Promise<void> {
    // The spool is listed first: what a hook tells of stands in the transcript before it, but for the last words.
    const spooled = await spool.next(place.hook);
    await readTranscript();
    const matter = new Set(current(spooled.map(({ hook }) => hook)));
    for (const [at, one] of spooled.entries()) {
      let matters = matter.has(one.hook);
      if (matters && one.hook.hook_event_name === "Stop") {
        const isEnd = await endsTurn(one, spooled.slice(at + 1), isLast);
        // The end of a turn is told once it is one. Until then nothing has come after it.
        if (isEnd === null) return;
        matters = isEnd;
      }
      if (isEnded || !(await handle(one, matters))) return;
      await spool.done(one.name);
    }
    for (const text of turns.unsettled()) await endedUnheard(text);
  }

  /** Null while that is not known: another's Stop hook may send Claude back to work, and takes as long as it likes. */
  async function endsTurn(
    { hook, name }: Spooled,
    later: readonly Spooled[],
    isLast: boolean,
  ): Promise<boolean | null> {
    const text = hook.last_assistant_message ?? "";
    await written(text, name);
    switch (turns.stateOf(text)) {
      case "over":
        return true;
      case "heldUp":
      case "cancelled":
        return false;
      default:
        if (later.some((one) => isAtWork(one.hook))) return false;
        // What works in the background may keep Claude's status busy; such an end stops nothing.
        if (isLast || (worksOn(hook) && clock.now() - sought.since >= FLUSH_LIMIT)) return true;
        return (await isIdle()) ? true : null;
    }
  }

  /** Waits for the last words of a turn, once. */
  async function written(text: string, name: string): Promise<void> {
    if (sought.name !== name) sought = { name, since: clock.now() };
    await readUntil(() => turns.stateOf(text) !== "unwritten", sought.since);
  }

  /** Waits for what failed to be in the record, with the prompt before it. Resolves with when it was. */
  async function failureWritten(): Promise<number> {
    const now = clock.now();
    await readUntil(() => failedAt !== null, now);
    const at = failedAt ?? now;
    failedAt = null;
    return at;
  }

  async function readUntil(isThere: () => boolean, since: number): Promise<void> {
    await readTranscript();
    while (!isEnded && !isThere() && clock.now() - since < FLUSH_LIMIT) {
      await clock.after(FLUSH_POLL);
      await readTranscript();
    }
  }

  /** Our Stop hook has not told of it: hooks are off, or the disk was full. The record has all that it would have said. */
  async function endedUnheard(text: string): Promise<void> {
    if (turnOpen) await tell({ type: "turnEnded", id: `${place.session}:${place.offset}`, text, background: false });
  }

  async function readTranscript(): Promise<void> {
    try {
      if ((await sizeOf(home.config, place.session)) < place.offset) await readAnew();
      for await (const line of linesFrom(home.config, place.session, place.offset)) {
        if (isEnded) return;
        place = { ...place, offset: line.end };
        for (const entry of parseLine(line.text)) await handleEntry(entry);
      }
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      await warn(asBridgeError(error).message);
    }
  }

  /**
   * A record that became shorter was put back, or written anew. All that Claude says in it is told again (what was told
   * before is not shown twice), and nothing that was begun or ended in it, for that is long over.
   */
  async function readAnew(): Promise<void> {
    place = { ...place, offset: 0 };
    await warn(
      "Claude's record became shorter than it was: it is read again from its beginning, and what was shown before is not shown again.",
    );
    const end = await sizeOf(home.config, place.session);
    for await (const line of linesFrom(home.config, place.session, 0)) {
      if (line.end > end || isEnded) return;
      place = { ...place, offset: line.end };
      for (const entry of parseLine(line.text))
        if (entry.type === "said" || entry.type === "did") await handleEntry(entry);
    }
  }

  async function warn(text: string): Promise<void> {
    if (warned.has(text)) return;
    warned.add(text);
    await tell({ type: "warned", text });
  }

  async function handleEntry(entry: Entry): Promise<void> {
    switch (entry.type) {
      case "said":
        turns.said(entry.text);
        return tell({ type: "said", id: entry.id, text: entry.text });
      case "did":
        tools.set(entry.tool, entry.input);
        return tell({ type: "did", id: entry.id, tool: entry.tool, summary: summary(entry.tool, entry.input) });
      case "heard":
        failedAt = null;
        turns.heard();
        await onHeard(entry, place);
        return turnOpen ? undefined : tell({ type: "turnStarted", typed: entry.texts.some(isTyped) });
      case "command":
        command = entry.name;
        return onHeard(entry, place);
      case "interrupted":
        turns.closed("cancelled");
        return tell({ type: "interrupted" });
      case "heldUp":
        return turns.heldUp();
      case "mode":
        return moveInto(entry.mode);
      case "directory":
        // Nothing else that stands in a record as a command's answer is one.
        if (command !== "/add-dir" && command !== "/permissions") return;
        return tell({ type: "directoryChanged", path: entry.path, added: entry.isAdded });
      case "barred":
        return tell({ type: "warned", text: `A hook of the project's has stopped Claude: ${entry.reason}` });
      case "failed":
        failedAt = entry.at;
        return;
      case "turnOver":
        return turns.closed("over");
      default:
        return;
    }
  }

  async function moveInto(name: string): Promise<void> {
    const known = claude.modes.aliases[name] ?? name;
    const seen = claude.modes.kept.includes(known) ? known : null;
    if (seen !== mode) await tell({ type: "modeSeen", mode: seen });
    mode = seen;
  }

  /** False where it was left, for the relay has ended. */
  async function handle({ name, hook }: Spooled, matters: boolean): Promise<boolean> {
    const told = matters ? await toldBy(hook, name) : null;
    if (!matters && hook.hook_event_name === "Stop") pass(hook.last_assistant_message ?? "");
    if (isEnded) return false;
    place = { ...place, hook: name };
    if (told !== null) await tell(told);
    return true;
  }

  /** What no longer matters is told neither by its hook nor by the record; an open turn has another end to come. */
  function pass(text: string): void {
    const state = turns.stateOf(text);
    if (state !== "open" && state !== "unwritten") turns.settle(text);
  }

  async function toldBy(hook: Hook, name: string): Promise<Relayed | null> {
    switch (hook.hook_event_name) {
      case "SessionStart":
        return hook.session_id === place.session ? null : moveTo(hook.session_id);
      case "UserPromptSubmit":
        submitted += 1;
        lastSubmitted = hook.prompt ?? "";
        if (turnOpen || hook.agent_id !== undefined) return null;
        return { type: "turnStarted", typed: isTyped(lastSubmitted) };
      case "Decided":
        asking = false;
        await onHeard({ type: "decided", ask: hook.ask ?? "" }, place);
        return null;
      case "PermissionRequest":
        return asked(hook, name);
      case "ConfigChange":
        if (hook.source === "project_settings") await warn(SETTINGS_CHANGED);
        return null;
      case "Stop":
        return turnEnded(hook, name);
      case "StopFailure":
        return failed(hook, await failureWritten());
      default:
        return null;
    }
  }

  /** After /clear the conversation goes on in another file, under another id. */
  function moveTo(session: string): Relayed {
    place = { ...place, session, offset: 0 };
    return { type: "sessionChanged", session: { id: session, started: false } };
  }

  /** One that nobody can read is no reason to be silent for ever: Claude's screen shows it, too. */
  async function asked(hook: Hook, name: string): Promise<Relayed | null> {
    await readTranscript();
    const tool = hook.tool_name ?? "";
    // Which of the two carries a plan depends on whether Claude wrote it to a file.
    const whole =
      tool === "ExitPlanMode" && !hasPlan(hook.tool_input) ? (tools.get(tool) ?? hook.tool_input) : hook.tool_input;
    lastAsked = name;
    dialogs = [...dialogs, name];
    try {
      const question = questionOf(tool, whole, `${place.session}:${name}`, clock.now(), hook.permission_suggestions);
      return { type: "asked", question };
    } catch {
      await warn(`Claude asks something that cannot be read (${tool.slice(0, 40)}). Look at its screen (attach).`);
      return null;
    }
  }

  function turnEnded(hook: Hook, name: string): Relayed {
    const text = hook.last_assistant_message ?? "";
    turns.settle(text);
    // Named after the hook's file, so that a replay after a crash is the same question.
    return { type: "turnEnded", id: `${place.session}:${name}`, text, background: worksOn(hook) };
  }

  async function tell(told: Relayed): Promise<void> {
    if (told.type === "turnStarted") turnOpen = true;
    if (ENDS.has(told.type)) turnOpen = false;
    if (told.type === "turnEnded") tools = new Map();
    asking = told.type === "asked" || (asking && !closes(told));
    await report({ ...told, at: toCursor(place) });
    if (closes(told)) dialogs = [];
  }

  return {
    pump,
    tell,
    end() {
      isEnded = true;
    },
    get place() {
      return place;
    },
    get submitted() {
      return submitted;
    },
    get lastSubmitted() {
      return lastSubmitted;
    },
    get asking() {
      return asking;
    },
    get lastAsked() {
      return lastAsked;
    },
    get dialogs() {
      return dialogs;
    },
    get turnOpen() {
      return turnOpen;
    },
  };
}

/** A turn that leaves something at work in the background may leave its dialog, too. */
function closes(told: Relayed): boolean {
  if (told.type === "turnEnded") return !told.background;
  return told.type === "turnStarted" || CLOSES.has(told.type);
}

function hasPlan(input: unknown): boolean {
  return typeof input === "object" && input !== null && "plan" in input && input.plan !== "";
}

function failed(hook: Hook, at: number): Relayed {
  const text = hook.last_assistant_message ?? "";
  return { type: "turnFailed", ...failureOf(hook.error ?? "unknown", text, at), text };
}
