import { describe, expect, it } from "vitest";
import { queueStatus } from "../../src/cockpit/state.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import {
  addressees,
  events,
  freezing,
  frozen,
  idle,
  keys,
  NOW,
  permissionQuestion,
  prompt,
  run,
  task,
  textQuestion,
  thawing,
  told,
  words,
  working,
} from "./states.ts";

const asking = { type: "turnEnded", at: "c9", id: "t9", text: "I looked.\nLazy or eager?", background: false } as const;
const inBackground = { ...asking, background: true };

describe("a turn", () => {
  it("is seen to begin and to end", () => {
    const outcome = run(idle, events.turnStarted, { ...events.turnEnded, at: "c2" });
    expect([outcome.state.phase.name, words(outcome)]).toEqual(["idle", ["turn started", "turn ended"]]);
  });

  it("has a beginning and an end of their own, also at the same place in the record", () => {
    const made = keys(run(idle, events.turnStarted, events.wentIdle));
    expect(new Set(made).size).toBe(2);
  });

  it("that fails is told of, and the next message goes in", () => {
    const outcome = run({ ...working, inbox: [prompt("p1")] }, events.turnFailed);
    expect([outcome.state.phase.name, words(outcome)]).toEqual(["idle", ["turn failed", "deliver"]]);
  });

  it("that is interrupted is told of", () => {
    const outcome = run(working, events.interrupted);
    expect([outcome.state.phase.name, words(outcome)]).toEqual(["idle", ["info", "turn ended"]]);
  });

  it("that ended unseen is settled", () => {
    const outcome = run(working, events.wentIdle);
    expect([outcome.state.phase.name, words(outcome)]).toEqual(["idle", ["turn ended"]]);
  });
});

describe("a question in the last words of a turn", () => {
  it("is posted first, then everything is frozen", () => {
    const outcome = run(working, asking);
    expect(outcome.state.question).toEqual({ ...textQuestion, id: "t9" });
    expect(outcome.state.phase).toEqual(phaseOf("freezing"));
    expect(words(outcome)).toEqual(["turn ended", "question t9", "freeze", "phase freezing"]);
  });

  it("is not asked where somebody has already written on", () => {
    const outcome = run({ ...working, inbox: [prompt("p1")], delivery: { prompt: "p1", mark: "m" } }, asking);
    expect([outcome.state.question, outcome.state.phase.name]).toEqual([null, "idle"]);
    expect(words(outcome)).toEqual(["turn ended", "deliver"]);
  });

  it("waits frozen, whatever else comes, until it is answered", () => {
    const { state } = run(working, asking, events.frozen);
    const { found, gone, wentIdle, thawed, turnEnded, turnStarted, interrupted, absent, delivered } = events;
    const later = run(state, found, gone, wentIdle, thawed, turnEnded, turnStarted, interrupted, absent, delivered);
    expect([later.state.question?.id, later.state.phase.name]).toEqual(["t9", "frozen"]);
    expect(run(state, told(prompt("p1"))).state.phase.name).toBe("thawing");
  });

  it("can be looked at: a start thaws, and it stays open", () => {
    const { state } = run({ ...frozen, question: textQuestion }, events.startAsked, events.thawed);
    expect([state.phase.name, state.question]).toEqual(["idle", textQuestion]);
  });
});

describe("the one a question is for", () => {
  const by = (id: string, who?: string) => [
    told(prompt(id, who === undefined ? {} : { by: who })),
    { type: "delivered", prompt: id } as const,
  ];

  it.each([asking, inBackground, events.asked])(
    "is the one Claude heard last ($type, background: $background)",
    (report) => {
      const outcome = run(working, ...by("p1", "slack:U1"), ...by("p2", "slack:U2"), report);
      expect([outcome.state.asker, addressees(outcome)]).toEqual(["slack:U2", [["slack:U2"]]]);
    },
  );

  it.each([asking, inBackground, events.asked])("is the same where it is told again ($type)", (report) => {
    const asked = run(working, ...by("p1", "slack:U1"), report).state;
    expect(addressees(run(asked, report))).toEqual([["slack:U1"]]);
  });

  it("is nobody in particular, where nobody has asked Claude anything", () => {
    expect(addressees(run(working, asking))).toEqual([[]]);
  });

  it("is nobody in particular any more, once somebody without an id was heard", () => {
    const outcome = run(working, ...by("p1", "slack:U1"), ...by("p2"), asking);
    expect([outcome.state.asker, addressees(outcome)]).toEqual([null, [[]]]);
  });

  it("is not one whose words only wait", () => {
    const { state } = run(working, ...by("p1", "slack:U1"), told(prompt("p2", { by: "slack:U2" })), events.asked);
    expect(state.asker).toBe("slack:U1");
  });
});

describe("a dialog", () => {
  it.each([idle, working, thawing])("is posted, and freezes ($phase.name)", (from) => {
    const outcome = run(from, events.asked);
    expect([outcome.state.phase.name, outcome.state.question]).toEqual(["freezing", permissionQuestion]);
    expect(words(outcome)).toEqual([`question ${permissionQuestion.id}`, "freeze", "phase freezing"]);
  });

  it.each([frozen, freezing])("that is found in what was left behind is posted ($phase.name)", (from) => {
    const outcome = run(from, events.asked);
    expect([outcome.state.phase, outcome.state.question]).toEqual([from.phase, permissionQuestion]);
    expect(words(outcome)).toEqual([`question ${permissionQuestion.id}`]);
  });
});

describe("a report that is replayed after a crash", () => {
  it.each([asking, inBackground, events.asked])("asks no second time ($type, background: $background)", (report) => {
    const once = run(working, report, events.frozen);
    const again = run(once.state, report);
    expect(again.state.question).toEqual(once.state.question);
    expect(keys(again).filter((key) => !keys(once).includes(key))).toEqual([]);
  });

  it.each([asking, events.asked])("does not ask again what was answered ($type)", (report) => {
    const answered = run(working, report, events.frozen, told(prompt("p1"))).state;
    expect(run(answered, report).state.question).toBeNull();
    const delivered = run(answered, events.thawed, events.delivered).state;
    expect(run(delivered, report).state.question).toBeNull();
  });

  it.each([events.said, events.did, events.turnFailed, events.interrupted, events.sessionChanged])(
    "posts under the same key ($type)",
    (report) => {
      const once = run(working, report);
      expect(keys(run(working, report))).toEqual(keys(once));
      expect(keys(run(once.state, report)).every((key) => keys(once).includes(key))).toBe(true);
    },
  );
});

describe("a question while something of Claude's goes on in the background", () => {
  it("is posted, and nothing is frozen under it", () => {
    const outcome = run(working, inBackground);
    expect([outcome.state.phase.name, outcome.state.question?.id]).toEqual(["idle", "t9"]);
    expect(words(outcome)).toEqual(["turn ended", "question t9"]);
  });

  it("holds messages back no longer once it is answered", () => {
    const outcome = run(working, inBackground, told(prompt("p1", { text: "lazy" })));
    expect([outcome.state.question, words(outcome).at(-1)]).toEqual([null, "deliver"]);
  });

  it("gives way to the next one, which freezes", () => {
    const next = { ...asking, at: "c12", id: "t12", text: "The tests pass. Ship it?" };
    const { state } = run(working, inBackground, { ...events.turnStarted, at: "c10" }, next);
    expect([state.phase.name, state.question?.id]).toEqual(["freezing", "t12"]);
  });

  it("is frozen, or withdrawn, by a turn after which nothing goes on any more", () => {
    const started = { ...events.turnStarted, at: "c10" };
    const { state } = run(working, inBackground, started, { ...events.turnEnded, at: "c12", id: "t12" });
    expect(state.question === null || state.phase.name === "freezing").toBe(true);
  });
});

describe("another session", () => {
  it("is followed, told once, and owes no answer", () => {
    const outcome = run({ ...idle, question: textQuestion }, events.sessionChanged, events.sessionChanged);
    expect([outcome.state.session, outcome.state.question]).toEqual([events.sessionChanged.session, null]);
    expect(words(outcome)).toEqual(["info", "settled"]);
  });
});

describe("the cursor", () => {
  it("is where the last report was posted", () => {
    expect(run(working, events.relayed).state.cursor).toBe("c1");
  });
});

describe("what the queue does, in others' words", () => {
  it.each([
    ["awaiting_human", makeCockpit({ question: textQuestion })],
    ["awaiting_human", makeCockpit({ question: textQuestion, phase: { name: "frozen", held: true } })],
    ["paused", makeCockpit({ phase: { name: "frozen", held: true }, inbox: [prompt("p1")] })],
    ["paused", makeCockpit({ phase: phaseOf("freezing", {}, true) })],
    ["processing", working],
    ["processing", thawing],
    ["processing", { ...frozen, inbox: [prompt("p1")] }],
    ["idle", frozen],
    ["idle", idle],
    ["idle", freezing],
  ] as const)("%s: %j", (status, cockpit) => {
    expect(queueStatus(cockpit)).toBe(status);
  });
});

it("keeps the time at which a question was asked", () => {
  expect(run(working, asking).state.question?.since).toBe(NOW);
});

describe("a task that waits to be typed when Claude's own turn ends in a question", () => {
  const begun = {
    ...working,
    inbox: [prompt("t1", { task: "high", by: "slack:U1" })],
    delivery: { prompt: "t1", mark: null },
  };

  it("goes back to the head of the queue, and people are asked", () => {
    const { state } = run({ ...begun, tasks: [task("t2")] }, asking);
    expect([state.question?.id, state.inbox, state.delivery]).toEqual([asking.id, [], null]);
    expect(state.tasks.map(({ id, priority }) => [id, priority])).toEqual([
      ["t1", "high"],
      ["t2", "normal"],
    ]);
  });

  it("stays where it may be typed already, or a person has written on", () => {
    expect(run({ ...begun, delivery: { prompt: "t1", mark: "m" } }, asking).state.tasks).toEqual([]);
    expect(run({ ...begun, inbox: [...begun.inbox, prompt("p2")] }, asking).state.tasks).toEqual([]);
  });

  it("is typed after a turn that asks nothing", () => {
    const { state } = run(begun, { ...asking, text: "Done." });
    expect([state.inbox.map(({ id }) => id), state.tasks]).toEqual([["t1"], []]);
  });
});
