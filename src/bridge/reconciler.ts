import { type Cockpit, isPaused, isRunning } from "../cockpit/state.ts";
import { asBridgeError } from "../errors.ts";
import type { Container, ListedContainer } from "../ports/ports.ts";
import type { Actor } from "./actor.ts";
import type { Parts } from "./parts.ts";

/** Makes each cockpit's record agree with what the engine has. What is being carried out will tell by itself. */
export interface Reconciler {
  /** Of all that a bridge begins with: resolves with which of them run, so that their Claudes are to be followed. */
  open(actors: readonly Actor[]): Promise<readonly boolean[]>;
  /** Rejects as the engine does. */
  refresh(actor: Actor): Promise<Cockpit>;
  /** The same; what cannot be looked at is shown as it was last known, with the reason. */
  refreshed(actor: Actor): Promise<Cockpit>;
  /** The same of all of them. */
  list(actors: readonly Actor[]): Promise<readonly Cockpit[]>;
  /** Whether its Claude is followed, and so tells of its end by itself. */
  isFollowed(actor: Actor): boolean;
}

export function createReconciler({ engine, log }: Pick<Parts, "engine" | "log">): Reconciler {
  /** A daemon that came up before its engine follows nobody yet, however well record and engine agree. */
  const reconciled = new WeakSet<Actor>();

  function agrees(actor: Actor, container: ListedContainer | null): boolean {
    const { running, paused } = standOf(container);
    const { phase } = actor.state;
    return reconciled.has(actor) && (running ? isRunning(phase) : isStopped(phase, paused));
  }

  /** `reason`: why it does not run, where it did. */
  async function find(actor: Actor, container: ListedContainer | null, reason: string): Promise<void> {
    await actor.dispatch({ type: "found", ...standOf(container), reason });
    reconciled.add(actor);
  }

  async function refresh(actor: Actor): Promise<Cockpit> {
    await actor.saved();
    if (actor.acting) return actor.state;
    const container = await engine.inspect(actor.state.project);
    await actor.saved();
    if (agrees(actor, container) || actor.acting) return actor.state;
    await find(actor, container, reasonOf(container));
    if (!standOf(container).running) await actor.idle();
    return actor.state;
  }

  async function refreshed(actor: Actor): Promise<Cockpit> {
    try {
      return await refresh(actor);
    } catch (error) {
      return { ...actor.state, trouble: asBridgeError(error).message };
    }
  }

  /** All of them, by their projects: one call of the engine's. */
  async function listed(): Promise<(actor: Actor) => ListedContainer | null> {
    const found = new Map((await engine.list()).map((one) => [one.project, one]));
    return ({ state }) => found.get(state.project) ?? null;
  }

  /** Only one that has ended under Claude is looked at by itself: the list does not tell why. */
  async function reconcile(actor: Actor, container: ListedContainer | null): Promise<boolean> {
    try {
      const { running, paused } = standOf(container);
      const hasEnded = !running && !isStopped(actor.state.phase, paused);
      await find(actor, container, reasonOf(hasEnded ? await engine.inspect(actor.state.project) : null));
      return running;
    } catch (error) {
      log.error({ err: error, project: actor.state.project }, "not reconciled; it is looked at again when asked for");
      return false;
    }
  }

  return {
    refresh,
    refreshed,
    isFollowed: (actor) => reconciled.has(actor) && isRunning(actor.state.phase),
    async open(actors) {
      try {
        const containerOf = await listed();
        return await Promise.all(actors.map((actor) => reconcile(actor, containerOf(actor))));
      } catch (error) {
        log.error({ err: error }, "not reconciled; each is looked at again when asked for");
        return actors.map(() => false);
      }
    },
    async list(actors) {
      try {
        const containerOf = await listed();
        const look = (actor: Actor) => (agrees(actor, containerOf(actor)) ? actor.state : refreshed(actor));
        return await Promise.all(actors.map(look));
      } catch (error) {
        const { message } = asBridgeError(error);
        return actors.map(({ state }) => ({ ...state, trouble: message }));
      }
    },
  };
}

/** Null: there is none. */
function standOf(container: ListedContainer | null): { readonly running: boolean; readonly paused: boolean } {
  const paused = container?.paused === true;
  return { running: container?.running === true && !paused, paused };
}

/** Whether nothing is to run, as the engine has it. */
function isStopped(phase: Cockpit["phase"], paused: boolean): boolean {
  if (phase.name === "queued") return !paused;
  return phase.name === "frozen" && isPaused(phase) === paused;
}

function reasonOf(container: Container | null): string {
  if (container === null) return "its container is gone";
  if (container.outOfMemory) return "it ran out of memory (the limit is the project's `memory` setting)";
  if (container.exitCode === 137) return "its container was killed";
  return "its container was stopped";
}
