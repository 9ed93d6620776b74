import { expect, it } from "vitest";
import type { Cockpit } from "../../src/cockpit/state.ts";
import { mine, waitingIn } from "../../src/cockpit/waiting/board.ts";
import { makeCockpit, question } from "../fakes/cockpit.ts";

const asking = (project: string, since: number, asker: string | null = null): Cockpit =>
  makeCockpit({ project, asker, question: { ...question, id: `q-${project}`, since } });

const owners = (project: string) => (project === "owned" ? ["slack:BOSS", "discord:7"] : []);

it("has every question that waits, oldest first, with whom it waits for", () => {
  const cockpits = [
    asking("late", 30, "slack:U1"),
    makeCockpit({ project: "silent" }),
    asking("owned", 10),
    asking("b", 20),
    asking("a", 20, "discord:7"),
  ];
  const waiting = waitingIn(cockpits, owners);
  expect(waiting.map(({ project, to }) => [project, ...to])).toEqual([
    ["owned", "slack:BOSS", "discord:7"],
    ["a", "discord:7"],
    ["b"],
    ["late", "slack:U1"],
  ]);
  expect(waiting[0]?.question).toEqual({ ...question, id: "q-owned", since: 10 });
});

it.each([
  [["discord:7"], ["owned", "a"]],
  [
    ["slack:U1", "discord:7"],
    ["owned", "a", "late"],
  ],
  [["slack:U9"], []],
  [[], []],
])("is mine where it waits for %j by name", (people, projects) => {
  const waiting = waitingIn([asking("late", 30, "slack:U1"), asking("owned", 1), asking("a", 2, "discord:7")], owners);
  expect(mine(waiting, people).map(({ project }) => project)).toEqual(projects);
});

it("is nobody's where it waits for whoever may answer", () => {
  expect(mine(waitingIn([asking("b", 1)], owners), ["slack:U1"])).toEqual([]);
});
