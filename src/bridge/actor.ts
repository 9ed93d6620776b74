import { addressed } from "../cockpit/audience.ts";
import type { CockpitEffect, CockpitEvent } from "../cockpit/events.ts";
import type { FreezePolicy } from "../cockpit/freeze-policy.ts";
import { type Cockpit, isRunning } from "../cockpit/state.ts";
import { transition } from "../cockpit/transition.ts";
import { asBridgeError, BridgeError } from "../errors.ts";
import type { Project } from "../ports/ports.ts";
import { createAlarm } from "../support/alarm.ts";
import { createSerialQueue } from "../support/serial.ts";
import { withTimeout } from "../support/timeout.ts";
import { createActs, type Judge } from "./acts.ts";
import { createAttendance } from "./attendance.ts";
import type { Parts } from "./parts.ts";

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

/** How long what could not be saved or posted waits before it is tried again, and a timer that came early (milliseconds). */
const SAVE_RETRY = 2_000;
const EARLY = 1_000;
/** How long an end waits for a start or a stop that is under way (milliseconds): the next bridge finds out what became of it. */
const LEAVE_LIMIT = 5_000;
/** How often it is looked whether somebody is still at the terminal (milliseconds). */
const LOOK_AGAIN = 15_000;

/** What people ask for is refused with it; what has happened is left out. */
class Unjudged extends Error {}

export function createActor(initial: Cockpit, project: () => Project, parts: Parts): Actor {
  const { engine, agent, store, feed, clock } = parts;
  const log = parts.log.child({ project: initial.project });
  const turns = createSerialQueue();
  const containerActs = createSerialQueue();
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
  const attendance = createAttendance(initial.project, agent, clock);
  const judge: Judge = {
    get state() {
      return state;
    },
    get closed() {
      return closed;
    },
    persist,
    posted,
    failed(reason) {
      failure = reason;
    },
    progress,
  };
  const acts = createActs({ parts, project, judge, attendance, log });

  async function dispatch(event: CockpitEvent): Promise<boolean> {
    return turns.run(() => take(event));
  }

  /** Nothing is stopped under somebody's hands, however long it is idle. */
  async function ring(): Promise<void> {
    const { limitedUntil } = state;
    const goesOn = limitedUntil !== null && limitedUntil <= clock.now();
    if (!goesOn && isRunning(state.phase) && (await attendance.isAttended()))
      alarm.set(closed ? null : clock.now() + LOOK_AGAIN);
    else await persist({ type: "timePassed" });
  }

  function judged(event: CockpitEvent, policy?: FreezePolicy): ReturnType<typeof transition> {
    try {
      return transition(state, event, clock.now(), policy ?? parts.policy(initial.project));
    } catch (error) {
      throw new Unjudged(`${event.type} could not be judged`, { cause: error });
    }
  }

  async function take(event: CockpitEvent, counts = () => true, policy?: FreezePolicy): Promise<boolean> {
    if (!counts()) return false;
    const [next, effects] = judged(event, policy);
    const changed = next !== state;
    if (changed) {
      // What is told of late by one that is removed must not bring its record back.
      if (!forgotten) await store.save(next);
      if (next.phase !== state.phase)
        log.info({ from: state.phase.name, to: next.phase.name, event: event.type }, "phase");
      state = next;
      acts.delivers(state.delivery?.prompt);
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
        acts.renew();
        void containerActs.run(() =>
          attempt(acts.thaw, ({ message, code }) => ({
            type: "thawFailed",
            reason: message,
            later: code === "engine-missing",
          })),
        );
        break;
      case "freeze":
        // A thaw under way would hold the freeze up until its time limit.
        if (containerActs.busy) {
          acts.leave();
          agent.leave(initial.project).catch((error: unknown) => log.error({ err: error }, "leave"));
        }
        void containerActs.run(() =>
          attempt(
            () => acts.freeze(effect),
            ({ message }) => ({ type: "freezeFailed", reason: message }),
          ),
        );
        break;
      case "drain":
        void containerActs.run(() => attempt(acts.drain, () => null));
        break;
      case "deliver":
        void deliveries.run(acts.deliver);
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
  async function persist(event: CockpitEvent, counts?: () => boolean, policy?: FreezePolicy): Promise<void> {
    const taken = () => turns.run(() => take(event, counts, policy)).catch(leaveOut);
    await untilDone(`${event.type} is not saved`, taken);
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

  async function posted(): Promise<void> {
    await posts.idle();
    if (unposted !== null) throw unposted;
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

  function progress(line: string): void {
    for (const listener of listeners) listener(line);
  }

  /** A start that was under way may have come to follow Claude meanwhile. */
  async function settleDown(): Promise<void> {
    await withTimeout(clock, LEAVE_LIMIT, "what is under way to end", () => containerActs.idle()).catch(
      () => undefined,
    );
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
      return containerActs.busy;
    },
    saved: () => turns.idle(),
    dispatch,
    interrupt: acts.interrupt,
    yield: async () => !(await attendance.isAttended()) && dispatch({ type: "yielded" }),
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
      while (containerActs.busy || posts.busy || turns.busy) {
        await containerActs.idle();
        await turns.idle();
        await posts.idle();
      }
    },
    async close(forget = false) {
      closed = true;
      alarm.set(null);
      acts.leave();
      await agent.leave(initial.project);
      if (!forget) return settleDown();
      forgotten = true;
      for (const end of [...ends])
        end(new BridgeError("container-missing", `${initial.project} was removed meanwhile.`));
      await containerActs.idle();
      await engine.remove(initial.project);
      await agent.leave(initial.project, true);
      await feed.close(initial.project);
      await store.remove(initial.project);
    },
  };
}
