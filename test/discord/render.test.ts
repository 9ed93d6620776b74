import { describe, expect, it } from "vitest";
import type { Activity } from "../../adapters/chat/wire.ts";
import {
  type Post,
  renderActivity,
  renderAnswer,
  renderCard,
  renderConfirmation,
  renderDirect,
  renderForm,
  renderMessage,
} from "../../adapters/discord/render/message.ts";
import type { Message } from "../../src/ports/ports.ts";
import { cards, choices, messages, NOW, question, several, WORDS } from "../chat/fixtures.ts";
import { createRandom } from "../core/random.ts";
import { createDocument } from "../slack/documents.ts";
import { postProblems } from "../twins/discord/index.ts";

const ANN = "100000000000000101";
const about = { project: "musica", mentions: [ANN] } as const;

async function expectSnapshot(rendered: unknown, name: string): Promise<void> {
  await expect(`${JSON.stringify(rendered, null, 2)}\n`).toMatchFileSnapshot(`snapshots/${name}.json`);
}

const problems = (post: Post) => postProblems(JSON.parse(JSON.stringify(post)));

/** A file is in a snapshot by its beginning. */
function shortened(message: Message) {
  const { posts, file } = renderMessage(message, about);
  return { posts, ...(file && { file: { ...file, content: `${file.content.slice(0, 60)}…` } }) };
}

describe("messages", () => {
  it.each(Object.entries(messages))("%s", async (name, message) => {
    await expectSnapshot(shortened(message), name);
    const { posts } = renderMessage(message, about);
    for (const post of posts) {
      expect(problems(post)).toEqual([]);
      expect(post.allowed_mentions.parse).toEqual([]);
    }
    const pinged = posts.flatMap(({ allowed_mentions: { users } }) => users);
    expect(pinged).toEqual(message.type === "question" ? [ANN] : []);
  });

  it.each([
    ["question-choices-settled", choices],
    ["question-choices-several-settled", several],
    ["question-text-settled", question],
  ])("%s", async (name, asked) => {
    const { posts } = renderMessage(
      { type: "question", question: asked },
      { ...about, mentions: [], outcome: "Ann: <b> *SQLite*" },
    );
    await expectSnapshot(posts, name);
    for (const post of posts) expect(problems(post)).toEqual([]);
    expect(JSON.stringify(posts)).not.toContain("pick");
  });

  it("keeps to the limits with whatever is to be chosen", () => {
    const long = `${"&<>*".repeat(300)}🙂`;
    const options = Array.from({ length: 4 }, () => ({ label: long, description: long }));
    for (const multiple of [true, false])
      for (const count of [1, 2, 4]) {
        const asks = Array.from({ length: count }, () => ({ text: long, multiple, options }));
        const { posts } = renderMessage({ type: "question", question: { ...choices, asks } }, about);
        for (const post of posts) expect(problems(post)).toEqual([]);
      }
  });

  it("splits what is long, with every post within the limits and nothing lost", () => {
    for (let seed = 0; seed < 40; seed++) {
      const { text, words } = createDocument(createRandom(seed), 20);
      const { posts, file } = renderMessage({ type: "said", text }, about);
      for (const post of posts) expect(problems(post)).toEqual([]);
      const shown = file ? file.content : posts.map(({ content }) => content).join();
      expect([...new Set([...shown.matchAll(/w\d+/g)].map(([word]) => word))]).toEqual(words);
    }
  });

  it("has all of a long text in the file, as Claude wrote it", () => {
    const text = `@everyone ${"word ".repeat(20_000)}`;
    const { posts, file } = renderMessage({ type: "said", text }, about);
    expect(posts).toHaveLength(1);
    expect(file).toMatchObject({ name: "musica.md", content: text });
  });

  it("says nothing where nothing was said", () => {
    expect(renderMessage({ type: "said", text: " \n" }, about)).toEqual({ posts: [] });
  });
});

describe("cards", () => {
  it.each(Object.entries(cards))("%s", async (name, card) => {
    const post = renderCard(card, card.question ? [ANN] : []);
    await expectSnapshot(post, `card-${name}`);
    expect(problems(post)).toEqual([]);
    expect(post.allowed_mentions).toEqual({ parse: [], users: [] });
  });

  it("stays within the limits whatever is on it", () => {
    const long = `${"&<>*_`".repeat(1_000)}\n🙂`;
    const question = { sentence: long, since: NOW, to: [] };
    const actions = Array.from({ length: 7 }, (_, at) => ({ command: `do-${at}`, label: long }));
    const project = "p".repeat(63);
    const card = {
      project,
      state: long,
      since: NOW,
      session: long,
      question,
      waiting: 1e9,
      tasks: 1e9,
      tasksPaused: true,
      place: long,
      limitedUntil: null,
      trouble: long,
    };
    for (const state of ["frozen", "working", long])
      expect(problems(renderCard({ ...card, state, actions }, [ANN]))).toEqual([]);
  });
});

describe("the activity", () => {
  const steps = Array.from({ length: 12 }, (_, at) => ({ tool: "Bash", summary: `npm test -- ${at} && echo "<ok>"` }));
  const activity: Activity = { steps, total: 31, state: "working", started: NOW, ended: null };

  it.each<[string, Activity]>([
    ["working", activity],
    ["beginning", { ...activity, steps: [], total: 0 }],
    ["ended", { ...activity, state: "ended", ended: NOW + 187_000 }],
    ["failed", { ...activity, state: "failed", ended: NOW + 4_000 }],
    ["stopped", { ...activity, steps: steps.slice(0, 1), total: 1, state: "stopped", ended: NOW + 7_300_000 }],
  ])("%s", async (name, now) => {
    const post = renderActivity(now);
    await expectSnapshot(post, `activity-${name}`);
    expect(problems(post)).toEqual([]);
  });

  it("stays within the limits whatever Claude does", () => {
    const nasty = { tool: "*_~`".repeat(100), summary: `\`\`\`&<>🙂\n${"`".repeat(5_000)}` };
    expect(problems(renderActivity({ ...activity, steps: Array(30).fill(nasty), total: 1e6 }))).toEqual([]);
  });
});

describe("what one person sees alone", () => {
  it.each([
    ["sentence", "Interrupted musica. It waits for what you say next."],
    ["link", "Started cockpit musica · session 1\nhttps://discord.com/channels/1/2"],
    [
      "table",
      "Usage: /cockpit <command>\n\n  start <project>   Start a project's cockpit\n  status [project]  Show all, or one",
    ],
    ["terminal", "╭───────╮\n│ * <b> │\n│  ```  │\n╰───────╯\n> ls ```x```"],
  ])("an answer: %s", async (name, text) => {
    const post = renderAnswer(text);
    await expectSnapshot(post, `answer-${name}`);
    expect(problems(post)).toEqual([]);
  });

  it.each([
    ["nothing", ""],
    ["one endless line", "&".repeat(100_000)],
    ["many short lines", "a\n".repeat(50_000)],
    ["a long table", `${"a  b  c\n".repeat(5_000)}`],
  ])("an answer keeps to the limits with %s", (_, text) => expect(problems(renderAnswer(text))).toEqual([]));

  it("an answer that is too long keeps its beginning and its end", () => {
    const { content } = renderAnswer(Array.from({ length: 2_000 }, (_, at) => `${at}  ${WORDS}`).join("\n"));
    expect(content).toContain("0  Lorem");
    expect(content).toContain("1999  Lorem");
    expect(content).toMatch(/… \d+ lines left out …/);
  });

  it("a question before what cannot be undone", async () => {
    const post = renderConfirmation("Remove musica? Its container and its conversation go.", "confirmed:remove musica");
    await expectSnapshot(post, "confirmation");
    expect(problems(post)).toEqual([]);
  });

  it("a direct message", async () => {
    const post = renderDirect("musica", "Should I use *lazy* @everyone loading?", "https://discord.com/channels/1/2/3");
    await expectSnapshot(post, "direct");
    expect(problems(post)).toEqual([]);
    expect(problems(renderDirect("musica", "long ".repeat(9_000), "https://discord.com/channels/1/2/3"))).toEqual([]);
  });

  it.each([
    ["form", ["musica", "tienda"], "musica"],
    ["form-with-many", Array.from({ length: 40 }, (_, at) => `project-${at}`), null],
  ] as const)("a %s", async (name, projects, chosen) => {
    await expectSnapshot(renderForm(projects, "Fix the bug", chosen, 1_700_000_000_000), name);
  });
});

it("a card keeps to the limit with a question and a trouble of many lines", () => {
  const lines = "a\n".repeat(750);
  const [card] = Object.values(cards);
  if (card === undefined) throw new Error("there is no card");
  const shown = renderCard({ ...card, question: { sentence: lines, since: NOW, to: [] }, trouble: lines }, []);
  expect(shown.embeds?.[0]?.description).toContain("⚠️ a");
  expect(problems(shown)).toEqual([]);
});

it("pings nobody twice in one message", () => {
  const { posts } = renderMessage({ type: "question", question }, { ...about, mentions: [ANN, ANN] });
  expect(posts.flatMap(({ allowed_mentions: { users } }) => users)).toEqual([ANN]);
});
