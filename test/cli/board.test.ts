import { describe, expect, it } from "vitest";
import type { Context } from "../../src/commands/command.ts";
import { inputOf, parseWords } from "../../src/commands/parse.ts";
import { commands } from "../../src/commands/table.ts";
import { musica } from "../core/stage.ts";
import { makeCockpit, question } from "../fakes/cockpit.ts";
import { asking, createFakeBridge, idle, surround } from "./bridge.ts";

const NOW = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

function contextWith(change: Partial<Context> = {}): Context {
  const one = (project: string, since: number, asker: string | null) =>
    makeCockpit({
      project,
      asker,
      question: { ...question, id: `q-${project}`, kind: "text", sentence: "Lazy?", since },
    });
  const known = [
    one("late", NOW - HOUR, "slack:U1"),
    makeCockpit({ project: "idle" }),
    one("musica", NOW - 3 * HOUR, null),
  ];
  const { context } = surround({ known: () => known, look: async () => asking });
  return {
    ...context,
    projects: () => [musica],
    owners: (project) => (project === "musica" ? musica.owners : []),
    author: "ann",
    event: "e",
    mayDecide: () => true,
    signal: new AbortController().signal,
    tell: () => undefined,
    ...change,
  };
}

async function run(words: readonly string[], change: Partial<Context> = {}) {
  const [name, ...rest] = words;
  const command = commands.find((one) => one.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  return command.run(contextWith(change), inputOf(parseWords(command, rest)));
}

describe("screen", () => {
  it("is words on a terminal, and a picture for a chat", async () => {
    const here = await run(["screen", "musica"]);
    expect([here.text, here.data]).toEqual(["screen", { screen: "screen" }]);
    const there = await run(["screen", "musica"], { by: "slack:U1" });
    expect(there.text).toBe("The screen of musica:");
    expect(String(await there.file?.read(1_000))).toContain("picture of");
  });

  it("may be asked about", async () => {
    const asked: string[] = [];
    const { context } = surround({ ask: async (project) => void asked.push(project) });
    const { text } = await run(["screen", "musica", "--keys"], { bridge: context.bridge });
    expect([text, asked]).toEqual([expect.stringContaining("which key to press"), ["musica"]]);
  });
});

describe("board", () => {
  it("shows everything that waits, oldest first, with links", async () => {
    const { text, data } = await run(["board"]);
    expect(text).toBe(
      [
        "musica · text · waits for slack:OWNER · 3 h",
        "  Lazy?",
        "  https://chat.example/musica",
        "late · text · waits for slack:U1 · 1 h",
        "  Lazy?",
        "  https://chat.example/late",
      ].join("\n"),
    );
    expect(data).toMatchObject([
      {
        project: "musica",
        kind: "text",
        sentence: "Lazy?",
        to: ["slack:OWNER"],
        links: ["https://chat.example/musica"],
      },
      { project: "late", question: "q-late", since: "2025-12-31T23:00:00.000Z" },
    ]);
  });

  it.each([
    [["--mine"], { by: "slack:U1" }, ["late"]],
    [["--for", "slack:OWNER"], {}, ["musica"]],
  ])("%j shows one person's", async (words, change, projects) => {
    const { data } = await run(["board", ...words], change);
    expect(data).toMatchObject(projects.map((project) => ({ project })));
  });

  it.each<[readonly string[], Partial<Context>, string]>([
    [[], { bridge: createFakeBridge() }, "Nothing waits: no project has an open question."],
    [["--mine"], { by: "slack:U7" }, 'Nothing waits for slack:U7. "board" shows what waits for others.'],
    [["--mine"], { by: "slack:U7", bridge: createFakeBridge() }, "Nothing waits for slack:U7."],
  ])("%j says so where nothing does", async (words, change, text) => {
    expect(await run(["board", ...words], change)).toEqual({ text, data: [] });
  });

  it("wants to know who asks, and what an id is", async () => {
    await expect(run(["board", "--mine"])).rejects.toThrow('"board --for slack:U0123ABCD"');
    await expect(run(["board", "--for", "ann"])).rejects.toThrow('and "ann" is none');
  });
});

describe("snooze", () => {
  it.each([
    [[], 4 * HOUR, "4 h"],
    [["30m"], HOUR / 2, "30 min"],
    [["2h"], 2 * HOUR, "2 h"],
    [["3d"], 72 * HOUR, "3 days"],
  ])("puts reminders off for %j", async (time, span, words) => {
    const given: unknown[] = [];
    const snooze: Context["snooze"] = async (...all) => given.push(all) > 0;
    const { text, data } = await run(["snooze", "musica", ...time], { snooze });
    expect(given).toEqual([["musica", NOW + span]]);
    expect(text).toContain(`Nobody is reminded of musica's question for ${words}.`);
    expect(data).toEqual({ project: "musica", until: new Date(NOW + span).toISOString() });
  });

  it.each(["", "2", "h", "2 weeks", "-1h", "0m", "366d", "1e9h", "NaNh"])(
    "does not take %j for a time",
    async (time) => {
      const words = time === "" ? ["  "] : [time];
      await expect(run(["snooze", "musica", "--", ...words])).rejects.toMatchObject({ code: "bad-input" });
    },
  );

  it.each([
    ["no question is open", { bridge: createFakeBridge({ look: async () => idle }) }],
    ["the project was never started", { bridge: createFakeBridge({ look: async () => undefined }) }],
  ])("says so where %s", async (_, change) => {
    const said = run(["snooze", "musica"], change);
    await expect(said).rejects.toMatchObject({ code: "no-question" });
    await expect(said).rejects.toThrow("musica has no open question, so there is nothing to snooze.");
  });
});
