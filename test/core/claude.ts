import { setImmediate } from "node:timers/promises";
import type { Question } from "../../src/cockpit/state.ts";
import type { Agent, Clock, Engine, Inventory, Report } from "../../src/ports/ports.ts";
import { createMemoryAgent } from "../fakes/agent.ts";
import type { FakeEngine } from "../fakes/engine.ts";

/** One thing Claude does in a turn. The turn ends after the last; `ask` and `exit` end it too soon. */
export type Act =
  /** A function gets the answer that was given last in this turn. */
  | { readonly type: "say"; readonly text: string | ((answer: string) => string) }
  | { readonly type: "use"; readonly tool: string; readonly summary: string }
  /** Waits until the test lets it go on. */
  | { readonly type: "hold" }
  /** A dialog: nothing is typed under it; the turn goes on once an answer is handed in. */
  | { readonly type: "ask"; readonly question: Omit<Question, "id" | "since"> }
  | { readonly type: "fail"; readonly error: string; readonly lasts?: number }
  | { readonly type: "clear"; readonly session: string }
  | { readonly type: "background" }
  /** The prompt never comes to Claude: a hook of the project's has refused it. Only as the first. */
  | { readonly type: "refuse"; readonly reason: string }
  | { readonly type: "exit"; readonly code: number };

export type WithoutCursor<T> = T extends Report ? Omit<T, "at"> : never;
export type Entry =
  | { readonly type: "heard"; readonly text: string }
  /** An answer that was handed in to a dialog. */
  | { readonly type: "decided"; readonly prompt: string; readonly words: string }
  /** A prompt that a hook has kept from Claude. */
  | { readonly type: "refused"; readonly text: string; readonly reason: string }
  | WithoutCursor<Report>;

export interface Process {
  readonly queue: string[];
  state: "idle" | "working" | "dialog" | "stuck";
  /** The question whose dialog stands. */
  asks: string | null;
  /** What was answered in the last one. */
  answer: string;
  background: boolean;
  alive: boolean;
  holds: boolean;
  goOn: () => void;
}

/** What one project has on disk, and its process. Both outlive the bridge. */
export interface Place {
  readonly log: Entry[];
  /** What the project brings that people are to trust, and what of it the last start was without. */
  brings: Inventory;
  without: readonly string[];
  launch: string | null;
  launched: string | null;
  /** The questions that were settled in the terminal. */
  readonly closed: Set<string>;
  process: Process | null;
  waiters: (() => void)[];
  /** How many reports were made. */
  told: number;
}

export interface ClaudeWorld {
  /** The engine whose containers run Claude: it comes up with them and dies with them. */
  readonly engine: FakeEngine;
  /** A new bridge's agent, on the same disk. `step` is awaited at every point where a crash makes a difference. */
  agent(step?: (what: string) => Promise<void>): Agent;
  /** The bridge is no more: what its agents had under way never happens. */
  crash(): void;
  /** Everything on the record, oldest first. */
  log(project: string): readonly Entry[];
  /** The prompts in Claude's hands, oldest first, and the answers that were handed in. */
  heard(project: string): readonly string[];
  said(project: string): readonly string[];
  goOn(project: string): void;
  /** Whether it waits until the test lets it go on. */
  holds(project: string): boolean;
  /** Its next start waits for `goOn` before it takes anything. */
  delay(project: string): void;
  /** Somebody allows what the dialog asks, at the terminal. */
  allow(project: string): void;
  /** There are no credentials any more. */
  signOut(): void;
  /** The project brings these for its Claude; with `fault`, Claude stops at them. */
  bring(project: string, items: readonly string[], fault?: string): void;
  /** What of it the last start was without. */
  without(project: string): readonly string[];
  /** Somebody presses a key at its terminal now; `false`: they leave it. */
  /** `silent`: its terminal does not say. */
  attend(project: string, isThere: boolean | "silent"): void;
  /** A screen that takes no text, and no screen at all for a start. */
  stick(project: string, stuck: boolean): void;
  /** Grows with everything that happens, so that a test can see that nothing does any more. */
  readonly activity: number;
}

export interface ClaudeConfig {
  readonly engine: FakeEngine;
  readonly clock: Clock;
  /** What Claude makes of a prompt. */
  readonly script: (text: string) => readonly Act[];
  /** Milliseconds until a stuck screen is given up. */
  readonly limit?: number;
  /** Which comes first when a running Claude is followed: that it stands there, or what it did meanwhile. The port allows both. */
  readonly first?: "ready" | "reports";
}

export function createClaudeWorld({
  engine,
  clock,
  script,
  limit = 60_000,
  first = "ready",
}: ClaudeConfig): ClaudeWorld {
  const places = new Map<string, Place>();
  const agents = new Set<{ die(): void }>();
  const stuck = new Set<string>();
  const delayed = new Set<string>();
  const atTerminal = new Map<string, number | Promise<never>>();
  let activity = 0;
  let asks = 0;
  let isSignedOut = false;

  function placeOf(project: string): Place {
    const place: Place = places.get(project) ?? {
      log: [],
      brings: { items: [], faults: [], servers: [], commands: [] },
      without: [],
      launch: null,
      launched: null,
      closed: new Set(),
      process: null,
      waiters: [],
      told: 0,
    };
    places.set(project, place);
    return place;
  }

  function changed(place: Place): void {
    activity += 1;
    for (const wake of place.waiters.splice(0)) wake();
  }

  function write(place: Place, entry: Entry): void {
    place.log.push(entry);
    changed(place);
  }

  function boot(project: string): void {
    const place = placeOf(project);
    const state = stuck.has(project) ? "stuck" : "idle";
    const process: Process = {
      queue: [],
      state,
      asks: null,
      answer: "",
      background: false,
      alive: true,
      holds: false,
      goOn: () => {},
    };
    place.process = process;
    if (place.launch !== null) {
      process.queue.push(place.launch);
      place.launched = place.launch;
      place.launch = null;
    }
    void run(project, place, process);
  }

  function end(project: string): void {
    const place = placeOf(project);
    if (place.process === null) return;
    place.process.alive = false;
    place.process = null;
    changed(place);
  }

  async function run(project: string, place: Place, process: Process): Promise<void> {
    await setImmediate();
    if (delayed.delete(project)) await held(process);
    while (process.alive) {
      const text = process.state === "idle" ? process.queue.shift() : undefined;
      if (text === undefined) await new Promise<void>((resolve) => place.waiters.push(resolve));
      else await turn(project, place, process, text);
    }
  }

  async function held(process: Process): Promise<void> {
    process.holds = true;
    await new Promise<void>((resolve) => {
      process.goOn = resolve;
    });
    process.holds = false;
  }

  async function turn(project: string, place: Place, process: Process, text: string): Promise<void> {
    // Of a chat's message, what its author wrote.
    const acts = script(text.replace(/^ann: /, ""));
    const [first] = acts;
    if (first?.type === "refuse") return write(place, { type: "refused", text, reason: first.reason });
    process.state = "working";
    process.background = false;
    write(place, { type: "heard", text });
    let last = "";
    for (const act of acts) {
      await setImmediate();
      if (!process.alive) return;
      activity += 1;
      switch (act.type) {
        case "say":
          last = typeof act.text === "string" ? act.text : act.text(process.answer);
          write(place, { type: "said", id: `${project}-said-${place.log.length}`, text: last });
          break;
        case "use":
          write(place, { ...act, type: "did", id: `${project}-did-${place.log.length}` });
          break;
        case "hold":
          await held(process);
          if (!process.alive) return;
          break;
        case "refuse":
          throw new Error("what Claude has heard is refused no more");
        case "background":
          process.background = true;
          break;
        case "ask":
          process.state = "dialog";
          asks += 1;
          process.asks = `ask-${asks}`;
          await new Promise<void>((resolve) => {
            process.goOn = resolve;
            write(place, { type: "asked", question: { ...act.question, id: `ask-${asks}`, since: clock.now() } });
          });
          if (!process.alive) return;
          process.state = "working";
          process.asks = null;
          break;
        case "clear":
          write(place, { type: "sessionChanged", session: { id: act.session, started: false } });
          break;
        case "fail":
          process.state = "idle";
          write(place, {
            type: "turnFailed",
            error: act.error,
            text: last,
            ...(act.lasts !== undefined && { until: clock.now() + act.lasts }),
          });
          return;
        case "exit":
          world.engine.die(project, act.code);
          return;
      }
    }
    process.state = "idle";
    write(place, { type: "turnEnded", id: `turn-${place.log.length}`, text: last, background: process.background });
  }

  function interrupt(project: string): void {
    const place = placeOf(project);
    const { process } = place;
    if (process?.state !== "working") return;
    // What goes on in it is over; what it has queued stays.
    process.alive = false;
    place.process = { ...process, state: "idle", alive: true };
    write(place, { type: "interrupted" });
    void run(project, place, place.process);
  }

  const world: ClaudeWorld = {
    engine: {
      ...engine,
      async start(project, session, told) {
        const container = await engine.start(project, session, told);
        activity += 1;
        if (placeOf(project.slug).process === null) boot(project.slug);
        return container;
      },
      async stop(project) {
        await engine.stop(project);
        end(project);
      },
      async remove(project) {
        await engine.remove(project);
        end(project);
      },
      die(project, exitCode, outOfMemory) {
        engine.die(project, exitCode, outOfMemory);
        end(project);
      },
    } satisfies Engine & FakeEngine,
    agent(step = () => Promise.resolve()) {
      const agent = createMemoryAgent({
        placeOf,
        changed,
        isStuck: (project) => stuck.has(project),
        isSignedOut: () => isSignedOut,
        forget: (project) => void places.delete(project),
        interrupt,
        attended: (project) => (placeOf(project).process?.alive ? (atTerminal.get(project) ?? null) : null),
        clock,
        limit,
        first,
        step,
      });
      agents.add(agent);
      return agent;
    },
    crash() {
      for (const one of agents) one.die();
    },
    log: (project) => placeOf(project).log,
    heard: (project) =>
      placeOf(project).log.flatMap((one) =>
        one.type === "heard" ? [one.text] : one.type === "decided" ? [`handed in: ${one.words}`] : [],
      ),
    bring(project, items, fault) {
      placeOf(project).brings = {
        items: items.map((text) => ({ sources: ["project" as const], key: `key of ${text}`, text })),
        faults: fault === undefined ? [] : [{ source: "project", text: fault, stops: true }],
        servers: [],
        commands: [],
      };
    },
    without: (project) => placeOf(project).without,
    said: (project) => placeOf(project).log.flatMap((one) => (one.type === "said" ? [one.text] : [])),
    goOn: (project) => placeOf(project).process?.goOn(),
    holds: (project) => placeOf(project).process?.holds === true,
    allow(project) {
      const place = placeOf(project);
      const { process } = place;
      if (process === null || process.asks === null) throw new Error("no dialog stands");
      place.closed.add(process.asks);
      process.answer = "yes";
      process.goOn();
      write(place, { type: "closed" });
    },
    delay: (project) => void delayed.add(project),
    signOut() {
      isSignedOut = true;
    },
    attend(project, isThere) {
      if (isThere === "silent") atTerminal.set(project, new Promise(() => {}));
      else if (isThere) atTerminal.set(project, clock.now());
      else atTerminal.delete(project);
    },
    stick(project, on) {
      if (on) stuck.add(project);
      else stuck.delete(project);
      const { process } = placeOf(project);
      if (process !== null) process.state = on ? "stuck" : "idle";
      changed(placeOf(project));
    },
    get activity() {
      return [...places.values()].reduce((sum, { told }) => sum + told, activity);
    },
  };
  return world;
}
