import { describe, expect, it } from "vitest";
import { createLineSplitter, type LineOptions } from "../../src/support/lines.ts";

/** What is made of the pieces, as `text@end`; `!` for what was too long. */
function split(pieces: readonly string[], options: Partial<LineOptions> = {}) {
  const told: string[] = [];
  const splitter = createLineSplitter({ most: 100, onTooLong: () => told.push("!"), ...options });
  for (const piece of pieces)
    for (const { bytes, end } of splitter.split(Buffer.from(piece))) told.push(`${bytes.toString("utf8")}@${end}`);
  return { told, at: splitter.at, rest: splitter.rest().toString("utf8") };
}

describe("lines out of pieces", () => {
  const text = "one\n\nthrée\nla";

  it.each([1, 2, 3, 5, 100])("are the same in pieces of %i bytes", (size) => {
    const bytes = Buffer.from(text);
    const told: string[] = [];
    const splitter = createLineSplitter({ most: 100 });
    for (let at = 0; at < bytes.length; at += size)
      for (const line of splitter.split(bytes.subarray(at, at + size))) told.push(`${line.bytes}@${line.end}`);
    expect(told).toEqual(["one@4", "@5", "thrée@12"]);
    expect([splitter.at, `${splitter.rest()}`]).toEqual([12, "la"]);
  });

  it("are counted from where they begin", () => {
    expect(split(["one\ntwo\nth"], { from: 1_000 })).toEqual({ told: ["one@1004", "two@1008"], at: 1_008, rest: "th" });
  });

  it("are dropped where they are too long, after those before, and what ends them is a line", () => {
    expect(split(["a\n12345", "6", "78\nb\n"], { most: 5 })).toEqual({
      told: ["a@2", "!", "78@11", "b@13"],
      at: 13,
      rest: "",
    });
    expect(split(["12345"], { most: 5 })).toEqual({ told: [], at: 0, rest: "12345" });
  });

  it("are passed over from the beginning of one, and never in the middle", () => {
    const skip = (piece: Buffer, start: number) => Math.max(start, piece.indexOf("X", start));
    expect(split(["a\nb\nX1\nc", "\nX2\nd\n"], { skip })).toEqual({
      told: ["X1@7", "c@9", "X2@12", "d@14"],
      at: 14,
      rest: "",
    });
    expect(split(["a\nb\nX"], { skip })).toEqual({ told: [], at: 4, rest: "X" });
  });
});
