import type { CockpitEffect } from "./events.ts";
import { type FreezePolicy, LONGEST_PAUSE } from "./freeze-policy.ts";
import { overtaken, unlimited } from "./limit.ts";
import { modeChosen } from "./session-settings.ts";
import type { Cockpit, Delivery, Overrides, Phase, Prompt, Question } from "./state.ts";
import { claudeOf, FRESH, isPaused, isRunning, isTaskDue, UNCHANGED, withClaude } from "./state.ts";
import {
  after,
  closed,
  closeQuestion,
  freezing,
  pausedFor,
  post,
  receipt,
  refusal,
  release,
  type Step,
  stopPaused,
  stoppedAs,
  stopping,
  tell,
  warn,
} from "./step.ts";

/** How often Claude may go away under one prompt before people are asked to look. */
export const MAX_TRIES = 3;

/** What is due next, wherever the cockpit stands: the one place where a delivery or a thaw begins. */
export function advance(state: Cockpit, policy: FreezePolicy): Step {
  // What people have set meanwhile holds from the next start on, which is now.
  if (mustRestart(state)) return freezing({ ...state, delivery: null }, { ...policy, mode: "stop" });
  if (state.phase.name === "queued") return isWanted(state) ? [state, []] : unqueued(state);
  // What is on its way is seen through.
  if (state.limitedUntil !== null && !state.delivery?.mark) return [state, []];
  const [first] = state.inbox;
  if (first === undefined) return nextTask(state, policy);
  const due = state.delivery ?? (state.question === null ? deliveryOf(first) : null);
  if (due === null) return [state, []];
  const next: Cockpit = { ...state, delivery: due };
  if (isRunning(state.phase)) return [next, [{ type: "deliver" }]];
  if (state.phase.name !== "frozen") return [state, []];
  // Begun before the freeze: the record says whether it arrived. Where Claude only stands still, it may not have written it yet.
  if (due.mark !== null && !isPaused(state.phase)) return [next, [{ type: "deliver" }]];
  return state.phase.held || state.question !== null ? [state, []] : wake(state, policy, false);
}

/** Whether Claude has nothing in hand, and is to be started anew with what people have set. */
function mustRestart(state: Cockpit): boolean {
  const { phase, delivery } = state;
  if (phase.name !== "idle" || delivery?.mark) return false;
  const { needsRestart, background, dialog, expectsTurn, catchingUp } = phase.claude;
  return needsRestart && !background && !dialog && !expectsTurn && !catchingUp;
}

/** Nobody has written anything: what stands in the queue comes next. */
function nextTask(state: Cockpit, policy: FreezePolicy): Step {
  if (!isTaskDue(state)) return [state, []];
  const { phase } = state;
  if (phase.name === "idle") return policy.rationed ? [state, []] : beginTask(state, policy);
  if (phase.name !== "frozen" || phase.held || (policy.rationed && isPaused(phase))) return [state, []];
  return wake(state, policy, false);
}

function beginTask(state: Cockpit, policy: FreezePolicy): Step {
  const [next, told] = withTask(state);
  return after(told, advance(next, policy));
}

/** The first task becomes a prompt: from here on it is delivered as any other. */
function withTask(state: Cockpit): Step {
  const [task, ...tasks] = state.tasks;
  if (task === undefined || !isTaskDue(state)) return [state, []];
  const { priority, ...what } = task;
  const rest = tasks.length === 0 ? "" : ` (${tasks.length} more in the queue)`;
  const text = `Next task, of ${task.author}${rest}: ${task.text}`;
  return [
    { ...state, tasks, inbox: [{ ...what, task: priority, kind: "text", tries: 0 }] },
    [post(`task:${task.id}`, { type: "notice", level: "info", text })],
  ];
}

/** What only stands still has its slot still. */
function wake(state: Cockpit, policy: FreezePolicy, asked: boolean): Step {
  const { phase } = state;
  if (!policy.rationed || phase.name !== "frozen" || isPaused(phase)) return thaw(state);
  const trouble = asked ? null : state.trouble;
  return [{ ...state, phase: { name: "queued", asked }, trouble }, tell("queued", state)];
}

function deliveryOf({ id, mark }: Prompt): Delivery {
  return { prompt: id, mark: mark ?? null };
}

function thaw(state: Cockpit): Step {
  const [ready, told] = withTask(state);
  const [first] = ready.inbox;
  const due = first === undefined || ready.question !== null ? null : deliveryOf(first);
  // One that only stood still goes on as it was.
  const phase: Phase = { name: "thawing", claude: claudeOf(state) };
  const next: Cockpit = { ...ready, phase, delivery: ready.delivery ?? due };
  return [next, [...told, { type: "thaw" }, ...tell("thawing", state)]];
}

/** Whether there is a reason still to wait for a slot. */
function isWanted(state: Cockpit): boolean {
  const { phase, inbox, question } = state;
  return (phase.name === "queued" && phase.asked) || (inbox.length > 0 && question === null) || isTaskDue(state);
}

function unqueued(state: Cockpit): Step {
  return [{ ...state, phase: { name: "frozen", held: false } }, tell("frozen", state)];
}

export function granted(state: Cockpit, policy: FreezePolicy): Step {
  const { phase } = state;
  if (phase.name === "queued") return isWanted(state) ? thaw(state) : unqueued(state);
  if (!isTaskDue(state)) return [state, []];
  if (phase.name === "frozen") return isPaused(phase) && !phase.held ? thaw(state) : [state, []];
  return phase.name === "idle" ? beginTask(state, policy) : [state, []];
}

/** Whether it would lose nothing but time if it were stopped now. */
export function mayYield(cockpit: Cockpit): boolean {
  const { phase, inbox, delivery, question, trouble } = cockpit;
  const { background, dialog, expectsTurn, catchingUp } = claudeOf(cockpit);
  if (phase.name === "frozen") return isPaused(phase);
  if (background || expectsTurn || catchingUp) return false;
  // What cannot be delivered is kept, and tried anew with the next start; it must not hold the slot until then.
  if (inbox.length > 0 || delivery !== null) return phase.name === "idle" && trouble !== null;
  return phase.name === "idle" || (phase.name === "working" && dialog && question !== null);
}

export function yielded(state: Cockpit, policy: FreezePolicy): Step {
  const { phase } = state;
  if (!mayYield(state)) return [state, []];
  if (phase.name !== "frozen") return freezing(state, { ...policy, mode: "stop" });
  return stopPaused(state, phase.held);
}

export function startAsked(asked: Cockpit, policy: FreezePolicy): Step {
  const state = unlimited(anew(asked));
  switch (state.phase.name) {
    case "frozen":
      return wake(state, policy, true);
    case "queued":
      return [{ ...state, phase: { name: "queued", asked: true }, trouble: null }, []];
    case "freezing":
      return [{ ...state, phase: release(state.phase) }, []];
    default:
      return advance(state, policy);
  }
}

/** A person's word gives the waiting prompts their tries back. */
function anew(state: Cockpit): Cockpit {
  if (state.inbox.every(({ tries }) => tries === 0)) return state;
  return { ...state, inbox: state.inbox.map((prompt) => ({ ...prompt, tries: 0 })) };
}

export function stopAsked(asked: Cockpit): Step {
  const state: Cockpit = { ...asked, trouble: null };
  const { phase } = state;
  if (phase.name === "frozen" && !isPaused(phase)) return [{ ...state, phase: { name: "frozen", held: true } }, []];
  if (phase.name === "queued") return [{ ...state, phase: { name: "frozen", held: true } }, tell("frozen", state)];
  if (phase.name === "freezing") return [stoppedAs(state, true), [stopping(true)]];
  return [
    stoppedAs(state, true),
    [stopping(phase.name === "working" || phase.name === "thawing"), ...tell("freezing", state)],
  ];
}

export function renewed(state: Cockpit, session: Cockpit["session"]): Step {
  if (state.phase.name !== "frozen") return [state, []];
  const allowed = state.allowed.filter(({ scope }) => scope === "always");
  const waiting = overtaken(state).inbox;
  // Answers to what the old conversation asked say nothing to the new one.
  const [answers, inbox] = [waiting.filter(isAnswer), waiting.filter((one) => !isAnswer(one))];
  const next: Cockpit = {
    ...state,
    session,
    limitedUntil: null,
    question: null,
    setAside: null,
    delivery: null,
    cursor: null,
    trouble: null,
    sessionSettings: UNCHANGED,
    allowed,
    inbox,
  };
  return [next, [...answers.flatMap((one) => refusal(one, OVER)), ...moot(state.question, session)]];
}

const OVER = "A new conversation was begun before Claude had this answer. If it still matters, write it again.";

function isAnswer({ answers }: Prompt): boolean {
  return answers !== undefined;
}

/** Nobody waits for an answer in a conversation that is over. */
export function moot(question: Question | null, session: Cockpit["session"]): readonly CockpitEffect[] {
  return question === null ? [] : [closeQuestion(question, session.id, "A new conversation was begun instead.")];
}

export function thawed(state: Cockpit, policy: FreezePolicy): Step {
  if (state.phase.name !== "thawing") return advance(state, policy);
  // Under a dialog Claude is in the middle of its turn.
  const { claude } = state.phase;
  const name = claude.dialog && state.question !== null ? "working" : "idle";
  // At its prompt, it shows no screen that waits for a key: that one went with the Claude before.
  const isOver = state.question?.kind === "screen" && !claude.dialog;
  const [open, closing] = isOver ? closed(state, "Claude's screen is at its prompt again.") : [state, []];
  return after(closing, advance({ ...open, phase: { name, claude }, trouble: null }, policy));
}

export function thawFailed(
  state: Cockpit,
  { reason, later = false }: { readonly reason: string; readonly later?: boolean },
  policy: FreezePolicy,
  now: number,
): Step {
  if (state.phase.name !== "thawing") return [state, []];
  if (later && policy.rationed) {
    const back: Cockpit = { ...state, phase: { name: "queued", asked: false }, trouble: reason };
    const next: Cockpit = isWanted(back) ? back : { ...back, phase: { name: "queued", asked: true } };
    return [next, [...(state.trouble === reason ? [] : [warn(`thaw:${now}`, reason)]), ...tell("queued", state)]];
  }
  return [
    { ...state, phase: { name: "frozen", held: true }, trouble: reason },
    [warn(`thaw:${now}`, reason), ...tell("frozen", state)],
  ];
}

/** What is paused keeps its dialog and whatever else it has; what is stopped has nothing left but its record. */
export function frozen(state: Cockpit, paused: boolean, policy: FreezePolicy): Step {
  const held = (state.phase.name === "freezing" || state.phase.name === "frozen") && state.phase.held;
  const phase: Phase = paused ? { name: "frozen", held, claude: claudeOf(state) } : { name: "frozen", held };
  if (state.phase.name === "frozen" && isPaused(state.phase) === paused) return advance(state, policy);
  const next: Cockpit = { ...state, phase };
  return state.phase.name === "frozen" ? advance(next, policy) : after(tell("frozen", state), advance(next, policy));
}

export function found(
  state: Cockpit,
  {
    running,
    paused = false,
    reason,
  }: { readonly running: boolean; readonly paused?: boolean; readonly reason?: string },
  policy: FreezePolicy,
  now: number,
): Step {
  const { name } = state.phase;
  // A crash may have come between the save and the post; what was posted is not posted again.
  const { delivered: last } = state;
  const receipts = [
    ...(last === null ? [] : [receipt(last, "accepted"), receipt(last, "delivered")]),
    ...state.inbox.map(({ id }) => receipt(id, "accepted")),
  ];
  if (running) {
    if (name === "freezing") return [state, [...receipts, stopping(true)]];
    const claude = { ...claudeOf(state), catchingUp: true };
    return [{ ...state, phase: { name: "thawing", claude } }, [...receipts, { type: "thaw" }]];
  }
  if (name === "thawing") return [paused ? state : withClaude(state, FRESH), [...receipts, { type: "thaw" }]];
  if (name === "queued" && !paused) return after([...receipts, { type: "drain" }], advance(state, policy));
  if (name !== "working") return after([...receipts, { type: "drain" }], frozen(state, paused, policy));
  const notice = warn(`lost:${now}`, lost(reason ?? "its container was stopped"));
  const [still, pausing] = pausedFor(state, String(now), "Claude stopped");
  return after([...receipts, { type: "drain" }, notice, ...pausing], frozen(still, paused, policy));
}

export function gone(state: Cockpit, reason: string, policy: FreezePolicy, now: number): Step {
  const { name } = state.phase;
  if (name === "frozen" || name === "freezing" || name === "queued") return [state, []];
  const [still, pausing] = name === "working" ? pausedFor(state, String(now), "Claude stopped") : [state, []];
  return after([warn(`gone:${now}`, lost(reason)), ...pausing], frozen(still, false, policy));
}

function lost(reason: string): string {
  return `Claude stopped: ${reason}. The conversation is kept; the next message resumes it.`;
}

/** Holds from the next start on, which comes as soon as Claude has nothing in hand. */
export function overridden(state: Cockpit, key: keyof Overrides, value: string | null, policy: FreezePolicy): Step {
  const isMode = key === "permissionMode";
  if ((state.overrides[key] ?? null) === value && !(isMode && state.sessionSettings.mode !== null)) return [state, []];
  const { [key]: _, ...others } = state.overrides;
  const open = isMode ? modeChosen(state, false) : state;
  const next = { ...open, overrides: value === null ? others : { ...others, [key]: value } };
  // Another model may have a limit of its own.
  return changed(key === "model" ? unlimited(next) : next, policy);
}

export function forbidden(state: Cockpit, rule: string, policy: FreezePolicy): Step {
  const allowed = state.allowed.filter((one) => one.rule !== rule);
  return allowed.length === state.allowed.length ? [state, []] : changed({ ...state, allowed }, policy);
}

export function trusted(state: Cockpit, keys: readonly string[], policy: FreezePolicy): Step {
  const same = keys.length === state.trusted.length && keys.every((key) => state.trusted.includes(key));
  return same ? [state, []] : changed({ ...state, trusted: keys }, policy);
}

function changed(state: Cockpit, policy: FreezePolicy): Step {
  return advance(withClaude(state, { needsRestart: true }), policy);
}

export function timePassed(state: Cockpit, policy: FreezePolicy, now: number): Step {
  if (state.wakeAt === null || now < state.wakeAt) return [state, []];
  const { phase } = state;
  if (phase.name === "freezing") return [{ ...state, wakeAt: null }, [stopping(false)]];
  if (state.limitedUntil !== null && now >= state.limitedUntil) return advance(unlimited(state), policy);
  if (isPaused(phase)) return stopPaused(state, phase.held);
  if (!isRunning(phase)) return [state, []];
  // Claude would go on by itself, beside what it is told then.
  return freezing(state, state.limitedUntil === null ? policy : { ...policy, mode: "stop" });
}

/**
 * When the cockpit is to be looked at again, if nothing happens: at the end of a question's grace, of an idle time, of
 * a pause. What goes on in the background is waited for; a question asked meanwhile by a dialog, for the idle time only,
 * since nothing tells when the background work is over.
 */
export function wakeAt(before: Cockpit, state: Cockpit, policy: FreezePolicy, now: number): number | null {
  const { phase, question } = state;
  const { background, dialog } = claudeOf(state);
  const again = phase.name === before.phase.name && before.wakeAt !== null;
  if (phase.name === "frozen") {
    if (!isPaused(phase)) return phase.held ? null : state.limitedUntil;
    return again ? before.wakeAt : now + (policy.mode === "pause-then-stop" ? policy.pause : LONGEST_PAUSE);
  }
  if (phase.name === "queued") return null;
  if (phase.name === "freezing") return state.trouble === null ? null : retryAt(before, now);
  // How long it may stand still says nothing of how long it may run.
  if (phase.name === "thawing") return before.phase.name === "frozen" ? null : before.wakeAt;
  if (question !== null) {
    if (before.question?.id === question.id && before.wakeAt !== null) return before.wakeAt;
    if (background && !dialog) return null;
    // One that was open before this start was not asked now: somebody wants to look at it.
    const isNew = before.question?.id !== question.id;
    const least = policy.grace[question.kind];
    return isNew && !background ? now + least : now + Math.max(least, policy.idle ?? DEFAULT_LOOK);
  }
  if (phase.name === "idle" && state.limitedUntil !== null) {
    // Over already: whatever came between its end and now, it is still to be lifted.
    if (background || state.limitedUntil <= now) return state.limitedUntil;
    return again && before.limitedUntil === state.limitedUntil ? before.wakeAt : now;
  }
  if (phase.name !== "idle" || background || state.inbox.length > 0 || policy.idle === null) return null;
  if (policy.rationed && isTaskDue(state)) return null;
  return again && before.question === null ? before.wakeAt : now + policy.idle;
}

function retryAt({ phase, wakeAt: at }: Cockpit, now: number): number {
  return phase.name === "freezing" && at !== null && at > now ? at : now + FREEZE_AGAIN;
}

/** A freeze that failed is tried again (milliseconds). */
const FREEZE_AGAIN = 60_000;

/** How long somebody may look at an open question, where nothing is frozen for being idle (milliseconds). */
const DEFAULT_LOOK = 30 * 60_000;
