import { expect, it } from "vitest";
import { columns } from "../../src/support/columns.ts";

it("aligns words on the left, and numbers on the right", () => {
  const rows = [
    ["", "in", "cost"],
    ["last turn", "1200", ""],
    ["all", "7", "$1"],
  ];
  expect(columns(rows)).toEqual(["           in    cost", "last turn  1200", "all        7     $1"]);
  expect(columns(rows, true)).toEqual(["             in  cost", "last turn  1200", "all           7    $1"]);
  expect(columns([])).toEqual([]);
});
