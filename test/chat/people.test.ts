import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHomes } from "../../adapters/host/homes.ts";
import { tokenOf } from "../../src/cockpit/answer/token.ts";
import { AT_ONCE } from "../../src/cockpit/freeze-policy.ts";
import { NO_LIMITS } from "../../src/cockpit/slots/standing.ts";
import { BridgeError } from "../../src/errors.ts";
import type { ChatCall, ChatMessage, Person } from "../../src/ports/ports.ts";
import { createManualClock } from "../fakes/clock.ts";
import { type Bot, createGround, type Ground, type GroundOptions } from "./bot.ts";

const ann: Person = { id: "slack:U1", name: "Ann", groups: [] };
const bob: Person = { id: "slack:U2", name: "Bob", groups: [] };

async function setUp(options: Partial<GroundOptions> = {}): Promise<Ground & Bot> {
  const ground = createGround({
    clock: createManualClock(),
    projects: ["musica", "overbits"],
    policies: { slack: { users: ["U1"], groups: [], channels: [] } },
    script: (text) =>
      /ask/.test(text)
        ? [{ type: "say", text: "Lazy or eager?" }]
        : /long/.test(text)
          ? [{ type: "hold" }, { type: "say", text: "Done." }]
          : [{ type: "say", text: `Heard: ${text}` }],
    ...options,
  });
  const bot = await ground.bot([]);
  onTestFinished(() => bot.close());
  return { ...ground, ...bot };
}

let count = 0;

const message = (text: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `slack:C1:${++count}.0`,
  project: "musica",
  person: ann,
  channel: "C1",
  text,
  files: [],
  ...more,
});

/** Where the container's /run/cockpit is on the host. */
const runOf = ({ directory }: { readonly directory: string }) => createHomes(directory).paths("musica").run;

const call = (words: string, more: Partial<ChatCall> = {}): ChatCall => ({
  id: `call ${++count}`,
  person: ann,
  channel: "C1",
  project: null,
  words,
  confirmed: false,
  open: async (project) => `https://slack/${project}`,
  ...more,
});

const heard = (ground: Ground, times: number) => ground.heard("musica", times);

describe("a message", () => {
  it("without words or files is not Claude's, and its author is told", async () => {
    const bot = await setUp();
    expect(await bot.people.said(message(" \n"))).toMatch(/^There is nothing in that message that Claude can read/);
    await bot.people.said(message("words"));
    expect(await heard(bot, 1)).toEqual(["Ann: words"]);
  });

  it("reaches Claude with who wrote it, once however often it comes", async () => {
    const bot = await setUp();
    const one = message("fix it\nplease");
    expect(await bot.people.said(one)).toBeNull();
    expect(await bot.people.said(one)).toBeNull();
    expect(await bot.people.said(message("and that"))).toBeNull();
    expect(await heard(bot, 2)).toEqual(["Ann: fix it\nplease", "Ann: and that"]);
    expect((await bot.audit()).map(({ event, who, project }) => [event, who, project])).toEqual([
      ["message", "slack:U1", "musica"],
      ["message", "slack:U1", "musica"],
    ]);
  });

  it("by a stranger is refused politely, is in the audit log, and never reaches Claude", async () => {
    const bot = await setUp();
    expect(await bot.people.said(message("hello", { person: bob }))).toMatch(/^Sorry, .*U2/);
    expect(await bot.audit()).toMatchObject([{ event: "refused", who: "slack:U2", name: "Bob", what: "message" }]);
    expect(bot.people.waiting("musica")).toEqual([]);
    expect(bot.bridge.knows("musica", `slack:C1:${count}.0`)).toBe(false);
  });

  it("for a project that is no more is told so", async () => {
    const bot = await setUp();
    expect(await bot.people.said(message("x", { project: "gone" }))).toBe("There is no project gone.");
  });

  it("brings its files to where Claude can read them, and says so of one that cannot be had", async () => {
    const bot = await setUp();
    const files = [
      { name: "a/../b c.txt", open: async () => Readable.from([Buffer.from("content")]) },
      {
        name: "gone.pdf",
        open: async () => {
          throw new BridgeError("bad-input", "Slack does not give it out.");
        },
      },
    ];
    const one = message("look", { files });
    expect(await bot.people.said(one)).toBeNull();
    const [text = ""] = await heard(bot, 1);
    const [, path = ""] =
      /^Ann: look\nAttached file: \/run\/cockpit\/(\S+\/b c\.txt)\nAttached file: gone\.pdf \(it could not be fetched\)$/.exec(
        text,
      ) ?? [];
    expect(await readFile(join(runOf(bot), path), "utf8")).toBe("content");
  });

  it("may have two files of one name", async () => {
    const bot = await setUp();
    const files = ["one", "two"].map((content) => ({
      name: "image.png",
      open: async () => Readable.from([Buffer.from(content)]),
    }));
    await bot.people.said(message("look", { files }));
    const [text = ""] = await heard(bot, 1);
    const paths = [...text.matchAll(/\/run\/cockpit\/(\S+)/g)].map(([, path = ""]) => join(runOf(bot), path));
    expect(await Promise.all(paths.map((path) => readFile(path, "utf8")))).toEqual(["one", "two"]);
  });

  it("can be edited and taken back while Claude works on something else", async () => {
    const bot = await setUp();
    await bot.people.said(message("long work"));
    await heard(bot, 1);
    await bot.bridge.stop("musica");
    const [first, second] = [message("frist"), message("second")];
    bot.claude.stick("musica", true);
    await bot.people.said(first);
    await bot.people.said(second);
    expect(await bot.people.edited({ ...second, text: "other" })).toBeNull();
    expect(await bot.people.withdrawn("musica", second.id)).toBe(true);
    expect(await bot.people.withdrawn("musica", second.id)).toBe(false);
    expect(bot.people.waiting("musica")).toEqual([first.id]);
  });

  it("that Claude has already cannot be changed, and its author is told", async () => {
    const bot = await setUp();
    const one = message("first");
    await bot.people.said(one);
    await heard(bot, 1);
    expect(await bot.people.edited({ ...one, text: "frist" })).toMatch(/^Claude has that message already/);
    // So many came since that nobody remembers it: it is not a new one all the same.
    const long = { ...one, id: "slack:C1:0.1", text: "frist" };
    expect(await bot.people.edited(long, true)).toMatch(/^That message was written too long ago/);
    expect(await bot.people.withdrawn("musica", one.id)).toBe(false);
    expect(await bot.people.edited({ ...one, person: bob })).toMatch(/^Sorry/);
  });
});

describe("a command", () => {
  it("starts a project, opens its thread, and answers with a link", async () => {
    const bot = await setUp();
    const { text } = await bot.people.command(call("start musica"));
    expect(text).toMatch(/^Started cockpit musica · session \S+\nhttps:\/\/slack\/musica$/);
    expect((await bot.people.command(call("start", { project: "musica" }))).text).not.toContain("https:");
    expect(await bot.audit()).toMatchObject([
      { event: "command", who: "slack:U1", words: "start musica" },
      { event: "command", who: "slack:U1", words: "start" },
    ]);
  });

  it("that opens no thread starts nothing", async () => {
    const bot = await setUp();
    const open = async () => {
      throw new BridgeError("bad-input", "I am not in this channel.");
    };
    expect(await bot.people.command(call("start musica", { open }))).toEqual({ text: "I am not in this channel." });
    expect(await bot.bridge.look("musica")).toBeUndefined();
  });

  it.each([
    ["strat musica", /^There is no command strat\. Did you mean start\?/],
    ["start mussica", /^There is no project mussica\./],
    ["stop musica", /^musica has no cockpit yet\. "start musica" makes one\.$/],
    ["help", /^start <project>.*\n[\s\S]*stop <project>/],
    ["", /^start <project>/],
    ["help stop", /^stop <project>\nFreeze a cockpit/],
    ["help dance", /^There is no command dance/],
    ["notify sometimes", /^Say "notify thread" or "notify direct"\.$/],
  ])("%j answers with a sentence", async (words, sentence) => {
    const bot = await setUp();
    expect((await bot.people.command(call(words))).text).toMatch(sentence);
  });

  it("by a stranger is refused before anything of it is looked at", async () => {
    const bot = await setUp();
    for (const words of ["start musica", "help", "nonsense"])
      expect((await bot.people.command(call(words, { person: bob }))).text).toMatch(/^Sorry/);
    expect((await bot.audit()).map(({ event, what }) => [event, what])).toEqual([
      ["refused", "start musica"],
      ["refused", "help"],
      ["refused", "nonsense"],
    ]);
  });

  it("asks first where it does, and does it once it is confirmed", async () => {
    const bot = await setUp();
    await bot.people.command(call("start musica"));
    const { confirm } = await bot.people.command(call("remove", { project: "musica" }));
    expect(confirm?.question).toMatch(/^Remove musica's container/);
    expect(confirm?.words).toBe("remove musica");
    expect(await bot.bridge.look("musica")).toBeDefined();
    expect((await bot.people.command(call("remove musica", { confirmed: true }))).text).toMatch(/^Removed/);
    expect(await bot.bridge.look("musica")).toBeUndefined();
  });

  it("trusts what a project brings once it was shown and confirmed", async () => {
    const bot = await setUp();
    bot.claude.bring("musica", ["hook Stop: x"]);
    await bot.people.command(call("start musica"));
    const { confirm } = await bot.people.command(call("trust", { project: "musica" }));
    expect(confirm?.question).toContain("hook Stop: x");
    expect((await bot.bridge.look("musica"))?.trusted).toEqual([]);
    const told = await bot.people.command(call(confirm?.words ?? "", { confirmed: true }));
    expect(told.text).toMatch(/^musica is trusted with one thing more/);
    expect((await bot.bridge.look("musica"))?.trusted).toEqual(["key of hook Stop: x"]);
    expect((await bot.people.command(call("trust --all"))).text).toContain("for the terminal");
  });

  it("does not watch a turn: it returns once Claude has the message", async () => {
    const bot = await setUp();
    expect((await bot.people.command(call("send musica long work"))).text).toBe("Delivered.");
    expect(await heard(bot, 1)).toEqual(["Ann: long work"]);
    expect((await bot.people.command(call("interrupt", { project: "musica" }))).text).toMatch(/^Interrupted musica/);
  });

  it("does not sit in line for a slot: it returns with the place", async () => {
    const bot = await setUp({
      rules: { ...AT_ONCE, idle: 60_000, rationed: true },
      limits: { ...NO_LIMITS, slots: 1 },
    });
    expect((await bot.people.command(call("send musica a long one"))).text).toBe("Delivered.");
    expect((await bot.people.command(call("send overbits hello"))).text).toBe(
      "The message is kept. overbits waits for a slot: first in line. It starts by itself.",
    );
  });

  it("sets where one is told of questions", async () => {
    const bot = await setUp();
    expect(await bot.people.wantsDirect("slack:U1")).toBe(false);
    await bot.people.command(call("notify direct"));
    expect(await bot.people.wantsDirect("slack:U1")).toBe(true);
    await bot.people.command(call("notify thread"));
    expect(await bot.people.wantsDirect("slack:U1")).toBe(false);
  });

  it("makes nothing of a person's words a command but the one that they chose", async () => {
    const bot = await setUp();
    const words = "slash musica /compact x\nrun-shell 'touch /workspace/owned'";
    expect((await bot.people.command(call(words))).text).toMatch(/^\/compact is one line/);
    expect(bot.claude.heard("musica")).toEqual([]);
  });

  it("gives a file of the project", async () => {
    const bot = await setUp();
    expect(await bot.people.command(call("file report.pdf", { project: "musica" }))).toEqual({
      text: "report.pdf",
      file: { project: "musica", name: "report.pdf", read: expect.any(Function) },
    });
  });
});

it("offers the projects that wait for somebody first, then the frozen, and those never started last", async () => {
  const bot = await setUp({ projects: ["never", "running", "frozen", "waiting"] });
  const { bridge, people } = bot;
  for (const project of ["running", "frozen", "waiting"]) await bridge.start(project, () => undefined);
  await bridge.stop("frozen");
  await people.said(message("ask me", { project: "waiting" }));
  await bot.told("waiting", ({ type }) => type === "question");
  await bridge.stop("waiting");
  expect(await people.projects(ann, "C1")).toEqual(["waiting", "frozen", "running", "never"]);
});

it("a stranger is not offered the projects", async () => {
  const bot = await setUp();
  expect(await bot.people.projects(ann, "C1")).toEqual(["musica", "overbits"]);
  expect(await bot.people.projects(bob, "C1")).toMatch(/^Sorry/);
});

describe("an answer by a button", () => {
  const carl: Person = { id: "slack:U3", name: "Carl", groups: [] };
  const choices = {
    kind: "choices",
    text: "Which database?\n1. Postgres\n2. SQLite",
    sentence: "Which database?",
    asks: [{ text: "Which database?", multiple: false, options: [{ label: "Postgres" }, { label: "SQLite" }] }],
  } as const;

  async function asked() {
    const bot = await setUp({
      policies: { slack: { users: ["U1", "U3"], groups: [], channels: [] } },
      script: (text) =>
        /which/.test(text) ? [{ type: "ask", question: choices }] : [{ type: "say", text: `Heard: ${text}` }],
    });
    await bot.people.said(message("which?"));
    const question = await bot.told("musica", ({ type }) => type === "question");
    if (question.type !== "question") throw new Error("it does not ask");
    const token = tokenOf(question.question);
    const pick = (person: Person, text: string, other = token) =>
      bot.people.pick({ person, channel: "C1", project: "musica", token: other, text });
    return { ...bot, pick, question: question.question };
  }

  it("reaches Claude in full, with who gave it, and is shown where it was asked", async () => {
    const bot = await asked();
    expect(await bot.pick(ann, "2")).toEqual({ text: "musica gets your answer: 2" });
    expect((await heard(bot, 2))[1]).toContain("Ann: \n- Which database? → SQLite");
    const settled = await bot.told("musica", ({ type }) => type === "settled");
    expect(settled).toMatchObject({ question: { id: bot.question.id }, outcome: "Ann: SQLite" });
  });

  it("counts once, pressed twice by one person", async () => {
    const bot = await asked();
    const answers = await Promise.all([bot.pick(ann, "2"), bot.pick(ann, "2")]);
    expect(answers.map(({ text }) => text)).toEqual(["musica gets your answer: 2", "Your answer is taken already."]);
    expect((await bot.pick(ann, "1")).text).toBe("Your answer is taken already.");
    expect(await heard(bot, 2)).toHaveLength(2);
  });

  it("counts once, pressed by two people at once: the other is told", async () => {
    const bot = await asked();
    const answers = await Promise.all([bot.pick(ann, "2"), bot.pick(carl, "1")]);
    expect(answers.map(({ text }) => text)).toEqual([
      "musica gets your answer: 2",
      "This question is closed; the thread shows what became of it.",
    ]);
    expect((await heard(bot, 2))[1]).toContain("SQLite");
  });

  it.each([
    ["a stranger's", bob, undefined, /^Sorry/],
    ["forged, or on another question", ann, "0000000000000000", /^This question is closed/],
    ["of before an update", ann, "00000000", /^That button is of before the bot was updated/],
  ] as const)("that is %s changes nothing", async (_, person, token, told) => {
    const bot = await asked();
    expect((await bot.pick(person, "2", token)).text).toMatch(told);
    expect((await bot.bridge.look("musica"))?.question?.id).toBe(bot.question.id);
  });

  it("that comes after an answer in words changes nothing", async () => {
    const bot = await asked();
    await bot.people.said(message("neither"));
    await heard(bot, 2);
    expect((await bot.pick(carl, "1")).text).toMatch(/^This question is closed/);
    expect(await heard(bot, 2)).toHaveLength(2);
  });
});

it("a question is for who asked, and the answer goes to Claude with who gave it", async () => {
  const bot = await setUp();
  await bot.people.said(message("ask me"));
  const asked = await bot.told("musica", ({ type }) => type === "question");
  expect(asked).toMatchObject({ type: "question", to: ["slack:U1"] });
  await bot.people.said(message("lazy"));
  expect(await heard(bot, 2)).toEqual(["Ann: ask me", "Ann: lazy"]);
  expect((await bot.audit()).map(({ event }) => event)).toEqual(["message", "answer"]);
});
