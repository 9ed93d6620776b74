import { describe, expect, it } from "vitest";
import type { CockpitEvent } from "../../src/cockpit/events.ts";
import { AT_ONCE, type FreezePolicy } from "../../src/cockpit/freeze-policy.ts";
import { type ClaudeState, type Cockpit, claudeOf, FRESH, isTaskDue, type Phase } from "../../src/cockpit/state.ts";
import { transition } from "../../src/cockpit/transition.ts";
import { fullCockpit, makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import {
  events,
  frozen,
  idle,
  keys,
  NOW,
  permissionQuestion,
  phases,
  prompt,
  run,
  task,
  textQuestion,
  thawing,
  words,
  working,
} from "./states.ts";

const name = (phase: Phase) => ("held" in phase && phase.held ? `${phase.name}, held` : phase.name);

/** Every phase with nothing, with a prompt that waits, with one on its way, with a question, and with all of it. */
const cockpits: readonly Cockpit[] = phases.flatMap((phase) => [
  makeCockpit({ phase }),
  makeCockpit({ phase, inbox: [prompt("p1")], seen: ["p1"] }),
  makeCockpit({ phase, inbox: [prompt("p1")], seen: ["p1"], delivery: { prompt: "p1", mark: null } }),
  makeCockpit({ phase, inbox: [prompt("p1"), prompt("p2")], delivery: { prompt: "p1", mark: "m" } }),
  makeCockpit({ phase, question: textQuestion, seen: [textQuestion.id] }),
  makeCockpit({ phase, inbox: [prompt("p1", { answers: permissionQuestion })], seen: [permissionQuestion.id, "p1"] }),
  makeCockpit({ phase, question: permissionQuestion, inbox: [prompt("p1")], delivery: { prompt: "p1", mark: "m" } }),
  { ...fullCockpit, phase },
]);

const all: readonly CockpitEvent[] = [
  ...Object.values(events),
  { type: "found", running: true },
  { type: "turnEnded", at: "c1", id: "t1", text: "Lazy or eager?", background: false },
  { type: "turnEnded", at: "c1", id: "t1", text: "Lazy or eager?", background: true },
];

describe("every event in every phase", () => {
  it.each(all.map((event) => [event.type, event] as const))(
    "%s: is taken, and leaves what can be saved",
    (_, event) => {
      for (const cockpit of cockpits) {
        const before = structuredClone(cockpit);
        const [next, effects] = transition(cockpit, event, NOW);
        expect(cockpit).toEqual(before);
        expect(JSON.parse(JSON.stringify(next))).toEqual(next);
        expect(JSON.parse(JSON.stringify(effects))).toEqual(effects);
        if (next.delivery !== null) expect(next.inbox.map(({ id }) => id)).toContain(next.delivery.prompt);
      }
    },
  );

  it("stamps a change of phase, and nothing else", () => {
    for (const cockpit of cockpits) {
      for (const event of all) {
        const [next] = transition(cockpit, event, NOW);
        expect(next.since).toBe(next.phase.name === cockpit.phase.name ? cockpit.since : NOW);
      }
    }
  });

  it("has a key of its own for every post of a step", () => {
    for (const cockpit of cockpits) {
      for (const event of all) {
        const made = keys(run(cockpit, event));
        expect(new Set(made).size).toBe(made.length);
      }
    }
  });
});

describe("an event that does not apply changes nothing", () => {
  const everywhere = phases.map(name);
  const but = (...names: readonly string[]) => everywhere.filter((one) => !names.includes(one.split(",")[0] ?? ""));
  const table: readonly (readonly [string, CockpitEvent, readonly string[]])[] = [
    ["a start where it runs", events.startAsked, ["thawing", "idle", "working"]],
    ["a new conversation where it is not frozen", events.renewed, but("frozen")],
    ["an edit of a prompt that does not wait", events.edited, everywhere],
    ["a withdrawal of a prompt that does not wait", events.withdrawn, everywhere],
    ["a beginning of another prompt", events.deliveryBegan, everywhere],
    ["a delivery of a prompt that does not wait", events.delivered, everywhere],
    ["an absence of a prompt that is not on its way", events.absent, everywhere],
    ["a failed delivery of a prompt that does not wait", events.deliveryFailed, everywhere],
    ["a thaw where none was", events.thawed, but("thawing")],
    ["a failed thaw where none was", events.thawFailed, but("thawing")],
    ["a freeze where it is frozen", events.frozen, ["frozen", "frozen, held"]],
    ["a failed freeze where none was", events.freezeFailed, but("freezing")],
    ["a stopped container where it is frozen", events.found, ["frozen", "frozen, held"]],
    ["a running container where it is to stop", { type: "found", running: true }, ["freezing", "freezing, held"]],
    ["what Claude says", events.said, everywhere],
    ["what Claude does", events.did, everywhere],
    ["a beginning of a turn", events.turnStarted, but("idle", "thawing")],
    ["an end of a turn", events.turnEnded, but("working", "thawing")],
    ["a failure of a turn", events.turnFailed, but("working", "thawing")],
    ["an interruption", events.interrupted, but("working", "thawing")],
    ["the session it has", { ...events.sessionChanged, session: makeCockpit().session }, everywhere],
    ["a settling", events.wentIdle, but("working")],
    ["an end of Claude where it is to end", events.gone, ["frozen", "frozen, held", "freezing", "freezing, held"]],
  ];

  it.each(table.flatMap(([what, event, where]) => where.map((phase) => [what, phase, event] as const)))(
    "%s (%s)",
    (_, where, event) => {
      const phase = phases.find((one) => name(one) === where);
      const cockpit = makeCockpit({ ...(phase && { phase }) });
      expect(transition(cockpit, event, NOW)[0]).toBe(cockpit);
    },
  );
});

describe("the container's truth", () => {
  const running: CockpitEvent = { type: "found", running: true };
  it.each<readonly [string, Cockpit, CockpitEvent, string, readonly string[]]>([
    ["runs, though we froze it", frozen, running, "thawing", ["thaw"]],
    ["runs, as it did", idle, running, "thawing", ["thaw"]],
    ["runs in mid-turn", working, running, "thawing", ["thaw"]],
    ["is gone while idle", idle, events.found, "frozen", ["drain", "phase frozen"]],
    ["is gone in mid-turn", working, events.found, "frozen", ["drain", "warn", "phase frozen"]],
    ["is not yet there", thawing, events.found, "thawing", ["thaw"]],
    [
      "has stopped, as asked",
      makeCockpit({ phase: phaseOf("freezing") }),
      events.found,
      "frozen",
      ["drain", "phase frozen"],
    ],
    [
      "has not stopped yet",
      makeCockpit({ phase: phaseOf("freezing", {}, true) }),
      running,
      "freezing",
      ["freeze, interrupting"],
    ],
  ])("%s", (_, cockpit, event, phase, effects) => {
    const outcome = run(cockpit, event);
    expect([outcome.state.phase.name, words(outcome)]).toEqual([phase, effects]);
  });

  it("tells why a turn was lost", () => {
    const [, effects] = transition(working, events.found, NOW);
    expect(JSON.stringify(effects)).toContain("Claude stopped: it was killed.");
  });

  it("keeps the hold through a crash in the middle of a stop", () => {
    const { state } = run(makeCockpit({ phase: phaseOf("freezing", {}, true), inbox: [prompt("p1")] }), events.found);
    expect(state.phase).toEqual({ name: "frozen", held: true });
  });

  it("thaws again for what waits when Claude ends by itself", () => {
    const outcome = run(makeCockpit({ phase: phaseOf("working"), inbox: [prompt("p1")] }), events.gone);
    expect(outcome.state.phase.name).toBe("thawing");
    expect(words(outcome)).toEqual(["warn", "phase frozen", "thaw", "phase thawing"]);
  });

  it("holds, and says why, where a thaw fails", () => {
    const outcome = run(makeCockpit({ phase: phaseOf("thawing"), inbox: [prompt("p1")] }), events.thawFailed);
    expect(outcome.state).toMatchObject({
      phase: { name: "frozen", held: true },
      trouble: "no",
      inbox: [{ id: "p1" }],
    });
    expect(words(outcome)).toEqual(["warn", "phase frozen"]);
  });

  it("stays where a freeze fails, and says why", () => {
    const { state } = run(makeCockpit({ phase: phaseOf("freezing") }), events.freezeFailed);
    expect([state.phase.name, state.trouble]).toEqual(["freezing", "no"]);
  });
});

/** All that means something only while a Claude lives. */
const living: ClaudeState = {
  dialog: true,
  queuedDialogs: [textQuestion],
  background: true,
  needsRestart: true,
  expectsTurn: true,
  catchingUp: true,
};

describe("what only a living Claude has", () => {
  const later = { type: "thawFailed", reason: "no engine", later: true } as const;
  const rationed = { ...AT_ONCE, rationed: true };

  it.each<readonly [string, Cockpit["phase"], CockpitEvent, FreezePolicy]>([
    ["a failed thaw", phaseOf("thawing", living), events.thawFailed, AT_ONCE],
    ["a thaw that is put off", phaseOf("thawing", living), later, rationed],
    [
      "a container that is gone while it was joined",
      phaseOf("thawing", living),
      { type: "found", running: false },
      AT_ONCE,
    ],
    ["a container that is gone in mid-turn", phaseOf("working", living), { type: "found", running: false }, AT_ONCE],
    ["a container that is gone at rest", phaseOf("idle", living), { type: "found", running: false }, AT_ONCE],
    ["a freeze", phaseOf("freezing", living), { type: "frozen" }, AT_ONCE],
    ["its own end", phaseOf("working", living), { type: "gone", reason: "it ended", at: "c" }, AT_ONCE],
  ])("ends with it: %s", (_, phase, event, rules) => {
    const [state] = transition(makeCockpit({ phase }), event, NOW, rules);
    expect(claudeOf(state)).toEqual(FRESH);
  });

  it("does not keep the queue of a fresh Claude standing", () => {
    const from = makeCockpit({ phase: phaseOf("thawing", { background: true }), tasks: [task("t1")] });
    const [failed] = transition(from, events.thawFailed, NOW, rationed);
    const [again] = transition(failed, events.startAsked, NOW, rationed);
    expect(isTaskDue(again)).toBe(true);
  });
});
