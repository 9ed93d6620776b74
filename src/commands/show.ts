import type { QueuePosition } from "../cockpit/slots/places.ts";
import type { Cockpit, Json, Phase } from "../cockpit/state.ts";
import { isHeld, isPaused, queueStatus } from "../cockpit/state.ts";
import type { Entry, ListedContainer, Message, Project } from "../ports/ports.ts";
import { plain } from "../support/printable.ts";
import type { Context, Input, Told } from "./command.ts";

/** The screen in words, and for a chat as a picture. */
export async function screen({ bridge, picture, by }: Context, input: Input): Promise<Told> {
  const project = input.argument("project");
  if (input.flag("keys")) {
    await bridge.ask(project);
    const text = `Where Claude's screen is not at its prompt, the thread of ${project} asks in a moment which key to press.`;
    return { text, data: null };
  }
  const view = await bridge.view(project);
  const text = shownText(view);
  return {
    text: by === undefined ? text : `The screen of ${project}:`,
    data: { screen: text },
    file: { project, name: "screen.png", read: () => picture(view) },
  };
}

/** Without its colours, and the empty lines at its end. */
function shownText(view: string): string {
  const lines = plain(view).split("\n");
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();
}

/** One cockpit as `status` shows it. */
export function statusOf(cockpit: Cockpit, now: number, place: QueuePosition | null = null): Told {
  const { project, session, question, inbox, tasks, tasksPaused, trouble } = cockpit;
  const lines = [`${project} · ${stateWord(cockpit)} for ${span(now - cockpit.since)} · session ${session.id}`];
  if (question !== null) lines.push(`  asks (${span(now - question.since)}): ${question.sentence}`);
  if (inbox.length > 0) lines.push(`  ${inbox.length} message${inbox.length === 1 ? "" : "s"} waiting to be delivered`);
  if (tasks.length > 0)
    lines.push(
      `  ${tasks.length} task${tasks.length === 1 ? "" : "s"} in the queue${tasksPaused ? ", which is paused" : ""}`,
    );
  if (place !== null) lines.push(`  waits for a slot: ${place.text}`);
  if (cockpit.withheld > 0) lines.push(`  ${untrusted(cockpit)}`);
  if (cockpit.limitedUntil !== null) lines.push(`  ${limitedLine(cockpit.limitedUntil)}`);
  if (trouble !== null) lines.push(`  trouble: ${trouble}`);
  return { text: lines.join("\n"), data: { ...dataOf(cockpit), place: place?.place ?? null } };
}

/** What people are told while a limit of the account's lasts. */
export function limitedLine(until: number): string {
  return `waits for the end of a usage limit, and goes on by itself at ${clock(until)}; "start" tries at once`;
}

export function untrusted({ project, withheld }: Cockpit): string {
  return `works without ${withheld === 1 ? "one thing" : `${withheld} things`} of the project's own that nobody has trusted: "trust ${project}" shows and asks`;
}

export function dataOf(cockpit: Cockpit): { readonly [key: string]: Json } {
  const { project, session, phase, question, inbox, tasks, tasksPaused, trouble, since, overrides, allowed } = cockpit;
  const { sessionSettings } = cockpit;
  return {
    project,
    session_id: session.id,
    status: phase.name,
    session_started: session.started,
    awaiting_response: question !== null,
    last_question: question?.text ?? null,
    queue_status: queueStatus(cockpit),
    question: question && {
      ...question,
      call: question.call ? { ...question.call } : null,
      screen: question.screen ? { ...question.screen } : null,
      asks: question.asks.map((ask) => ({ ...ask, options: ask.options.map((one) => ({ ...one })) })),
    },
    waiting_messages: inbox.length,
    waiting_tasks: tasks.length,
    queue_paused: tasksPaused,
    held: isHeld(phase),
    paused: isPaused(phase),
    model: overrides.model ?? null,
    permission_mode: sessionSettings.mode ?? overrides.permissionMode ?? null,
    directories: [...sessionSettings.directories],
    allowed: allowed.map((one) => ({ ...one })),
    untrusted: cockpit.withheld,
    limited_until: cockpit.limitedUntil === null ? null : new Date(cockpit.limitedUntil).toISOString(),
    trouble,
    since: new Date(since).toISOString(),
  };
}

export function stateWord(cockpit: Cockpit): string {
  const { phase, question } = cockpit;
  if (phase.name === "queued") return "waiting for a slot";
  if (question !== null && phase.name === "frozen") return `${frozenWord(phase)}, waiting for an answer`;
  if (question !== null && phase.name !== "freezing") return `${phase.name}, waiting for an answer`;
  if (phase.name === "frozen") return frozenWord(phase);
  return phase.name;
}

function frozenWord(phase: Phase): string {
  return isPaused(phase) ? "frozen (paused)" : "frozen";
}

export function neverStarted({ slug }: Project): Told {
  return { text: `${slug} · never started`, data: { project: slug, status: "never-started" } };
}

export function stranger({ project, name, running }: ListedContainer): Told {
  const text = `${project} · container ${name} (${running ? "running" : "stopped"}) without a record; "start ${project}" takes it over`;
  return { text, data: { project, container: name, status: "no-record" } };
}

/** What a message looks like on a terminal; nothing for what only a card shows. */
export function entryOf({ message }: Entry, project: string): Told | null {
  const text = messageText(message, project);
  return text === null ? null : { text, data: JSON.parse(JSON.stringify(message)) };
}

function messageText(message: Message, project: string): string | null {
  switch (message.type) {
    case "said":
      return message.text;
    case "did":
      return `  ⚙ ${message.tool}${message.summary && ` ${message.summary}`}`;
    case "question":
      return `${project} asks: ${message.question.kind === "text" ? message.question.sentence : message.question.text}`;
    case "notice":
      return `${message.level === "warn" ? "⚠ " : ""}${message.text}`;
    case "turn":
      return message.state === "failed" ? `⚠ ${message.reason}${until(message.until)}` : null;
    default:
      return null;
  }
}

function until(at: number | undefined): string {
  return at === undefined ? "" : ` It goes on by itself at ${clock(at)}.`;
}

/** A moment as the clock on this machine shows it. */
function clock(at: number): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** Whom a question waits for, by their ids. */
export function whom(to: readonly string[]): string {
  return to.length === 0 ? "whoever may answer" : to.join(", ");
}

/** A span of time in the two largest units that say something. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** When what was chosen for it begins to hold. */
export function holdsFrom({ phase }: Cockpit): string {
  if (phase.name === "frozen" || phase.name === "queued") return "from its next start on";
  return phase.claude.needsRestart ? "as soon as this turn is over" : "from the next message on";
}
