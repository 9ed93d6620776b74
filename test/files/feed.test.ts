import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFeed, type Entry, type Feed } from "../../adapters/files/feed.ts";
import { lastOf, openJournal } from "../../adapters/files/journal.ts";
import type { Message } from "../../src/ports/ports.ts";
import { createManualClock } from "../fakes/clock.ts";
import { temporaryDirectory } from "../fakes/directory.ts";

const said = (text: string): Message => ({ type: "said", text });

function setUp() {
  const directory = temporaryDirectory();
  const clock = createManualClock(1000);
  const open = () => createFeed({ directory, clock });
  const file = join(directory, "threads/musica.jsonl");
  return { directory, clock, open, feed: open(), file };
}

async function post(feed: Feed, ...keys: string[]): Promise<void> {
  for (const key of keys) await feed.post("musica", key, said(key));
}

const keysOf = (entries: readonly Entry[]) => entries.map(({ key }) => key);

/** An entry as it stands in a journal. */
const line = (seq: number, text = "a") =>
  `${JSON.stringify({ seq, at: 1, key: `k${seq}`, message: { type: "said", text } })}\n`;

describe("the journal", () => {
  it("is a line of JSON an entry, readable by its owner alone", async () => {
    const { feed, clock, file, directory } = setUp();
    await post(feed, "a");
    await clock.advance(5);
    await post(feed, "b");
    const lines = readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { seq: 1, at: 1000, key: "a", message: said("a") },
      { seq: 2, at: 1005, key: "b", message: said("b") },
    ]);
    expect(await feed.last("musica")).toBe(2);
    expect([statSync(file).mode & 0o777, statSync(join(directory, "threads")).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it("is read from where the reader was", async () => {
    const { feed, open } = setUp();
    await post(feed, "a", "ü", "c");
    for (const one of [feed, open()]) {
      expect(keysOf(await one.read("musica", 0))).toEqual(["a", "ü", "c"]);
      expect(keysOf(await one.read("musica", 2))).toEqual(["c"]);
      expect(keysOf(await one.read("musica", 3))).toEqual([]);
      expect(keysOf(await one.read("musica", 99))).toEqual([]);
    }
  });

  it("is read some megabytes at once, however much there is, and followed to its end", async () => {
    const { feed, open } = setUp();
    const long = "x".repeat(1_500_000);
    for (const key of ["a", "b", "c", "d", "e", "f"]) await feed.post("musica", key, said(`${key}${long}`));
    for (const one of [feed, open()]) {
      const first = await one.read("musica", 0);
      expect(first.length).toBeGreaterThan(0);
      expect(first.length).toBeLessThan(6);
      const seen: string[] = [];
      const stop = new AbortController();
      await one.subscribe("musica", 0, async ({ key }) => void (seen.push(key) === 6 && stop.abort()), stop.signal);
      expect(seen).toEqual(["a", "b", "c", "d", "e", "f"]);
    }
  });

  it.each<[string, string | Buffer, number | null]>([
    ["nothing", "", 0],
    ["an entry", line(1), 1],
    ["many", Array.from({ length: 5_000 }, (_, at) => line(at + 1)).join(""), 5_000],
    ["a torn one at the end", `${line(1)}${line(2)}{"seq":3,"at":1,"ke`, 2],
    ["half a letter there", Buffer.concat([Buffer.from(line(1)), Buffer.from([0xc3])]), 1],
    ["a damaged one there", `${line(1)}${"\0".repeat(20)}\n`, 1],
    ["only a torn one", '{"seq":1,"at":1,"ke', 0],
    ["one that is longer than its end", line(1, "x".repeat(200_000)), null],
  ])("tells its last number by its end: %s", async (_, content, last) => {
    const { directory } = setUp();
    const path = join(directory, "journal.jsonl");
    writeFileSync(path, content);
    expect(await lastOf(path)).toBe(last);
    expect((await openJournal(path)).last).toBe(last ?? 1);
  });

  it("tells of none where there is no file", async () => {
    expect(await lastOf(join(setUp().directory, "none.jsonl"))).toBe(0);
  });

  it("goes also where it cannot be read", async () => {
    const { open, file } = setUp();
    mkdirSync(file, { recursive: true });
    const feed = open();
    await expect(feed.read("musica", 0)).rejects.toThrow();
    rmSync(file, { recursive: true });
    await feed.close("musica");
    await post(feed, "a");
    expect(keysOf(await feed.read("musica", 0))).toEqual(["a"]);
  });

  it.each([
    ["half an entry", '{"seq":3,"at":1,"ke'],
    ["an entry that lacks only its end", '{"seq":3,"at":1,"key":"c","message":{"type":"said","text":"torn"}}'],
    ["half a letter", Buffer.from([0xc3])],
  ])("loses %s at its end, and nothing else", async (_, torn) => {
    const { feed, open, file } = setUp();
    await post(feed, "a", "b");
    appendFileSync(file, torn);
    const again = open();
    await post(again, "c");
    expect((await again.read("musica", 0)).map(({ seq, key }) => [seq, key])).toEqual([
      [1, "a"],
      [2, "b"],
      [3, "c"],
    ]);
    expect(keysOf(await open().read("musica", 0))).toEqual(["a", "b", "c"]);
  });

  it("goes on past a line that is damaged", async () => {
    const { feed, open, file } = setUp();
    await post(feed, "a", "b", "c");
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, [lines[0], "\0".repeat(20), lines[2], ""].join("\n"));
    const again = open();
    await post(again, "a", "d");
    expect((await again.read("musica", 0)).map(({ seq, key }) => [seq, key])).toEqual([
      [1, "a"],
      [3, "c"],
      [4, "d"],
    ]);
  });

  it("rejects with disk-full, and goes on once there is room", async () => {
    const { feed, directory, file } = setUp();
    // It is open by then: from the start on.
    expect(await feed.read("musica", -1)).toEqual([]);
    mkdirSync(join(directory, "threads"));
    symlinkSync("/dev/full", file);
    await expect(post(feed, "a")).rejects.toMatchObject({ code: "disk-full" });
    rmSync(file);
    // As it is when not even the torn line could be cut away.
    writeFileSync(file, '{"seq":1,"at":1,"ke');
    await post(feed, "a");
    expect(keysOf(await feed.read("musica", 0))).toEqual(["a"]);
  });

  it.each(["../x", "", "x/y", "Musica"])("has no thread %s", async (thread) => {
    await expect(setUp().feed.post(thread, "a", said("a"))).rejects.toMatchObject({ code: "bad-name" });
  });
});
