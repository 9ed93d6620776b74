import { shortAnswer } from "./answer/answer.ts";
import { decide, isDecisive } from "./answer/decide.ts";
import { keyFault } from "./answer/keys.ts";
import type { CockpitEvent } from "./events.ts";
import type { FreezePolicy } from "./freeze-policy.ts";
import { advance } from "./life.ts";
import { modeChosen, withSettings } from "./session-settings.ts";
import type { Allowance, Cockpit, Decision, Prompt, Question } from "./state.ts";
import { claudeOf, isHeld, isRunning, withClaude } from "./state.ts";
import {
  after,
  closeQuestion,
  freezing,
  REMEMBERED,
  receipt,
  refusal,
  release,
  type Step,
  withoutDialog,
} from "./step.ts";

/** What one is told who may not allow or approve. */
export const NOT_AN_APPROVER =
  "Only this project's approvers can decide that; the question stays open. Whatever else you write, Claude gets instead of an answer.";

export function prompted(
  state: Cockpit,
  { prompt, mayDecide, to, seen }: Omit<Extract<CockpitEvent, { type: "prompted" }>, "type">,
  policy: FreezePolicy,
): Step {
  if (state.inbox.some(({ id }) => id === prompt.id)) return [state, [receipt(prompt.id, "accepted")]];
  if (state.seen.includes(prompt.id)) return [state, []];
  const { question } = state;
  if (to !== undefined && question?.id !== to) return [state, []];
  // Words that were written before a dialog opened are not meant for it: they wait until it is answered.
  const isEarly = seen !== undefined && question !== null && question.kind !== "text" && question.id !== seen;
  if (question === null || isEarly || prompt.kind !== "text")
    return taken({ ...state, inbox: [...state.inbox, prompt] }, prompt, policy);
  const fault = keyFault(question, prompt.text, mayDecide);
  if (fault !== null) return [state, refusal(prompt, fault)];
  const decision = decide(question, prompt.text);
  // Free words of somebody who may not decide are no decision: they go on from the question, which denies nothing less.
  if (!mayDecide && isDecisive(decision)) return [state, refusal(prompt, NOT_AN_APPROVER)];
  const answer: Prompt = {
    ...prompt,
    answers: question,
    ...(decision !== null && { decision }),
    ...(question.kind === "plan" && { formerMode: state.overrides.permissionMode ?? null }),
  };
  const settled = closeQuestion(question, prompt.id, shortAnswer(question, prompt.text, prompt.author));
  const next: Cockpit = { ...decided(state, question, decision), ...insertAnswer(state, answer), question: null };
  const [last, effects] = taken(next, answer, policy);
  return [last, [...effects.slice(0, 1), settled, ...effects.slice(1)]];
}

/** It is in the inbox. */
function taken(state: Cockpit, { id }: Prompt, policy: FreezePolicy): Step {
  const phase = isHeld(state.phase) ? release(state.phase) : state.phase;
  const seen = [...state.seen, id].slice(-REMEMBERED);
  return after([receipt(id, "accepted")], advance({ ...state, phase, seen }, policy));
}

/** What a decision changes for everything after it. The Claude that runs learns it with the answer, if its dialog is still there. */
function decided(state: Cockpit, { kind, call }: Question, decision: Decision | null): Cockpit {
  if (decision?.verdict !== "allow") return state;
  if (kind === "plan") {
    const permissionMode = decision.acceptsEdits ? "acceptEdits" : "manual";
    return { ...modeChosen(unaware(state), claudeOf(state).dialog), overrides: { ...state.overrides, permissionMode } };
  }
  const { scope } = decision;
  if (scope === "once" || call === undefined) return state;
  const added = call.rules.map((rule): Allowance => ({ rule, scope }));
  const kept = state.allowed.filter((one) => !added.some(({ rule }) => rule === one.rule) || one.scope === "always");
  const fresh = added.filter(({ rule }) => !kept.some((one) => one.rule === rule));
  return { ...unaware(state), allowed: [...kept, ...fresh] };
}

/** Where the dialog is gone, only the next start tells Claude of it. */
function unaware(state: Cockpit): Cockpit {
  const isTold = claudeOf(state).dialog || !isRunning(state.phase);
  return isTold ? state : withClaude(state, { needsRestart: true });
}

/**
 * An answer goes before what was written earlier: it is what Claude waits for. Only a delivery that has begun stays
 * before it, since that may already be on its way into Claude's record; but where the answer's dialog stands, Claude
 * takes nothing else, so that the delivery is taken up again after it, from where it was.
 */
function insertAnswer(state: Cockpit, answer: Prompt): Pick<Cockpit, "inbox" | "delivery"> {
  const { inbox, delivery } = state;
  if (delivery === null || delivery.mark === null) return { inbox: [answer, ...inbox], delivery: null };
  const { prompt, mark } = delivery;
  // Nor does it before a screen that waits for a key, in this start or the next.
  if (claudeOf(state).dialog || answer.answers?.kind === "screen") {
    const marked = inbox.map((one): Prompt => (one.id === prompt ? { ...one, mark } : one));
    return { inbox: [answer, ...marked], delivery: null };
  }
  return { inbox: inbox.toSpliced(inbox.findIndex(({ id }) => id === delivery.prompt) + 1, 0, answer), delivery };
}

/** Once its delivery has begun it may be Claude's already. */
function isOurs({ inbox, delivery }: Cockpit, id: string): boolean {
  const begun = delivery?.prompt === id && delivery.mark !== null;
  return !begun && inbox.some((prompt) => prompt.id === id && prompt.mark === undefined);
}

/** One of Claude's own commands is never made of words that were not checked; nor is anything allowed by an edit. */
export function edited(state: Cockpit, id: string, text: string, now: number): Step {
  const old = state.inbox.find((prompt) => prompt.id === id);
  if (!isOurs(state, id) || old === undefined || old.kind === "command") return [state, []];
  const { answers, author } = old;
  if (answers?.kind === "screen") return [state, []];
  const decision = answers === undefined ? null : decide(answers, text);
  if (decision?.verdict === "allow") return [state, []];
  const changed: Prompt = { ...old, text, ...(decision && { decision }) };
  const inbox = state.inbox.map((prompt) => (prompt.id === id ? changed : prompt));
  const next = { ...undecided(state, old), inbox };
  if (answers === undefined) return [next, []];
  return [next, [closeQuestion(answers, `${id}:${now}`, shortAnswer(answers, text, author))]];
}

/** An answer that is taken back leaves its question as open as it was, unless somebody has written on: that is the answer now. */
export function withdrawn(state: Cockpit, id: string, policy: FreezePolicy): Step {
  const taken = state.inbox.find((prompt) => prompt.id === id);
  if (!isOurs(state, id) || taken === undefined) return [state, []];
  const next = removed(state, id);
  const answered = openAgain(next, taken);
  if (answered === null) return advance(next, policy);
  const open: Cockpit = { ...undecided(next, taken), question: answered };
  const shown = closeQuestion(answered, id, null);
  // It was thawed for the answer alone.
  if (state.phase.name !== "thawing") return after([shown], advance(open, policy));
  return after([shown], freezing(open, policy));
}

/** What a decision that is taken back had allowed is allowed no more. */
function undecided(state: Cockpit, prompt: Prompt | undefined): Cockpit {
  const { decision, answers } = prompt ?? {};
  if (decision?.verdict !== "allow" || answers === undefined) return state;
  if (answers.kind === "plan") {
    const { permissionMode: _, ...others } = state.overrides;
    const former = prompt?.formerMode ?? null;
    const overrides = former === null ? others : { ...others, permissionMode: former };
    return withSettings({ ...state, overrides }, { mode: "plan", toldChoices: state.sessionSettings.choices });
  }
  const rules = answers.call?.rules ?? [];
  return {
    ...state,
    allowed: state.allowed.filter(({ rule, scope }) => scope !== decision.scope || !rules.includes(rule)),
  };
}

/** It waits no more, and is not on its way. */
function removed(state: Cockpit, id: string): Cockpit {
  const inbox = state.inbox.filter((prompt) => prompt.id !== id);
  return { ...state, inbox, delivery: state.delivery?.prompt === id ? null : state.delivery };
}

/** The question that a removed prompt was to answer, unless another one stands, or somebody has written on. */
function openAgain(state: Cockpit, { id, answers }: Prompt): Question | null {
  const isAnswered = state.question !== null || state.inbox.some((one) => isWrittenAfter(state, one, id));
  return answers === undefined || isAnswered ? null : answers;
}

function isWrittenAfter({ seen }: Cockpit, { id, kind }: Prompt, answer: string): boolean {
  return kind === "text" && seen.lastIndexOf(id) > seen.lastIndexOf(answer);
}

/** The dialog was settled in the terminal first: the first answer wins. */
export function forestalled(state: Cockpit, id: string, policy: FreezePolicy): Step {
  const prompt = state.inbox.find((one) => one.id === id);
  if (prompt === undefined) return [state, []];
  const reason =
    prompt.answers?.kind === "screen"
      ? "Claude's screen shows something else by now, so no key was pressed."
      : "Somebody settled it in the terminal before this came. If it still matters, write it again.";
  const effects = [
    ...refusal(prompt, reason),
    ...(prompt.answers ? [closeQuestion(prompt.answers, `${id}:forestalled`, "Settled in the terminal.")] : []),
  ];
  // Of a screen nobody is asked any more; what is on it now is asked anew.
  const next = prompt.answers?.kind === "screen" ? withoutDialog(state) : state;
  return after(effects, advance(undecided(removed(next, id), prompt), policy));
}

/**
 * A hook of the project's has kept it from Claude, and would again: its author is told why, and what waits behind it goes
 * on. The question that it answers is open again, unless somebody has written on.
 */
export function refused(state: Cockpit, id: string, reason: string, policy: FreezePolicy): Step {
  const prompt = state.inbox.find((one) => one.id === id);
  if (prompt === undefined) return [state, []];
  const told = refusal(
    prompt,
    `A hook of this project refused it, so that Claude did not get it: ${reason} Write it otherwise, or change the hook.`,
  );
  const next = undecided(removed(state, id), prompt);
  const answered = openAgain(next, prompt);
  if (answered === null) return after(told, advance(next, policy));
  return after([...told, closeQuestion(answered, id, null)], advance({ ...next, question: answered }, policy));
}
