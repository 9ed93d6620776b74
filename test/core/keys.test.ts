import { describe, expect, it } from "vitest";
import { keyOf } from "../../src/cockpit/answer/keys.ts";
import { settles } from "../../src/cockpit/answer/meant.ts";
import type { Prompt } from "../../src/cockpit/state.ts";
import { events, frozen, idle, ids, prompt, run, screenQuestion, told, words, working } from "./states.ts";

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

  it("settles no question of another kind", () => {
    expect(keyOf({ ...screenQuestion, kind: "choices" }, "1")).toBeNull();
  });
});

describe("a screen that waits for a key", () => {
  const asked = { ...events.asked, question: screenQuestion } as const;
  const standing = run({ ...idle, inbox: [] }, asked).state;
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
