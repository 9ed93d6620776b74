import { expect, it } from "vitest";
import { nearest } from "../../src/support/nearest.ts";

it.each([
  ["stpo", "stop"],
  ["strat", "start"],
  ["statu", "status"],
  ["STOP", "stop"],
  ["dance", undefined],
  ["", undefined],
])("nearest to %j is %j", (name, meant) => {
  expect(nearest(name, ["start", "stop", "status", "output"])).toBe(meant);
});
