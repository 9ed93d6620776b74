import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { carriedOver } from "../../adapters/keyv/carried-over.ts";
import { openDatabase } from "../../adapters/keyv/database.ts";
import { cockpitSchema } from "../../adapters/keyv/schema.ts";
import { createKeyvStore } from "../../adapters/keyv/store.ts";
import { promptText } from "../../src/cockpit/answer/answer.ts";
import {
  type Cockpit,
  claudeOf,
  FRESH,
  type Phase,
  type Prompt,
  type Task,
  UNCHANGED,
} from "../../src/cockpit/state.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import { temporaryDirectory } from "../fakes/directory.ts";

/** State files as the version of 28 November 2026 (fc76e67) wrote them, out of lives that it led. */
const FORMER = fileURLToPath(new URL("snapshots", import.meta.url));
const names = readdirSync(FORMER).map((name) => name.replace(/\.json$/, ""));
const record = (name: string) => JSON.parse(readFileSync(join(FORMER, `${name}.json`), "utf8")).record;

/** From the database and the state files beside it, or from these alone. */
async function readAll(from: "database" | "files" = "files"): Promise<readonly Cockpit[]> {
  const directory = temporaryDirectory();
  cpSync(FORMER, join(directory, "cockpits"), { recursive: true });
  if (from === "database") {
    const database = await openDatabase(join(directory, "cockpit.sqlite"), () => {});
    for (const name of names) await database.records.set(name, record(name));
    await database.close();
  }
  const troubles: string[] = [];
  const store = await createKeyvStore({ directory, onTrouble: (sentence) => troubles.push(sentence) });
  const cockpits = await store.list();
  await store.close();
  expect(troubles).toHaveLength(from === "database" ? 0 : names.length);
  return cockpits;
}

const WORDS: readonly string[] = [
  "background: look again",
  "background: and tidy",
  "chosen: 2",
  "denied: no, rename it",
  "expecting: and\nmore",
  "expecting: from the shell",
  "files: \n[attached: /var/cockpit/files/a.png]",
  "files: /compact",
  "other: neither: MariaDB",
  "planned: yes",
  "working: for this session",
];

describe("a record of a former version", () => {
  it.each(["database", "files"] as const)("is read with all that it had (%s)", async (from) => {
    const cockpits = await readAll(from);
    expect(cockpits.map(({ project }) => project)).toEqual(names);
    for (const cockpit of cockpits) {
      const { phase, choice, begins, behind, dialog, later, background, stale, ...rest } = record(cockpit.project);
      const { phase: now, overrides, inbox, tasks, sessionSettings, limitedUntil, setAside, ...others } = cockpit;
      const { inbox: formerInbox, tasks: formerTasks, ...formerOthers } = rest;
      expect(others).toEqual(formerOthers);
      expect([now.name, overrides, limitedUntil, setAside]).toEqual([phase.name, choice, null, null]);
      expect(sessionSettings).toEqual(UNCHANGED);
      const withoutWords = ({ text, words, ...one }: Prompt & { words?: string }) => one;
      expect(inbox.map(withoutWords)).toEqual(formerInbox.map(withoutWords));
      expect(tasks.map(({ text, ...one }) => one)).toEqual(formerTasks.map(({ text, ...one }: Task) => one));
    }
  });

  it("gives Claude the same text of every prompt, to the letter: it may be under way", async () => {
    const texts = (await readAll()).flatMap(({ project, inbox }) => {
      const former: readonly Prompt[] = record(project).inbox;
      return inbox.map((prompt, at) => [promptText(prompt), former[at]?.text]);
    });
    expect(texts.length).toBe(9);
    for (const [now, former] of texts) expect(now).toBe(former);
  });

  it("has each author's words apart from their name", async () => {
    const words = (await readAll()).flatMap(({ project, inbox, tasks }) =>
      [...inbox, ...tasks].map(({ text }) => `${project}: ${text}`),
    );
    expect(words).toEqual(WORDS);
  });

  it.each<[string, Phase]>([
    ["first", { name: "frozen", held: false }],
    ["chosen", { name: "thawing", claude: FRESH }],
    ["paused", phaseOf("paused", { dialog: true, queuedDialogs: record("paused").later })],
    ["working", phaseOf("working", { dialog: true, needsRestart: true })],
    ["background", phaseOf("idle", { background: true })],
    ["expecting", phaseOf("idle", { expectsTurn: true })],
    ["catching", phaseOf("thawing", { catchingUp: true })],
  ])("has what its Claude had in its phase (%s)", async (name, phase) => {
    const found = (await readAll()).find(({ project }) => project === name);
    expect(found?.phase).toEqual(phase);
  });

  it("loses what was kept of a Claude where none lived", () => {
    const stray = { ...record("first"), background: true, later: [record("paused").question] };
    expect(claudeOf(cockpitSchema.parse(stray))).toEqual(FRESH);
  });

  it("of before any of it was kept has a Claude that was just started", () => {
    const { begins, behind, dialog, later, background, stale, choice, ...earliest } = record("expecting");
    expect(cockpitSchema.parse(earliest)).toMatchObject({ phase: phaseOf("idle"), overrides: {} });
  });

  it.each([
    [true, { ...UNCHANGED, mode: "plan" }],
    [false, UNCHANGED],
  ])("that only knew whether Claude plans (%s)", (planning, sessionSettings) => {
    const { sessionSettings: _, ...kept } = makeCockpit({});
    expect(cockpitSchema.parse({ ...kept, planning })).toEqual({ ...kept, sessionSettings });
  });

  it.each([null, "text", [], 3, {}, { phase: null }])("that is none stays what it is (%j)", (value) => {
    expect(carriedOver(value)).toBe(value);
  });
});
