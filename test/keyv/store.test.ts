import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../adapters/keyv/database.ts";
import { createKeyvStore } from "../../adapters/keyv/store.ts";
import { fullCockpit, makeCockpit, phaseOf, prompt, question } from "../fakes/cockpit.ts";
import { temporaryDirectory } from "../fakes/directory.ts";

function setUp() {
  const directory = temporaryDirectory();
  const troubles: string[] = [];
  const path = (name: string) => join(directory, name);
  async function open() {
    const store = await createKeyvStore({ directory, onTrouble: (sentence) => troubles.push(sentence) });
    onTestFinished(() => store.close().catch(() => undefined));
    return store;
  }
  /** Saves cockpits and closes. */
  async function fill(...projects: string[]): Promise<void> {
    const store = await open();
    for (const project of projects) await store.save(makeCockpit({ project, cursor: `of ${project}` }));
    await store.close();
  }
  const readState = (project: string) => JSON.parse(readFileSync(path(`cockpits/${project}.json`), "utf8"));
  return { directory, path, open, fill, troubles, readState, sqlite: path("cockpit.sqlite") };
}

async function tamper(file: string, ...statements: string[]): Promise<void> {
  const sqlite = new KeyvSqlite(`sqlite://${file}`);
  for (const statement of statements) await sqlite.query(statement);
  await sqlite.close();
}

describe("the state file", () => {
  it("begins with the six fields other tools read", async () => {
    const { open, readState } = setUp();
    await (await open()).save(fullCockpit);
    const state = readState("musica");
    expect(Object.entries(state)).toEqual([
      ["project", "musica"],
      ["session_id", "8e32f26f-0000-4000-8000-000000000000"],
      ["status", "stopping"],
      ["session_started", true],
      ["awaiting_response", true],
      ["last_question", "Which one?\n1. red\n2. blue"],
      ["queue_status", "awaiting_human"],
      ["record", fullCockpit],
    ]);
  });

  it.each([
    ["frozen", { name: "frozen", held: false }, "stopped", "idle"],
    ["held", { name: "frozen", held: true }, "stopped", "paused"],
    ["thawing", phaseOf("thawing"), "starting", "processing"],
    ["idle", phaseOf("idle"), "running", "idle"],
    ["working", phaseOf("working"), "running", "processing"],
    ["freezing", phaseOf("freezing"), "stopping", "idle"],
  ] as const)("says what a %s cockpit is", async (_, phase, status, queue) => {
    const { open, readState } = setUp();
    await (await open()).save(makeCockpit({ phase }));
    expect(readState("musica")).toMatchObject({
      status,
      queue_status: queue,
      session_started: false,
      awaiting_response: false,
      last_question: null,
    });
  });

  it("is for its owner alone, and so is all the rest", async () => {
    const { directory, path, fill, sqlite } = setUp();
    await fill("musica");
    const modes = [directory, path("cockpits"), sqlite, path("cockpits/musica.json")].map(
      (name) => statSync(name).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
    expect(readdirSync(path("cockpits"))).toEqual(["musica.json"]);
  });
});

describe("a record from before there were askers", () => {
  it("is taken as one of nobody in particular, and nothing of it is lost", async () => {
    const { open, path, sqlite, troubles } = setUp();
    const store = await open();
    await store.save(fullCockpit);
    await store.close();
    const { asker: _, overrides: choice, ...rest } = fullCockpit;
    const before = {
      ...rest,
      choice,
      phase: { name: "freezing", held: true },
      inbox: [{ ...prompt, answers: question.id }],
    };
    const value = JSON.stringify({ value: before }).replaceAll("'", "''");
    await tamper(sqlite, `UPDATE keyv SET value = '${value}' WHERE key = 'cockpit:musica'`);
    rmSync(path("cockpits/musica.json"));
    const { answers: __, by: ___, ...plain } = prompt;
    const now = { ...fullCockpit, phase: phaseOf("freezing", {}, true), asker: null, inbox: [plain] };
    expect(await (await open()).list()).toEqual([now]);
    expect(troubles).toEqual([]);
  });
});

describe("other records", () => {
  it("are kept by name and key, beside the cockpits, until they are deleted", async () => {
    const { open, troubles } = setUp();
    const store = await open();
    await store.save(makeCockpit());
    const threads = store.records<{ readonly root: string }>("threads");
    await threads.set("slack:musica", { root: ":1" });
    await threads.set("slack:other", { root: "2" });
    await threads.set("slack:musica", { root: ":3" });
    await store.records("people").set("slack:musica", "of another name");
    await store.close();

    const again = await open();
    const kept = again.records<{ readonly root: string }>("threads");
    expect(await kept.get("slack:musica")).toEqual({ root: ":3" });
    expect(await kept.entries()).toEqual([
      ["slack:musica", { root: ":3" }],
      ["slack:other", { root: "2" }],
    ]);
    await kept.delete("slack:musica");
    await kept.delete("slack:musica");
    expect([await kept.get("slack:musica"), await kept.entries()]).toEqual([
      undefined,
      [["slack:other", { root: "2" }]],
    ]);
    expect(await again.records("people").entries()).toEqual([["slack:musica", "of another name"]]);
    expect((await again.list()).map(({ project }) => project)).toEqual(["musica"]);
    expect(troubles).toEqual([]);
  });

  it.each<readonly [string, (sqlite: string) => void | Promise<void>]>([
    ["is lost", (sqlite) => rmSync(sqlite)],
    ["is corrupt", (sqlite) => writeFileSync(sqlite, "this is no database, and never was one")],
    ["is empty", (sqlite) => truncateSync(sqlite)],
  ])("are there again where the database %s", async (_, harm) => {
    const { open, sqlite, troubles } = setUp();
    const store = await open();
    const threads = store.records<{ readonly root: string }>("slack");
    await threads.set("musica", { root: "C1:1" });
    await threads.set("musica", { root: "C1:2" });
    await threads.set("gone", { root: "C1:3" });
    await threads.delete("gone");
    await store.records("people").set("slack:U1 ☃/..", { direct: true });
    await store.records("people").set("x".repeat(600), 1);
    await store.records("people").set(`${"x".repeat(599)}y`, 2);
    await store.close();
    await harm(sqlite);
    const again = await open();
    expect(await again.records("slack").entries()).toEqual([["musica", { root: "C1:2" }]]);
    expect(await again.records("people").get("slack:U1 ☃/..")).toEqual({ direct: true });
    expect(await again.records("people").get("x".repeat(600))).toBe(1);
    expect(troubles.join()).toContain("made again from their copies");
  });

  it("are there again, one by one, where one is corrupt; and copied where they were not", async () => {
    const { open, path, sqlite } = setUp();
    const store = await open();
    await store.records("slack").set("musica", { root: "C1:1" });
    await store.records("slack").set("other", { root: "C1:2" });
    await store.close();
    await tamper(sqlite, "UPDATE keyv SET value = '{half' WHERE key = 'slack:musica'");
    rmSync(path("records/slack/other.json"));
    const again = await open();
    expect(await again.records("slack").entries()).toEqual([
      ["musica", { root: "C1:1" }],
      ["other", { root: "C1:2" }],
    ]);
    await again.close();
    await tamper(sqlite, "DELETE FROM keyv WHERE key = 'slack:other'");
    expect(existsSync(path("records/slack/other.json"))).toBe(true);
    expect(await (await open()).records("slack").entries()).toEqual([["musica", { root: "C1:1" }]]);
    expect(existsSync(path("records/slack/other.json"))).toBe(false);
  });

  it("reject where they cannot be written", async () => {
    const { open, sqlite } = setUp();
    const store = await open();
    await tamper(sqlite, "CREATE TRIGGER no BEFORE INSERT ON keyv BEGIN SELECT RAISE(FAIL, 'no'); END");
    await expect(store.records("threads").set("a", 1)).rejects.toMatchObject({ code: "internal" });
  });
});

describe("a write that fails", () => {
  it("rejects, though Keyv would go on", async () => {
    const { open, sqlite } = setUp();
    const store = await open();
    await store.save(makeCockpit({ trouble: "before" }));
    await tamper(sqlite, "CREATE TRIGGER no BEFORE INSERT ON keyv BEGIN SELECT RAISE(FAIL, 'no'); END");
    await expect(store.save(makeCockpit({ trouble: "after" }))).rejects.toMatchObject({
      code: "internal",
      cause: { code: "SQLITE_CONSTRAINT" },
    });
    expect((await store.list())[0]?.trouble).toBe("before");
    await tamper(sqlite, "DROP TRIGGER no");
    await store.save(makeCockpit({ trouble: "after" }));
    expect((await store.list())[0]?.trouble).toBe("after");
  });

  it("rejects when it is a removal, and removes nothing", async () => {
    const { open, sqlite, readState } = setUp();
    const store = await open();
    await store.save(makeCockpit());
    await tamper(sqlite, "CREATE TRIGGER no BEFORE DELETE ON keyv BEGIN SELECT RAISE(FAIL, 'no'); END");
    await expect(store.remove("musica")).rejects.toMatchObject({ code: "internal" });
    expect(await store.list()).toHaveLength(1);
    expect(readState("musica").project).toBe("musica");
  });

  it("keeps nobody from opening, and removing, what one of the two still has", async () => {
    const { open, fill, path, sqlite, troubles } = setUp();
    await fill("a", "b");
    await tamper(
      sqlite,
      "DELETE FROM keyv WHERE key = 'cockpit:a'",
      "CREATE TRIGGER no BEFORE INSERT ON keyv BEGIN SELECT RAISE(FAIL, 'no'); END",
    );
    const store = await open();
    expect(troubles).toEqual([expect.stringMatching(/^The record and the state file of a do not agree: /)]);
    await store.remove("a");
    expect((await store.list()).map(({ project }) => project)).toEqual(["b"]);
    expect(readdirSync(path("cockpits"))).toEqual(["b.json"]);
  });

  it("rejects with disk-full when there is no room for the state file, and changes nothing", async () => {
    const { open, path, readState } = setUp();
    const store = await open();
    await store.save(makeCockpit({ trouble: "before" }));
    symlinkSync("/dev/full", path("cockpits/.musica.json.tmp"));
    await expect(store.save(makeCockpit({ trouble: "after" }))).rejects.toMatchObject({ code: "disk-full" });
    expect((await store.list())[0]?.trouble).toBe("before");
    expect(readState("musica").record.trouble).toBe("before");
    await store.save(makeCockpit({ trouble: "after" }));
    expect(readState("musica").record.trouble).toBe("after");
  });

  it("has SQLite's own word when there is no room for the record", async () => {
    const { sqlite } = setUp();
    const database = await openDatabase(sqlite, () => expect.unreachable());
    onTestFinished(() => database.close());
    await database.query("PRAGMA max_page_count = 8");
    const big = makeCockpit({ trouble: "x".repeat(100_000) });
    await expect(database.records.set("musica", big)).rejects.toMatchObject({ code: "SQLITE_FULL" });
  });

  it("never follows a power cut: SQLite syncs its log at each commit", async () => {
    const { sqlite } = setUp();
    const database = await openDatabase(sqlite, () => expect.unreachable());
    onTestFinished(() => database.close());
    expect(await database.query("PRAGMA synchronous")).toEqual([{ synchronous: 2 }]);
    expect(await database.query("PRAGMA journal_mode")).toEqual([{ journal_mode: "wal" }]);
  });
});

describe("a store that is corrupt", () => {
  it.each<[string, (file: string) => void]>([
    ["no database", (file) => writeFileSync(file, "This is not a database. ".repeat(500))],
    ["cut off", (file) => truncateSync(file, 5000)],
    ["overwritten in the middle", (file) => writeFileSync(file, scribble(readFileSync(file)))],
  ])("(%s) is set aside and made again from the state files", async (_, damage) => {
    const { open, fill, troubles, path, sqlite } = setUp();
    await fill("a", "b");
    damage(sqlite);
    const store = await open();
    expect((await store.list()).map(({ project, cursor }) => [project, cursor])).toEqual([
      ["a", "of a"],
      ["b", "of b"],
    ]);
    expect(troubles[0]).toContain(`set aside as ${path("cockpit.sqlite.corrupt-1")}`);
    expect(existsSync(path("cockpit.sqlite.corrupt-1"))).toBe(true);

    await store.save(makeCockpit({ project: "a", cursor: "later" }));
    await store.close();
    damage(sqlite);
    expect((await (await open()).list())[0]?.cursor).toBe("later");
    expect(existsSync(path("cockpit.sqlite.corrupt-2"))).toBe(true);
  });

  it("takes its journal along, so that it is not played into the new one", async () => {
    const { open, fill, path, sqlite } = setUp();
    await fill("a");
    writeFileSync(sqlite, "not a database".repeat(100));
    writeFileSync(`${sqlite}-wal`, "tail");
    await open();
    expect(readFileSync(path("cockpit.sqlite.corrupt-1-wal"), "utf8")).toBe("tail");
  });

  it("is not set aside for what is no corruption", async () => {
    const { directory, path, troubles } = setUp();
    symlinkSync("/nowhere/at/all", path("cockpit.sqlite"));
    const opening = createKeyvStore({ directory, onTrouble: (sentence) => troubles.push(sentence) });
    await expect(opening).rejects.toMatchObject({ code: "internal" });
    expect(troubles).toEqual([]);
  });

  function scribble(bytes: Buffer): Buffer {
    return bytes.fill(0x5a, 4096, 4096 + 64);
  }
});

describe("a record or a state file that is corrupt", () => {
  const broken = "UPDATE keyv SET value = '{\"value\":{' WHERE key = 'cockpit:a'";
  const wrong = `UPDATE keyv SET value = '{"value":{"project":"a"}}' WHERE key = 'cockpit:a'`;
  const swapped = "UPDATE keyv SET value = (SELECT value FROM keyv WHERE key = 'cockpit:b') WHERE key = 'cockpit:a'";
  const lost = "DELETE FROM keyv WHERE key = 'cockpit:a'";

  it.each([
    ["no JSON", broken],
    ["no cockpit", wrong],
    ["another's", swapped],
    ["gone", lost],
  ])("a record that is %s is made again from the state file", async (_, statement) => {
    const { open, fill, troubles, sqlite } = setUp();
    await fill("a", "b");
    await tamper(sqlite, statement);
    const store = await open();
    expect((await store.list()).map(({ cursor }) => cursor)).toEqual(["of a", "of b"]);
    expect(troubles).toEqual([expect.stringMatching(/^The record of a was (corrupt|missing) and was made again/)]);
    await store.close();
    await open();
    expect(troubles).toHaveLength(1);
  });

  it.each([
    ["no JSON", "{"],
    ["without a record", '{"project":"a"}'],
    ["empty", ""],
  ])("a state file that is %s is made again from the record", async (_, text) => {
    const { open, fill, troubles, path, readState } = setUp();
    await fill("a");
    writeFileSync(path("cockpits/a.json"), text);
    await open();
    expect(readState("a").record.cursor).toBe("of a");
    expect(troubles).toEqual([expect.stringContaining("state file of a was corrupt")]);
  });

  it("a state file that is missing, or older than the record, is written without a word", async () => {
    const { open, fill, troubles, path, readState } = setUp();
    await fill("a", "b");
    const older = readFileSync(path("cockpits/b.json"), "utf8").replace("of b", "older");
    writeFileSync(path("cockpits/b.json"), older);
    rmSync(path("cockpits/a.json"));
    await open();
    expect([readState("a").record.cursor, readState("b").record.cursor]).toEqual(["of a", "of b"]);
    expect(troubles).toEqual([]);
  });

  it("both are set aside where neither can be used, and the rest goes on", async () => {
    const { open, fill, troubles, path, sqlite } = setUp();
    await fill("a", "b");
    await tamper(sqlite, broken);
    writeFileSync(path("cockpits/a.json"), "{");
    const store = await open();
    expect((await store.list()).map(({ project }) => project)).toEqual(["b"]);
    expect(troubles).toEqual([
      expect.stringMatching(/^What was kept of a is corrupt: .*a\.record\.corrupt-1 and .*a\.json\.corrupt-1/),
    ]);
    expect(readFileSync(path("a.record.corrupt-1"), "utf8")).toBe('{"value":{');
    expect(readFileSync(path("cockpits/a.json.corrupt-1"), "utf8")).toBe("{");
    await store.save(makeCockpit({ project: "a" }));
    expect(await store.list()).toHaveLength(2);
  });

  it("a draft that a crash left behind is removed", async () => {
    const { open, fill, path } = setUp();
    await fill("a");
    writeFileSync(path("cockpits/.a.json.tmp"), "half");
    await open();
    expect(readdirSync(path("cockpits"))).toEqual(["a.json"]);
  });
});
