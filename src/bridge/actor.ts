import { addressed } from "../cockpit/audience.ts";
import type { CockpitEffect, CockpitEvent } from "../cockpit/events.ts";
import { attendedRules, type FreezePolicy } from "../cockpit/rules.ts";
import { type Cockpit, isRunning } from "../cockpit/state.ts";
import { transition } from "../cockpit/transition.ts";
import { asBridgeError, BridgeError } from "../errors.ts";
import type { Log } from "../log/log.ts";
import type { Agent, Clock, Due, Engine, Feed, Opinion, Project, Report, Store, Withheld } from "../ports/ports.ts";
import { createAlarm } from "../support/alarm.ts";
import { createSerialQueue } from "../support/serial.ts";
import { withTimeout } from "../support/timeout.ts";
import { secondOpinion } from "./opinion.ts";

export interface Timeouts {
  /** Milliseconds from the container's start to Claude at its prompt; kept by the agent's adapter. */
  readonly thaw: number;
  /** Milliseconds from a key to a sign of it; kept by the agent's adapter. */
  readonly deliver: number;
  /** Milliseconds for an interrupt to take, before the container is stopped all the same. */
  readonly freeze: number;
}

export interface Parts {
  readonly engine: Engine;
  readonly agent: Agent;
  readonly store: Store;
  readonly feed: Pick<Feed, "post" | "close">;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeouts: (project: string) => Timeouts;
  readonly rules: (project: string) => FreezePolicy;
  /** Whether a project is trusted with whatever it brings; left out, people are asked. */
  readonly trusts?: (project: string) => Promise<boolean>;
  /** Left out, nobody is asked. */
  readonly opinion?: Opinion;
  /** Told of every change, after it is on disk. */
  readonly onChange?: (cockpit: Cockpit) => void;
}

/** One project's cockpit: takes events one at a time (transition, save, effects) and carries the effects out. */
export interface Actor {
  readonly state: Cockpit;
  /** The last thing that failed, with its code; null once something works again. */
  readonly failure: BridgeError | null;
  /** True while the container is being started, stopped or read out, so that what the engine shows is on its way to change. */
  readonly acting: boolean;
  /** Resolves once every event so far is saved. */
  saved(): Promise<void>;
  /** Resolves once the next state is on disk, with whether the event changed it. Rejects, with nothing changed, where it cannot be written. */
  dispatch(event: CockpitEvent): Promise<boolean>;
  /** Gives its slot up for another's sake, unless somebody is at its terminal. Resolves with whether it does. */
  yield(): Promise<boolean>;
  /** Resolves once the predicate holds, looked at after every event. */
  until(predicate: (state: Cockpit) => boolean, signal?: AbortSignal): Promise<Cockpit>;
  onProgress(listener: (line: string) => void): () => void;
  /** Tells those who listen for progress. */
  tell(line: string): void;
  /** Resolves once Claude stands at its prompt. Rejects with `timeout`. */
  interrupt(): Promise<void>;
  /** Resolves once all effects begun so far are carried out. */
  idle(): Promise<void>;
  /** Ends it without freezing; with `forget`, container, conversation, threads and record go too. */
  close(forget?: boolean): Promise<void>;
}

const unhindered = new AbortController().signal;

/** How long what could not be saved or posted waits before it is tried again, and a timer that came early (milliseconds). */
const SAVE_RETRY = 2_000;
const EARLY = 1_000;
/** How long an end waits for a start or a stop that is under way (milliseconds): the next bridge finds out what became of it. */
const LEAVE_LIMIT = 5_000;
/**
 * For how long after a key somebody counts as being at the terminal, how often that is looked at, and for how long
 * (milliseconds); and how often in a row it may say nothing before nobody can be using it: a machine may be out of breath.
 */
const ATTENDED = { for: 5 * 60_000, look: 15_000, limit: 5_000, silences: 4 } as const;
/** An image may take this long to build (milliseconds), from nothing, on a slow line. */
const PREPARE_LIMIT = 45 * 60_000;

function unusable(fault: string): Withheld {
  return { items: [], faults: [fault], print: fault };
}

/** What people ask for is refused with it; what has happened is left out. */
class Unjudged extends Error {}

export function createActor(initial: Cockpit, project: () => Project, parts: Parts): Actor {
  const { engine, agent, store, feed, clock, timeouts } = parts;
  const log = parts.log.child({ project: initial.project });
  const turns = createSerialQueue();
  const acts = createSerialQueue();
  const posts = createSerialQueue();
  const deliveries = createSerialQueue();
  const watchers = new Set<() => void>();
  const listeners = new Set<(line: string) => void>();
  const ends = new Set<(reason: Error) => void>();
  const alarm = createAlarm(clock, ring);
  let state = initial;
  let failure: BridgeError | null = null;
  let closed = false;
  let forgotten = false;
  /** Why a message is not in the feed, once it is given up. */
  let unposted: unknown = null;
  /** What the agent is at. */
  let delivering: { readonly prompt: string; readonly controller: AbortController } | null = null;
  /** Counts the thaws: the end of one life must not be taken for the end of the next. */
  let generation = 0;
  /** How often in a row the terminal did not say whether somebody is there. */
  let silences = 0;

  async function dispatch(event: CockpitEvent): Promise<boolean> {
    return turns.run(() => take(event));
  }

  /** Nothing is stopped under somebody's hands, however long it is idle. */
  async function ring(): Promise<void> {
    if (isRunning(state.phase) && (await isAttended())) alarm.set(closed ? null : clock.now() + ATTENDED.look);
    else await persist({ type: "timePassed" });
  }

  async function isAttended(): Promise<boolean> {
    const ask = () => agent.attended(initial.project);
    try {
      const at = await withTimeout(clock, ATTENDED.limit, "the terminal to answer", ask);
      silences = 0;
      return at !== null && clock.now() - at < ATTENDED.for;
    } catch (error) {
      if (asBridgeError(error).code === "claude-exited") return false;
      silences += 1;
      return silences <= ATTENDED.silences;
    }
  }

  function judged(event: CockpitEvent, rules?: FreezePolicy): ReturnType<typeof transition> {
    try {
      return transition(state, event, clock.now(), rules ?? parts.rules(initial.project));
    } catch (error) {
      throw new Unjudged(`${event.type} could not be judged`, { cause: error });
    }
  }

  async function take(event: CockpitEvent, counts = () => true, rules?: FreezePolicy): Promise<boolean> {
    if (!counts()) return false;
    const [next, effects] = judged(event, rules);
    const changed = next !== state;
    if (changed) {
      // What is told of late by one that is removed must not bring its record back.
      if (!forgotten) await store.save(next);
      if (next.phase !== state.phase)
        log.info({ from: state.phase.name, to: next.phase.name, event: event.type }, "phase");
      state = next;
      if (delivering?.prompt !== state.delivery?.prompt) delivering?.controller.abort();
      if (state.trouble === null) failure = null;
    }
    for (const effect of effects) carryOut(effect);
    // A timer may fire a moment early, and the clock be set back: it comes again, but not at once.
    alarm.set(closed ? null : state.wakeAt, !changed && event.type === "timePassed" ? EARLY : 0);
    for (const watcher of [...watchers]) watcher();
    if (changed && !forgotten) parts.onChange?.(state);
    return changed;
  }

  /** Starts an effect in its lane; failures come back as events, so nothing is thrown here. */
  function carryOut(effect: CockpitEffect): void {
    // What is told at the very end is posted all the same: the state that is saved says that it was.
    if (effect.type === "post") {
      if (!forgotten) void posts.run(() => post(effect)).catch(notPosted);
      return;
    }
    if (closed) return;
    switch (effect.type) {
      case "thaw":
        generation += 1;
        silences = 0;
        void acts.run(() =>
          attempt(thaw, ({ message, code }) => ({
            type: "thawFailed",
            reason: message,
            later: code === "engine-missing",
          })),
        );
        break;
      case "freeze":
        // A thaw under way would hold the freeze up until its time limit.
        if (acts.busy) agent.leave(initial.project).catch((error: unknown) => log.error({ err: error }, "leave"));
        void acts.run(() =>
          attempt(
            () => freeze(effect),
            ({ message }) => ({ type: "freezeFailed", reason: message }),
          ),
        );
        break;
      case "drain":
        void acts.run(() => attempt(drain, () => null));
        break;
      case "deliver":
        void deliveries.run(deliver);
    }
  }

  async function attempt(
    act: () => Promise<void>,
    failed: (failure: BridgeError) => CockpitEvent | null,
  ): Promise<void> {
    try {
      await act();
    } catch (error) {
      failure = asBridgeError(error);
      if (closed) return;
      log.error({ err: error, code: failure.code }, failure.message);
      const event = failed(failure);
      if (event !== null) await persist(event);
    }
  }

  /**
   * What has happened has happened: where it cannot be saved now (a full disk), it is tried until it can. What cannot be
   * judged now never can: it is left out, or all that comes after it would wait for ever.
   */
  async function persist(event: CockpitEvent, counts?: () => boolean, rules?: FreezePolicy): Promise<void> {
    const judge = () => turns.run(() => take(event, counts, rules)).catch(leaveOut);
    await untilDone(`${event.type} is not saved`, judge);
  }

  function leaveOut(error: unknown): void {
    if (!(error instanceof Unjudged)) throw error;
    log.error({ err: error }, "an event is left out");
  }

  /** Rejects only once it is closed. */
  async function untilDone(trouble: string, act: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await act();
        return;
      } catch (error) {
        failure = asBridgeError(error);
        if (closed) throw error;
        log.error({ err: error }, `${trouble}; trying again`);
        await clock.after(SAVE_RETRY);
      }
    }
  }

  /** In order: what comes after it waits. */
  async function post({ key, message }: Extract<CockpitEffect, { type: "post" }>): Promise<void> {
    const whole = addressed(message, owners);
    await untilDone("a message is not posted", () => feed.post(initial.project, key, whole));
  }

  /** The cursor stays before it, so that the next bridge tells of it again. */
  function notPosted(error: unknown): void {
    unposted = error;
    log.error({ err: error }, "a message was not posted before the end");
  }

  /** A project that is configured no more has none; what Claude asks there is told all the same. */
  function owners(): readonly string[] {
    try {
      return project().owners;
    } catch (error) {
      log.warn({ err: error }, "the project's owners are not known");
      return [];
    }
  }

  /** The cursor moves only when everything before it is posted. */
  async function relay(report: Report): Promise<void> {
    const judged = await secondOpinion(report, parts.opinion, log);
    const asks = report.type === "turnEnded" || report.type === "asked";
    const isTheirs = asks && isRunning(state.phase) && (await isAttended());
    await persist(judged, undefined, isTheirs ? attendedRules(parts.rules(initial.project)) : undefined);
    await posts.idle();
    if (unposted !== null) throw unposted;
    await persist({ type: "relayed", at: report.at });
  }

  function relayOf(mine: number): (report: Report) => Promise<void> {
    return (report) => (report.type === "gone" ? bury(report, mine) : relay(report));
  }

  /** Claude is gone before its container is: told earlier, the next look would take what is dying for running. */
  async function bury(report: Report, mine: number): Promise<void> {
    if (mine !== generation) return;
    await engine.stop(initial.project).catch((error: unknown) => log.warn({ err: error }, "not stopped"));
    await persist(report, () => mine === generation);
  }

  async function thaw(): Promise<void> {
    const mine = generation;
    const container = await engine.inspect(initial.project);
    if (container?.paused) await engine.start(project(), state.session.id);
    if (container?.running) await verifyDelivery();
    else await launch();
    if (closed) return;
    await join(mine);
    await persist({ type: "thawed" });
  }

  /** Where Claude stops at the project's own settings and asks about them, it is started again without. */
  async function join(mine: number): Promise<void> {
    const follow = () => agent.follow(initial.project, state.session, state.cursor, true, relayOf(mine), begun());
    try {
      await follow();
    } catch (error) {
      const { code, message } = asBridgeError(error);
      if (code !== "settings-refused" || closed) throw error;
      await engine.stop(initial.project);
      await launch(message);
      await follow();
    }
  }

  /** `refused`: why Claude did not take the project's own settings, where it was started with them before. */
  async function launch(refused?: string): Promise<void> {
    // First, for it may take minutes: what is looked through below is not to become something else meanwhile.
    await withTimeout(clock, PREPARE_LIMIT, "the image to be built", () => engine.prepare(progress));
    await drain();
    await verifyDelivery();
    const prompt = state.delivery === null ? undefined : (await begin(state.delivery.prompt))?.prompt;
    const { session } = state;
    const withheld = await agent.prepareLaunch({
      project: { ...project(), ...state.choice },
      session,
      allowed: state.allowed.map(({ rule }) => rule),
      trusted: refused === undefined ? await trusted() : "none",
      ...(prompt && { prompt }),
    });
    await persist({ type: "launchPrepared", withheld: refused === undefined ? withheld : unusable(refused) });
    progress("Starting the container");
    await engine.start(project(), session.id);
  }

  async function trusted(): Promise<readonly string[] | "all"> {
    return (await parts.trusts?.(initial.project)) ? "all" : state.trusted;
  }

  /** A delivery begun before a freeze or a crash is looked up in the record, before anything of it is done again or reported. */
  async function verifyDelivery(): Promise<void> {
    const due = begun();
    if (due !== null) await agent.deliver(initial.project, state.session, due, unhindered);
  }

  async function begin(prompt: string): Promise<Due | null> {
    const mark = await agent.mark(initial.project, state.session);
    await persist({ type: "began", prompt, mark });
    return begun();
  }

  /** What is being delivered, in the words it has now that nobody can change them. Null where it was taken back before. */
  function begun(): Due | null {
    const { inbox, delivery } = state;
    const prompt = inbox.find(({ id }) => id === delivery?.prompt);
    if (prompt === undefined || !delivery?.mark) return null;
    const confirm = () => persist({ type: "delivered", prompt: prompt.id });
    return { prompt, mark: delivery.mark, confirm };
  }

  async function deliver(): Promise<void> {
    const { delivery } = state;
    // Once a freeze has begun, or a question stands, nothing new is typed; what had begun is looked up when all is still.
    if (delivery === null || closed || state.phase.name === "freezing") return;
    if (state.question !== null && delivery.mark === null) return;
    try {
      const due = begun() ?? (await begin(delivery.prompt));
      if (due === null) return;
      const { prompt } = due;
      const controller = new AbortController();
      delivering = { prompt: prompt.id, controller };
      const outcome = await agent.deliver(initial.project, state.session, due, controller.signal);
      if (outcome === "absent" || outcome === "forestalled") await persist({ type: outcome, prompt: prompt.id });
    } catch (error) {
      failure = asBridgeError(error);
      if (closed) return;
      log.error({ err: error, code: failure.code }, failure.message);
      await persist({ type: "deliveryFailed", prompt: delivery.prompt, reason: failure.message });
    }
  }

  async function freeze({ interrupt, pause }: Extract<CockpitEffect, { type: "freeze" }>): Promise<void> {
    await posts.idle();
    if (interrupt) await quieten();
    await agent.leave(initial.project);
    await engine.stop(initial.project, pause);
    await drain();
    await persist({ type: "frozen", paused: pause });
  }

  /** An interrupt keeps what Claude has half said; one that does not take costs only that. */
  async function quieten(): Promise<void> {
    try {
      await interrupt();
    } catch (error) {
      log.warn({ err: error }, "not interrupted; stopping all the same");
    }
  }

  async function interrupt(): Promise<void> {
    await withTimeout(clock, timeouts(initial.project).freeze, "Claude to stop working", () =>
      agent.interrupt(initial.project),
    );
  }

  async function drain(): Promise<void> {
    await agent.follow(initial.project, state.session, state.cursor, false, relay, begun());
  }

  function progress(line: string): void {
    for (const listener of listeners) listener(line);
  }

  /** A start that was under way may have come to follow Claude meanwhile. */
  async function settleDown(): Promise<void> {
    await withTimeout(clock, LEAVE_LIMIT, "what is under way to end", () => acts.idle()).catch(() => undefined);
    await agent.leave(initial.project);
    await posts.idle();
  }

  return {
    get state() {
      return state;
    },
    get failure() {
      return failure;
    },
    get acting() {
      return acts.busy;
    },
    saved: () => turns.idle(),
    dispatch,
    interrupt,
    yield: async () => !(await isAttended()) && dispatch({ type: "yielded" }),
    until(predicate, signal) {
      return new Promise((resolve, reject) => {
        const watcher = () => {
          if (!predicate(state)) return;
          watchers.delete(watcher);
          ends.delete(reject);
          resolve(state);
        };
        ends.add(reject);
        signal?.addEventListener("abort", () => {
          watchers.delete(watcher);
          reject(signal.reason);
        });
        watchers.add(watcher);
        watcher();
      });
    },
    tell: progress,
    onProgress(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async idle() {
      while (acts.busy || posts.busy || turns.busy) {
        await acts.idle();
        await turns.idle();
        await posts.idle();
      }
    },
    async close(forget = false) {
      closed = true;
      alarm.set(null);
      await agent.leave(initial.project);
      if (!forget) return settleDown();
      forgotten = true;
      for (const end of [...ends])
        end(new BridgeError("container-missing", `${initial.project} was removed meanwhile.`));
      await acts.idle();
      await engine.remove(initial.project);
      await agent.leave(initial.project, true);
      await feed.close(initial.project);
      await store.remove(initial.project);
    },
  };
}
