import { askedBy } from "./audience.ts";
import type { CockpitEffect } from "./events.ts";
import type { FreezePolicy } from "./freeze-policy.ts";
import { advance, MAX_TRIES, moot } from "./life.ts";
import { limitedTo, overtaken, unlimited } from "./limit.ts";
import type { Message } from "./message.ts";
import { judge } from "./question/question.ts";
import type { Report } from "./report.ts";
import {
  type Cockpit,
  claudeOf,
  isPaused,
  isRunning,
  type Phase,
  type Question,
  type Task,
  withClaude,
} from "./state.ts";
import {
  after,
  closed,
  closeQuestion,
  freezing,
  pausedFor,
  post,
  REMEMBERED,
  receipt,
  type Step,
  stopPaused,
  warn,
  withoutDialog,
} from "./step.ts";

export function delivered(state: Cockpit, prompt: string, policy: FreezePolicy): Step {
  const taken = state.inbox.find(({ id }) => id === prompt);
  if (taken === undefined) return [state, []];
  const { expectsTurn, dialog } = claudeOf(state);
  const waits = state.phase.name === "idle" || state.phase.name === "thawing";
  const claude = {
    expectsTurn: expectsTurn || (taken.kind === "text" && waits && taken.answers?.kind !== "screen"),
    // Its dialog was answered, or is no more.
    dialog: dialog && (taken.answers === undefined || state.question !== null),
  };
  const next: Cockpit = {
    ...withClaude(state, claude),
    inbox: state.inbox.filter(({ id }) => id !== prompt),
    delivery: state.delivery?.prompt === prompt ? null : state.delivery,
    delivered: prompt,
    asker: taken.by ?? null,
    session: { ...state.session, started: true },
    trouble: null,
  };
  return after([receipt(prompt, "delivered")], advance(next, policy));
}

/** Claude went away without taking it: it stays first in line, and after a few tries people are asked to look. */
export function absent(state: Cockpit, prompt: string, policy: FreezePolicy): Step {
  if (state.delivery?.prompt !== prompt) return [state, []];
  const inbox = state.inbox.map((one) => (one.id === prompt ? { ...one, tries: one.tries + 1 } : one));
  const next: Cockpit = { ...state, inbox, delivery: null };
  const tries = inbox.find(({ id }) => id === prompt)?.tries ?? 0;
  if (tries < MAX_TRIES || tries % MAX_TRIES !== 0) return advance(next, policy);
  const trouble = `Claude ended ${tries} times before it took the message. The message is kept: look with "output", then "start" tries again.`;
  const phase: Phase = next.phase.name === "frozen" ? { ...next.phase, held: true } : next.phase;
  return [{ ...next, phase, trouble }, [warn(`${prompt}:tries:${tries}`, trouble)]];
}

export function deliveryFailed(state: Cockpit, prompt: string, reason: string, now: number): Step {
  // A freeze breaks a delivery off; the record settles it once all is still.
  if (!state.inbox.some(({ id }) => id === prompt) || state.phase.name === "freezing") return [state, []];
  return [{ ...state, trouble: reason }, [warn(`${prompt}:trouble:${now}`, reason)]];
}

/** What somebody types in the terminal goes on from the question that stood open; what we deliver has closed it before. */
export function turnStarted(state: Cockpit, at: string, typed: boolean): Step {
  const [over, closing] =
    typed && !state.delivery?.mark ? closed(state, "Somebody went on in the terminal.") : [state, []];
  const next = withoutAside(overtaken(over));
  if (next.phase.name !== "idle" && next.phase.name !== "thawing") return [next, closing];
  return [
    { ...next, phase: { ...next.phase, name: "working" }, trouble: null },
    [...closing, post(`turn:${at}:started`, { type: "turn", state: "started" })],
  ];
}

function withoutAside(state: Cockpit): Cockpit {
  return state.setAside === null ? state : { ...state, setAside: null };
}

/** Claude's dialog is no more, and not by an answer of ours. */
export function dialogClosed(state: Cockpit, policy: FreezePolicy): Step {
  if (!claudeOf(state).dialog) return [state, []];
  const [next, closing] = closed(state, "Settled in the terminal.");
  return after(closing, advance(withoutDialog(next), policy));
}

export function turnEnded(
  state: Cockpit,
  turn: Extract<Report, { type: "turnEnded" }>,
  policy: FreezePolicy,
  now: number,
): Step {
  // What a sub-agent in the background asks stands on after the turn that began it.
  const [still, closing] = turn.background ? [state, []] : overDialog(state);
  // What is told of late is over.
  const background = turn.background && !isFrozenOrFreezing(still.phase);
  const over = background === claudeOf(still).background ? still : withClaude(still, { background });
  const end = [...closing, post(`turn:${turn.at}:ended`, { type: "turn", state: "ended" })];
  const judged = judge(turn.text);
  const awaiting = (turn.awaiting ?? judged.awaiting) && !claudeOf(over).dialog;
  const before = awaiting ? withTasksBack(over) : over;
  const sentence = judged.sentence || lastLine(turn.text);
  // Somebody has already written on: that is what Claude gets next, and nobody is pinged for an answer.
  if (before.inbox.length > 0) return after(end, advance(toIdle(before), policy));
  if (!awaiting) {
    const done = turn.background || policy.notify !== "turn-end" ? [] : [ended(before, turn)];
    return after([...end, ...done], turn.background ? [toIdle(before), []] : rest(toIdle(before), policy));
  }
  const question: Question = { id: turn.id, kind: "text", text: turn.text, sentence, asks: [], since: now };
  if (!turn.background) return after(end, asked(before, question, policy));
  // A freeze would kill what still runs, so it waits for the turn that the background work begins.
  const asking = before.seen.includes(question.id)
    ? before
    : { ...before, question, seen: [...before.seen, question.id].slice(-REMEMBERED) };
  return after([...end, ...askedAnew(before, question), ask(before, question)], advance(toIdle(asking), policy));
}

/** A task is nobody's answer: what has not begun goes back to the head of the queue. */
function withTasksBack(state: Cockpit): Cockpit {
  const { inbox, delivery, tasks } = state;
  if (inbox.length === 0 || delivery?.mark || !inbox.every(({ task, mark }) => task !== undefined && !mark))
    return state;
  const back = inbox.map(({ id, author, by, text, at, task = "normal" }): Task => {
    return { id, author, ...(by !== undefined && { by }), text, at, priority: task };
  });
  return { ...state, inbox: [], delivery: null, tasks: [...back, ...tasks] };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}

function isFrozenOrFreezing({ name }: Phase): boolean {
  return name === "frozen" || name === "freezing";
}

/** A turn that ends by itself has no dialog open any more: somebody has settled it where we did not see. */
function overDialog(state: Cockpit, outcome = "Settled in the terminal."): Step {
  if (!claudeOf(state).dialog || !isRunning(state.phase)) return [state, []];
  const [next, closing] = closed(state, outcome);
  return [withoutDialog(next), closing];
}

/** For those who want to know of every end. */
function ended(state: Cockpit, { id }: { readonly id: string }): CockpitEffect {
  const message: Message = {
    type: "notice",
    level: "info",
    text: "Claude is done.",
    to: askedBy(state),
  };
  return post(`done:${id}`, message);
}

/** A question asked while something ran in the background waits on; now that nothing does, it waits frozen. */
function rest(state: Cockpit, policy: FreezePolicy): Step {
  if (state.phase.name !== "idle") return [state, []];
  return state.question === null ? advance(state, policy) : freezing(state, policy);
}

export function turnFailed(
  state: Cockpit,
  { at, error: reason, until, actions }: Extract<Report, { type: "turnFailed" }>,
  policy: FreezePolicy,
  now: number,
): Step {
  const [next, closing] = overDialog(state);
  const passes = until !== undefined && until > now;
  const end = post(`turn:${at}:failed`, {
    type: "turn",
    state: "failed",
    reason,
    ...(passes && { until }),
    ...(actions !== undefined && { actions }),
  });
  if (until !== undefined) {
    // Heard of only when it is over, it is no limit any more, and what it has stopped goes on.
    const limited = limitedTo(next, until, now);
    return after([...closing, end], advance(toIdle(passes ? limited : unlimited(limited)), policy));
  }
  const [still, pausing] = pausedFor(next, at, "this turn failed");
  return after([...closing, end, ...pausing], advance(toIdle(still), policy));
}

export function interrupted(state: Cockpit, at: string, policy: FreezePolicy): Step {
  const [next, closing] = overDialog(state, "Claude was interrupted.");
  const [still, pausing] = pausedFor(next, at, "somebody interrupted Claude");
  const effects = [
    ...closing,
    post(`stopped:${at}`, { type: "notice", level: "info", text: "Claude was interrupted." }),
    post(`turn:${at}:ended`, { type: "turn", state: "ended" }),
    ...pausing,
  ];
  return after(effects, advance(toIdle(still), policy));
}

/** How many dialogs wait behind one: Claude's agents are fewer, and those beyond are seen on its screen when they come up. */
const MOST_QUEUED = 20;

/** Posted first, then frozen, at once or after its grace; a question that is replayed after a crash is posted under the same key. */
export function asked(state: Cockpit, question: Question, policy: FreezePolicy): Step {
  if (state.seen.includes(question.id))
    return [state, state.question?.id === question.id ? [ask(state, state.question)] : []];
  const seen = [...state.seen, question.id].slice(-REMEMBERED);
  const runs = isRunning(state.phase) || state.phase.name === "thawing";
  // A screen that changes is another question in the place of the one before.
  const replaces = question.kind === "screen" && state.question?.kind === "screen";
  if (question.kind !== "text" && state.question !== null && !replaces) {
    // Dialogs of several of Claude's agents come up one after another; those behind a freeze it opens anew.
    const { dialog, queuedDialogs } = claudeOf(state);
    const queued = [...queuedDialogs, question].slice(0, MOST_QUEUED);
    if (runs && dialog) return [{ ...withClaude(state, { queuedDialogs: queued }), seen }, []];
    if (state.phase.name === "freezing" && state.question.kind !== "text") return [{ ...state, seen }, []];
  }
  return open({ ...state, seen }, question, policy);
}

function open(state: Cockpit, question: Question, policy: FreezePolicy): Step {
  const aside = putAside(state, question);
  const shown = [...askedAnew(state, question), ask(state, question)];
  const runs = isRunning(state.phase) || state.phase.name === "thawing";
  const asking = withClaude(state, { dialog: runs && question.kind !== "text" });
  const next: Cockpit = { ...asking, question, setAside: aside };
  if (!runs) return [next, shown];
  if (policy.grace[question.kind] === 0 && !claudeOf(state).background) return after(shown, freezing(next, policy));
  return question.kind === "text" ? after(shown, advance(toIdle(next), policy)) : [next, shown];
}

/** Nobody waits any more for an answer to what was asked before; what a screen has pushed aside is asked again after it. */
function askedAnew({ question: before }: Cockpit, { id, kind }: Question): readonly CockpitEffect[] {
  if (before === null || before.id === id) return [];
  const isAside = kind === "screen" && before.kind !== "screen";
  return [closeQuestion(before, id, isAside ? "It waits until Claude's screen is settled." : "Claude asked anew.")];
}

function putAside({ question, setAside }: Cockpit, { kind }: Question): Question | null {
  if (kind !== "screen") return null;
  return question === null || question.kind === "screen" ? setAside : question;
}

/** The screen is settled: what waited before it waits again, unless somebody has written on. */
export function askAgain([state, effects]: Step): Step {
  const { setAside, question, inbox } = state;
  if (setAside === null || question !== null || claudeOf(state).dialog) return [state, effects];
  if (inbox.some(({ answers }) => answers?.kind === "screen")) return [state, effects];
  if (inbox.length > 0) return [{ ...state, setAside: null }, effects];
  const again = closeQuestion(setAside, `again:${state.since}`, null);
  return [{ ...state, setAside: null, question: setAside }, [...effects, again]];
}

/** The dialog before it is no more: the next one is up by now. */
export function askQueued([state, effects]: Step, policy: FreezePolicy): Step {
  const { dialog, queuedDialogs } = claudeOf(state);
  const [next, ...others] = queuedDialogs;
  if (next === undefined || dialog || state.question !== null || !isRunning(state.phase)) return [state, effects];
  return after(effects, open(withClaude(state, { queuedDialogs: others }), next, policy));
}

function ask(state: Cockpit, question: Question): CockpitEffect {
  return post(`question:${question.id}`, { type: "question", question, to: askedBy(state) });
}

/** Nobody need answer any more: a person has said so. */
export function dropped(state: Cockpit, id: string, by: string, policy: FreezePolicy): Step {
  const { question } = state;
  if (question === null || question.id !== id) return [state, []];
  // Claude waits for what people say next.
  const [next, pausing] = pausedFor({ ...state, question: null }, id, `${by} withdrew the question`);
  const effects = [closeQuestion(question, "dropped", `Withdrawn by ${by}.`), ...pausing];
  // Its dialog stands on a screen that nobody can type on: it ends with its Claude.
  if (isPaused(state.phase) && state.phase.claude.dialog)
    return after(effects, stopPaused(withoutDialog(next), state.phase.held));
  return after(effects, advance(next, policy));
}

export function sessionChanged(state: Cockpit, session: Cockpit["session"]): Step {
  if (session.id === state.session.id) return [state, []];
  const text = `Claude began a new conversation: session ${session.id}.`;
  const allowed = state.allowed.filter(({ scope }) => scope === "always");
  // The Claude that runs was started with those that end here.
  const hadMore = isRunning(state.phase) && allowed.length < state.allowed.length;
  const next = hadMore ? withClaude(state, { needsRestart: true }) : state;
  return [
    { ...overtaken(withoutDialog(next)), session, question: null, setAside: null, allowed },
    [post(`session:${session.id}`, { type: "notice", level: "info", text }), ...moot(state.question, session)],
  ];
}

export function wentIdle(state: Cockpit, at: string, policy: FreezePolicy): Step {
  const [next, closing] = overDialog(state);
  if (next.phase.name !== "working") return after(closing, advance(next, policy));
  const end = post(`turn:${at}:ended`, { type: "turn", state: "ended" });
  return after([...closing, end], advance(toIdle(next), policy));
}

function toIdle(state: Cockpit): Cockpit {
  const { phase } = state;
  return phase.name === "working" || phase.name === "thawing" ? { ...state, phase: { ...phase, name: "idle" } } : state;
}
