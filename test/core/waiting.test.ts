import { describe, expect, it } from "vitest";
import type { CockpitEvent } from "../../src/cockpit/events.ts";
import { AT_ONCE, type FreezePolicy, LONGEST_PAUSE } from "../../src/cockpit/freeze-policy.ts";
import { withSettings } from "../../src/cockpit/session-settings.ts";
import type { Cockpit, Question } from "../../src/cockpit/state.ts";
import { claudeOf } from "../../src/cockpit/state.ts";
import { transition } from "../../src/cockpit/transition.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import {
  choicesQuestion,
  events,
  frozen,
  idle,
  NOW,
  permissionQuestion,
  prompt,
  session,
  textQuestion,
  told,
  word,
  working,
} from "./states.ts";

const MINUTE = 60_000;
const patient: FreezePolicy = {
  ...AT_ONCE,
  grace: { text: MINUTE, choices: MINUTE, permission: 2 * MINUTE, plan: MINUTE, screen: MINUTE },
  idle: 30 * MINUTE,
};
const pausing: FreezePolicy = { ...AT_ONCE, mode: "pause" };
const pauseThenStop: FreezePolicy = { ...AT_ONCE, mode: "pause-then-stop", pause: 10 * MINUTE };

/** Events at given times, under rules. */
function live(from: Cockpit, rules: FreezePolicy, ...list: readonly (readonly [at: number, event: CockpitEvent])[]) {
  let state = from;
  const effects: string[] = [];
  for (const [at, event] of list) {
    const [next, more] = transition(state, event, NOW + at, rules);
    state = next;
    effects.push(...more.map(word));
  }
  return { state, effects };
}

const asks = (question: Question) => ({ type: "asked", at: "c1", question }) as const;
const { timePassed, closed, turnEnded, startAsked, stopAsked } = events;
const asked = asks(permissionQuestion);
const rules = ["Bash(rm x)"];
const ruled: Question = { ...permissionQuestion, call: { tool: "Bash", input: { command: "rm x" }, rules } };
const plan: Question = { ...permissionQuestion, id: "q-plan", kind: "plan" };

describe("a question in its grace", () => {
  it("is shown, and nothing is frozen before it is over", () => {
    const { state, effects } = live(working, patient, [0, asked], [1, timePassed], [2 * MINUTE - 1, timePassed]);
    expect([state.phase.name, claudeOf(state).dialog, state.wakeAt]).toEqual(["working", true, NOW + 2 * MINUTE]);
    expect(effects).toEqual([`question ${permissionQuestion.id}`]);
  });

  it("freezes at its end, and asks on", () => {
    const { state, effects } = live(
      working,
      patient,
      [0, asked],
      [2 * MINUTE, timePassed],
      [2 * MINUTE + 1, events.frozen],
    );
    expect([state.phase.name, state.question?.id, claudeOf(state).dialog, state.wakeAt]).toEqual([
      "frozen",
      permissionQuestion.id,
      false,
      null,
    ]);
    expect(effects.slice(1)).toEqual(["freeze", "phase freezing", "phase frozen"]);
  });

  it("is answered where it stands", () => {
    const { state, effects } = live(working, patient, [0, asked], [5, told(prompt("p1", { text: "yes" }))]);
    expect([state.phase.name, state.question, state.inbox[0]?.decision]).toEqual([
      "working",
      null,
      { verdict: "allow", scope: "once" },
    ]);
    expect(effects.slice(1)).toEqual(["p1 accepted", "settled", "deliver"]);
    expect(live(state, patient, [6, timePassed]).state.phase.name).toBe("working");
  });

  it("keeps what was written before in line, behind the answer", () => {
    const from = { ...working, inbox: [prompt("p0")], delivery: { prompt: "p0", mark: null } };
    const { state } = live(from, patient, [0, asked], [5, told(prompt("p1", { text: "yes" }))]);
    expect([state.inbox.map(({ id }) => id), state.delivery?.prompt]).toEqual([["p1", "p0"], "p1"]);
  });

  it("is as long for words, where the turn is over", () => {
    const ending = { ...turnEnded, text: "Lazy or eager?" };
    const { state } = live(working, patient, [0, ending], [MINUTE - 1, timePassed]);
    expect([state.phase.name, state.question?.kind, claudeOf(state).dialog]).toEqual(["idle", "text", false]);
    expect(live(state, patient, [MINUTE, timePassed]).state.phase.name).toBe("freezing");
    expect(live(state, patient, [5, told(prompt("p1"))]).effects).toEqual(["p1 accepted", "settled", "deliver"]);
  });

  it("goes on through a restart of the bot", () => {
    const { state } = live(working, patient, [0, asked], [5, { type: "found", running: true }], [6, events.thawed]);
    expect([state.question?.id, claudeOf(state).dialog, state.wakeAt]).toEqual([
      permissionQuestion.id,
      true,
      NOW + 2 * MINUTE,
    ]);
    expect(live(state, patient, [2 * MINUTE, timePassed]).state.phase.name).toBe("freezing");
  });
});

describe("a dialog that is settled in the terminal", () => {
  it.each([
    ["its dialog is seen to close", closed],
    ["its turn ends", turnEnded],
    ["its turn is interrupted", events.interrupted],
    ["its turn fails", events.turnFailed],
    ["Claude stands at its prompt", events.wentIdle],
  ])("asks nobody any more once %s", (_, event) => {
    const { state, effects } = live(working, patient, [0, asked], [5, event]);
    expect([state.question, claudeOf(state).dialog]).toEqual([null, false]);
    expect(effects).toContain("settled");
  });

  it("refuses the answer that came too late, and goes on with what waits", () => {
    const from = { ...working, inbox: [prompt("p0")] };
    const answered = live(from, patient, [0, asked], [5, told(prompt("p1", { text: "yes" }))]).state;
    const { state, effects } = live(answered, patient, [6, { type: "forestalled", prompt: "p1" }]);
    expect(state.inbox.map(({ id }) => id)).toEqual(["p0"]);
    expect(effects).toEqual(["p1 refused", "info", "settled", "deliver"]);
  });

  it("takes back what the late answer had allowed", () => {
    const answered = live(working, patient, [0, asks(ruled)], [5, told(prompt("p1", { text: "always" }))]).state;
    expect(answered.allowed).toEqual([{ rule: "Bash(rm x)", scope: "always" }]);
    expect(live(answered, patient, [6, { type: "forestalled", prompt: "p1" }]).state.allowed).toEqual([]);
  });
});

describe("a prompt that a hook of the project's refuses", () => {
  const refuses = { type: "refused", prompt: "p1", reason: "No secrets here." } as const;

  it("is told with the reason, and what waits behind it goes on", () => {
    const from: Cockpit = { ...idle, inbox: [prompt("p1"), prompt("p2")], delivery: { prompt: "p1", mark: "m" } };
    const { state, effects } = live(from, patient, [0, refuses]);
    expect(state.inbox.map(({ id }) => id)).toEqual(["p2"]);
    expect(effects).toEqual(["p1 refused", "info", "deliver"]);
  });

  it("leaves the question open that it was to answer, with nothing allowed", () => {
    const answered = live(working, patient, [0, asks(ruled)], [5, told(prompt("p1", { text: "always" }))]).state;
    const { state, effects } = live(answered, patient, [6, refuses]);
    expect([state.question?.id, state.allowed]).toEqual([ruled.id, []]);
    expect(effects).toEqual(["p1 refused", "info", "settled"]);
  });

  it("is nothing that comes between a question and who has written on", () => {
    const from: Cockpit = { ...working, inbox: [prompt("p0")], seen: ["p0"] };
    const answered = live(from, patient, [0, asked], [5, told(prompt("p1", { text: "yes" }))], [6, told(prompt("p2"))]);
    const { state } = live(answered.state, patient, [7, refuses]);
    expect([state.question, state.inbox.map(({ id }) => id)]).toEqual([null, ["p0", "p2"]]);
  });
});

describe("somebody who types in the terminal", () => {
  it("goes on from the question that stood open", () => {
    const looking = { ...idle, question: textQuestion };
    const { state, effects } = live(looking, patient, [0, { ...events.turnStarted, typed: true }]);
    expect([state.question, state.phase.name, effects]).toEqual([null, "working", ["settled", "turn started"]]);
  });

  it("is told from Claude's own background work", () => {
    const { state } = live({ ...idle, question: textQuestion }, patient, [0, { ...events.turnStarted, typed: false }]);
    expect(state.question).toEqual(textQuestion);
  });
});

describe("a question that a person withdraws", () => {
  it("is closed, and what waited behind it goes in", () => {
    const from = { ...frozen, question: textQuestion, inbox: [prompt("p1")] };
    const { state, effects } = live(from, AT_ONCE, [0, events.dropped]);
    expect([state.question, state.phase.name]).toEqual([null, "thawing"]);
    expect(effects).toEqual(["settled", "thaw", "phase thawing"]);
  });

  it("is that one and no other", () => {
    const from = { ...frozen, question: choicesQuestion };
    expect(live(from, AT_ONCE, [0, events.dropped]).state).toBe(from);
  });
});

describe("a cockpit that is idle", () => {
  it("is frozen after its time, and not before", () => {
    const { state } = live(working, patient, [0, turnEnded], [30 * MINUTE - 1, timePassed]);
    expect(state.phase.name).toBe("idle");
    expect(live(state, patient, [30 * MINUTE, timePassed]).state.phase).toEqual(phaseOf("freezing"));
  });

  it("begins anew with every turn", () => {
    const { state } = live(working, patient, [0, turnEnded], [MINUTE, events.turnStarted], [2 * MINUTE, turnEnded]);
    expect(state.wakeAt).toBe(NOW + 32 * MINUTE);
  });

  it("is never frozen while something goes on in the background", () => {
    const { state } = live(working, patient, [0, { ...turnEnded, background: true }]);
    expect([state.phase.name, state.wakeAt]).toEqual(["idle", null]);
    const later = live(state, patient, [5, events.turnStarted], [6, turnEnded]).state;
    expect(later.wakeAt).toBe(NOW + 6 + 30 * MINUTE);
  });

  it("is left alone where nothing is said of it", () => {
    expect(live(working, AT_ONCE, [0, turnEnded]).state.wakeAt).toBeNull();
  });
});

describe("a freeze that only pauses", () => {
  it("keeps the dialog, and is handed its answer after the thaw", () => {
    const paused = live(working, pausing, [0, asked], [1, { type: "frozen", paused: true }]).state;
    expect([paused.phase, claudeOf(paused).dialog]).toEqual([phaseOf("paused", { dialog: true }), true]);
    const { state, effects } = live(paused, pausing, [5, told(prompt("p1", { text: "yes" }))], [6, events.thawed]);
    expect([state.phase.name, effects]).toEqual([
      "idle",
      ["p1 accepted", "settled", "thaw", "phase thawing", "deliver"],
    ]);
  });

  it("concludes nothing from a record that Claude may still write", () => {
    const begun = { ...working, inbox: [prompt("p1")], delivery: { prompt: "p1", mark: "m" } };
    const { state, effects } = live(begun, pausing, [0, asked], [1, { type: "frozen", paused: true }]);
    expect([state.delivery?.mark, effects.includes("deliver")]).toEqual(["m", false]);
    const later = live(state, pausing, [5, told(prompt("p2", { text: "yes" }))]);
    expect([later.state.phase.name, later.state.delivery, later.effects]).toEqual([
      "thawing",
      { prompt: "p2", mark: null },
      ["p2 accepted", "settled", "thaw", "phase thawing"],
    ]);
    // After the answer it is looked up from where it was begun, and not typed again.
    const answered = live(later.state, pausing, [6, events.thawed], [7, { type: "delivered", prompt: "p2" }]);
    expect(answered.state.delivery).toEqual({ prompt: "p1", mark: "m" });
    const stopped = live(begun, AT_ONCE, [0, asked], [1, events.frozen]);
    expect(stopped.effects.at(-1)).toBe("deliver");
  });

  it("becomes a stop after its time", () => {
    const { state } = live(working, pauseThenStop, [0, asked], [1, { type: "frozen", paused: true }]);
    expect(state.wakeAt).toBe(NOW + 1 + 10 * MINUTE);
    const stopping = live(state, pauseThenStop, [11 * MINUTE, timePassed]);
    expect([stopping.state.phase.name, stopping.effects]).toEqual(["freezing", ["freeze", "phase freezing"]]);
    const stopped = live(stopping.state, pauseThenStop, [11 * MINUTE + 1, events.frozen]).state;
    expect([stopped.phase, claudeOf(stopped).dialog, stopped.wakeAt]).toEqual([
      { name: "frozen", held: false },
      false,
      null,
    ]);
  });

  it("becomes a stop in the end all the same: hooks cannot wait for ever", () => {
    const { state } = live(working, pausing, [0, asked], [1, { type: "frozen", paused: true }]);
    expect(state.wakeAt).toBe(NOW + 1 + LONGEST_PAUSE);
  });

  it("is not what a person's stop does", () => {
    const [, effects] = transition(idle, stopAsked, NOW, pausing);
    expect(effects[0]).toEqual({ type: "freeze", interrupt: false, pause: false });
    const paused = live(working, pausing, [0, asked], [1, { type: "frozen", paused: true }]).state;
    expect(live(paused, pausing, [2, stopAsked]).state.phase).toEqual(phaseOf("freezing", { dialog: true }, true));
  });

  it("is lost where the engine shows a stopped container", () => {
    const paused = live(working, pausing, [0, asked], [1, { type: "frozen", paused: true }]).state;
    const { state } = live(paused, pausing, [2, { type: "found", running: false, paused: false }]);
    expect([state.phase, claudeOf(state).dialog, state.question?.id]).toEqual([
      { name: "frozen", held: false },
      false,
      permissionQuestion.id,
    ]);
  });
});

describe("what is allowed", () => {
  const allow = (words: string) =>
    live({ ...frozen, question: ruled }, AT_ONCE, [0, told(prompt("p1", { text: words }))]).state;

  it("once is no rule", () => {
    expect(allow("yes").allowed).toEqual([]);
  });

  it("for the session ends with it", () => {
    const state = { ...allow("Allow for this session"), phase: frozen.phase };
    expect(state.allowed).toEqual([{ rule: "Bash(rm x)", scope: "session" }]);
    expect(live(state, AT_ONCE, [1, { type: "renewed", session }]).state.allowed).toEqual([]);
    const other = { ...events.sessionChanged, session: { ...session, id: "other" } };
    expect(live(state, AT_ONCE, [1, other]).state.allowed).toEqual([]);
  });

  it("always holds in every session, until somebody takes it back", () => {
    const state = { ...allow("always"), phase: frozen.phase, inbox: [], delivery: null };
    const later = live(state, AT_ONCE, [1, { type: "renewed", session }]).state;
    expect(later.allowed).toEqual([{ rule: "Bash(rm x)", scope: "always" }]);
    expect(live(later, AT_ONCE, [2, { type: "forbidden", rule: "Bash(rm x)" }]).state.allowed).toEqual([]);
  });

  it("is allowed no more where the answer is taken back", () => {
    const { state } = live(allow("always"), AT_ONCE, [1, { type: "withdrawn", prompt: "p1" }]);
    expect([state.allowed, state.question?.id]).toEqual([[], ruled.id]);
  });

  it("is not allowed by an edit, but no more allowed by one", () => {
    const asked = { ...frozen, question: ruled };
    const refused = live(asked, AT_ONCE, [0, told(prompt("p1", { text: "use git" }))]).state;
    const edit = (text: string) => ({ type: "edited", prompt: "p1", text }) as const;
    expect(live(refused, AT_ONCE, [1, edit("yes")]).state).toBe(refused);
    expect(live(refused, AT_ONCE, [1, edit("use hg")]).state.inbox[0]?.decision).toMatchObject({ reason: "use hg" });
    const allowed = allow("yes");
    expect(live(allowed, AT_ONCE, [1, edit("always")]).state).toBe(allowed);
    expect(live(allowed, AT_ONCE, [1, edit("no")]).state.inbox[0]?.decision?.verdict).toBe("deny");
  });
});

describe("one who may not decide", () => {
  const asked = { ...frozen, question: ruled };
  const said = (text: string) => ({ type: "prompted", prompt: prompt("p1", { text }), mayDecide: false }) as const;

  it.each(["yes", "always", "no", "Deny"])("is refused, and the question stays (%s)", (text) => {
    const { state, effects } = live(asked, AT_ONCE, [0, said(text)]);
    expect(state).toBe(asked);
    expect(effects).toEqual(["p1 refused", "info"]);
  });

  it("may write what to do instead, which allows nothing", () => {
    const { state } = live(asked, AT_ONCE, [0, said("leave it, run the tests")]);
    expect([state.question, state.inbox[0]?.decision?.verdict]).toEqual([null, "deny"]);
  });

  it("may answer what is no decision", () => {
    const { state } = live({ ...frozen, question: choicesQuestion }, AT_ONCE, [0, said("2")]);
    expect([state.question, state.inbox.length]).toEqual([null, 1]);
  });
});

describe("an approval of a plan", () => {
  it.each([
    ["approve", "manual"],
    ["Approve and accept edits", "acceptEdits"],
  ])("ends Claude's plan mode (%s)", (text, permissionMode) => {
    const { state } = live({ ...frozen, question: plan }, AT_ONCE, [0, told(prompt("p1", { text }))]);
    expect([state.overrides, claudeOf(state).needsRestart]).toEqual([{ permissionMode }, false]);
  });

  it("starts a Claude anew that runs without its dialog", () => {
    const { state, effects } = live({ ...idle, question: plan }, AT_ONCE, [0, told(prompt("p1", { text: "yes" }))]);
    expect([state.phase.name, claudeOf(state).needsRestart]).toEqual(["freezing", true]);
    expect(effects).toContain("freeze");
    const later = live(state, AT_ONCE, [1, events.frozen]).state;
    expect([later.phase.name, claudeOf(later).needsRestart, later.delivery?.prompt]).toEqual(["thawing", false, "p1"]);
  });

  it("leaves the mode as it is where it is refused", () => {
    const { state } = live({ ...frozen, question: plan }, AT_ONCE, [0, told(prompt("p1", { text: "no" }))]);
    expect(state.overrides).toEqual({});
  });
});

describe("plan mode", () => {
  const seen = (mode: string | null) => ({ ...events.modeSeen, mode });
  const inMode = (mode: string | null, configuredMode = "manual") => withSettings(frozen, { configuredMode, mode });
  const launched = (configuredMode: string, choices = 0) => ({ ...events.launchPrepared, configuredMode, choices });

  it("holds for the next start, as Claude's record has it", () => {
    const { state } = live(working, AT_ONCE, [0, seen("plan")]);
    expect(state.sessionSettings.mode).toBe("plan");
    expect(live(state, AT_ONCE, [1, seen("plan")]).state).toBe(state);
    expect(live(state, AT_ONCE, [1, seen("acceptEdits")]).state.sessionSettings.mode).toBe("acceptEdits");
  });

  it.each<readonly [string, readonly CockpitEvent[], string | null]>([
    ["as set", [launched("manual"), seen("manual")], null],
    ["changed at its terminal", [launched("manual"), seen("acceptEdits")], "acceptEdits"],
    ["less than set", [launched("bypassPermissions"), seen(null), seen("manual")], "manual"],
    ["back to what is set", [launched("bypassPermissions"), seen("plan"), seen(null)], null],
    ["and back again", [launched("manual"), seen("plan"), seen("manual")], null],
    ["and started in it again", [launched("manual"), seen("plan"), launched("manual")], "plan"],
    ["and then set so", [launched("manual"), seen("plan"), launched("plan")], null],
    ["and something else is set: what is set later goes by it", [launched("manual"), launched("plan")], null],
  ])("is kept only where it is another than people have set: %s", (_, steps, mode) => {
    const { state } = live(frozen, AT_ONCE, ...steps.map((event, at) => [at, event] as [number, CockpitEvent]));
    expect(state.sessionSettings.mode).toBe(mode);
  });

  it("that people choose is not undone by what Claude writes down as it ends", () => {
    const choose: CockpitEvent = { type: "overridden", key: "permissionMode", value: "acceptEdits" };
    const written = ["plan", "manual"].map((mode, at) => [at + 1, seen(mode)] as [number, CockpitEvent]);
    const { state } = live(inMode("plan"), AT_ONCE, [0, choose], ...written, [3, launched("acceptEdits", 1)]);
    expect(state.sessionSettings).toMatchObject({ configuredMode: "acceptEdits", mode: null });
    // What the next one tells is of its own.
    expect(live(state, AT_ONCE, [4, seen("plan")]).state.sessionSettings.mode).toBe("plan");
  });

  it.each([
    ["another mode was chosen", { type: "overridden", key: "permissionMode", value: "acceptEdits" }, null],
    ["the project's own mode was chosen", { type: "overridden", key: "permissionMode", value: null }, null],
    ["another model was chosen", { type: "overridden", key: "model", value: "opus" }, "plan"],
    ["a new conversation was begun", { type: "renewed", session }, null],
  ] as const)("after %s", (_, event, mode) => {
    expect(live(inMode("plan"), AT_ONCE, [0, event]).state.sessionSettings.mode).toBe(mode);
  });

  it("ends with the approval of its plan, and not where that is taken back", () => {
    const asking: Cockpit = { ...inMode("plan"), question: plan };
    const approved = live(asking, { ...AT_ONCE, rationed: true }, [0, told(prompt("p1", { text: "yes" }))]).state;
    expect(approved.sessionSettings.mode).toBe(null);
    expect(live(approved, AT_ONCE, [1, { type: "withdrawn", prompt: "p1" }]).state.sessionSettings.mode).toBe("plan");
  });

  it("that people choose while Claude is being started in another is not undone by what that one tells", () => {
    const choose: CockpitEvent = { type: "overridden", key: "permissionMode", value: "manual" };
    const steps: readonly CockpitEvent[] = [
      choose,
      launched("acceptEdits"),
      seen("acceptEdits"),
      launched("manual", 1),
    ];
    const { state } = live(frozen, AT_ONCE, ...steps.map((event, at) => [at, event] as [number, CockpitEvent]));
    expect(state.sessionSettings).toMatchObject({ configuredMode: "manual", mode: null });
  });

  it("is what Claude plans in again after an approval in its dialog, and not what it wrote down before one that came later", () => {
    const yes = told(prompt("p1", { text: "yes" }));
    const dialog = { ...inMode("plan"), phase: phaseOf("working", { dialog: true }), question: plan };
    const again = live(dialog, AT_ONCE, [0, yes], [1, seen("manual")], [2, seen("plan")]).state;
    expect([again.overrides.permissionMode, again.sessionSettings.mode]).toEqual(["manual", "plan"]);
    const asking: Cockpit = { ...inMode("plan", "plan"), question: plan };
    const late = live(asking, AT_ONCE, [0, yes], [1, seen("plan")], [2, launched("manual", 1)]).state;
    expect(late.sessionSettings).toMatchObject({ configuredMode: "manual", mode: null });
  });
});

describe("directories beside the project's", () => {
  const change = (path: string, added = true): CockpitEvent => ({ ...events.directoryChanged, path, added });

  it.each<readonly [string, readonly CockpitEvent[], readonly string[]]>([
    ["each once, in their order", [change("/b"), change("/a"), change("/b")], ["/b", "/a"]],
    ["without what was taken away", [change("/b"), change("/a"), change("/b", false)], ["/a"]],
    ["whatever was not there", [change("/b", false)], []],
    ["not in a new conversation", [change("/b"), { type: "renewed", session }], []],
    ["also over a start", [change("/b"), events.launchPrepared], ["/b"]],
    [
      "not more than anybody adds",
      Array.from({ length: 50 }, (_, at) => change(`/${at}`)),
      [...Array(20).keys()].map((at) => `/${at + 30}`),
    ],
  ])("%s", (_, steps, directories) => {
    const { state } = live(frozen, AT_ONCE, ...steps.map((event, at) => [at, event] as [number, CockpitEvent]));
    expect(state.sessionSettings.directories).toEqual(directories);
  });
});

describe("what Claude is started with", () => {
  const choose = { type: "overridden", key: "model", value: "opus" } as const;

  it("holds from the next start on, where nothing runs", () => {
    const { state } = live(frozen, AT_ONCE, [0, choose]);
    expect([state.overrides, claudeOf(state).needsRestart]).toEqual([{ model: "opus" }, false]);
    expect(live(state, AT_ONCE, [1, { ...choose, value: null }]).state.overrides).toEqual({});
  });

  it("freezes at once a Claude that does nothing", () => {
    expect(live(idle, AT_ONCE, [0, choose]).state.phase.name).toBe("freezing");
    expect(live(idle, AT_ONCE, [0, { ...choose, value: null }]).state).toBe(idle);
  });

  it("waits for the end of the turn, and what waits comes after", () => {
    const { state } = live({ ...working, inbox: [prompt("p1")] }, AT_ONCE, [0, choose]);
    expect([state.phase.name, claudeOf(state).needsRestart]).toEqual(["working", true]);
    const { state: later } = live(state, AT_ONCE, [1, turnEnded], [2, events.frozen]);
    expect([later.phase.name, later.delivery?.prompt]).toEqual(["thawing", "p1"]);
  });

  it("waits for background work, too", () => {
    const { state } = live({ ...working }, AT_ONCE, [0, choose], [1, { ...turnEnded, background: true }]);
    expect([state.phase.name, claudeOf(state).needsRestart]).toEqual(["idle", true]);
  });
});

describe("the end of a turn that asks nothing", () => {
  const pinged = (rules: FreezePolicy, from: Cockpit = { ...working, asker: "slack:U1" }) => {
    const [, effects] = transition(from, turnEnded, NOW, rules);
    return effects.flatMap((one) => (one.type === "post" && one.message.type === "notice" ? [one.message.to] : []));
  };

  it("pings nobody, unless asked to", () => {
    expect(pinged(AT_ONCE)).toEqual([]);
    expect(pinged({ ...AT_ONCE, notify: "turn-end" })).toEqual([["slack:U1"]]);
    expect(pinged({ ...AT_ONCE, notify: "turn-end" }, makeCockpit({ phase: working.phase }))).toEqual([[]]);
  });
});

it("a start gives an open question time to be looked at", () => {
  const { state } = live({ ...frozen, question: textQuestion }, patient, [0, startAsked], [1, events.thawed]);
  expect(state.wakeAt).toBe(NOW + 1 + 30 * MINUTE);
});
