import { describe, expect, it } from "vitest";
import { AT_ONCE } from "../../src/cockpit/freeze-policy.ts";
import { isTaskDue } from "../../src/cockpit/state.ts";
import { transition } from "../../src/cockpit/transition.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import type { Act } from "./claude.ts";
import { setStage } from "./stage.ts";
import { events, frozen, idle, ids, NOW, prompt, run, session, task, told, words, working } from "./states.ts";

const HOUR = 3_600_000;
const until = NOW + 4 * HOUR;
const limit = { ...events.turnFailed, until } as const;
const goOn = `limit:${until}`;

/** Stopped, as it is once a limit was reached. */
const stopped = run(working, limit, events.timePassed, events.frozen).state;
const at = (now: number) => transition(stopped, events.timePassed, now);

describe("a limit that passes by itself", () => {
  it("stops the container at once, and nothing else is given to Claude", () => {
    const { state, effects } = run({ ...working, inbox: [prompt("p1")] }, limit, events.timePassed, events.frozen);
    expect(words({ state, effects })).toEqual(["turn failed", "freeze", "phase freezing", "phase frozen"]);
    expect([state.phase.name, ids(state), state.limitedUntil]).toEqual(["frozen", [goOn, "p1"], until]);
    expect(state.wakeAt).toBe(until);
    expect(effects[0]).toMatchObject({ message: { state: "failed", until } });
  });

  it("is stopped, not paused, whatever the policy: Claude would go on beside what it is told", () => {
    const [, effects] = transition({ ...run(working, limit).state }, events.timePassed, NOW, {
      ...AT_ONCE,
      mode: "pause",
    });
    expect(effects[0]).toEqual({ type: "freeze", interrupt: false, pause: false });
  });

  it("takes in what is written, which waits in its order", () => {
    const outcome = run(stopped, told(prompt("p1")), told(prompt("p2")));
    expect([outcome.state.phase.name, ids(outcome.state)]).toEqual(["frozen", [goOn, "p1", "p2"]]);
    expect(words(outcome)).toEqual(["p1 accepted", "p2 accepted"]);
  });

  it("goes on at its end, and not before", () => {
    expect(at(until - 1)[0]).toBe(stopped);
    const [state, effects] = at(until);
    expect([state.phase.name, state.limitedUntil, state.delivery?.prompt]).toEqual(["thawing", null, goOn]);
    expect(effects[0]).toEqual({ type: "thaw" });
  });

  it.each([
    ["a start", events.startAsked],
    ["another model", events.overridden],
  ])("does not keep %s from trying at once", (_, event) => {
    expect(run(stopped, event).state).toMatchObject({ phase: { name: "thawing" }, limitedUntil: null });
  });

  it("leaves alone what people have stopped", () => {
    const { state } = run(stopped, events.stopAsked);
    expect([state.phase, state.wakeAt]).toEqual([{ name: "frozen", held: true }, null]);
    expect(run(state, told(prompt("p1"))).state).toMatchObject({ phase: { held: false }, wakeAt: until });
  });

  it.each([
    ["Claude goes on by itself", run(run(working, limit).state, events.turnStarted)],
    ["a new conversation is begun", run(stopped, events.renewed)],
    ["Claude has begun a new one", run(stopped, { ...events.sessionChanged, session: { ...session, id: "other" } })],
  ])("is told to go on by nobody where %s", (_, { state }) => {
    expect([ids(state), state.limitedUntil]).toEqual([[], null]);
  });

  it("keeps the queue as it is: no task begins, and it is not paused", () => {
    const { state } = run({ ...working, tasks: [task("t1")] }, limit);
    expect([isTaskDue(state), state.tasksPaused]).toEqual([false, false]);
    expect(isTaskDue({ ...idle, tasks: [task("t1")], limitedUntil: until })).toBe(false);
  });

  it("sees through what was on its way", () => {
    const begun = { ...working, inbox: [prompt("p1")], delivery: { prompt: "p1", mark: "m" } };
    const outcome = run(begun, limit);
    expect(ids(outcome.state)).toEqual(["p1", goOn]);
    expect(words(outcome)).toEqual(["turn failed", "deliver"]);
  });

  it("waits at its prompt while something works in the background", () => {
    const busy = makeCockpit({ phase: phaseOf("working", { background: true }) });
    expect(run(busy, limit).state).toMatchObject({ phase: { name: "idle" }, wakeAt: until });
  });

  it.each([
    ["a message", told(prompt("p1"))],
    ["an edit", { ...events.edited, prompt: "p9" }],
    ["a look", events.current],
  ] as const)("is lifted also where %s comes between its end and the alarm for it", (_, event) => {
    const atPrompt = makeCockpit({ phase: phaseOf("idle"), limitedUntil: until, wakeAt: until, inbox: [prompt("p0")] });
    const [late] = transition(atPrompt, event, until + 1_000);
    expect(late.wakeAt).toBe(until);
    const [state, effects] = transition(late, events.timePassed, until + 1_000);
    expect([state.limitedUntil, state.delivery?.prompt, effects.at(-1)?.type]).toEqual([null, "p0", "deliver"]);
  });

  it("is none where it is over when it is heard of: what it has stopped goes on", () => {
    const outcome = run({ ...working, tasks: [task("t1")] }, { ...events.turnFailed, until: NOW });
    expect([outcome.state.limitedUntil, ids(outcome.state), outcome.state.tasksPaused]).toEqual([
      null,
      [`limit:${NOW}`],
      false,
    ]);
    expect(words(outcome)).toEqual(["turn failed", "deliver"]);
  });

  it("is no reason to begin anything where nothing was stopped by it", () => {
    expect(run({ ...frozen, limitedUntil: until }, told(prompt("p1"))).state.phase.name).toBe("frozen");
  });
});

describe("a bridge whose account is at its limit", () => {
  function script(text: string): readonly Act[] {
    if (text === "fix it") return [{ type: "fail", error: "The limit is reached.", lasts: 4 * HOUR }];
    return [{ type: "say", text: `Doing: ${text}` }];
  }

  async function limited() {
    const stage = setStage(script);
    const one = stage.bridge();
    await one.open();
    const tell = (id: string, text: string) => one.prompt("musica", { id, author: "ann", text, kind: "text" }, true);
    await tell("p1", "fix it");
    await stage.settle();
    await stage.clock.advance(1);
    await stage.settle();
    return { ...stage, one, tell };
  }

  it("stops the container, takes messages, and goes on by itself, once", async () => {
    const { tell, settle, saved, claude, clock } = await limited();
    expect((await claude.engine.inspect("musica"))?.running).toBe(false);
    await tell("p2", "and this");
    await settle();
    expect([saved().phase.name, claude.heard("musica")]).toEqual(["frozen", ["fix it"]]);
    await clock.advance(4 * HOUR);
    await settle();
    expect(claude.heard("musica")).toEqual(["fix it", expect.stringContaining("limit"), "and this"]);
    expect(saved()).toMatchObject({ phase: { name: "idle" }, limitedUntil: null, inbox: [] });
  });

  it("goes on also where it was away at the limit's end", async () => {
    const { one, settle, clock, bridge, claude, saved } = await limited();
    await one.close();
    await clock.advance(5 * HOUR);
    await bridge().open();
    await settle();
    await clock.advance(1);
    await settle();
    expect(claude.heard("musica")).toHaveLength(2);
    expect(saved()).toMatchObject({ phase: { name: "idle" }, limitedUntil: null });
  });
});
