import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFeed, type Entry, type Feed } from "../../adapters/web/feed.ts";
import type { Message } from "../../src/ports.ts";
import { createManualClock } from "../fakes/clock.ts";
import { temporaryDirectory } from "../fakes/directory.ts";

const said = (text: string): Message => ({ type: "said", text });
const THREAD = "web:musica";

function setUp() {
  const directory = temporaryDirectory();
  const clock = createManualClock(1000);
  const open = () => createFeed({ directory, clock });
  const file = join(directory, "threads/musica.jsonl");
  return { directory, clock, open, feed: open(), file };
}

async function post(feed: Feed, ...keys: string[]): Promise<void> {
  for (const key of keys) await feed.post(THREAD, key, said(key));
}

const keysOf = (entries: readonly Entry[]) => entries.map(({ key }) => key);

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
    expect(await feed.last("musica")).toBe(0);
    mkdirSync(join(directory, "threads"));
    symlinkSync("/dev/full", file);
    await expect(post(feed, "a")).rejects.toMatchObject({ code: "disk-full" });
    rmSync(file);
    // As it is when not even the torn line could be cut away.
    writeFileSync(file, '{"seq":1,"at":1,"ke');
    await post(feed, "a");
    expect(keysOf(await feed.read("musica", 0))).toEqual(["a"]);
  });

  it.each(["web:../x", "web:", "x/y", "web:Musica"])("has no thread %s", async (thread) => {
    await expect(setUp().feed.post(thread, "a", said("a"))).rejects.toMatchObject({ code: "bad-name" });
  });
});

describe("a subscription", () => {
  function subscribe(feed: Feed, afterSeq: number) {
    const controller = new AbortController();
    const entries: Entry[] = [];
    const waits: { count: number; resolve: () => void }[] = [];
    const ended = feed.subscribe("musica", afterSeq, take, controller.signal);
    onTestFinished(() => controller.abort());
    function take(entry: Entry): void {
      entries.push(entry);
      for (const wait of waits) if (entries.length >= wait.count) wait.resolve();
    }
    /** Resolves once `count` entries came. */
    const came = (count: number) =>
      new Promise<void>((resolve) => (entries.length >= count ? resolve() : waits.push({ count, resolve })));
    return { entries, came, ended, end: () => controller.abort() };
  }

  it("has what was, then what comes", async () => {
    const { feed } = setUp();
    await post(feed, "a", "b");
    const { entries, came } = subscribe(feed, 1);
    await came(1);
    await post(feed, "c");
    await came(2);
    expect(entries.map(({ seq, key }) => [seq, key])).toEqual([
      [2, "b"],
      [3, "c"],
    ]);
  });

  it("has no gap and no double, whenever it begins", async () => {
    const { feed } = setUp();
    const count = 60;
    const posts = Promise.all(Array.from({ length: count }, (_, index) => feed.post(THREAD, `k${index}`, said("x"))));
    const early = subscribe(feed, 0);
    await early.came(10);
    const late = subscribe(feed, 5);
    await posts;
    await Promise.all([early.came(count), late.came(count - 5)]);
    const upTo = (from: number) => Array.from({ length: count - from }, (_, index) => index + from + 1);
    expect(early.entries.map(({ seq }) => seq)).toEqual(upTo(0));
    expect(late.entries.map(({ seq }) => seq)).toEqual(upTo(5));
  });

  it("gets the next only when it is done with the one before", async () => {
    const { feed } = setUp();
    await post(feed, "a", "b");
    const seen: string[] = [];
    const controller = new AbortController();
    await feed.subscribe(
      "musica",
      0,
      async ({ key }) => {
        seen.push(`${key} begins`);
        await post(feed, `after ${key}`);
        seen.push(`${key} ends`);
        if (seen.length >= 6) controller.abort();
      },
      controller.signal,
    );
    expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends", "after a begins", "after a ends"]);
  });

  it("ends when it is told to", async () => {
    const { feed } = setUp();
    const { entries, ended, end } = subscribe(feed, 0);
    end();
    await ended;
    await post(feed, "a");
    expect(entries).toEqual([]);
    await feed.subscribe("musica", 0, () => expect.unreachable(), AbortSignal.abort());
  });

  it("ends when the thread is closed", async () => {
    const { feed } = setUp();
    await post(feed, "a");
    const { entries, came, ended } = subscribe(feed, 0);
    await came(1);
    await Promise.all([feed.closeThread(THREAD), post(feed, "b")]);
    await ended;
    expect(keysOf(entries)).toEqual(["a"]);
    expect((await feed.read("musica", 0)).map(({ seq, key }) => [seq, key])).toEqual([[1, "b"]]);
  });

  it("fails with what its listener throws, and leaves the others alone", async () => {
    const { feed } = setUp();
    const { entries, came } = subscribe(feed, 0);
    const failing = feed.subscribe("musica", 0, () => Promise.reject(new Error("gone")), new AbortController().signal);
    await Promise.all([expect(failing).rejects.toThrow("gone"), post(feed, "a", "b")]);
    await came(2);
    expect(keysOf(entries)).toEqual(["a", "b"]);
  });
});
