import { describe, expect, it } from "vitest";
import type { Cockpit } from "../../src/cockpit/state.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import {
  answer,
  events,
  freezing,
  freezingHeld,
  frozen,
  held,
  idle,
  ids,
  permissionQuestion,
  phases,
  prompt,
  run,
  textQuestion,
  thawing,
  told,
  words,
  working,
} from "./states.ts";

const began = { type: "deliveryBegan", prompt: "p1", mark: "m" } as const;
const edited = { type: "edited", prompt: "p1", text: "other words" } as const;
const withdrawn = { type: "withdrawn", prompt: "p1" } as const;

const two = [prompt("p1"), prompt("p2")];
const notBegun = { inbox: two, seen: ["p1", "p2"], delivery: { prompt: "p1", mark: null } };
const withBegun = { ...notBegun, delivery: { prompt: "p1", mark: "m" } };

describe.each(phases)("while it is %j", (phase) => {
  it.each<readonly [string, Partial<Cockpit>]>([
    ["waits", { inbox: two }],
    ["is next, and not begun", notBegun],
    ["waits behind one that is begun", { inbox: two.toReversed(), delivery: { prompt: "p2", mark: "m" } }],
    ["waits behind an open question", { inbox: two, question: textQuestion }],
  ])("an edit changes the words of a prompt that %s, and nothing else", (_, change) => {
    const from = makeCockpit({ phase, ...change });
    const { state, effects } = run(from, edited);
    const inbox = from.inbox.map((one) => (one.id === "p1" ? { ...one, text: "other words" } : one));
    expect([state, effects]).toEqual([{ ...from, inbox, wakeAt: state.wakeAt }, []]);
  });

  it.each([edited, withdrawn])("Claude may have what was begun already ($type)", (event) => {
    const from = makeCockpit({ phase, ...withBegun });
    const outcome = run(from, event);
    expect(outcome.state).toBe(from);
    expect(words(outcome)).toEqual([]);
  });

  it.each([edited, withdrawn])("Claude has what was delivered ($type)", (event) => {
    const { state } = run(makeCockpit({ phase, ...withBegun }), events.delivered);
    expect(run(state, event).state).toBe(state);
  });

  it.each([edited, withdrawn])("nothing comes of a prompt that never came ($type)", (event) => {
    const from = makeCockpit({ phase, inbox: [prompt("p2"), prompt("p3")], seen: ["p2", "p3"] });
    expect(run(from, event).state).toBe(from);
  });

  it("a withdrawal leaves one that is begun as it is", () => {
    const from = makeCockpit({ phase, inbox: two.toReversed(), delivery: { prompt: "p2", mark: "m" } });
    const { state } = run(from, withdrawn);
    expect([ids(state), state.delivery, state.phase]).toEqual([["p2"], from.delivery, phase]);
  });

  it("what is withdrawn is not taken again, however often it comes", () => {
    const { state } = run(makeCockpit({ phase }), told(prompt("p1")), withdrawn);
    expect(state.inbox).toEqual([]);
    expect(run(state, told(prompt("p1"))).state).toBe(state);
    expect(run(state, withdrawn).state).toBe(state);
  });

  it("an answer that is taken back leaves its question as it was", () => {
    const from = makeCockpit({ phase, question: permissionQuestion, seen: [permissionQuestion.id] });
    const { state } = run(from, told(prompt("p1")), withdrawn);
    expect([state.question, state.inbox, state.delivery]).toEqual([permissionQuestion, [], null]);
    const again = run(state, told(prompt("p3", { text: "no" })));
    const [denial] = again.state.inbox;
    expect([again.state.question, denial]).toEqual([null, answer(permissionQuestion, "no", { id: "p3" })]);
  });
});

describe("a prompt that is taken back", () => {
  const after = { ...notBegun, question: null };
  it.each<readonly [string, Cockpit, string | null, readonly string[]]>([
    ["frozen under a question", { ...frozen, inbox: two, question: textQuestion }, null, []],
    ["held", { ...held, ...after }, null, []],
    ["thawing", { ...thawing, ...after }, null, []],
    ["idle", { ...idle, ...after }, "p2", ["deliver"]],
    ["working", { ...working, ...after }, "p2", ["deliver"]],
    ["freezing", { ...freezing, ...after }, null, []],
    ["freezing, held", { ...freezingHeld, ...after }, null, []],
  ])("makes way for the next where it is %s", (_, from, next, effects) => {
    const outcome = run(from, withdrawn);
    expect([ids(outcome.state), outcome.state.delivery?.prompt ?? null]).toEqual([["p2"], next]);
    expect([outcome.state.phase, outcome.state.question]).toEqual([from.phase, from.question]);
    expect(words(outcome)).toEqual(effects);
  });

  it("is followed by the next once it is thawed", () => {
    const outcome = run({ ...thawing, ...notBegun }, withdrawn, events.thawed);
    expect([outcome.state.delivery?.prompt, words(outcome)]).toEqual(["p2", ["deliver"]]);
  });

  it("leaves an open question alone", () => {
    const from = { ...frozen, inbox: [prompt("p1")], question: textQuestion };
    expect(run(from, withdrawn).state).toEqual({ ...from, inbox: [] });
  });

  it("may be one of several: only that one goes", () => {
    const inbox = ["p0", "p1", "p2", "p3"].map((id) => prompt(id));
    expect(ids(run({ ...working, inbox }, withdrawn).state)).toEqual(["p0", "p2", "p3"]);
  });

  it("can be, again, once Claude has gone away without it", () => {
    const { state } = run({ ...freezingHeld, ...withBegun }, events.frozen, { type: "absent", prompt: "p1" });
    expect(ids(run(state, withdrawn).state)).toEqual(["p2"]);
    expect(run(state, edited).state.inbox[0]?.text).toBe("other words");
  });
});

it.each([idle, frozen, thawing])("no words make another of Claude's own commands ($phase.name)", (from) => {
  const at = { ...from, inbox: [prompt("p1", { text: "/compact", kind: "command" })] };
  expect(run(at, edited).state).toBe(at);
});

describe("an answer that is edited", () => {
  it("still decides what a dialog asked", () => {
    const answered = run(
      { ...freezing, question: permissionQuestion },
      told(prompt("p1", { text: "rather not" })),
    ).state;
    const { state } = run(answered, { ...edited, text: "no" });
    expect(state.inbox).toEqual([answer(permissionQuestion, "no")]);
    expect(run(state, edited).state.inbox).toEqual([answer(permissionQuestion, "other words")]);
  });

  it("is the person's own words, where the question was in words", () => {
    const { state } = run({ ...freezing, question: textQuestion }, told(prompt("p1", { text: "yes" })), edited);
    expect([state.question, state.inbox[0]?.text]).toEqual([null, "other words"]);
  });
});

describe("an answer that is taken back", () => {
  const answered = run({ ...freezing, question: permissionQuestion }, told(prompt("p1"))).state;

  it("leaves the question answered where somebody has written on", () => {
    const { state } = run(answered, told(prompt("p2")), withdrawn);
    expect([ids(state), state.question]).toEqual([["p2"], null]);
  });

  it("leaves the question open where what was written on is taken back before it", () => {
    const { state } = run(answered, told(prompt("p2")), { type: "withdrawn", prompt: "p2" }, withdrawn);
    expect([ids(state), state.question]).toEqual([[], permissionQuestion]);
  });

  it("leaves the question open where all that waits was written before it", () => {
    const from = { ...freezing, question: permissionQuestion, inbox: [prompt("p0")], seen: ["p0"] };
    const { state } = run(from, told(prompt("p1")), withdrawn);
    expect([ids(state), state.question]).toEqual([["p0"], permissionQuestion]);
  });

  it("leaves the question open where only one of Claude's own commands was given since", () => {
    const { state } = run(answered, told(prompt("p2", { kind: "command" })), withdrawn);
    expect([ids(state), state.question]).toEqual([["p2"], permissionQuestion]);
  });

  it("freezes what was thawed for it alone", () => {
    const outcome = run({ ...frozen, question: textQuestion }, told(prompt("p1")), withdrawn);
    expect([outcome.state.phase, outcome.state.question]).toEqual([phaseOf("freezing"), textQuestion]);
    expect(words(outcome).slice(4)).toEqual(["settled", "freeze", "phase freezing"]);
  });

  it("does not bring its question back over a newer one", () => {
    const { state } = run({ ...answered, question: textQuestion }, withdrawn);
    expect(state.question).toBe(textQuestion);
  });

  it("brings back no question that it did not answer", () => {
    expect(run({ ...freezing, inbox: [prompt("p1")] }, withdrawn).state.question).toBeNull();
  });

  it("waits frozen for the next answer, which thaws", () => {
    const waiting = run(answered, withdrawn, events.frozen);
    expect([waiting.state.phase.name, words(waiting)]).toEqual(["frozen", ["settled", "phase frozen"]]);
    expect(run(waiting.state, told(prompt("p3"))).state.phase.name).toBe("thawing");
  });

  it("is too late once it has begun", () => {
    const { state } = run({ ...idle, question: permissionQuestion }, told(prompt("p1")), began);
    expect(run(state, withdrawn).state).toBe(state);
  });
});
