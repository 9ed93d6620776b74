import { describe, expect, it } from "vitest";
import { places } from "../../src/cockpit/slots/places.ts";
import {
  allocate,
  type Limits,
  line,
  rankOf,
  type Standing,
  standingOf,
  type Want,
} from "../../src/cockpit/slots/standing.ts";
import { withClaude } from "../../src/cockpit/state.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import { createRandom } from "./random.ts";
import { simulate } from "./simulation.ts";
import { idle, NOW, permissionQuestion, prompt, task, textQuestion, working } from "./states.ts";

const HOUR = 3_600_000;
const two: Limits = { slots: 2, starting: 10, perUser: null, pressure: null };

function standing(project: string, change: Partial<Standing> = {}): Standing {
  const rank = change.want ? rankOf(change.want) : Number.POSITIVE_INFINITY;
  return {
    project,
    holds: false,
    leaves: false,
    starts: false,
    yields: null,
    since: NOW,
    want: null,
    rank,
    user: null,
    ...change,
  };
}
const want = (kind: Want["kind"], since: number, weight = 0): Want => ({ kind, since, weight });
const waits = (project: string, kind: Want["kind"], since: number, change: Partial<Standing> = {}): Standing =>
  standing(project, { want: want(kind, since), ...change });
const works = (project: string, change: Partial<Standing> = {}): Standing =>
  standing(project, { holds: true, ...change });

describe("who is next", () => {
  const cases: readonly [string, readonly Standing[], Limits, { grant: string[]; yield: string[] }][] = [
    ["nobody waits", [works("a")], two, { grant: [], yield: [] }],
    ["there is room for all", [waits("a", "task", 1), waits("b", "start", 2)], two, { grant: ["a", "b"], yield: [] }],
    [
      "there is room for the first",
      [works("a"), waits("b", "message", 5), waits("c", "message", 4)],
      two,
      { grant: ["c"], yield: [] },
    ],
    [
      "an answer goes before what came earlier",
      [works("a"), waits("b", "task", 1), waits("c", "answer", 9)],
      two,
      { grant: ["c"], yield: [] },
    ],
    [
      "an answer does not go before what has waited for a day longer",
      [works("a"), waits("b", "task", 1), waits("c", "answer", 2 + 24 * HOUR)],
      two,
      { grant: ["b"], yield: [] },
    ],
    [
      "a weightier task goes before its like",
      [works("a"), waits("b", "task", 1), standing("c", { want: want("task", 2, 1) })],
      two,
      { grant: ["c"], yield: [] },
    ],
    [
      "of two from the same time the first by name",
      [works("a"), waits("c", "task", 1), waits("b", "task", 1)],
      two,
      { grant: ["b"], yield: [] },
    ],
    [
      "nothing is free, and what idles gives way",
      [works("a", { yields: 1 }), works("b"), waits("c", "task", 1)],
      two,
      { grant: [], yield: ["a"] },
    ],
    [
      "what stands still gives way before what idles, and that before what asks",
      [works("a", { yields: 3 }), works("b", { yields: 1 }), works("d", { yields: 0 }), waits("c", "task", 1)],
      { ...two, slots: 3 },
      { grant: [], yield: ["d"] },
    ],
    [
      "one gives way to each who waits, and no more",
      [works("a", { yields: 1 }), works("b", { yields: 1 }), waits("c", "task", 1)],
      two,
      { grant: [], yield: ["a"] },
    ],
    [
      "what is on its way out is waited for",
      [works("a", { leaves: true }), works("b", { yields: 1 }), waits("c", "task", 1)],
      two,
      { grant: [], yield: [] },
    ],
    [
      "its next task, where nobody waits before it",
      [works("a", { yields: 2, want: want("task", 3) }), works("b"), waits("c", "task", 4)],
      two,
      { grant: ["a"], yield: [] },
    ],
    [
      "somebody else's turn, where they have waited longer",
      [works("a", { yields: 2, want: want("task", 5) }), works("b"), waits("c", "task", 4)],
      two,
      { grant: [], yield: ["a"] },
    ],
    [
      "its next task all the same, where it cannot be stopped",
      [works("a", { want: want("task", 5) }), works("b"), waits("c", "task", 4)],
      two,
      { grant: ["a"], yield: [] },
    ],
    [
      "no more start at once than may",
      [waits("a", "task", 1), works("b", { starts: true })],
      { ...two, starting: 1 },
      { grant: [], yield: [] },
    ],
    [
      "nobody for whom so much runs as may",
      [works("a", { user: "ann" }), waits("b", "task", 1, { user: "ann" }), waits("c", "task", 2, { user: "bob" })],
      { ...two, perUser: 1 },
      { grant: ["c"], yield: [] },
    ],
    [
      "nobody twice, in one decision, for one who may have one",
      [waits("b", "task", 1, { user: "ann" }), waits("c", "task", 2, { user: "ann" })],
      { ...two, perUser: 1 },
      { grant: ["b"], yield: [] },
    ],
    [
      "what idles does not count against its person",
      [works("a", { user: "ann", yields: 1 }), waits("b", "task", 1, { user: "ann" })],
      { ...two, perUser: 1 },
      { grant: ["b"], yield: [] },
    ],
    [
      "nothing, while something is in the way",
      [waits("a", "task", 1)],
      { ...two, pressure: "no memory" },
      { grant: [], yield: [] },
    ],
    [
      "what idles makes room, while something is in the way",
      [waits("a", "task", 1), works("b", { yields: 1 })],
      { ...two, pressure: "no memory" },
      { grant: [], yield: ["b"] },
    ],
    [
      "the slot of one that may not have its next turn now",
      [
        works("a", { user: "ann" }),
        works("b", { yields: 2, want: want("task", 1), user: "ann" }),
        waits("c", "task", 5, { user: "bob" }),
      ],
      { ...two, perUser: 1 },
      { grant: [], yield: ["b"] },
    ],
    [
      "more run than may: what idles is stopped, for nobody",
      [works("a"), works("b", { yields: 1 }), works("c", { yields: 1 })],
      two,
      { grant: [], yield: ["b"] },
    ],
    [
      "more run than may, and what leaves makes room for nobody",
      [works("a"), works("b"), works("c", { leaves: true }), waits("d", "task", 1)],
      two,
      { grant: [], yield: [] },
    ],
  ];

  it.each(cases)("%s", (_, standings, limits, decision) => {
    expect(allocate(standings, limits)).toEqual(decision);
    expect(allocate([...standings].reverse(), limits)).toEqual(decision);
  });
});

describe("how a cockpit stands", () => {
  const queued = { name: "queued", asked: false } as const;
  it.each([
    ["frozen", makeCockpit(), { holds: false, yields: null, want: null }],
    ["paused", makeCockpit({ phase: phaseOf("paused") }), { holds: true, yields: 0 }],
    [
      "paused with a task",
      makeCockpit({ phase: phaseOf("paused"), tasks: [task("t")] }),
      { holds: true, yields: 0, want: { kind: "task" } },
    ],
    [
      "paused by a person, with a task",
      makeCockpit({ phase: phaseOf("paused", {}, true), tasks: [task("t")] }),
      { yields: 0, want: null },
    ],
    ["idle", idle, { holds: true, yields: 1, want: null }],
    ["idle with a task", { ...idle, tasks: [task("t")] }, { yields: 2, want: { kind: "task", weight: 0 } }],
    ["idle with a task that is paused", { ...idle, tasks: [task("t")], tasksPaused: true }, { yields: 1, want: null }],
    ["idle with a message", { ...idle, inbox: [prompt("p")] }, { yields: null, want: null }],
    ["idle with something in the background", withClaude(idle, { background: true }), { yields: null }],
    [
      "idle with a task, and something in the background",
      { ...withClaude(idle, { background: true }), tasks: [task("t")] },
      { yields: null, want: null },
    ],
    ["working", working, { holds: true, yields: null }],
    ["asking", { ...withClaude(working, { dialog: true }), question: permissionQuestion }, { holds: true, yields: 3 }],
    ["freezing", makeCockpit({ phase: phaseOf("freezing") }), { holds: true, leaves: true, yields: null }],
    ["failing to freeze", makeCockpit({ phase: phaseOf("freezing"), trouble: "no" }), { leaves: false }],
    ["idle with a message that does not go in", { ...idle, inbox: [prompt("p")], trouble: "stuck" }, { yields: 1 }],
    ["thawing", makeCockpit({ phase: phaseOf("thawing") }), { holds: true, starts: true, yields: null }],
    ["queued with a message", makeCockpit({ phase: queued, inbox: [prompt("p")] }), { want: { kind: "message" } }],
    [
      "queued with an answer",
      makeCockpit({ phase: queued, inbox: [prompt("p", { answers: textQuestion })] }),
      { holds: false, want: { kind: "answer" } },
    ],
    [
      "queued with a task",
      makeCockpit({ phase: queued, tasks: [task("t", { priority: "high" })] }),
      { want: { kind: "task", weight: 1 } },
    ],
    ["queued to be looked at", makeCockpit({ phase: { name: "queued", asked: true } }), { want: { kind: "start" } }],
  ])("%s", (_, cockpit, expected) => {
    expect(standingOf(cockpit)).toMatchObject(expected);
  });

  it("counts its project's priority", () => {
    const low = makeCockpit({ phase: queued, tasks: [task("t")] });
    expect(standingOf(low, "low").want?.weight).toBe(-1);
  });

  it("is the work of whose words come next, else of whose words came last", () => {
    const message = makeCockpit({ phase: queued, inbox: [prompt("p", { by: "slack:U1" })], asker: "slack:U2" });
    expect(standingOf(message).user).toBe("slack:U1");
    expect(standingOf({ ...working, asker: "slack:U2" }).user).toBe("slack:U2");
    expect(standingOf({ ...idle, tasks: [task("t", { by: "slack:U3" })], asker: "slack:U2" }).user).toBe("slack:U3");
  });
});

describe("places", () => {
  const waiting = [
    waits("admin", "task", NOW + 2),
    waits("musica", "message", NOW + 3),
    waits("overbits", "answer", NOW + 4),
    works("busy"),
  ];

  it("are told with who is before", () => {
    expect(places(waiting, two).map(({ project, text }) => `${project}: ${text}`)).toEqual([
      "overbits: first in line",
      "admin: second; before you: overbits (answer)",
      "musica: third; before you: overbits (answer), admin (task)",
    ]);
  });

  it("add up: everybody who waits has one, and no two have the same", () => {
    const many = Array.from({ length: 57 }, (_, at) => waits(`p${at}`, "task", NOW + (at % 7)));
    expect(places(many, two).map(({ place }) => place)).toEqual(Array.from({ length: 57 }, (_, at) => at + 1));
    expect(new Set(line(many).map(({ project }) => project)).size).toBe(57);
    expect(places(many, two)[41]?.text).toBe("among the first 50 in line");
    expect(places(many, two)[5]?.text).toMatch(/^sixth; before you: (p\d+ \(task\), ){2}p\d+ \(task\), and 2 more$/);
  });

  it("say who has as much as they may", () => {
    const mine = [works("a", { user: "ann" }), waits("b", "task", NOW, { user: "ann" }), waits("c", "task", NOW + 1)];
    expect(places(mine, { ...two, perUser: 1 }).map(({ text }) => text)).toEqual([
      "first in line",
      "second; before you: c (task); 1 of theirs runs, the most for one person",
    ]);
  });

  it("say what is in the way", () => {
    const [first] = places(waiting, { ...two, pressure: "the machine is short of memory" });
    expect(first?.text).toBe("first in line; the machine is short of memory");
  });
});

describe("a town of projects", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("does everything, in order, in the slots there are (seed %i)", (seed) => {
    const random = createRandom(seed);
    const limits: Limits = {
      slots: 1 + random.below(4),
      starting: 1 + random.below(3),
      perUser: null,
      pressure: null,
    };
    const outcome = simulate({ projects: 40, tasks: () => random.below(6), asks: 0.3, limits }, random);
    expect(outcome.faults).toEqual([]);
    expect(outcome.most).toBeLessThanOrEqual(limits.slots);
    expect(outcome.cockpits.filter(({ tasks, inbox }) => tasks.length + inbox.length > 0)).toEqual([]);
    const begun = outcome.turns.map(({ prompt: id }) => id);
    expect(new Set(begun).size).toBe(begun.length);
    for (const { project } of outcome.cockpits) {
      const own = begun.filter((id) => id.startsWith(`${project}-t`)).map((id) => Number(id.split("-t")[1]));
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
  });

  it("decides the same when it is asked the same", () => {
    const run = () =>
      simulate({ projects: 30, tasks: () => 4, asks: 0.3, limits: two }, createRandom(7)).turns.map(
        ({ prompt: id }) => id,
      );
    expect(run()).toEqual(run());
  });

  it("lets a hundred tasks of one project starve no single one of another", () => {
    const tasks = (project: number) => (project === 0 ? 100 : 1);
    const { turns } = simulate({ projects: 10, tasks, asks: 0, limits: two }, createRandom(3));
    const last = Math.max(...turns.map(({ project }, at) => (project === "p0" ? -1 : at)));
    // Each of the nine waits for the hundred's one turn at most, and for the others.
    expect(last).toBeLessThan(20);
    expect(turns).toHaveLength(109);
  });

  it("serves answers first", () => {
    const { grants } = simulate({ projects: 60, tasks: () => 5, asks: 0.3, limits: two }, createRandom(11));
    const mean = (kind: string) => {
      const waited = grants.filter((one) => one.kind === kind).map((one) => one.waited);
      return waited.reduce((sum, one) => sum + one, 0) / waited.length;
    };
    expect(mean("answer")).toBeLessThan(mean("task") / 5);
  });
});
