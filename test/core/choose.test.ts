import { describe, expect, it } from "vitest";
import { choose } from "../../src/cockpit/answer/choose.ts";
import type { Ask } from "../../src/cockpit/state.ts";

const ask = (multiple: boolean, ...labels: readonly string[]): Ask => ({
  text: "Which?",
  multiple,
  options: labels.map((label) => ({ label })),
});

const stores = ask(false, "Postgres (recommended)", "SQLite", "`DuckDB`");
const tests = ask(true, "Unit tests", "End to end", "Lint and types", "None");

describe("one thing asked, one answer", () => {
  it.each([
    ["2", "SQLite"],
    ["2.", "SQLite"],
    [" 2) ", "SQLite"],
    ["#2", "SQLite"],
    ["(2)", "SQLite"],
    ["２", "SQLite"],
    ["option 2", "SQLite"],
    ["Option B", "SQLite"],
    ["b", "SQLite"],
    ["B)", "SQLite"],
    ["the second", "SQLite"],
    ["Second one!", "SQLite"],
    ["the last one", "`DuckDB`"],
    ["la segunda", "SQLite"],
    ["a segunda", "SQLite"],
    ["il secondo", "SQLite"],
    ["la deuxième", "SQLite"],
    ["die zweite", "SQLite"],
    ["второй", "SQLite"],
    ["druhá", "SQLite"],
    ["第二个", "SQLite"],
    ["2番目", "SQLite"],
    ["sqlite", "SQLite"],
    ["**SQLite**.", "SQLite"],
    ["duckdb", "`DuckDB`"],
    ["postgres", "Postgres (recommended)"],
    ["Pos", "Postgres (recommended)"],
    ["Po", null],
    ["4", null],
    ["0", null],
    ["z", null],
    ["1 and 2", null],
    ["2, but with WAL", null],
    ["MySQL", null],
    ["", null],
    ["what is the difference?", null],
  ])("%j chooses %j", (text, label) => {
    expect(choose([stores], text)).toEqual(label === null ? null : [[label]]);
  });

  it("is not certain between two that begin alike, nor two of the same name", () => {
    expect(choose([ask(false, "Use React", "Use Vue")], "use")).toBeNull();
    expect(choose([ask(false, "Same", "Same")], "same")).toBeNull();
    expect(choose([ask(false, "Same", "Same")], "2")).toEqual([["Same"]]);
  });

  it("takes a label before a number: an option may be called 2", () => {
    expect(choose([ask(false, "3", "2", "1")], "2")).toEqual([["2"]]);
  });
});

describe("one thing asked, several answers", () => {
  it.each([
    ["1", ["Unit tests"]],
    ["1, 3", ["Unit tests", "Lint and types"]],
    ["1 3", ["Unit tests", "Lint and types"]],
    ["A and C", ["Unit tests", "Lint and types"]],
    ["a & c", ["Unit tests", "Lint and types"]],
    ["1、3", ["Unit tests", "Lint and types"]],
    ["1 y 2", ["Unit tests", "End to end"]],
    ["1 und 2", ["Unit tests", "End to end"]],
    ["1と2", ["Unit tests", "End to end"]],
    ["1和2", ["Unit tests", "End to end"]],
    ["lint and types", ["Lint and types"]],
    ["unit tests, end to end", ["Unit tests", "End to end"]],
    ["the first and the last", ["Unit tests", "None"]],
    ["2, 2", ["End to end"]],
    ["1, 9", null],
    ["1 and whatever you like", null],
  ])("%j chooses %j", (text, labels) => {
    expect(choose([tests], text)).toEqual(labels === null ? null : [labels]);
  });
});

describe("several things asked", () => {
  it.each([
    ["2\n1", [["SQLite"], ["Unit tests"]]],
    ["1: 2\n2: A and C", [["SQLite"], ["Unit tests", "Lint and types"]]],
    ["2. A, C\n1. the second", [["SQLite"], ["Unit tests", "Lint and types"]]],
    ["Q1: SQLite; Q2: none", [["SQLite"], ["None"]]],
    ["2, 1", null],
    ["2", null],
    ["2\n1\n1", null],
    ["SQLite\nsomething else", null],
  ])("%j chooses %j", (text, labels) => expect(choose([stores, tests], text)).toEqual(labels));

  it("takes them in one line where each has one answer", () => {
    expect(choose([stores, ask(false, "Yes", "No")], "2, no")).toEqual([["SQLite"], ["No"]]);
  });
});

it("chooses nothing where nothing was asked, or in a long text", () => {
  expect(choose([], "1")).toBeNull();
  expect(choose([stores], "2 ".repeat(5_000))).toBeNull();
});
