import { randomUUID } from "node:crypto";
import type { CockpitEvent } from "../cockpit/events.ts";
import type { QueuePosition } from "../cockpit/slots/places.ts";
import { type Limits, NO_LIMITS } from "../cockpit/slots/standing.ts";
import { type Cockpit, firstCockpit, type Overrides, type Priority, type Prompt, type Task } from "../cockpit/state.ts";
import { BridgeError } from "../errors.ts";
import type { Inventory, ListedContainer, Project } from "../ports/ports.ts";
import { createSlots } from "../slots/slots.ts";
import { type Actor, createActor } from "./actor.ts";
import type { Parts } from "./parts.ts";
import { createReconciler } from "./reconciler.ts";

export interface BridgeParts extends Parts {
  /** Rejects names (`bad-name`, `unknown-project`) with a sentence. */
  readonly project: (name: string) => Project;
  /** How much may run at once; left out, everything may. */
  readonly limits?: () => Limits;
  readonly priority?: (project: string) => Priority;
  /** Told of those who wait for a slot, when their place is another than before. */
  readonly onPlace?: (cockpit: Cockpit) => void;
  /** Told once a project is no longer known: what is left of it goes. */
  readonly onRemove?: (project: string) => void;
}

/** A prompt, as people bring it. */
export type NewPrompt = Pick<Prompt, "id" | "author" | "by" | "text" | "kind">;

/** A task, as people bring it. */
export type NewTask = Omit<Task, "at">;

/** What people do with the tasks that wait. */
export type TaskChange = Extract<
  CockpitEvent,
  { readonly type: "untasked" | "taskMoved" | "tasksPaused" | "tasksCleared" }
>;

/** Every cockpit there is. The one way in for commands and messages, whatever surface they come from. */
export interface Bridge {
  /** Takes up what is on disk and makes it agree with the engine. Resolves once that is known for every cockpit. */
  open(): Promise<void>;
  /** Ends without freezing anything: containers run on. */
  close(): Promise<void>;
  /** The cockpits that have a record, as they are now, after a look at the engine. */
  list(): Promise<readonly Cockpit[]>;
  /** The same as they were last known: at once, and without a look. */
  known(): readonly Cockpit[];
  /** Containers of ours that no record knows. They are shown, never killed. */
  orphans(): Promise<readonly ListedContainer[]>;
  /** The cockpit after a look at the engine; undefined where none was ever started. */
  look(project: string): Promise<Cockpit | undefined>;
  /** With `patient`, resolves once it runs; else also where it waits for a slot. */
  start(project: string, progress: (line: string) => void, patient?: boolean): Promise<Cockpit>;
  /** Resolves once it has the slot that is there for it now, if one is. */
  served(project: string): Promise<void>;
  /** Where it stands in line for a slot; null where it waits for none. */
  place(project: string): QueuePosition | null;
  /** Resolves once the task is on disk. `first`: before all others. A task whose id was seen before is not taken again. */
  queue(project: string, task: NewTask, first: boolean): Promise<Cockpit>;
  /** Resolves with whether that changed anything. */
  changeTasks(project: string, change: TaskChange): Promise<boolean>;
  /** How much may run may be another than before. */
  recount(): void;
  /**
   * Resolves once the prompt is on disk. A prompt whose id was seen before is not taken again. `mayDecide`: whether its
   * author may allow and approve; where one who may not tries to, the thread says so. `seen`: the question that its
   * author could know of; left out, whichever is open.
   */
  prompt(project: string, prompt: NewPrompt, mayDecide: boolean, seen?: string | null): Promise<Cockpit>;
  /** The same for one question alone: resolves with whether that was still open, and the answer was taken. */
  answer(project: string, question: string, prompt: NewPrompt, mayDecide: boolean): Promise<boolean>;
  /** Resolves with whether the prompt was still ours to change. */
  edit(project: string, id: string, text: string): Promise<boolean>;
  withdraw(project: string, id: string): Promise<boolean>;
  /** Whether the prompt was taken, lately. */
  knows(project: string, id: string): boolean;
  /** Ids of the prompts that wait to be delivered, oldest first. */
  waiting(project: string): readonly string[];
  /**
   * Ends the turn that Claude is in; the container runs on. Where Claude waits for an answer, nobody need give one any
   * more. Resolves with which of the two it was; rejects with `bad-input` where Claude does nothing.
   */
  interrupt(project: string, by: string): Promise<"turn" | "question">;
  /** What Claude is started with from now on: at once where it has nothing in hand, else as soon as that is so. */
  choose(project: string, key: keyof Overrides, value: string | undefined): Promise<Cockpit>;
  /** What the project brings that people are to trust first. */
  inventory(project: string): Promise<Inventory>;
  /** Of what it brings, these are trusted from its next start on, and nothing else: at once where Claude has nothing in hand. */
  trust(project: string, keys: readonly string[]): Promise<Cockpit>;
  /** Takes a rule back that was allowed. Resolves with whether there was one. */
  forbid(project: string, rule: string): Promise<boolean>;
  /** Freezes it; resolves once the container is stopped. `reason`: why, where no person wants it. */
  stop(project: string, reason?: string): Promise<Cockpit>;
  /** Freezes it and gives it a new, empty conversation; the old one stays on disk. */
  renew(project: string): Promise<void>;
  /** Container, conversation, threads and record go; the project's files stay. */
  remove(project: string): Promise<void>;
  screen(project: string, lines: number): Promise<string>;
  /** As `Agent.view` and `Agent.ask` have it. */
  view(project: string): Promise<string>;
  ask(project: string): Promise<void>;
  /** What opens its terminal on the engine's machine, for those who go in themselves. Rejects with `container-missing` where none runs. */
  terminal(project: string): Promise<readonly string[]>;
  /** Why the last thing failed, where it did. */
  failure(project: string): BridgeError | null;
  onProgress(project: string, listener: (line: string) => void): () => void;
}

export function createBridge(parts: BridgeParts): Bridge {
  const { engine, agent, store, clock, log } = parts;
  const actors = new Map<string, Actor>();
  const reconciler = createReconciler({ engine, log });
  const { refresh, refreshed } = reconciler;
  let isClosed = false;
  /** Those under way: what is said meanwhile is for the cockpit that comes after. */
  const removals = new Map<string, Promise<void>>();
  const slots = createSlots({
    limits: parts.limits ?? (() => NO_LIMITS),
    priority: parts.priority ?? (() => "normal"),
    grant: async (name) => (await actors.get(name)?.dispatch({ type: "granted" })) ?? false,
    yield: async (name) => (await actors.get(name)?.yield()) ?? false,
    onPlace(name, place) {
      const actor = actors.get(name);
      if (place !== null) actor?.tell(`Waiting for a slot: ${place.text}`);
      if (actor !== undefined) parts.onPlace?.(actor.state);
    },
    clock,
    log,
  });

  function adopt(cockpit: Cockpit): Actor {
    const onChange = (next: Cockpit): void => {
      slots.changed(next);
      parts.onChange?.(next);
    };
    const actor = createActor(cockpit, () => parts.project(cockpit.project), { ...parts, onChange });
    actors.set(cockpit.project, actor);
    slots.changed(cockpit);
    return actor;
  }

  async function actorFor(name: string): Promise<Actor> {
    const { slug } = parts.project(name);
    await removals.get(slug);
    const found = actors.get(slug);
    if (found !== undefined) return found;
    const first = await firstState(slug);
    if (isClosed) throw new BridgeError("daemon-missing", "The daemon is just ending. Say it again.");
    // Somebody else's first word may have come meanwhile: a project has one cockpit.
    return actors.get(slug) ?? adopt(first);
  }

  /** A container of ours without a record tells the session it was made for, so that a lost store loses no conversation. */
  async function firstState(project: string): Promise<Cockpit> {
    const container = await engine.inspect(project);
    return firstCockpit(project, container?.session || randomUUID(), clock.now());
  }

  /**
   * What people say. A Claude that is followed tells of its end by itself: what the engine says of it need not be waited
   * for. An engine that does not answer is told of by the thaw that follows; the message is kept all the same.
   */
  async function takeIn(actor: Actor, event: CockpitEvent): Promise<boolean> {
    const isFollowed = reconciler.isFollowed(actor);
    if (!isFollowed) await refreshed(actor);
    const taken = await actor.dispatch(event);
    if (isFollowed) void refreshed(actor);
    return taken;
  }

  async function stop(actor: Actor, reason?: string): Promise<Cockpit> {
    await refresh(actor);
    await actor.dispatch({ type: "stopAsked", ...(reason !== undefined && { reason }) });
    const state = await actor.until(
      ({ phase, trouble }) => phase.name === "frozen" || (phase.name === "freezing" && trouble !== null),
    );
    if (state.phase.name !== "frozen" && actor.failure !== null) throw actor.failure;
    return state;
  }

  function known(name: string): Actor {
    const actor = actors.get(name) ?? actors.get(parts.project(name).slug);
    if (actor !== undefined) return actor;
    throw new BridgeError("container-missing", `${name} has no cockpit yet. "start ${name}" makes one.`);
  }

  return {
    async open() {
      const found = (await store.list()).map(adopt);
      const running = await reconciler.open(found);
      // Not before all that runs is known.
      slots.open();
      await Promise.all(
        found.filter((_, at) => running[at]).map((actor) => actor.until(({ phase }) => phase.name !== "thawing")),
      );
    },
    async close() {
      isClosed = true;
      slots.close();
      await Promise.all([...actors.values()].map((actor) => actor.close()));
      await store.close();
    },
    list: () => reconciler.list([...actors.values()]),
    known: () => [...actors.values()].map(({ state }) => state),
    async orphans() {
      return (await engine.list()).filter(({ project }) => !actors.has(project));
    },
    async look(name) {
      const actor = actors.get(name) ?? actors.get(parts.project(name).slug);
      return actor && refreshed(actor);
    },
    async start(name, progress, patient = true) {
      const actor = await actorFor(name);
      const forget = actor.onProgress(progress);
      try {
        await refresh(actor);
        await actor.until(({ phase, trouble }) => phase.name !== "freezing" || trouble !== null);
        await actor.dispatch({ type: "startAsked" });
        if (!patient) await slots.served(actor.state.project);
        if (!patient && actor.state.phase.name === "queued") return actor.state;
        const state = await actor.until(
          ({ phase: { name: at }, trouble }) =>
            (at !== "queued" || trouble !== null) && at !== "thawing" && at !== "freezing",
        );
        if (state.phase.name === "queued" && actor.failure !== null) throw actor.failure;
        if (state.phase.name === "frozen" && state.question === null)
          throw actor.failure ?? stopped(name, state.phase.held);
        return state;
      } finally {
        forget();
      }
    },
    served: slots.served,
    place: (name) => slots.place(name),
    recount: slots.look,
    async queue(name, task, first) {
      if (NOTHING.test(task.text))
        throw new BridgeError("bad-input", `There is no task for ${name}. Write what Claude is to do.`);
      const actor = await actorFor(name);
      if (actor.state.tasks.length >= MAX_TASKS && !actor.state.seen.includes(task.id))
        throw new BridgeError(
          "bad-input",
          `${MAX_TASKS} tasks wait for ${name}, and that is the most. "queue ${name}" shows them; cancel some, or wait.`,
        );
      await refreshed(actor);
      await actor.dispatch({ type: "tasked", task: { ...task, at: clock.now() }, first });
      return actor.state;
    },
    changeTasks: async (name, change) => (await actors.get(name)?.dispatch(change)) ?? false,
    async prompt(name, prompt, mayDecide, seen) {
      if (NOTHING.test(prompt.text))
        throw new BridgeError("bad-input", `There is no message for ${name}. Write what Claude is to do.`);
      const actor = await actorFor(name);
      const whole = { ...prompt, at: clock.now(), tries: 0 };
      await takeIn(actor, { type: "prompted", prompt: whole, mayDecide, ...(seen !== undefined && { seen }) });
      return actor.state;
    },
    async answer(name, to, prompt, mayDecide) {
      const actor = await actorFor(name);
      return takeIn(actor, { type: "prompted", prompt: { ...prompt, at: clock.now(), tries: 0 }, mayDecide, to });
    },
    edit: async (name, prompt, text) => (await actors.get(name)?.dispatch({ type: "edited", prompt, text })) ?? false,
    withdraw: async (name, prompt) => (await actors.get(name)?.dispatch({ type: "withdrawn", prompt })) ?? false,
    knows: (name, prompt) => actors.get(name)?.state.seen.includes(prompt) ?? false,
    waiting: (name) => actors.get(name)?.state.inbox.map(({ id }) => id) ?? [],
    async interrupt(name, by) {
      const actor = known(name);
      const { phase, question } = await refresh(actor);
      if (question?.kind === "screen")
        throw new BridgeError(
          "bad-input",
          `${name} waits at a screen for a key, and Escape may decide something there: press it in the thread, or say "respond ${name} escape".`,
        );
      if (phase.name === "working" || (phase.name === "idle" && phase.claude.dialog)) {
        await actor.interrupt();
        return "turn";
      }
      if (question !== null && (await actor.dispatch({ type: "dropped", id: question.id, by }))) return "question";
      throw new BridgeError("bad-input", `${name} does nothing that could be interrupted.`);
    },
    async choose(name, key, value) {
      const actor = await actorFor(name);
      await refreshed(actor);
      await actor.dispatch({ type: "overridden", key, value: value ?? null });
      return actor.state;
    },
    inventory: async (name) => agent.inventory(parts.project(name)),
    async trust(name, keys) {
      const actor = await actorFor(name);
      await refreshed(actor);
      await actor.dispatch({ type: "trusted", keys });
      return actor.state;
    },
    async forbid(name, rule) {
      const actor = await actorFor(name);
      return actor.dispatch({ type: "forbidden", rule });
    },
    stop: async (name, reason) => stop(known(name), reason),
    async renew(name) {
      const actor = await actorFor(name);
      await stop(actor);
      await actor.dispatch({ type: "renewed", session: { id: randomUUID(), started: false } });
    },
    async remove(name) {
      const actor = known(name);
      const { project } = actor.state;
      actors.delete(project);
      parts.onRemove?.(project);
      slots.leaving(project);
      const removal = actor
        .close(true)
        .then(
          () => slots.gone(project),
          (error: unknown) => {
            // What is left of it, its container and its slot too, is there to be removed again.
            adopt(actor.state);
            throw error;
          },
        )
        .finally(() => removals.delete(project));
      removals.set(
        project,
        removal.catch(() => undefined),
      );
      await removal;
    },
    async view(name) {
      const actor = known(name);
      await refresh(actor);
      return agent.view(actor.state.project);
    },
    async ask(name) {
      const actor = known(name);
      await refresh(actor);
      await agent.ask(actor.state.project);
    },
    async screen(name, lines) {
      const actor = known(name);
      await refresh(actor);
      return agent.screen(actor.state.project, lines);
    },
    async terminal(name) {
      const { slug } = parts.project(name);
      const container = await engine.inspect(slug);
      if (container?.running) return engine.shell(container, agent.terminal);
      throw new BridgeError(
        "container-missing",
        `${slug} is not running, so there is no terminal. "start ${slug}" starts it.`,
      );
    },
    failure(name) {
      const actor = actors.get(name);
      const trouble = actor?.state.trouble ?? null;
      return actor?.failure ?? (trouble === null ? null : new BridgeError("not-delivered", trouble));
    },
    onProgress: (name, listener) => actors.get(name)?.onProgress(listener) ?? (() => undefined),
  };
}

/** A record is written whole with every change. */
const MAX_TASKS = 500;

/** White space, control characters and what cannot be seen: Claude would be sent nothing. */
const NOTHING = /^[\p{Cc}\p{Cf}\p{White_Space}\p{Default_Ignorable_Code_Point}]*$/u;

function stopped(name: string, held: boolean): BridgeError {
  if (held) return new BridgeError("claude-exited", `${name} was stopped meanwhile. "start ${name}" begins again.`);
  return new BridgeError("claude-exited", `${name} stopped again at once. "output ${name}" shows the last screen.`);
}
