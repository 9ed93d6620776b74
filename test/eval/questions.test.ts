import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

const root = join(import.meta.dirname, "../..");

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

function run(...words: readonly string[]): Promise<Ran> {
  const args = [join(root, "node_modules/tsx/dist/cli.mjs"), join(root, "test/eval/questions.ts"), ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, out, err) => resolve({ status: Number(error?.code ?? 0), out, err }));
  });
}

async function fileOf(...lines: readonly string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "questions-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "labelled.jsonl");
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

function labelled(id: string, text: string, awaiting: boolean, kind: string, lang = "en"): string {
  return JSON.stringify({ id, text, awaiting, kind, lang, hard: false });
}

const four = [
  labelled("a1", "Shall I push it?", true, "approval"),
  labelled("a2", "Alles fertig. Soll ich pushen?", true, "approval", "de"),
  labelled("a3", "All tests pass.", false, "done"),
  // As labelled, a miss.
  labelled("a4", "The blue one is nicer.", true, "choice"),
];

describe("the score of questions", () => {
  it("is told with a table by kind and by language, and with each error", async () => {
    const { status, out, err } = await run(await fileOf(...four));
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatch(/4 messages: precision +1\.000, recall +0\.667, f1 +0\.800/);
    for (const row of [/^approval +2\/2/m, /^choice +0\/1/m, /^de +1\/1/m, /^1 errors$/m]) expect(out).toMatch(row);
    expect(out).toMatch(/^a4 \(choice, en\): expected to wait; .+\n +"The blue one is nicer\."/m);
  });

  it("is one JSON object, and nothing else", async () => {
    const { status, out } = await run(await fileOf(...four), "--json");
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      precision: 1,
      recall: 2 / 3,
      kinds: { approval: { recall: 1 }, choice: { recall: 0 } },
      languages: { de: { messages: 1 }, en: { messages: 3 } },
    });
  });

  it.each([
    ["a missing file", () => Promise.resolve("/nowhere/at-all.jsonl"), /cannot be read.*Say: npm run/],
    ["no JSON", () => fileOf(four[0] ?? "", "nonsense"), /:2 is not a labelled message\. Each line/],
    ["a missing label", () => fileOf('{"id":"a","text":"b"}'), /:1 is not a labelled message/],
    ["no messages", () => fileOf(""), /has no messages/],
  ])("needs a file that can be read, not %s", async (_, path, message) => {
    const { status, out, err } = await run(await path(), "--json");
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^ +at /m);
  });

  it("needs to be told which file", async () => {
    expect(await run()).toMatchObject({ status: 2, err: expect.stringContaining("One file is needed") });
  });
});
