import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fromCursor, linesFrom, type RecordLine, sizeOf, toCursor } from "../../adapters/claude/record/lines.ts";
import { createSpool } from "../../adapters/claude/record/spool.ts";
import { readStatus } from "../../adapters/claude/record/status.ts";
import type { Volume } from "../../src/ports/ports.ts";
import { seeded } from "../e2e/odd.ts";
import { createDisk, type Disk, SESSION, stopped, submitted } from "./lines.ts";

/** What is left out is told. */
function spoolOf(disk: Disk) {
  const odd: string[] = [];
  const spool = createSpool(disk.home.cockpit, async (sentence) => void odd.push(sentence));
  const prompts = async (last = "") => (await spool.next(last)).map(({ hook }) => hook.prompt);
  return { ...spool, prompts, odd };
}

describe("the spool", () => {
  it("is read in order, but for the one that was handled last", async () => {
    const disk = createDisk();
    for (const text of ["a", "b", "c"]) disk.hook(submitted(text));
    const { prompts } = spoolOf(disk);
    expect(await prompts()).toEqual(["a", "b", "c"]);
    expect(await prompts("000001.json")).toEqual(["b", "c"]);
    expect(readdirSync(disk.paths.hooks)).toEqual(["000002.json", "000003.json"]);
  });

  it("gives what was handled no more, and removes it", async () => {
    const disk = createDisk();
    for (const text of ["a", "b", "c"]) disk.hook(submitted(text));
    const { done, prompts } = spoolOf(disk);
    for (const name of ["000002.json", "000002.json"]) await done(name);
    expect(await prompts()).toEqual(["a", "c"]);
    expect(readdirSync(disk.paths.hooks)).toEqual(["000001.json", "000003.json"]);
  });

  it("goes on where the clock was set back, or somebody has put in a name that sorts last", async () => {
    const disk = createDisk();
    const put = (name: string, text: string) =>
      writeFileSync(join(disk.paths.hooks, name), JSON.stringify(submitted(text)));
    const { done, prompts } = spoolOf(disk);
    put("99999999999999999999-1.json", "last");
    put("zzz.json", "nobody's");
    expect(await prompts()).toEqual(["last"]);
    await done("99999999999999999999-1.json");
    put("00000000000000000001-1.json", "later, by an earlier clock");
    expect(await prompts("99999999999999999999-1.json")).toEqual(["later, by an earlier clock"]);
  });

  it("takes what is half written for nothing yet, and removes what is nobody's event", async () => {
    const disk = createDisk();
    for (const name of [".000001.json", "000002.json.tmp", "notes.txt"])
      writeFileSync(join(disk.paths.hooks, name), "{");
    writeFileSync(join(disk.paths.hooks, "000003.json"), "{ broken");
    writeFileSync(
      join(disk.paths.hooks, "000004.json"),
      JSON.stringify({ ...stopped("x"), session_id: "../../other/s" }),
    );
    disk.hook(stopped("end"));
    const { next } = spoolOf(disk);
    expect((await next("")).map(({ name }) => name)).toEqual(["000001.json"]);
    expect(readdirSync(disk.paths.hooks).sort()).toEqual([".000001.json", "000001.json"]);
  });

  it("leaves out what is larger than any event, says so once, and goes on", async () => {
    const disk = createDisk();
    const large = join(disk.paths.hooks, "000000.json");
    writeFileSync(large, "");
    truncateSync(large, 700 * 2 ** 20);
    mkdirSync(join(disk.paths.hooks, "000002.json"));
    disk.hook(submitted("a"));
    const { prompts, odd } = spoolOf(disk);
    expect(await prompts()).toEqual(["a"]);
    expect(await prompts()).toEqual(["a"]);
    expect(odd).toEqual(["An event of Claude's has 700 MB, which none has: it was left out."]);
  });

  it("is empty where it is missing", async () => {
    const disk = createDisk();
    rmSync(disk.paths.hooks, { recursive: true });
    const { next, done } = spoolOf(disk);
    expect(await next("")).toEqual([]);
    await done("x");
  });
});

async function linesOf({ home }: Disk, session: string, offset: number): Promise<readonly RecordLine[]> {
  const lines: RecordLine[] = [];
  for await (const line of linesFrom(home.config, session, offset)) lines.push(line);
  return lines;
}

describe("a record", () => {
  /** As many bytes as it says, with the key that every line of Claude's has. */
  const line = (words: string) => `{"type":"${words}"}`;

  it("gives whole lines from a byte on, with where each ends, and passes over what is none of Claude's", async () => {
    const disk = createDisk();
    await disk.writeRaw(`${line("ü🎵")}\n\n{}\nlast`);
    expect(await linesOf(disk, SESSION, 0)).toEqual([
      { text: line("ü🎵"), end: 18 },
      { text: "", end: 22 },
    ]);
    expect(await linesOf(disk, SESSION, 18)).toEqual([{ text: "", end: 22 }]);
    expect(await linesOf(disk, SESSION, 22)).toEqual([]);
    expect(await linesOf(disk, SESSION, 999)).toEqual([]);
    expect(await sizeOf(disk.home.config, SESSION)).toBe(26);
  });

  it("gives lines that are longer than a piece of it", async () => {
    const disk = createDisk();
    const long = line("é".repeat(1_500_000));
    await disk.writeRaw(`${long}\n${line("short")}\n${long}`);
    expect(await linesOf(disk, SESSION, 0)).toEqual([
      { text: long, end: 3_000_012 },
      { text: line("short"), end: 3_000_029 },
    ]);
  });

  it("passes over what is too long for a line, and goes on after it", async () => {
    const disk = createDisk();
    await disk.writeRaw(`${line("first")}\n`);
    truncateSync(disk.paths.transcript, 100 * 2 ** 20);
    const [first, ...rest] = await linesOf(disk, SESSION, 0);
    expect(first).toEqual({ text: line("first"), end: 17 });
    expect(rest.map(({ text }) => text).join("")).toBe("");
    const reached = rest.at(-1)?.end ?? 0;
    expect(reached).toBeGreaterThan(60 * 2 ** 20);
    await disk.writeRaw(`\n${line("last")}\n`);
    expect((await linesOf(disk, SESSION, reached)).at(-1)).toMatchObject({ text: line("last") });
  });

  it("gives a few places of millions of empty lines", async () => {
    const disk = createDisk();
    await disk.writeRaw("\n".repeat(8_000_000));
    const lines = await linesOf(disk, SESSION, 0);
    expect(lines.at(-1)).toEqual({ text: "", end: 8_000_000 });
    expect(lines.length).toBeLessThan(100);
  });

  it("gives the same however it comes in pieces", async () => {
    const random = seeded(20_261_128);
    const below = (most: number) => Math.floor(random() * most);
    for (let round = 0; round < 300; round += 1) {
      const made = Array.from({ length: below(12) }, () =>
        random() < 0.5 ? line("ü".repeat(below(30))) : "x".repeat(below(40)),
      );
      const bytes = Buffer.from(made.map((one) => `${one}\n`).join("") + (random() < 0.5 ? line("torn") : ""));
      const volume: Volume = {
        ...createDisk().home.config,
        async *pieces(_, offset) {
          for (let at = offset; at < bytes.length; ) {
            const size = 1 + below(25);
            yield bytes.subarray(at, at + size);
            at += size;
          }
        },
      };
      const got: RecordLine[] = [];
      for await (const one of linesFrom(volume, SESSION, 0)) got.push(one);
      let end = 0;
      const whole = made.map((text) => {
        end += Buffer.byteLength(text) + 1;
        return { text, end };
      });
      expect(got.filter(({ text }) => text !== "")).toEqual(whole.filter(({ text }) => text.includes("type")));
      expect(got.at(-1)?.end ?? 0).toBe(end);
      const ends = got.map((one) => one.end);
      expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b));
    }
  });

  it("is not read where it has more lines than any conversation", async () => {
    const disk = createDisk();
    await disk.writeRaw(`${line("x")}\n`.repeat(600_000));
    const refusal = { code: "too-large", message: expect.stringContaining("more than half a million lines") };
    await expect(linesOf(disk, SESSION, 0)).rejects.toMatchObject(refusal);
  });

  it("is not read where it is larger than any conversation", async () => {
    const disk = createDisk();
    await disk.writeRaw("first\n");
    truncateSync(disk.paths.transcript, 4_000 * 2 ** 20);
    await expect(linesOf(disk, SESSION, 0)).rejects.toMatchObject({ code: "too-large" });
  });

  it("is nothing where it is missing", async () => {
    const disk = createDisk();
    expect([await linesOf(disk, "other", 0), await sizeOf(disk.home.config, "other")]).toEqual([[], 0]);
  });

  it.each([
    null,
    "",
    "{",
    "{}",
    '{"session":7}',
    '{"session":"../../other/s","offset":0,"hook":""}',
    '{"session":"s","offset":"0","hook":""}',
  ])("begins at its beginning where the cursor cannot be read: %j", (cursor) => {
    expect(fromCursor(cursor, "s")).toEqual({ session: "s", offset: 0, hook: "" });
  });

  it("is found again by its cursor", () => {
    const place = { session: "s", offset: 12, hook: "000001.json" };
    expect(fromCursor(toCursor(place), "other")).toEqual(place);
  });
});

describe("Claude's own word for what it does", () => {
  const file = { status: "waiting", waitingFor: "permission prompt", sessionId: SESSION, statusUpdatedAt: 7, pid: 12 };

  it.each<readonly [string, Readonly<Record<string, string>>, object | null]>([
    [
      "all of it",
      { "12.json": JSON.stringify(file) },
      { status: "waiting", waitingFor: "permission prompt", session: SESSION, since: 7 },
    ],
    ["the least", { "12.json": '{"status":"idle"}' }, { status: "idle", waitingFor: "", session: "", since: 0 }],
    [
      "busy, waiting for nothing",
      { "12.json": '{"status":"busy","waitingFor":null}' },
      { status: "busy", waitingFor: "", session: "", since: 0 },
    ],
    ["nothing", {}, null],
    ["half a file", { "12.json": '{"status":"id' }, null],
    ["a word nobody knows", { "12.json": '{"status":"dreaming"}' }, null],
    ["another file", { "notes.json": JSON.stringify(file), "12.json.tmp": JSON.stringify(file) }, null],
    [
      "a broken file beside a good one",
      { "11.json": "{", "12.json": '{"status":"idle"}' },
      { status: "idle", waitingFor: "", session: "", since: 0 },
    ],
  ])("is read: %s", async (_, files, status) => {
    const { home, paths } = createDisk();
    for (const [name, content] of Object.entries(files)) writeFileSync(join(paths.config, "sessions", name), content);
    expect(await readStatus(home.config)).toEqual(status);
  });

  it("is none where there is no directory", async () => {
    const { home, paths } = createDisk();
    rmSync(paths.config, { recursive: true });
    expect(await readStatus(home.config)).toBeNull();
  });
});
