import { describe, expect, it } from "vitest";
import {
  type Activity,
  dateToken,
  plainPost,
  renderActivity,
  renderAnswer,
  renderCard,
  renderConfirmation,
  renderDirect,
  renderMessage,
  withoutMarkdown,
} from "../../adapters/slack/render/index.ts";
import { formOf } from "../../adapters/slack/views.ts";
import type { Message } from "../../src/ports/ports.ts";
import { cards, choices, messages, NOW, question, several, WORDS } from "../chat/fixtures.ts";
import { createRandom } from "../core/random.ts";
import { problemsOf, viewProblems } from "../twins/slack/index.ts";
import { createDocument } from "./documents.ts";
import { pings, problems } from "./posts.ts";

const about = { project: "musica", mentions: ["U1", "U2"] } as const;

async function expectSnapshot(rendered: unknown, name: string): Promise<void> {
  await expect(`${JSON.stringify(rendered, null, 2)}\n`).toMatchFileSnapshot(`snapshots/${name}.json`);
}

/** A file is in a snapshot by its beginning. */
function shortened(message: Message) {
  const { posts, file } = renderMessage(message, about);
  return { posts, ...(file && { file: { ...file, content: `${file.content.slice(0, 60)}…` } }) };
}

describe("messages", () => {
  it.each(Object.entries(messages))("%s", async (name, message) => {
    await expectSnapshot(shortened(message), name);
    for (const post of renderMessage(message, about).posts) {
      expect(problems(post, 3_900)).toEqual([]);
      expect(pings(post)).toEqual(message.type === "question" ? ["U1", "U2"] : []);
      expect(problems(withoutMarkdown(post), 3_900)).toEqual([]);
      expect(JSON.stringify(withoutMarkdown(post))).not.toContain('"type":"markdown"');
    }
  });

  it.each(["did", "receipt-accepted", "receipt-refused", "phase", "turn-started", "turn-ended"])(
    "has nothing to post for %s",
    (name) => expect(messages[name] && renderMessage(messages[name], about)).toEqual({ posts: [] }),
  );

  it("has all of a long text in the file, as Claude wrote it", () => {
    const text = `<!channel> ${"word ".repeat(20_000)}`;
    const { posts, file } = renderMessage({ type: "said", text }, about);
    expect(posts).toHaveLength(1);
    expect(file).toMatchObject({ name: "musica-output.md", content: text });
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
    for (const post of posts) expect(problems(post, 3_900)).toEqual([]);
    expect(JSON.stringify(posts)).not.toContain("pick");
  });

  it("keeps to the limits with whatever is to be chosen", () => {
    const long = `${"&<>*".repeat(300)}🙂`;
    const options = Array.from({ length: 4 }, () => ({ label: long, description: long }));
    for (const multiple of [true, false])
      for (const count of [1, 2, 4]) {
        const asks = Array.from({ length: count }, () => ({ text: long, multiple, options }));
        const { posts } = renderMessage({ type: "question", question: { ...choices, asks } }, about);
        for (const post of posts) expect(problems(post, 3_900)).toEqual([]);
      }
  });

  it("splits what is long, with every post within the limits and nothing lost", () => {
    for (let seed = 0; seed < 40; seed++) {
      const { text, words } = createDocument(createRandom(seed), 30);
      const { posts, file } = renderMessage({ type: "said", text }, about);
      for (const post of posts) expect(problems(post, 3_900)).toEqual([]);
      const shown = file
        ? file.content
        : posts.flatMap(({ blocks }) => blocks.map((one) => JSON.stringify(one))).join();
      expect([...new Set([...shown.matchAll(/w\d+/g)].map(([word]) => word))]).toEqual(words);
    }
  });

  it("says nothing where nothing was said", () => {
    expect(renderMessage({ type: "said", text: " \n" }, about)).toEqual({ posts: [] });
  });

  it("shows all of a question in words where it is asked for", () => {
    const message = messages["question-text"];
    const render = (whole: boolean) => JSON.stringify(message && renderMessage(message, { ...about, whole }));
    expect(render(true)).toContain("Both ways work.");
    expect(render(false)).not.toContain("Both ways work.");
  });

  it("pings nobody by a question where nobody is to be pinged, nor by an id that is none", () => {
    const message = messages["question-permission"];
    const { posts } = message
      ? renderMessage(message, { project: "musica", mentions: ["!channel", "U1> <!here"] })
      : {};
    expect(posts?.flatMap(pings)).toEqual([]);
  });
});

describe("cards", () => {
  it.each(Object.entries(cards))("%s", async (name, card) => {
    const mentions = card.question ? ["U1"] : [];
    const post = renderCard(card, dateToken, mentions);
    await expectSnapshot(post, `card-${name}`);
    expect(problems(post, 3_900)).toEqual([]);
    expect(pings(post)).toEqual(mentions);
  });

  it("stays within the limits whatever is on it", () => {
    const long = `${"&<>".repeat(2_000)}\n🙂`;
    const question = { sentence: long, since: NOW, to: [] };
    const actions = [{ command: "remove", label: long, ask: { title: long, text: long, yes: "Yes", no: "No" } }];
    const card = {
      project: "p".repeat(63),
      state: long,
      since: NOW,
      session: long,
      question,
      waiting: 1e9,
      tasks: 1e9,
      tasksPaused: true,
      place: null,
      limitedUntil: null,
      trouble: long,
    };
    for (const state of ["frozen", "working", long])
      expect(problems(renderCard({ ...card, state, actions }, dateToken, []), 3_900)).toEqual([]);
  });

  it("shows a time in the reader's own zone, and in UTC where that is not to be had", () => {
    expect(dateToken(NOW)).toBe("<!date^1795339800^{date_short_pretty} {time}|2026-11-22 09:30 UTC>");
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
    expect(problems(post, 3_900)).toEqual([]);
  });

  it("stays within the limits whatever Claude does", () => {
    const nasty = { tool: "&<>`".repeat(100), summary: `\`\`\`&<>🙂\n${"&`".repeat(5_000)}` };
    const post = renderActivity({ ...activity, steps: Array(30).fill(nasty), total: 1e6 });
    expect(problems(post, 3_900)).toEqual([]);
    expect(pings(post)).toEqual([]);
  });
});

describe("answers", () => {
  it.each([
    ["sentence", "Interrupted musica. It waits for what you say next."],
    ["link", "Started cockpit musica · session 1\nhttps://acme.slack.com/archives/C1/p1?thread_ts=1.1&cid=C1"],
    [
      "table",
      "Usage: /cockpit <command>\n\n  start <project>   Start a project's cockpit\n  status [project]  Show all, or one",
    ],
    ["terminal", "╭───────╮\n│ * <b> │\n╰───────╯\n> ls ```x```"],
  ])("%s", async (name, text) => {
    const post = renderAnswer(text);
    await expectSnapshot(post, `answer-${name}`);
    expect(problems(post)).toEqual([]);
  });

  it("leaves lines out of the middle of what is too long", () => {
    const lines = Array.from({ length: 2_000 }, (_, at) => `${at}  &&& ${WORDS}`);
    const post = renderAnswer(lines.join("\n"));
    const text = JSON.stringify(post.blocks);
    expect(problems(post)).toEqual([]);
    expect(text).toContain("1999  ");
    expect(text).toContain("0  ");
    expect(text).toMatch(/… \d+ lines left out …/);
  });

  it.each([
    ["nothing", ""],
    ["one endless line", "&".repeat(100_000)],
    ["many short lines", "a\n".repeat(50_000)],
  ])("keeps to the limits with %s", (_, text) => expect(problems(renderAnswer(text))).toEqual([]));
});

describe("what one person sees alone", () => {
  it("a question before what cannot be undone", async () => {
    const question = "Remove musica? Its container and its conversation go; <the> project's files stay.";
    const post = renderConfirmation(question, "confirmed:remove musica");
    await expectSnapshot(post, "confirmation");
    expect(problems(post)).toEqual([]);
  });

  it.each([
    ["a sentence", "Should I use *lazy* <!channel> loading?"],
    ["a long one", `${"&<>".repeat(20_000)}?`],
  ])("a direct message: %s", async (name, sentence) => {
    const post = renderDirect("musica", sentence, "https://acme.slack.com/archives/C1/p1?thread_ts=1.1&cid=C1");
    if (name === "a sentence") await expectSnapshot(post, "direct");
    expect(problems(post)).toEqual([]);
    expect(pings(post)).toEqual([]);
  });

  it.each([
    ["form", ["musica", "tienda"]],
    ["form-without-projects", []],
    ["form-with-many", Array.from({ length: 300 }, (_, at) => `project-${at}`)],
  ])("the %s behind the shortcut", async (name, projects) => {
    const view = formOf(projects, "words ".repeat(1_000), "C1", 1_700_000_000_000);
    if (projects.length < 10) await expectSnapshot(view, name);
    expect(viewProblems(JSON.parse(JSON.stringify(view)))).toEqual([]);
  });
});

describe("without the markdown block", () => {
  it.each([
    ["**bold** and *italic*, ~~gone~~", "*bold* and _italic_, ~gone~"],
    ["# A **heading**", "*A heading*"],
    ["- one\n* two", "• one\n• two"],
    ["[text](https://example.com/a_(b)?c=1&d=2)", "<https://example.com/a_(b)?c=1&amp;d=2|text>"],
    ["see https://example.com/a_b_c.", "see <https://example.com/a_b_c>."],
    ["<https://example.com>", "<https://example.com>"],
    ["![logo](https://example.com/l.png)", "<https://example.com/l.png|logo>"],
    ["a < b & c > d", "a &lt; b &amp; c &gt; d"],
    ["a &lt; b", "a &lt; b"],
    ["`a < &lt; **b**`", "`a &lt; &amp;lt; **b**`"],
    ["**see `x`**", "*see `x`*"],
    ["```ts\n**a** < b\n\n  c\n```", "```\n**a** &lt; b\n\n  c\n```"],
    ["~~~\nx ``` y\n~~~", "```\nx `\u2060`\u2060` y\n```"],
    ["| a | b |\n|---|---|\n| **1** | 2 |", "```\n| a | b |\n|---|---|\n| **1** | 2 |\n```"],
    ["snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"],
    ["[x](javascript:alert)", "[x](javascript:alert)"],
  ])("%j", (markdown, mrkdwn) => {
    expect(plainPost(markdown).blocks).toEqual([
      { type: "section", text: { type: "mrkdwn", text: mrkdwn, verbatim: true } },
    ]);
  });

  it("keeps to the limits with any document, and shows all of what one post holds", () => {
    for (let seed = 0; seed < 40; seed++) {
      const { text, words } = createDocument(createRandom(500 + seed), 6);
      const post = plainPost(text);
      expect(problems(post, 3_900).filter((one) => !one.includes("characters of blocks"))).toEqual([]);
      if (text.length < 11_500)
        expect([...new Set([...JSON.stringify(post.blocks).matchAll(/w\d+/g)].map(([word]) => word))]).toEqual(words);
    }
    expect(problemsOf(plainPost("&".repeat(11_500)).blocks)).toEqual([]);
  });
});
