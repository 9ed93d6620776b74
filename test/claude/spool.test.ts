import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hooksPath, transcriptPath } from "../../adapters/claude/homes.ts";
import { fromCursor, linesFrom, sizeOf, toCursor } from "../../adapters/claude/record.ts";
import { clearSpool, spooledAfter } from "../../adapters/claude/spool.ts";
import { readStatus } from "../../adapters/claude/status.ts";
import { createDisk, SESSION, stopped, submitted } from "./lines.ts";

describe("the spool", () => {
  it("is read in order, after the last that was handled", async () => {
    const disk = createDisk();
    for (const text of ["a", "b", "c"]) disk.hook(submitted(text));
    const spool = hooksPath(disk.home);
    const prompts = async (last: string) => (await spooledAfter(spool, last)).map(({ hook }) => hook.prompt);
    expect(await prompts("")).toEqual(["a", "b", "c"]);
    expect(await prompts("000001.json")).toEqual(["b", "c"]);
    expect(await prompts("000003.json")).toEqual([]);
  });

  it("is cleared up to what was handled, and no further", async () => {
    const disk = createDisk();
    for (const text of ["a", "b", "c"]) disk.hook(submitted(text));
    await clearSpool(hooksPath(disk.home), "000002.json");
    await clearSpool(hooksPath(disk.home), "000002.json");
    expect(readdirSync(hooksPath(disk.home))).toEqual(["000003.json"]);
  });

  it("leaves alone what is half written, or not ours", async () => {
    const disk = createDisk();
    const spool = hooksPath(disk.home);
    for (const name of [".000001.json", "000002.json.tmp", "notes.txt"]) writeFileSync(join(spool, name), "{");
    writeFileSync(join(spool, "000003.json"), "{ broken");
    disk.hook(stopped("end"));
    expect((await spooledAfter(spool, "")).map(({ name }) => name)).toEqual(["000001.json"]);
    await clearSpool(spool, "999999.json");
    expect(readdirSync(spool).sort()).toEqual([".000001.json", "000002.json.tmp", "notes.txt"]);
  });

  it("is empty where it is missing", async () => {
    const disk = createDisk();
    rmSync(hooksPath(disk.home), { recursive: true });
    expect(await spooledAfter(hooksPath(disk.home), "")).toEqual([]);
    await clearSpool(hooksPath(disk.home), "x");
  });
});

describe("a record", () => {
  it("gives whole lines from a byte on, with where each ends", async () => {
    const disk = createDisk();
    const path = transcriptPath(disk.home, SESSION);
    await disk.writeRaw("ü🎵\n\nlast");
    expect(await linesFrom(path, 0)).toEqual([
      { text: "ü🎵", end: 7 },
      { text: "", end: 8 },
    ]);
    expect(await linesFrom(path, 7)).toEqual([{ text: "", end: 8 }]);
    expect(await linesFrom(path, 8)).toEqual([]);
    expect(await linesFrom(path, 999)).toEqual([]);
    expect(await sizeOf(path)).toBe(12);
  });

  it("is nothing where it is missing", async () => {
    const path = transcriptPath(createDisk().home, "other");
    expect([await linesFrom(path, 0), await sizeOf(path)]).toEqual([[], 0]);
  });

  it.each([null, "", "{", "{}", '{"session":7}', '{"session":"s","offset":"0","hook":""}'])(
    "begins at its beginning where the cursor cannot be read: %j",
    (cursor) => {
      expect(fromCursor(cursor, "s")).toEqual({ session: "s", offset: 0, hook: "" });
    },
  );

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
    const { home } = createDisk();
    for (const [name, content] of Object.entries(files)) writeFileSync(join(home.config, "sessions", name), content);
    expect(await readStatus(home)).toEqual(status);
  });

  it("is none where there is no directory", async () => {
    const { home } = createDisk();
    rmSync(home.config, { recursive: true });
    expect(await readStatus(home)).toBeNull();
  });
});
