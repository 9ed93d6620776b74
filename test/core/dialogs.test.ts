import { describe, expect, it } from "vitest";
import { choose } from "../../src/cockpit/answer/choose.ts";
import { decide } from "../../src/cockpit/answer/decide.ts";
import type { CockpitEvent } from "../../src/cockpit/events.ts";
import { AT_ONCE, type FreezePolicy } from "../../src/cockpit/freeze-policy.ts";
import type { Cockpit, Question } from "../../src/cockpit/state.ts";
import { claudeOf } from "../../src/cockpit/state.ts";
import { transition } from "../../src/cockpit/transition.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import type { Act } from "./claude.ts";
import { setStage } from "./stage.ts";
import { events, freezing, frozen, NOW, permissionQuestion, prompt, session, told, word, working } from "./states.ts";

const MINUTE = 60_000;
const patient: FreezePolicy = {
  ...AT_ONCE,
  grace: { text: MINUTE, choices: MINUTE, permission: 2 * MINUTE, plan: MINUTE, screen: MINUTE },
  idle: 30 * MINUTE,
};
const pausing: FreezePolicy = { ...patient, mode: "pause" };
const call = { tool: "Bash", input: { command: "rm x" }, rules: ["Bash(rm x)"] };
const ruled: Question = { ...permissionQuestion, call };
const other: Question = { ...ruled, id: "q-other" };
const asks = (question: Question) => ({ type: "asked", at: "c1", question }) as const;
const ends = (id: string, text: string, background: boolean) =>
  ({ type: "turnEnded", at: `at-${id}`, id, text, background }) as const;

function live(from: Cockpit, rules: FreezePolicy, ...list: readonly (readonly [number, CockpitEvent])[]) {
  const effects: string[] = [];
  const settled: string[] = [];
  let state = from;
  for (const [at, event] of list) {
    const [next, more] = transition(state, event, NOW + at, rules);
    state = next;
    effects.push(...more.map(word));
    for (const one of more)
      if (one.type === "post" && one.message.type === "settled")
        settled.push(`${one.message.question.id}: ${one.message.outcome}`);
  }
  return { state, effects, settled };
}

const newPrompt = (id: string, text: string) => ({ id, author: "ann", text, kind: "text" as const });

describe("an answer to a dialog that stands", () => {
  it("goes before a message that Claude has in its queue, which is not typed again", async () => {
    const { id: _, since: __, ...question } = ruled;
    const script = (text: string): readonly Act[] =>
      text === "go"
        ? [{ type: "hold" }, { type: "ask", question }, { type: "say", text: "Done." }]
        : [{ type: "say", text: "Noted." }];
    const stage = setStage(script, "ready", patient);
    const bridge = stage.bridge();
    await bridge.open();
    await bridge.prompt("musica", newPrompt("p1", "go"), true);
    await stage.settle();
    await bridge.prompt("musica", newPrompt("p2", "also this"), true);
    await stage.settle();
    expect(stage.saved().delivery).toMatchObject({ prompt: "p2", mark: expect.any(String) });
    stage.claude.goOn("musica");
    await stage.settle();
    const open = stage.saved().question?.id ?? "";
    expect(await bridge.answer("musica", open, newPrompt("p3", "yes"), true)).toBe(true);
    await stage.settle();
    expect(stage.claude.heard("musica")).toEqual(["go", "handed in: yes", "also this"]);
    expect(stage.saved()).toMatchObject({ inbox: [], delivery: null, question: null });
  });
});

describe("words that were written before a dialog opened", () => {
  const early = (text: string): CockpitEvent => ({
    type: "prompted",
    prompt: prompt("p1", { text }),
    mayDecide: true,
    seen: null,
  });

  it.each(["yes", "and add tests, please", "no"])("decide nothing: %s", (text) => {
    const { state } = live(working, patient, [0, asks(ruled)], [1, early(text)]);
    expect(state.question?.id).toBe(ruled.id);
    expect(state.inbox).toMatchObject([{ id: "p1", text }]);
    expect(state.inbox[0]).not.toHaveProperty("decision");
  });

  it("reach Claude after the answer", () => {
    const { state } = live(
      working,
      patient,
      [0, asks(ruled)],
      [1, early("and tests")],
      [2, told(prompt("p2", { text: "yes" }))],
    );
    expect(state.inbox.map(({ id }) => id)).toEqual(["p2", "p1"]);
    expect(state.delivery?.prompt).toBe("p2");
  });

  it("go on from a question in words", () => {
    const asking = { ...frozen, question: { ...ruled, kind: "text" as const } };
    expect(live(asking, AT_ONCE, [1, early("rather eager")]).state.question).toBeNull();
  });
});

describe("several dialogs", () => {
  it("come up one after another", () => {
    const first = live(working, patient, [0, asks(ruled)], [1, asks(other)]);
    expect(first.state).toMatchObject({
      question: { id: ruled.id },
      phase: { claude: { queuedDialogs: [{ id: other.id }] } },
    });
    const answered = live(first.state, patient, [2, told(prompt("p1", { text: "yes" }))]);
    expect(answered.state.question).toBeNull();
    const next = live(answered.state, patient, [3, { type: "delivered", prompt: "p1" }]);
    expect(next.state).toMatchObject({
      question: { id: other.id },
      phase: { claude: { dialog: true, queuedDialogs: [] } },
    });
    expect(next.effects).toContain(`question ${other.id}`);
  });

  it("end with their Claude, which opens them anew", () => {
    const { state } = live(working, patient, [0, asks(ruled)], [1, asks(other)], [2 * MINUTE, events.timePassed]);
    const stopped = live(state, patient, [3 * MINUTE, events.frozen]).state;
    expect([stopped.question?.id, stopped.phase]).toEqual([ruled.id, { name: "frozen", held: false }]);
  });

  it("do not take the place of one that is being frozen for", () => {
    const { state, effects } = live({ ...freezing, question: ruled }, AT_ONCE, [0, asks(other)]);
    expect([state.question?.id, effects]).toEqual([ruled.id, []]);
  });

  it("close what was asked in words before", () => {
    const { settled } = live(
      working,
      patient,
      [0, ends("t1", "Lazy or eager?", true)],
      [1, events.turnStarted],
      [2, ends("t2", "Tabs or spaces?", false)],
    );
    expect(settled).toEqual(["t1: Claude asked anew."]);
  });
});

describe("a sub-agent's dialog in the background", () => {
  it("stands on after the turns that end meanwhile", () => {
    const { state } = live(
      working,
      patient,
      [0, ends("t1", "Agents work.", true)],
      [1, asks(ruled)],
      [2, { type: "turnStarted", at: "c3", typed: false }],
      [3, ends("t2", "One is done. Shall I go on?", true)],
    );
    expect([state.question?.id, claudeOf(state).dialog]).toEqual([ruled.id, true]);
  });
});

describe("an interrupt", () => {
  it("says so where the dialog was", () => {
    const { settled } = live(working, patient, [0, asks(ruled)], [1, events.interrupted]);
    expect(settled).toEqual([`${ruled.id}: Claude was interrupted.`]);
  });

  it("stops a paused cockpit, on whose screen the dialog would stand for good", () => {
    const paused = live(
      working,
      pausing,
      [0, asks(ruled)],
      [2 * MINUTE, events.timePassed],
      [2 * MINUTE + 1, { type: "frozen", paused: true }],
    );
    const { state, effects } = live(paused.state, pausing, [3 * MINUTE, { type: "dropped", id: ruled.id, by: "ann" }]);
    expect([state.phase.name, claudeOf(state).dialog, effects]).toEqual([
      "freezing",
      false,
      ["settled", "freeze", "phase freezing"],
    ]);
  });

  it("finds Claude at work under a dialog, after a restart of the bot, too", () => {
    const { state } = live(
      working,
      patient,
      [0, asks(ruled)],
      [1, { type: "found", running: true }],
      [2, events.thawed],
    );
    expect(state.phase.name).toBe("working");
  });
});

describe("what is chosen while a cockpit is paused", () => {
  it("holds for the Claude that goes on", () => {
    const allowed = [{ rule: "Bash(rm x)", scope: "always" }] as const;
    const paused = makeCockpit({ phase: phaseOf("paused"), allowed });
    const { effects } = live(
      paused,
      pausing,
      [0, { type: "forbidden", rule: "Bash(rm x)" }],
      [1, events.startAsked],
      [2, events.thawed],
    );
    expect(effects).toContain("freeze");
  });

  it("is not how long it may run", () => {
    const { state } = live(
      working,
      pausing,
      [0, asks(ruled)],
      [2 * MINUTE, events.timePassed],
      [2 * MINUTE + 1, { type: "frozen", paused: true }],
      [5 * MINUTE, events.startAsked],
      [5 * MINUTE + 1, events.thawed],
    );
    expect((state.wakeAt ?? Number.POSITIVE_INFINITY) - NOW).toBeLessThanOrEqual(36 * MINUTE);
  });
});

describe("an approval", () => {
  it("of a plan, taken back, leaves the mode that was chosen before", () => {
    const plan: Question = { ...permissionQuestion, id: "q-plan", kind: "plan" };
    const planned = { ...frozen, question: plan, overrides: { permissionMode: "plan" } };
    const { state } = live(
      planned,
      AT_ONCE,
      [0, told(prompt("p1", { text: "yes" }))],
      [1, { type: "withdrawn", prompt: "p1" }],
    );
    expect([state.question?.id, state.overrides]).toEqual(["q-plan", { permissionMode: "plan" }]);
  });

  it("by a thumb is one, whatever its colour", () => {
    for (const thumb of [":+1:", ":+1::skin-tone-3:", "👍🏽", "👍", ":white_check_mark:"])
      expect([thumb, decide(ruled, thumb)?.verdict]).toEqual([thumb, "allow"]);
    for (const thumb of [":-1:", "👎🏿", "👎"])
      expect(decide(ruled, thumb)).toEqual({ verdict: "deny", scope: "once" });
  });
});

describe("a new conversation", () => {
  it("gets no answer to what the old one asked, and whoever gave it is told", () => {
    const answered = live({ ...frozen, question: ruled }, AT_ONCE, [0, told(prompt("p1", { text: "yes" }))]).state;
    const { state, effects } = live(
      answered,
      AT_ONCE,
      [1, events.stopAsked],
      [2, events.frozen],
      [3, { type: "renewed", session }],
    );
    expect(state.inbox).toEqual([]);
    expect(effects).toContain("p1 refused");
  });

  it("that Claude began by itself ends the rules for the session, in the Claude that runs, too", () => {
    const allowed = [{ rule: "Bash(rm x)", scope: "session" }] as const;
    const { state } = live({ ...working, allowed }, patient, [0, { type: "sessionChanged", at: "c", session }]);
    expect([state.allowed, claudeOf(state).needsRestart]).toEqual([[], true]);
  });
});

describe("a button", () => {
  it("means the option at its place, whatever the options are called", () => {
    const ask = {
      text: "How many workers?",
      multiple: true,
      options: [{ label: "2" }, { label: "3" }, { label: "1" }],
    };
    expect(choose([ask], "[2]")).toEqual([["3"]]);
    expect(choose([ask], "[1], [3]")).toEqual([["2", "1"]]);
    expect(choose([ask], "2")).toEqual([["2"]]);
    expect(choose([ask], "[4]")).toBeNull();
  });

  it("is not what a word says that begins like a number", () => {
    expect(choose([{ text: "?", multiple: false, options: [{ label: "Drop" }, { label: "Keep" }] }], "na")).toBeNull();
  });
});

describe("a freeze that failed", () => {
  it("is tried again, and told once", () => {
    const failed: CockpitEvent = { type: "freezeFailed", reason: "no engine" };
    const { state, effects } = live(freezing, patient, [0, failed]);
    expect([state.wakeAt, effects]).toEqual([NOW + MINUTE, ["warn"]]);
    const again = live(state, patient, [MINUTE, events.timePassed], [MINUTE + 1, failed]);
    expect(again.effects).toEqual(["freeze"]);
    expect(again.state.wakeAt).toBe(NOW + 2 * MINUTE);
  });
});

describe("a timer that fires a moment early", () => {
  it("is set again", async () => {
    const stage = setStage(() => [{ type: "say", text: "Done." }], "ready", { ...AT_ONCE, idle: MINUTE });
    const { clock } = stage;
    const { after } = clock;
    Object.assign(clock, { after: (ms: number, signal?: AbortSignal) => after(ms === MINUTE ? ms - 1 : ms, signal) });
    const bridge = stage.bridge();
    await bridge.open();
    await bridge.prompt("musica", newPrompt("p1", "go"), true);
    await stage.settle();
    await clock.advance(MINUTE - 1);
    await stage.settle();
    expect(stage.saved().phase.name).toBe("idle");
    await clock.advance(2_000);
    await stage.settle();
    expect(stage.saved().phase.name).toBe("frozen");
  });
});
