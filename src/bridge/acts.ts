import type { CockpitEffect, CockpitEvent } from "../cockpit/events.ts";
import { attendedPolicy, type FreezePolicy } from "../cockpit/freeze-policy.ts";
import { type Cockpit, isRunning } from "../cockpit/state.ts";
import { asBridgeError, BridgeError } from "../errors.ts";
import type { Log } from "../log/log.ts";
import type { Delivered, Due, Project, Report, Withheld } from "../ports/ports.ts";
import { withLimit, withTimeout } from "../support/timeout.ts";
import type { Attendance } from "./attendance.ts";
import { secondOpinion } from "./opinion.ts";
import type { Parts } from "./parts.ts";

/** What those who carry effects out know of the one who judges. */
export interface Judge {
  readonly state: Cockpit;
  /** Whether it is ended: nothing new is begun. */
  readonly closed: boolean;
  /**
   * Resolves once the event is taken and saved, however often that has to be tried. `counts` is asked in the event's
   * turn: where it says no, the event is none any more. Rejects only once it is closed.
   */
  persist(event: CockpitEvent, counts?: () => boolean, policy?: FreezePolicy): Promise<void>;
  /** Resolves once all that was told so far is in the feed. Rejects where some of it never will be. */
  posted(): Promise<void>;
  /** A delivery failed; it is told, and tried again with the next one. */
  failed(failure: BridgeError): void;
  /** A line for those who wait. */
  progress(line: string): void;
}

/** What is done to one cockpit's container and its Claude, on the engine and the agent. Each may be done twice without harm. */
export interface Acts {
  /** The end of one life must not be taken for the end of the next: counted when a thaw is decided, before it is done. */
  renew(): void;
  thaw(): Promise<void>;
  /** Nobody waits any more for the thaw under way, neither for an image nor for what is done first in a new container. */
  leave(): void;
  freeze(effect: Extract<CockpitEffect, { type: "freeze" }>): Promise<void>;
  /** Relays what a stopped container left behind. */
  drain(): Promise<void>;
  /** Never rejects. */
  deliver(): Promise<void>;
  /** Another prompt goes before the one that is being delivered, where that is not this one. */
  delivers(prompt: string | undefined): void;
  /** Resolves once Claude stands at its prompt. Rejects with `timeout`. */
  interrupt(): Promise<void>;
}

export interface ActsParts {
  readonly parts: Parts;
  readonly project: () => Project;
  readonly judge: Judge;
  readonly attendance: Attendance;
  readonly log: Log;
}

/** An image may take this long to build (milliseconds), from nothing, on a slow line. */
const PREPARE_LIMIT = 45 * 60_000;

const unhindered = new AbortController().signal;

export function createActs({ parts, project, judge, attendance, log }: ActsParts): Acts {
  const { engine, agent, clock, timeouts } = parts;
  const name = judge.state.project;
  /** What the agent is at. */
  let delivering: { readonly prompt: string; readonly controller: AbortController } | null = null;
  let generation = 0;
  let leaving = new AbortController();

  /** The cursor moves only when everything before it is posted. */
  async function relay(report: Report): Promise<void> {
    const judged = await secondOpinion(report, parts.opinion, log);
    const asks = report.type === "turnEnded" || report.type === "asked";
    const isTheirs = asks && isRunning(judge.state.phase) && (await attendance.isAttended());
    await judge.persist(judged, undefined, isTheirs ? attendedPolicy(parts.policy(name)) : undefined);
    await judge.posted();
    await judge.persist({ type: "relayed", at: report.at });
  }

  function relayOf(mine: number): (report: Report) => Promise<void> {
    return (report) => (report.type === "gone" ? bury(report, mine) : relay(report));
  }

  /** Claude is gone before its container is: told earlier, the next look would take what is dying for running. */
  async function bury(report: Report, mine: number): Promise<void> {
    if (mine !== generation) return;
    await engine.stop(name).catch((error: unknown) => log.warn({ err: error }, "not stopped"));
    await judge.persist(report, () => mine === generation);
  }

  async function thaw(): Promise<void> {
    const { signal } = leaving;
    try {
      await wake(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      log.info({ err: error }, "left while it started");
    }
  }

  async function wake(signal: AbortSignal): Promise<void> {
    const mine = generation;
    const container = await engine.inspect(name);
    // Held still, it is woken; new, it may not be at its agent yet.
    if (container?.running) await start(judge.state.session.id, signal);
    if (container?.running) await verifyDelivery();
    else await launch(signal);
    if (judge.closed) return;
    await join(mine, signal);
    await judge.persist({ type: "thawed" });
  }

  /** Where Claude stops at the project's own settings and asks about them, it is started again without. */
  async function join(mine: number, signal: AbortSignal): Promise<void> {
    const follow = () => {
      const { session, cursor } = judge.state;
      return agent.follow(name, session, cursor, true, relayOf(mine), currentDelivery());
    };
    try {
      await follow();
    } catch (error) {
      const { code, message } = asBridgeError(error);
      if (code !== "settings-refused" || judge.closed) throw error;
      await engine.stop(name);
      await launch(signal, message);
      if (judge.closed) return;
      await follow();
    }
  }

  /** `refused`: why Claude did not take the project's own settings, where it was started with them before. */
  async function launch(signal: AbortSignal, refused?: string): Promise<void> {
    // First, for it may take minutes: what is looked through below is not to become something else meanwhile.
    const late = () => new BridgeError("timeout", "The image was not built within 45 minutes.");
    const lacks = await withLimit({ clock, ms: PREPARE_LIMIT, late, signal }, () =>
      engine.prepare(judge.progress, project()),
    );
    // Stopped, removed or shut down while it was built: nothing is to come of it any more.
    signal.throwIfAborted();
    if (judge.closed) return;
    await drain();
    await verifyDelivery();
    const { delivery } = judge.state;
    const prompt = delivery === null ? undefined : (await beginDelivery(delivery.prompt))?.prompt;
    const { session, overrides, allowed, sessionSettings } = judge.state;
    const set: Project = { ...project(), ...overrides };
    const withheld = await agent.prepareLaunch({
      project: { ...set, permissionMode: sessionSettings.mode ?? set.permissionMode },
      session,
      allowed: allowed.map(({ rule }) => rule),
      directories: sessionSettings.directories,
      trusted: refused === undefined ? await trusted() : "none",
      ...(prompt && { prompt }),
    });
    const without = refused === undefined ? withheld : unusable(refused);
    await judge.persist({
      type: "launchPrepared",
      withheld: lacking(without, lacks),
      configuredMode: set.permissionMode,
      choices: sessionSettings.choices,
    });
    judge.progress("Starting the container");
    await start(session.id, signal);
  }

  async function start(session: string, signal: AbortSignal): Promise<void> {
    const troubles: string[] = [];
    const trouble = (text: string) => troubles.push(text);
    await engine.start(project(), session, { progress: judge.progress, trouble, signal });
    signal.throwIfAborted();
    for (const text of troubles) await judge.persist({ type: "warned", at: judge.state.cursor ?? "", text });
  }

  async function trusted(): Promise<readonly string[] | "all"> {
    return (await parts.trusts?.(name)) ? "all" : judge.state.trusted;
  }

  /** A delivery begun before a freeze or a crash is looked up in the record, before anything of it is done again or reported. */
  async function verifyDelivery(): Promise<void> {
    const due = currentDelivery();
    if (due === null) return;
    await tellRefusal(due, await agent.deliver(name, judge.state.session, due, unhindered));
  }

  async function tellRefusal({ prompt }: Due, outcome: Delivered): Promise<void> {
    if (typeof outcome !== "object") return;
    await judge.persist({ type: "refused", prompt: prompt.id, reason: outcome.refused });
  }

  async function beginDelivery(prompt: string): Promise<Due | null> {
    const mark = await agent.mark(name, judge.state.session);
    await judge.persist({ type: "deliveryBegan", prompt, mark });
    return currentDelivery();
  }

  /** What is being delivered, in the words it has now that nobody can change them. Null where it was taken back before. */
  function currentDelivery(): Due | null {
    const { inbox, delivery } = judge.state;
    const prompt = inbox.find(({ id }) => id === delivery?.prompt);
    if (prompt === undefined || !delivery?.mark) return null;
    const confirm = () => judge.persist({ type: "delivered", prompt: prompt.id });
    return { prompt, mark: delivery.mark, confirm };
  }

  async function deliver(): Promise<void> {
    const { delivery, phase, question } = judge.state;
    // Once a freeze has begun, or a question stands, nothing new is typed; what had begun is looked up when all is still.
    if (delivery === null || judge.closed || phase.name === "freezing") return;
    if (question !== null && delivery.mark === null) return;
    try {
      const due = currentDelivery() ?? (await beginDelivery(delivery.prompt));
      if (due === null) return;
      const { prompt } = due;
      const controller = new AbortController();
      delivering = { prompt: prompt.id, controller };
      const outcome = await agent.deliver(name, judge.state.session, due, controller.signal);
      await tellRefusal(due, outcome);
      if (outcome === "absent" || outcome === "forestalled") await judge.persist({ type: outcome, prompt: prompt.id });
    } catch (error) {
      const failure = asBridgeError(error);
      judge.failed(failure);
      if (judge.closed) return;
      log.error({ err: error, code: failure.code }, failure.message);
      await judge.persist({ type: "deliveryFailed", prompt: delivery.prompt, reason: failure.message });
    }
  }

  async function freeze({ interrupt: first, pause }: Extract<CockpitEffect, { type: "freeze" }>): Promise<void> {
    await judge.posted().catch(() => undefined);
    if (first) await quieten();
    await agent.leave(name);
    await engine.stop(name, pause);
    await drain();
    await judge.persist({ type: "frozen", paused: pause });
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
    await withTimeout(clock, timeouts(name).freeze, "Claude to stop working", () => agent.interrupt(name));
  }

  async function drain(): Promise<void> {
    const { session, cursor } = judge.state;
    await agent.follow(name, session, cursor, false, relay, currentDelivery());
  }

  return {
    renew() {
      generation += 1;
      leaving = new AbortController();
      attendance.renew();
    },
    thaw,
    leave: () => leaving.abort(new BridgeError("container-missing", `${name} was stopped meanwhile.`)),
    freeze,
    drain,
    deliver,
    delivers(prompt) {
      if (delivering?.prompt !== prompt) delivering?.controller.abort();
    },
    interrupt,
  };
}

/** With what of the project's image is not done. */
function lacking(withheld: Withheld, lacks: readonly string[]): Withheld {
  if (lacks.length === 0) return withheld;
  return { ...withheld, lacks: [...withheld.lacks, ...lacks], print: [withheld.print, ...lacks].join(" ") };
}

function unusable(fault: string): Withheld {
  return { items: [], faults: [fault], lacks: [], print: fault };
}
