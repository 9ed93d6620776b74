import { setImmediate } from "node:timers/promises";
import type { Prompt, Question } from "../../src/cockpit/state.ts";
import { BridgeError } from "../../src/errors.ts";
import type { Agent, Clock, Engine, Report } from "../../src/ports.ts";
import type { FakeEngine } from "./engine.ts";

/** One thing Claude does in a turn. The turn ends after the last; `ask` and `exit` end it too soon. */
export type Act =
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "use"; readonly tool: string; readonly summary: string }
  /** Waits until the test lets it go on. */
  | { readonly type: "hold" }
  /** A dialog: nothing is typed under it. */
  | { readonly type: "ask"; readonly question: Omit<Question, "id" | "since"> }
  | { readonly type: "fail"; readonly error: string }
  | { readonly type: "clear"; readonly session: string }
  | { readonly type: "background" }
  | { readonly type: "exit"; readonly code: number };

type WithoutCursor<T> = T extends Report ? Omit<T, "at"> : never;
export type Entry = { readonly type: "heard"; readonly text: string } | WithoutCursor<Report>;

interface Process {
  readonly queue: string[];
  state: "idle" | "working" | "dialog" | "stuck";
  background: boolean;
  alive: boolean;
  goOn: () => void;
}

/** What one project has on disk, and its process. Both outlive the bridge. */
interface Place {
  readonly log: Entry[];
  launch: string | null;
  launched: string | null;
  process: Process | null;
  waiters: (() => void)[];
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
  /** The prompts in Claude's hands, oldest first. */
  heard(project: string): readonly string[];
  said(project: string): readonly string[];
  goOn(project: string): void;
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
}

export function createClaudeWorld({ engine, clock, script, limit = 60_000 }: ClaudeConfig): ClaudeWorld {
  const places = new Map<string, Place>();
  const agents = new Set<{ dead: boolean }>();
  const stuck = new Set<string>();
  let activity = 0;
  let asks = 0;

  function placeOf(project: string): Place {
    const place = places.get(project) ?? { log: [], launch: null, launched: null, process: null, waiters: [] };
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
    const process: Process = { queue: [], state, background: false, alive: true, goOn: () => {} };
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
    while (process.alive) {
      const text = process.state === "idle" ? process.queue.shift() : undefined;
      if (text === undefined) await new Promise<void>((resolve) => place.waiters.push(resolve));
      else await turn(project, place, process, text);
    }
  }

  async function turn(project: string, place: Place, process: Process, text: string): Promise<void> {
    process.state = "working";
    process.background = false;
    write(place, { type: "heard", text });
    let last = "";
    for (const act of script(text)) {
      await setImmediate();
      if (!process.alive) return;
      activity += 1;
      switch (act.type) {
        case "say":
          last = act.text;
          write(place, { type: "said", id: `${project}-said-${place.log.length}`, text: act.text });
          break;
        case "use":
          write(place, { ...act, type: "did", id: `${project}-did-${place.log.length}` });
          break;
        case "hold":
          await new Promise<void>((resolve) => {
            process.goOn = resolve;
          });
          if (!process.alive) return;
          break;
        case "background":
          process.background = true;
          break;
        case "ask":
          process.state = "dialog";
          asks += 1;
          write(place, { type: "asked", question: { ...act.question, id: `ask-${asks}`, since: clock.now() } });
          return;
        case "clear":
          write(place, { type: "sessionChanged", session: { id: act.session, started: false } });
          break;
        case "fail":
          process.state = "idle";
          write(place, { type: "turnFailed", error: act.error, text: last });
          return;
        case "exit":
          world.engine.die(project, act.code);
          return;
      }
    }
    process.state = "idle";
    write(place, { type: "turnEnded", id: `turn-${place.log.length}`, text: last, background: process.background });
  }

  function createAgent(step: (what: string) => Promise<void>): Agent {
    const self = { dead: false };
    agents.add(self);
    const never = new Promise<never>(() => {});
    const followers = new Map<string, { stopped: boolean; readonly loop: Promise<void> }>();
    const expected = new Map<string, { met: boolean; see(text: string): Promise<void> }>();
    const point = async (what: string): Promise<void> => {
      await step(what);
      if (self.dead) await never;
    };
    const change = (place: Place): Promise<void> => new Promise((resolve) => place.waiters.push(resolve));

    function expectation({ text }: Prompt, confirm: () => Promise<void>) {
      const one = {
        met: false,
        async see(heard: string) {
          if (one.met || heard !== text) return;
          await confirm();
          one.met = true;
        },
      };
      return one;
    }

    async function leave(project: string): Promise<void> {
      const follower = followers.get(project);
      followers.delete(project);
      if (follower === undefined) return;
      follower.stopped = true;
      changed(placeOf(project));
      await follower.loop;
    }

    return {
      async board({ project, prompt, confirm }) {
        await point("board");
        const place = placeOf(project.slug);
        place.launch = null;
        place.launched = null;
        if (prompt?.kind !== "text") return;
        place.launch = prompt.text;
        if (confirm !== undefined) expected.set(project.slug, expectation(prompt, confirm));
      },
      async mark(project) {
        await point("mark");
        return String(placeOf(project).log.length);
      },
      async follow(project, _session, cursor, live, report) {
        await leave(project);
        await point("follow");
        const place = placeOf(project);
        let at = Number(cursor ?? 0);
        let open = false;
        const tell = async (entry: WithoutCursor<Report>): Promise<void> => {
          if (self.dead) await never;
          activity += 1;
          if (entry.type === "turnStarted") open = true;
          if (["turnEnded", "turnFailed", "interrupted", "settled"].includes(entry.type)) open = false;
          await report({ ...entry, at: String(at) });
          if (self.dead) await never;
        };
        const pump = async (): Promise<void> => {
          for (let entry = place.log[at]; entry !== undefined; entry = place.log[at]) {
            at += 1;
            if (entry.type === "heard") {
              await expected.get(project)?.see(entry.text);
              if (!open) await tell({ type: "turnStarted" });
            } else await tell(entry);
          }
        };
        if (!live) return pump();
        if (place.process === null) throw new BridgeError("claude-exited", "Claude did not start: it is not there.");
        if (stuck.has(project)) throw new BridgeError("claude-stuck", "Claude does not come to its prompt.");
        const follow = async (): Promise<void> => {
          for (;;) {
            await pump();
            if (follower.stopped) return;
            if (place.process === null) {
              await pump();
              return followers.get(project) === follower ? tell({ type: "gone", reason: "it ended" }) : undefined;
            }
            const works = place.process.state === "working";
            if (works && !open) await tell({ type: "turnStarted" });
            if (place.process?.state === "idle" && open && at === place.log.length) await tell({ type: "settled" });
            if (at === place.log.length && !follower.stopped && place.process !== null) await change(place);
          }
        };
        const follower = { stopped: false, loop: Promise.resolve() };
        followers.set(project, follower);
        follower.loop = setImmediate().then(follow);
      },
      async leave(project, forget = false) {
        await leave(project);
        await point("leave");
        if (forget) places.delete(project);
      },
      async deliver(project, _session, prompt, mark, confirm) {
        await point("deliver: look");
        const place = placeOf(project);
        const isHeard = () =>
          place.log.slice(Number(mark)).some((one) => one.type === "heard" && one.text === prompt.text);
        const follower = followers.get(project);
        if (isHeard()) {
          await confirm();
          return "delivered";
        }
        if (follower === undefined) {
          place.launch = null;
          return "absent";
        }
        const seen = expectation(prompt, confirm);
        expected.set(project, seen);
        let under = place.launched === prompt.text;
        const deadline = clock.now() + limit;
        try {
          for (;;) {
            const { process } = place;
            if (seen.met) return "delivered";
            if (process === null) return isHeard() ? "delivered" : "absent";
            if (follower.stopped) return "unknown";
            const takes = process.state === "idle" || process.state === "working";
            if (!under && takes && !process.queue.includes(prompt.text) && !isHeard()) {
              under = true;
              await point("deliver: type");
              if (process.alive) process.queue.push(prompt.text);
              changed(place);
              await point("deliver: typed");
            } else if (!under && clock.now() >= deadline) {
              throw new BridgeError("claude-stuck", "Claude's screen is not at its prompt, so nothing was typed.");
            } else await waited(place, deadline);
          }
        } finally {
          expected.delete(project);
          place.launched = null;
        }
      },
      async interrupt(project) {
        await point("interrupt");
        const place = placeOf(project);
        const { process } = place;
        if (process?.state !== "working") return;
        process.alive = false;
        const { queue } = process;
        place.process = { ...process, state: "idle", queue, alive: true };
        write(place, { type: "interrupted" });
        void run(project, place, place.process);
      },
      async screen(project, lines) {
        await point("screen");
        const said = placeOf(project).log.flatMap((one) => (one.type === "said" ? one.text.split("\n") : []));
        return said.slice(-lines).join("\n");
      },
    };

    async function waited(place: Place, deadline: number): Promise<void> {
      const controller = new AbortController();
      const late = clock.after(Math.max(0, deadline - clock.now()), controller.signal).catch(() => undefined);
      await Promise.race([change(place), late]);
      controller.abort();
    }
  }

  const world: ClaudeWorld = {
    engine: {
      ...engine,
      async start(project, session) {
        const container = await engine.start(project, session);
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
    agent: (step = () => Promise.resolve()) => createAgent(step),
    crash() {
      for (const one of agents) one.dead = true;
    },
    log: (project) => placeOf(project).log,
    heard: (project) => placeOf(project).log.flatMap((one) => (one.type === "heard" ? [one.text] : [])),
    said: (project) => placeOf(project).log.flatMap((one) => (one.type === "said" ? [one.text] : [])),
    goOn: (project) => placeOf(project).process?.goOn(),
    stick(project, on) {
      if (on) stuck.add(project);
      else stuck.delete(project);
      const { process } = placeOf(project);
      if (process !== null) process.state = on ? "stuck" : "idle";
      changed(placeOf(project));
    },
    get activity() {
      return activity;
    },
  };
  return world;
}
