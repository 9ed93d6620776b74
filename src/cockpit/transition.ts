import type { Message, Report } from "../ports.ts";
import { answerText, shortAnswer } from "./answer.ts";
import type { CockpitEffect, CockpitEvent } from "./events.ts";
import { judge } from "./question.ts";
import type { Cockpit, Phase, Prompt, Question } from "./state.ts";
import { isHeld, isRunning } from "./state.ts";

export type Step = readonly [Cockpit, readonly CockpitEffect[]];

/** How often Claude may go away under one prompt before people are asked to look. */
export const MAX_TRIES = 3;

/** How many prompt ids are remembered, to drop what a platform delivers twice. */
const REMEMBERED = 500;

/**
 * The whole life of a cockpit: pure and total. An event that does not apply returns the same state.
 * `now` is milliseconds since 1970.
 */
export function transition(state: Cockpit, event: CockpitEvent, now: number): Step {
  const [next, effects] = step(state, event, now);
  if (next.phase === state.phase) return [next, effects];
  const since = next.phase.name === state.phase.name ? state.since : now;
  return [{ ...next, since }, effects];
}

function step(state: Cockpit, event: CockpitEvent, now: number): Step {
  switch (event.type) {
    case "prompted":
      return prompted(state, event.prompt, event.to);
    case "edited":
      return edited(state, event.prompt, event.text, now);
    case "withdrawn":
      return withdrawn(state, event.prompt);
    case "startAsked":
      return startAsked(state);
    case "stopAsked":
      return stopAsked(state);
    case "renewed":
      return renewed(state, event.session);
    case "began":
      return began(state, event.prompt, event.mark);
    case "delivered":
      return delivered(state, event.prompt);
    case "absent":
      return absent(state, event.prompt);
    case "deliveryFailed":
      return deliveryFailed(state, event.prompt, event.reason, now);
    case "thawed":
      return state.phase.name === "thawing"
        ? advance({ ...state, phase: { name: "idle" }, trouble: null })
        : advance(state);
    case "thawFailed":
      return thawFailed(state, event.reason, now);
    case "frozen":
      return frozen(state);
    case "freezeFailed":
      if (state.phase.name !== "freezing") return [state, []];
      return [{ ...state, trouble: event.reason }, [warn(`freeze:${now}`, event.reason)]];
    case "found":
      return found(state, event.running, event.reason, now);
    case "relayed":
      return [{ ...state, cursor: event.at }, []];
    case "said":
      return [state, [post(event.id, { type: "said", text: event.text })]];
    case "did":
      return [state, [post(event.id, { type: "did", tool: event.tool, summary: event.summary })]];
    case "turnStarted":
      return turnStarted(state, event.at);
    case "turnEnded":
      return turnEnded(state, event, now);
    case "turnFailed":
      return turnFailed(state, event.at, event.error);
    case "interrupted":
      return turnStopped(state, event.at, { type: "notice", level: "info", text: "Claude was interrupted." });
    case "asked":
      return asked(state, event.question);
    case "sessionChanged":
      return sessionChanged(state, event.session);
    case "settled":
      return settled(state, event.at);
    case "gone":
      return gone(state, event.reason, now);
    case "puzzled":
      return [state, [warn(`puzzled:${event.at}`, puzzle(event.screen))]];
  }
}

function prompted(state: Cockpit, prompt: Prompt, to?: string): Step {
  if (state.inbox.some(({ id }) => id === prompt.id)) return [state, [receipt(prompt.id, "accepted")]];
  if (state.seen.includes(prompt.id)) return [state, []];
  const { question } = state;
  if (to !== undefined && question?.id !== to) return [state, []];
  const answers = question !== null && prompt.kind === "text";
  const taken: Prompt = answers
    ? { ...prompt, text: answerText(question, prompt.text, prompt.author), answers: question }
    : prompt;
  const next: Cockpit = {
    ...state,
    ...(answers ? insertAnswer(state, taken) : { inbox: [...state.inbox, taken] }),
    question: answers ? null : question,
    phase: isHeld(state.phase) ? release(state.phase) : state.phase,
    seen: [...state.seen, prompt.id].slice(-REMEMBERED),
  };
  const effects = [
    receipt(prompt.id, "accepted"),
    ...(answers ? [settle(question, prompt.id, shortAnswer(question, prompt.text, prompt.author))] : []),
  ];
  return after(effects, advance(next));
}

/** What is shown of a question that is open no more; null: it is open again. */
function settle(question: Question, by: string, outcome: string | null): CockpitEffect {
  return post(`settled:${question.id}:${by}${outcome === null ? ":open" : ""}`, { type: "settled", question, outcome });
}

function receipt(prompt: string, state: "accepted" | "delivered"): CockpitEffect {
  return post(`${prompt}:${state}`, { type: "receipt", prompt, state });
}

/**
 * An answer goes before what was written earlier: it is what Claude waits for. Only a delivery that has begun stays
 * before it, since that may already be on its way into Claude's record.
 */
function insertAnswer({ inbox, delivery }: Cockpit, answer: Prompt): Pick<Cockpit, "inbox" | "delivery"> {
  if (delivery === null || delivery.mark === null) return { inbox: [answer, ...inbox], delivery: null };
  return { inbox: inbox.toSpliced(inbox.findIndex(({ id }) => id === delivery.prompt) + 1, 0, answer), delivery };
}

/** Once its delivery has begun it may be Claude's already. */
function isOurs({ inbox, delivery }: Cockpit, id: string): boolean {
  const begun = delivery?.prompt === id && delivery.mark !== null;
  return !begun && inbox.some((prompt) => prompt.id === id);
}

/** One of Claude's own commands is never made of words that were not checked. */
function edited(state: Cockpit, id: string, text: string, now: number): Step {
  if (!isOurs(state, id) || state.inbox.some((one) => one.id === id && one.kind === "command")) return [state, []];
  const inbox = state.inbox.map((prompt) =>
    prompt.id === id
      ? { ...prompt, text: prompt.answers ? answerText(prompt.answers, text, prompt.author) : text }
      : prompt,
  );
  const answer = state.inbox.find((prompt) => prompt.id === id);
  if (answer?.answers === undefined) return [{ ...state, inbox }, []];
  const outcome = shortAnswer(answer.answers, text, answer.author);
  return [{ ...state, inbox }, [settle(answer.answers, `${id}:${now}`, outcome)]];
}

/** An answer that is taken back leaves its question as open as it was, unless somebody has written on: that is the answer now. */
function withdrawn(state: Cockpit, id: string): Step {
  if (!isOurs(state, id)) return [state, []];
  const inbox = state.inbox.filter((prompt) => prompt.id !== id);
  const answered = state.inbox.find((prompt) => prompt.id === id)?.answers ?? null;
  const delivery = state.delivery?.prompt === id ? null : state.delivery;
  const next = { ...state, inbox, delivery };
  if (answered === null || state.question !== null || inbox.some((one) => isWrittenAfter(state, one, id)))
    return advance(next);
  const open: Cockpit = { ...next, question: answered };
  const shown = settle(answered, id, null);
  // It was thawed for the answer alone.
  if (state.phase.name !== "thawing") return after([shown], advance(open));
  return [{ ...open, phase: { name: "freezing", held: false } }, [shown, freeze(false), ...tell("freezing", state)]];
}

function isWrittenAfter({ seen }: Cockpit, { id, kind }: Prompt, answer: string): boolean {
  return kind === "text" && seen.lastIndexOf(id) > seen.lastIndexOf(answer);
}

function startAsked(asked: Cockpit): Step {
  const state = anew(asked);
  switch (state.phase.name) {
    case "frozen":
      return thaw(state);
    case "freezing":
      return [{ ...state, phase: release(state.phase) }, []];
    default:
      return advance(state);
  }
}

/** A person's word gives the waiting prompts their tries back. */
function anew(state: Cockpit): Cockpit {
  if (state.inbox.every(({ tries }) => tries === 0)) return state;
  return { ...state, inbox: state.inbox.map((prompt) => ({ ...prompt, tries: 0 })) };
}

function stopAsked(asked: Cockpit): Step {
  const state: Cockpit = { ...asked, trouble: null };
  switch (state.phase.name) {
    case "frozen":
      return [{ ...state, phase: { name: "frozen", held: true } }, []];
    case "freezing":
      return [{ ...state, phase: { name: "freezing", held: true } }, [freeze(true)]];
    default:
      return [
        { ...state, phase: { name: "freezing", held: true } },
        [freeze(state.phase.name !== "idle"), ...tell("freezing", state)],
      ];
  }
}

function renewed(state: Cockpit, session: Cockpit["session"]): Step {
  if (state.phase.name !== "frozen") return [state, []];
  const next: Cockpit = { ...state, session, question: null, delivery: null, cursor: null, trouble: null };
  return [next, moot(state.question, session)];
}

function began(state: Cockpit, prompt: string, mark: string): Step {
  if (state.delivery?.prompt !== prompt) return [state, []];
  return [{ ...state, delivery: { prompt, mark } }, []];
}

function delivered(state: Cockpit, prompt: string): Step {
  if (!state.inbox.some(({ id }) => id === prompt)) return [state, []];
  const next: Cockpit = {
    ...state,
    inbox: state.inbox.filter(({ id }) => id !== prompt),
    delivery: null,
    delivered: prompt,
    asker: state.inbox.find(({ id }) => id === prompt)?.by ?? null,
    session: { ...state.session, started: true },
    trouble: null,
  };
  return after([receipt(prompt, "delivered")], advance(next));
}

/** Claude went away without taking it: it stays first in line, and after a few tries people are asked to look. */
function absent(state: Cockpit, prompt: string): Step {
  if (state.delivery?.prompt !== prompt) return [state, []];
  const inbox = state.inbox.map((one) => (one.id === prompt ? { ...one, tries: one.tries + 1 } : one));
  const next: Cockpit = { ...state, inbox, delivery: null };
  const tries = inbox.find(({ id }) => id === prompt)?.tries ?? 0;
  if (tries < MAX_TRIES || tries % MAX_TRIES !== 0) return advance(next);
  const trouble = `Claude ended ${tries} times before it took the message. The message is kept: look with "output", then "start" tries again.`;
  const phase: Phase = next.phase.name === "frozen" ? { name: "frozen", held: true } : next.phase;
  return [{ ...next, phase, trouble }, [warn(`${prompt}:tries:${tries}`, trouble)]];
}

function deliveryFailed(state: Cockpit, prompt: string, reason: string, now: number): Step {
  // A freeze breaks a delivery off; the record settles it once all is still.
  if (!state.inbox.some(({ id }) => id === prompt) || state.phase.name === "freezing") return [state, []];
  return [{ ...state, trouble: reason }, [warn(`${prompt}:trouble:${now}`, reason)]];
}

function thawFailed(state: Cockpit, reason: string, now: number): Step {
  if (state.phase.name !== "thawing") return [state, []];
  return [
    { ...state, phase: { name: "frozen", held: true }, trouble: reason },
    [warn(`thaw:${now}`, reason), ...tell("frozen", state)],
  ];
}

function frozen(state: Cockpit): Step {
  if (state.phase.name === "frozen") return advance(state);
  const held = state.phase.name === "freezing" && state.phase.held;
  return after(tell("frozen", state), advance({ ...state, phase: { name: "frozen", held } }));
}

function found(state: Cockpit, running: boolean, reason: string | undefined, now: number): Step {
  const { name } = state.phase;
  // A crash may have come between the save and the post; what was posted is not posted again.
  const { delivered: last } = state;
  const receipts = [
    ...(last === null ? [] : [receipt(last, "accepted"), receipt(last, "delivered")]),
    ...state.inbox.map(({ id }) => receipt(id, "accepted")),
  ];
  if (running) {
    if (name === "freezing") return [state, [...receipts, freeze(true)]];
    return [{ ...state, phase: { name: "thawing" } }, [...receipts, { type: "thaw" }]];
  }
  if (name === "thawing") return [state, [...receipts, { type: "thaw" }]];
  const notice = name === "working" ? [warn(`lost:${now}`, lost(reason ?? "its container was stopped"))] : [];
  return after([...receipts, { type: "drain" }, ...notice], frozen(state));
}

function turnStarted(state: Cockpit, at: string): Step {
  if (state.phase.name !== "idle" && state.phase.name !== "thawing") return [state, []];
  return [
    { ...state, phase: { name: "working" }, trouble: null },
    [post(`turn:${at}:started`, { type: "turn", state: "started" })],
  ];
}

function turnEnded(state: Cockpit, turn: Extract<Report, { type: "turnEnded" }>, now: number): Step {
  const end = post(`turn:${turn.at}:ended`, { type: "turn", state: "ended" });
  const { awaiting, sentence } = judge(turn.text);
  // Somebody has already written on: that is what Claude gets next, and nobody is pinged for an answer.
  if (state.inbox.length > 0) return after([end], advance(toIdle(state)));
  if (!awaiting) return after([end], turn.background ? [toIdle(state), []] : rest(toIdle(state)));
  const question: Question = { id: turn.id, kind: "text", text: turn.text, sentence, asks: [], since: now };
  if (!turn.background) return after([end], asked(state, question));
  // A freeze would kill what still runs, so it waits for the turn that the background work begins.
  const shown = ask(state, question);
  const open = state.seen.includes(question.id)
    ? state
    : { ...state, question, seen: [...state.seen, question.id].slice(-REMEMBERED) };
  return after([end, shown], advance(toIdle(open)));
}

/** A question asked while something ran in the background waits on; now that nothing does, it waits frozen. */
function rest(state: Cockpit): Step {
  if (state.question === null || state.phase.name !== "idle") return [state, []];
  return [{ ...state, phase: { name: "freezing", held: false } }, [freeze(false), ...tell("freezing", state)]];
}

function turnFailed(state: Cockpit, at: string, reason: string): Step {
  return after([post(`turn:${at}:failed`, { type: "turn", state: "failed", reason })], advance(toIdle(state)));
}

function turnStopped(state: Cockpit, at: string, message: Message): Step {
  const end = post(`turn:${at}:ended`, { type: "turn", state: "ended" });
  return after([post(`stopped:${at}`, message), end], advance(toIdle(state)));
}

/** Posted first, then frozen; a question that is replayed after a crash is posted under the same key. */
function asked(state: Cockpit, question: Question): Step {
  const shown = ask(state, question);
  if (state.seen.includes(question.id)) return [state, [shown]];
  const next: Cockpit = { ...state, question, seen: [...state.seen, question.id].slice(-REMEMBERED) };
  if (!isRunning(state.phase) && state.phase.name !== "thawing") return [next, [shown]];
  const freezing: Cockpit = { ...next, phase: { name: "freezing", held: false } };
  return [freezing, [shown, freeze(false), ...tell("freezing", state)]];
}

function ask({ asker }: Cockpit, question: Question): CockpitEffect {
  return post(`question:${question.id}`, { type: "question", question, to: asker === null ? [] : [asker] });
}

function sessionChanged(state: Cockpit, session: Cockpit["session"]): Step {
  if (session.id === state.session.id) return [state, []];
  const text = `Claude began a new conversation: session ${session.id}.`;
  return [
    { ...state, session, question: null },
    [post(`session:${session.id}`, { type: "notice", level: "info", text }), ...moot(state.question, session)],
  ];
}

/** Nobody waits for an answer in a conversation that is over. */
function moot(question: Question | null, session: Cockpit["session"]): readonly CockpitEffect[] {
  return question === null ? [] : [settle(question, session.id, "A new conversation was begun instead.")];
}

function settled(state: Cockpit, at: string): Step {
  if (state.phase.name !== "working") return advance(state);
  return after([post(`turn:${at}:ended`, { type: "turn", state: "ended" })], advance(toIdle(state)));
}

function gone(state: Cockpit, reason: string, now: number): Step {
  if (state.phase.name === "frozen" || state.phase.name === "freezing") return [state, []];
  const frozenNow = frozen({ ...state, phase: { name: "freezing", held: false } });
  return after([warn(`gone:${now}`, lost(reason))], frozenNow);
}

/** What is due next, wherever the cockpit stands: the one place where a delivery or a thaw begins. */
function advance(state: Cockpit): Step {
  const [first] = state.inbox;
  if (first === undefined) return [state, []];
  const due = state.delivery ?? (state.question === null ? { prompt: first.id, mark: null } : null);
  if (due === null) return [state, []];
  const next: Cockpit = { ...state, delivery: due };
  if (isRunning(state.phase)) return [next, [{ type: "deliver" }]];
  if (state.phase.name !== "frozen") return [state, []];
  // Begun before the freeze: the record says whether it arrived.
  if (due.mark !== null) return [next, [{ type: "deliver" }]];
  return state.phase.held || state.question !== null ? [state, []] : thaw(next);
}

function thaw(state: Cockpit): Step {
  const [first] = state.inbox;
  const due = first === undefined || state.question !== null ? null : { prompt: first.id, mark: null };
  const next: Cockpit = { ...state, phase: { name: "thawing" }, delivery: state.delivery ?? due };
  return [next, [{ type: "thaw" }, ...tell("thawing", state)]];
}

function toIdle(state: Cockpit): Cockpit {
  return state.phase.name === "working" || state.phase.name === "thawing"
    ? { ...state, phase: { name: "idle" } }
    : state;
}

function release(phase: Phase): Phase {
  return phase.name === "frozen" || phase.name === "freezing" ? { name: phase.name, held: false } : phase;
}

function after(effects: readonly CockpitEffect[], [state, more]: Step): Step {
  return [state, [...effects, ...more]];
}

function freeze(interrupt: boolean): CockpitEffect {
  return { type: "freeze", interrupt };
}

function post(key: string, message: Message): CockpitEffect {
  return { type: "post", key, message };
}

function warn(key: string, text: string): CockpitEffect {
  return post(key, { type: "notice", level: "warn", text });
}

/** The phase, for the card: keyed by when it was left, so that each change is told once. */
function tell(phase: Phase["name"], { since, phase: { name } }: Cockpit): CockpitEffect[] {
  return [post(`phase:${since}:${name}:${phase}`, { type: "phase", phase })];
}

function lost(reason: string): string {
  return `Claude stopped: ${reason}. The conversation is kept; the next message resumes it.`;
}

function puzzle(screen: string): string {
  return `Claude shows something I do not know, so I type nothing. Please look (attach) and settle it there:\n\`\`\`\n${screen}\n\`\`\``;
}
