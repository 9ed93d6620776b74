import { describe, expect, it } from "vitest";
import { promptText } from "../../src/cockpit/answer/answer.ts";
import type { CockpitEffect, CockpitEvent } from "../../src/cockpit/events.ts";
import { MAX_TRIES } from "../../src/cockpit/life.ts";
import { makeCockpit } from "../fakes/cockpit.ts";
import {
  answer,
  choicesQuestion,
  events,
  freezing,
  freezingHeld,
  frozen,
  held,
  idle,
  ids,
  keys,
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

describe("a prompt that comes", () => {
  it.each([
    ["frozen", frozen, "thawing", ["p1 accepted", "thaw", "phase thawing"]],
    ["held", held, "thawing", ["p1 accepted", "thaw", "phase thawing"]],
    ["thawing", thawing, "thawing", ["p1 accepted"]],
    ["idle", idle, "idle", ["p1 accepted", "deliver"]],
    ["working", working, "working", ["p1 accepted", "deliver"]],
    ["freezing", freezing, "freezing", ["p1 accepted"]],
    ["freezing, held", freezingHeld, "freezing", ["p1 accepted"]],
  ] as const)("is accepted where it is %s", (_, cockpit, phase, effects) => {
    const outcome = run(cockpit, told(prompt("p1")));
    expect([ids(outcome.state), outcome.state.phase.name, words(outcome)]).toEqual([["p1"], phase, effects]);
  });

  it.each(phases)("is taken once, however often it comes (%j)", (phase) => {
    const once = run(makeCockpit({ phase }), told(prompt("p1")));
    const twice = run(once.state, told(prompt("p1", { text: "other words" })));
    expect(twice.state).toBe(once.state);
    expect(keys(twice).filter((key) => !keys(once).includes(key))).toEqual([]);
  });

  it("is not taken again after it was delivered", () => {
    const { state } = run(idle, told(prompt("p1")), began, events.delivered);
    expect(run(state, told(prompt("p1"))).state).toBe(state);
  });

  it("is not taken again while it waits, however many came after it", () => {
    const many = Array.from({ length: 700 }, (_, index) => told(prompt(`m${index}`)));
    const { state } = run(thawing, told(prompt("p1")), ...many);
    expect(ids(run(state, told(prompt("p1"))).state).filter((id) => id === "p1")).toEqual(["p1"]);
  });

  it("does not let the memory of the seen grow without end", () => {
    let state = idle;
    for (let index = 0; index < 2_000; index++) {
      const id = `m${index}`;
      state = run(state, told(prompt(id)), { type: "delivered", prompt: id }).state;
    }
    expect(state.seen.length).toBeLessThanOrEqual(500);
    expect(state.seen).toContain("m1999");
  });

  it("keeps the order in which they came, and one is on its way at a time", () => {
    const { state } = run(idle, told(prompt("p1")), told(prompt("p2")), told(prompt("p3")));
    expect([ids(state), state.delivery]).toEqual([["p1", "p2", "p3"], { prompt: "p1", mark: null }]);
    const next = run(state, began, events.delivered);
    expect([ids(next.state), next.state.delivery]).toEqual([["p2", "p3"], { prompt: "p2", mark: null }]);
    expect(words(next)).toEqual(["p1 delivered", "deliver"]);
  });
});

describe("a delivery", () => {
  it("is marked before a key is pressed, and the session is started once it shows", () => {
    const marked = run(idle, told(prompt("p1")), began).state;
    expect(marked.delivery).toEqual({ prompt: "p1", mark: "m" });
    const { state } = run(marked, events.delivered);
    expect([state.inbox, state.delivery, state.session.started]).toEqual([[], null, true]);
  });

  it("gives one receipt, also where it is confirmed twice", () => {
    const outcome = run(idle, told(prompt("p1")), began, events.delivered, events.delivered);
    expect(words(outcome).filter((one) => one === "p1 delivered")).toHaveLength(1);
  });

  it("that began before a freeze is looked up, not begun again", () => {
    const { state } = run(working, told(prompt("p1")), began, events.stopAsked);
    const outcome = run(state, events.frozen);
    expect([outcome.state.delivery, words(outcome)]).toEqual([
      { prompt: "p1", mark: "m" },
      ["phase frozen", "deliver"],
    ]);
  });

  it.each([
    ["thawed again", freezing, "thawing"],
    ["kept, where a person has stopped it", freezingHeld, "frozen"],
  ] as const)("that Claude did not take is %s", (_, from, phase) => {
    const inbox = [prompt("p1"), prompt("p2")];
    const { state } = run({ ...from, inbox, delivery: { prompt: "p1", mark: "m" } }, events.frozen, events.absent);
    expect([ids(state), state.phase.name, state.inbox[0]?.tries]).toEqual([["p1", "p2"], phase, 1]);
  });

  it(`asks people to look after ${MAX_TRIES} tries, and goes on when they say so`, () => {
    const inbox = [prompt("p1", { tries: MAX_TRIES - 1 })];
    const asked = run({ ...frozen, inbox, delivery: { prompt: "p1", mark: "m" } }, events.absent);
    expect(asked.state.phase).toEqual({ name: "frozen", held: true });
    expect(asked.state.trouble).toContain(`${MAX_TRIES} times`);
    expect(words(asked)).toEqual(["warn"]);
    const again = run(asked.state, events.startAsked);
    expect([again.state.phase.name, again.state.delivery?.prompt]).toEqual(["thawing", "p1"]);
  });

  it("that failed is told of, and kept", () => {
    const outcome = run(idle, told(prompt("p1")), began, events.deliveryFailed);
    expect([ids(outcome.state), outcome.state.delivery?.prompt, outcome.state.trouble]).toEqual([["p1"], "p1", "no"]);
    expect(words(outcome)).toEqual(["p1 accepted", "deliver", "warn"]);
  });

  it.each([idle, working])("that failed is tried again at the next start ($phase.name)", (from) => {
    const { state } = run(from, told(prompt("p1")), began, events.deliveryFailed);
    expect(words(run(state, events.startAsked))).toEqual(["deliver"]);
  });

  it("is no trouble where a freeze broke it off: the record settles it then", () => {
    const outcome = run(idle, told(prompt("p1")), began, events.stopAsked, events.deliveryFailed);
    expect([outcome.state.phase.name, outcome.state.trouble]).toEqual(["freezing", null]);
    expect(words(run(outcome.state, events.frozen)).at(-1)).toBe("deliver");
  });

  it("clears the trouble it was in", () => {
    expect(run(idle, told(prompt("p1")), began, events.deliveryFailed, events.delivered).state.trouble).toBeNull();
  });
});

describe("an answer", () => {
  it("to a question in words is given as it is, and thaws", () => {
    const outcome = run({ ...frozen, question: textQuestion }, told(prompt("p1", { text: "lazy" })));
    expect(outcome.state.inbox[0]).toMatchObject({ text: "lazy", answers: textQuestion });
    expect([outcome.state.question, outcome.state.phase.name]).toEqual([null, "thawing"]);
  });

  it("to a dialog quotes it and says what was decided", () => {
    const { state } = run({ ...frozen, question: permissionQuestion }, told(prompt("p1", { text: "yes" })));
    expect(state.inbox).toEqual([answer(permissionQuestion, "yes")]);
    expect(state.inbox.map(promptText)[0]).toMatch(/^> Bash$[\s\S]*^ann allowed it, this once\.$[\s\S]*has not run/m);
  });

  it.each([
    ["in words", textQuestion, "lazy", "ann: lazy"],
    ["by a number", choicesQuestion, "2", "ann: SQLite"],
  ] as const)("%s is shown where the question was asked", (_, question, text, outcome) => {
    const { effects } = run({ ...frozen, question }, told(prompt("p1", { text })));
    expect(effects).toContainEqual({
      type: "post",
      key: `settled:${question.id}:p1`,
      message: { type: "settled", question, outcome },
    });
  });

  it("to a question that is closed, or another, is nothing", () => {
    const answer = (to: string): CockpitEvent => ({ type: "prompted", mayDecide: true, prompt: prompt("p1"), to });
    const open = { ...frozen, question: textQuestion };
    for (const [from, to] of [
      [open, "another"],
      [frozen, textQuestion.id],
    ] as const) {
      const { state, effects } = run(from, answer(to));
      expect([state, effects]).toEqual([from, []]);
    }
    expect(run(open, answer(textQuestion.id)).state.inbox).toHaveLength(1);
  });

  it("is shown as changed when it is edited, and its question as open when it is taken back", () => {
    const asked = { ...freezing, question: choicesQuestion };
    const edited = run(asked, told(prompt("p1", { text: "2" })), { type: "edited", prompt: "p1", text: "1" });
    const outcomes = ({ effects }: { readonly effects: readonly CockpitEffect[] }) =>
      effects.flatMap((one) => (one.type === "post" && one.message.type === "settled" ? [one.message.outcome] : []));
    expect(outcomes(edited)).toEqual(["ann: SQLite", "ann: Postgres"]);
    const back = run(asked, told(prompt("p1", { text: "2" })), { type: "withdrawn", prompt: "p1" });
    expect(outcomes(back)).toEqual(["ann: SQLite", null]);
  });

  it("goes before what was written earlier", () => {
    const from = { ...frozen, question: textQuestion, inbox: [prompt("old 1"), prompt("old 2")] };
    const { state } = run(from, told(prompt("answer")));
    expect([ids(state), state.delivery?.prompt]).toEqual([["answer", "old 1", "old 2"], "answer"]);
  });

  it("goes behind what may already be on its way into Claude's record", () => {
    const delivery = { prompt: "old 1", mark: "m" };
    const from = { ...freezing, question: textQuestion, inbox: [prompt("old 1"), prompt("old 2")], delivery };
    expect(ids(run(from, told(prompt("answer"))).state)).toEqual(["old 1", "answer", "old 2"]);
  });

  it("goes before a delivery of which no key was pressed", () => {
    const delivery = { prompt: "old 1", mark: null };
    const from = { ...frozen, question: textQuestion, inbox: [prompt("old 1"), prompt("old 2")], delivery };
    const { state } = run(from, told(prompt("answer")));
    expect([ids(state), state.delivery?.prompt]).toEqual([["answer", "old 1", "old 2"], "answer"]);
  });

  it("is one: what is written after it is a message of its own", () => {
    const { state } = run({ ...frozen, question: permissionQuestion }, told(prompt("p1")), told(prompt("p2")));
    expect(state.inbox.map(({ id, answers }) => [id, answers])).toEqual([
      ["p1", permissionQuestion],
      ["p2", undefined],
    ]);
    expect(state.inbox[1]?.text).toBe("text of p2");
  });

  it("is never one of Claude's own commands", () => {
    const from = { ...frozen, question: textQuestion };
    const outcome = run(from, told(prompt("p1", { text: "/compact", kind: "command" })));
    expect(outcome.state.question).toBe(textQuestion);
    expect([outcome.state.phase.name, words(outcome)]).toEqual(["frozen", ["p1 accepted"]]);
  });
});

describe("a stop", () => {
  it.each([
    ["frozen", frozen, []],
    ["thawing", thawing, ["freeze, interrupting", "phase freezing"]],
    ["idle", idle, ["freeze", "phase freezing"]],
    ["working", working, ["freeze, interrupting", "phase freezing"]],
    ["freezing", freezing, ["freeze, interrupting"]],
  ] as const)("holds, where it is %s", (_, from, effects) => {
    const outcome = run(from, events.stopAsked);
    expect(outcome.state.phase).toMatchObject({ held: true });
    expect(words(outcome)).toEqual(effects);
  });

  it("keeps what waits until a person says go on", () => {
    const stopped = run({ ...working, inbox: [prompt("p1"), prompt("p2")] }, events.stopAsked, events.frozen);
    expect([ids(stopped.state), stopped.state.phase]).toEqual([["p1", "p2"], { name: "frozen", held: true }]);
    expect(words(stopped)).not.toContain("thaw");
    expect(run(stopped.state, events.startAsked).state.phase.name).toBe("thawing");
    const asked = run(stopped.state, told(prompt("p3")));
    expect([asked.state.phase.name, asked.state.delivery?.prompt, ids(asked.state)]).toEqual([
      "thawing",
      "p1",
      ["p1", "p2", "p3"],
    ]);
  });

  it("is called off by a message that comes while it freezes", () => {
    const { state } = run(idle, events.stopAsked, told(prompt("p1")), events.frozen);
    expect([state.phase.name, state.delivery?.prompt]).toEqual(["thawing", "p1"]);
  });

  it("leaves an open question open", () => {
    const { state } = run({ ...idle, question: textQuestion }, events.stopAsked, events.frozen);
    expect(state.question).toBe(textQuestion);
  });
});

describe("a new conversation", () => {
  it("takes the place of the old, and keeps the messages that wait", () => {
    const inbox = [prompt("p1")];
    const from = { ...held, inbox, question: textQuestion, delivery: { prompt: "p1", mark: "m" }, cursor: "c" };
    const { state } = run(from, events.renewed);
    expect(state).toMatchObject({ session: events.renewed.session, question: null, delivery: null, cursor: null });
    expect(ids(state)).toEqual(["p1"]);
  });
});
