import { describe, expect, it } from "vitest";
import { drawScreen } from "../../adapters/picture/picture.ts";

/** Width and height in pixels, as the picture itself says. */
function sizeOf(png: Buffer): readonly number[] {
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe("the picture of a screen", () => {
  it("has room for every line and column of it, up to a bound", async () => {
    const [narrow = 0, low = 0] = sizeOf(await drawScreen("a line"));
    const [wide = 0, high = 0] = sizeOf(await drawScreen(`${"x".repeat(200)}\n\n\nlast`));
    expect(wide).toBeGreaterThan(4 * narrow);
    expect(high - low).toBe(60);
    const [widest = 0, highest = 0] = sizeOf(await drawScreen(`${"x".repeat(400)}\n`.repeat(5_000)));
    expect([widest, highest]).toEqual([2910, 2420]);
  });

  it.each([
    ["a colour", "\u001b[31mwords\u001b[0m"],
    ["a colour of 256", "\u001b[38;5;208mwords\u001b[0m"],
    ["a gray", "\u001b[38;5;240mwords\u001b[0m"],
    ["a true colour", "\u001b[38;2;1;200;3mwords\u001b[0m"],
    ["bold", "\u001b[1mwords\u001b[0m"],
    ["faint", "\u001b[2mwords\u001b[0m"],
    ["inverse", "\u001b[7mwords\u001b[0m"],
    ["other words", "swords"],
  ])("shows %s", async (_, view) => {
    const plain = await drawScreen("words");
    expect((await drawScreen(view)).equals(plain)).toBe(false);
    expect((await drawScreen("words")).equals(plain)).toBe(true);
  });

  it.each([
    "",
    "\u0000\u0007\u001b]0;title\u0007<b>&amp;\ud800",
    "日本語 🎵 é",
    "⎿ ⏸ ❯ ╭─╮",
    "\u001b[999;999H\u001b[2Jx",
    "\u001b[3",
  ])("is drawn of whatever a container shows: %j", async (view) => {
    expect(sizeOf(await drawScreen(view))).toHaveLength(2);
  });
});
