import { describe, expect, it } from "vitest";
import { keyOf } from "../../src/cockpit/answer/keys.ts";
import { settles } from "../../src/cockpit/answer/meant.ts";
import type { CockpitEvent } from "../../src/cockpit/events.ts";
import { AT_ONCE } from "../../src/cockpit/freeze-policy.ts";
import type { Cockpit, Prompt } from "../../src/cockpit/state.ts";
import { transition } from "../../src/cockpit/transition.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import {
  events,
  frozen,
  idle,
  ids,
  NOW,
  prompt,
  run,
  screenQuestion,
  textQuestion,
  told,
  words,
  working,
} from "./states.ts";

const bare = { ...screenQuestion, asks: [] };

describe("a key, as people say it", () => {
  it.each([
    ["1", { press: "1" }],
    ["[2]", { press: "2" }],
    ["No, exit", { press: "2" }],
    ["yes, trust it", { press: "1" }],
    ["Enter", { press: "Enter" }],
    ["esc", { press: "Escape" }],
    ["↓", { press: "Down" }],
    ["space", { press: "Space" }],
    ["text: my name", { type: "my name" }],
    ["Type: 42 ", { type: "42" }],
  ])("%s", (said, key) => {
    expect(keyOf(screenQuestion, said)).toEqual(key);
    expect(settles(screenQuestion, said)).toBe(true);
  });

  it.each([
    "text: \u001b[A",
    "3",
    "0",
    "please go on",
    "enter the dungeon",
    "text:",
    "text: two\nlines",
    "C-c",
    "",
    `text: ${"x".repeat(2_000)}`,
  ])("is not guessed: %s", (said) => {
    expect(keyOf(screenQuestion, said)).toBeNull();
  });

  it("is any number where the screen offers none that could be read", () => {
    expect([keyOf(bare, "7"), keyOf(bare, "10")]).toEqual([{ press: "7" }, null]);
  });

  it("is an option to move to where the options have no numbers", () => {
    const { screen } = screenQuestion;
    const plain = { ...screenQuestion, ...(screen && { screen: { ...screen, isNumbered: false } }) };
    expect([keyOf(plain, "2"), keyOf(plain, "No, exit"), keyOf(plain, "up")]).toEqual([
      { choose: 2 },
      { choose: 2 },
      { press: "Up" },
    ]);
  });

  it("is the number on its button, whatever its name is, and no name that two have", () => {
    const [ask] = screenQuestion.asks;
    const options = [
      { label: "Allow", description: "once" },
      { label: "Allow", description: "always" },
    ];
    const alike = { ...screenQuestion, asks: ask ? [{ ...ask, options }] : [] };
    expect([keyOf(alike, "[2]"), keyOf(alike, "2"), keyOf(alike, "Allow")]).toEqual([
      { press: "2" },
      { press: "2" },
      null,
    ]);
  });

  it("settles no question of another kind", () => {
    expect(keyOf({ ...screenQuestion, kind: "choices" }, "1")).toBeNull();
  });
});

describe("a screen that waits for a key", () => {
  const asked = { ...events.asked, question: screenQuestion } as const;
  /** Nothing is frozen at once. */
  const live = (from: Cockpit, ...list: readonly CockpitEvent[]): Cockpit => {
    const policy = {
      ...AT_ONCE,
      grace: { text: 60_000, choices: 60_000, permission: 60_000, plan: 60_000, screen: 60_000 },
    };
    return list.reduce((state, event) => transition(state, event, NOW, policy)[0], from);
  };
  const standing = live(idle, asked);
  const open = { ...frozen, question: screenQuestion };
  const key = (text: string): Prompt => prompt("k1", { text });

  it("is asked like any other question, and frozen after its grace", () => {
    expect(words(run(working, asked))).toEqual([`question ${screenQuestion.id}`, "freeze", "phase freezing"]);
    expect(standing.question).toEqual(screenQuestion);
  });

  it("is answered by a key, which thaws what is frozen", () => {
    const outcome = run(open, told(key("1")));
    expect(words(outcome)).toEqual(["k1 accepted", "settled", "thaw", "phase thawing"]);
    expect(outcome.state.delivery).toEqual({ prompt: "k1", mark: null });
  });

  it("takes nothing else, and says so", () => {
    const outcome = run(open, told(key("please go on")));
    expect([outcome.state, words(outcome)]).toEqual([open, ["k1 refused", "info"]]);
  });

  it("takes a key of nobody who may not decide", () => {
    const outcome = run(open, { ...told(key("1")), mayDecide: false } as ReturnType<typeof told>);
    expect([outcome.state, words(outcome)]).toEqual([open, ["k1 refused", "info"]]);
  });

  it("goes before a message that was on its way: that waits behind the screen, in this start and the next", () => {
    const begun = { ...open, inbox: [prompt("p1")], delivery: { prompt: "p1", mark: "m" } };
    const { state } = run(begun, told(key("1")));
    expect([ids(state), state.delivery]).toEqual([["k1", "p1"], { prompt: "k1", mark: null }]);
    expect(state.inbox[1]?.mark).toBe("m");
  });

  it("is another question where it changes, in the place of the one before", () => {
    const other = { ...screenQuestion, id: "q-other" };
    expect(live(standing, { ...asked, question: other }).question?.id).toBe("q-other");
    const pressed = prompt("k1", { text: "1", answers: screenQuestion });
    const late = live(
      { ...standing, question: null, inbox: [pressed] },
      { type: "forestalled", prompt: "k1" },
      {
        ...asked,
        question: other,
      },
    );
    expect(late.question?.id).toBe("q-other");
  });

  it("stays open where it was asked anew while the key for the one before it was on its way", () => {
    const pressed = prompt("k1", { text: "1", answers: { ...screenQuestion, id: "q-before" } });
    const both = { ...standing, inbox: [pressed], delivery: { prompt: "k1", mark: "m" } };
    const state = live(both, { type: "delivered", prompt: "k1" }, events.closed);
    expect([state.question, ids(state)]).toEqual([null, []]);
  });

  it("puts aside what waited before, which waits again once it is settled", () => {
    const waiting = { ...idle, question: textQuestion };
    const pushed = live(waiting, asked);
    expect([pushed.question?.id, pushed.setAside?.id]).toEqual([screenQuestion.id, textQuestion.id]);
    const settled = live(pushed, events.closed);
    expect([settled.question?.id, settled.setAside]).toEqual([textQuestion.id, null]);
    const answered = live(pushed, told(key("1")), { type: "delivered", prompt: "k1" });
    expect(answered.question?.id).toBe(textQuestion.id);
    // Whoever types on in the terminal has gone on from it.
    expect(live(pushed, { ...events.turnStarted, typed: true }).setAside).toBeNull();
  });

  it("is over where the next start stands at its prompt: what was put aside waits again, and messages go in", () => {
    const { state, effects } = run(open, events.startAsked, events.thawed);
    expect([state.phase.name, state.question]).toEqual(["idle", null]);
    expect(JSON.stringify(effects)).toContain("at its prompt again");
    expect(run(state, told(key("please go on"))).state.delivery?.prompt).toBe("k1");
    const aside = run({ ...open, setAside: textQuestion }, events.startAsked, events.thawed).state;
    expect([aside.question?.id, aside.setAside]).toEqual([textQuestion.id, null]);
  });

  it("is asked anew where the next start meets it again, and stays where it was woken from a pause", () => {
    const again = { ...screenQuestion, id: "q-again" };
    const met = live(open, events.startAsked, { ...asked, question: again }, events.thawed);
    expect([met.question?.id, met.phase.name]).toEqual(["q-again", "working"]);
    const paused = { ...makeCockpit({ phase: phaseOf("paused", { dialog: true }) }), question: screenQuestion };
    expect(live(paused, events.startAsked, events.thawed).question?.id).toBe(screenQuestion.id);
  });

  it("begins no turn by its key", () => {
    const pressed = prompt("k1", { text: "1", answers: screenQuestion });
    const { state } = run(
      { ...idle, inbox: [pressed], delivery: { prompt: "k1", mark: "m" } },
      {
        type: "delivered",
        prompt: "k1",
      },
    );
    expect(state.phase).toEqual(idle.phase);
  });

  it("is not answered by an edit, and a key that came too late is told of", () => {
    const pressed = prompt("k1", { text: "1", answers: screenQuestion });
    const waiting = { ...frozen, inbox: [pressed] };
    expect(run(waiting, { type: "edited", prompt: "k1", text: "2" }).state).toBe(waiting);
    const late = run(waiting, { type: "forestalled", prompt: "k1" });
    expect(JSON.stringify(late.effects)).toContain("something else by now");
  });
});
