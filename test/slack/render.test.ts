import { describe, expect, it } from "vitest";
import {
  type Activity,
  dateToken,
  defuse,
  escaped,
  type Post,
  plainPost,
  renderActivity,
  renderAnswer,
  renderCard,
  renderMessage,
  withoutMarkdown,
} from "../../adapters/slack/render/index.ts";
import type { Message } from "../../src/ports.ts";
import { createRandom } from "../core/random.ts";
import { pingsOf, problemsOf } from "../twins/slack/index.ts";
import { createDocument } from "./documents.ts";
import { cards, messages, NOW, WORDS } from "./fixtures.ts";

const about = { project: "musica", mentions: ["U1", "U2"] } as const;

/** What chat.postMessage takes; what is edited must be shorter. */
function problems({ text, blocks }: Post, textLimit = 40_000): readonly string[] {
  const words = JSON.stringify(blocks).length;
  return [
    ...problemsOf(blocks),
    ...(text.trim() === "" ? ["no text"] : []),
    ...(text.length > textLimit ? [`text of ${text.length}`] : []),
    ...(text.isWellFormed() ? [] : ["half a character"]),
    ...(blocks.length === 0 ? ["no blocks"] : []),
    ...(words > 40_000 ? [`${words} characters of blocks`] : []),
  ];
}

function pings(post: Post): readonly string[] {
  return pingsOf(post.text, JSON.parse(JSON.stringify(post.blocks)), true);
}

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
    const actions = [{ command: "remove", label: long }];
    const card = {
      project: "p".repeat(63),
      state: long,
      since: NOW,
      session: long,
      question,
      waiting: 1e9,
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

describe("strange texts", () => {
  const strange = [
    "> ",
    "> > `",
    "`",
    "``` ",
    "**",
    "*a ",
    "__",
    "[",
    "![](",
    "<",
    "<https://",
    "&",
    "&#0",
    "\\",
    "|",
    "- ",
    "1. ",
    ":",
    "~~",
    " ",
    "🙂",
    "@here",
    "\n",
    "|\n-",
    "#",
    "# ",
  ];

  it.each(strange.map((text) => [text]))("are rendered quickly, over and over: %j", (text) => {
    const long = text.repeat(Math.ceil(60_000 / text.length));
    const started = performance.now();
    for (const whole of [long, `|\n${long}|-`, `\`\`\`\n${long}`]) {
      const question = { id: "q", kind: "choices" as const, text: whole, sentence: whole, since: NOW, asks: [] };
      const posts = [
        ...renderMessage({ type: "said", text: whole }, about).posts,
        ...renderMessage({ type: "question", question }, about).posts,
        ...renderMessage({ type: "notice", level: "warn", text: whole }, about).posts,
        plainPost(whole),
        renderAnswer(whole),
      ];
      for (const post of posts) expect(problemsOf(post.blocks)).toEqual([]);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("nothing from Claude pings", () => {
  const nasty = [
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!CHANNEL>",
    "<!channel|x>",
    "<!here|here>",
    "<!subteam^S1>",
    "<!subteam^S1|@team>",
    "<@U1>",
    "<@U1|bob>",
    "<@u1>",
    "<@W1>",
    "<#C1>",
    "<#C1|general>",
    "\\<!channel>",
    "\\\\<!channel>",
    "<<!channel>>",
    "&lt;!channel&gt;",
    "&#60;!channel&#62;",
    "&#x3C;@U1>",
    "&LT;!here>",
    "@channel",
    "@here",
    "@everyone",
    "@Here!",
    "&#64;channel",
    "&commat;here",
    "`<!channel>`",
    "`` <!here> ` <@U1> ``",
    "`@channel`",
    "```\n<!channel>\n<@U1>\n@here\n```",
    "~~~html\n<!channel>\n~~~",
    "> ```\n> <!channel>\n> ```",
    "    <!channel>",
    "| <!channel> | <@U1> |\n|---|---|\n| <!here> | @here |",
    "[<!channel>](https://example.com)",
    "[x](<!channel>)",
    "[x](https://example.com/<!channel>)",
    "<https://example.com|<!channel>>",
    "<https://example.com/@here>",
    "![<!here>](https://example.com/i.png)",
    "**<!channel>**",
    "<!-- <!channel> -->",
    "<!doctype <@U1>>",
    "`a\n\n<!channel>`",
    "``` `<!channel>",
    "<\\!channel>",
    "<https://x>@here",
  ];

  function sources(text: string): readonly Post[] {
    const question = { id: "q", text, sentence: text, since: NOW };
    const asks = [{ text, multiple: true, options: [{ label: text, description: text }] }];
    const all: readonly Message[] = [
      { type: "said", text },
      { type: "said", text: text.repeat(Math.ceil(60_000 / text.length)) },
      { type: "question", question: { ...question, kind: "text", asks: [] } },
      { type: "question", question: { ...question, kind: "choices", asks } },
      { type: "question", question: { ...question, kind: "permission", asks: [] } },
      { type: "question", question: { ...question, kind: "plan", asks: [] } },
      { type: "notice", level: "warn", text },
      { type: "turn", state: "failed", reason: text },
    ];
    const posts = all.flatMap((message) => renderMessage(message, { project: "p", mentions: [], whole: true }).posts);
    const step = { tool: text, summary: text };
    const card = { sentence: text, since: NOW, to: [] };
    return [
      ...posts,
      ...posts.map(withoutMarkdown),
      plainPost(text),
      renderAnswer(text),
      renderAnswer(`a  b\nc  d\n${text}`),
      renderActivity({ steps: [step], total: 1, state: "working", started: NOW, ended: null }),
      ...["frozen", "working"].map((state) =>
        renderCard(
          { project: "p", state, since: NOW, session: text, question: card, waiting: 0, trouble: text, actions: [] },
          () => "now",
          [],
        ),
      ),
    ];
  }

  /** Stricter than Slack: nothing that begins like a mention, in any case, closed or not. */
  function suspicious(text: string): readonly string[] {
    const begun = text.match(/<(?:@\w|#[cgd]\w+[|>]|!(?!d(?:o|$))[a-z])|&(?:lt|#60|#x3c);[@#!]/gi) ?? [];
    const called = text.match(/@(?:channel|here|everyone)\b/gi) ?? [];
    return [...begun, ...called];
  }

  it.each(nasty)("%j", (text) => {
    for (const post of sources(text)) {
      expect(pings(post), JSON.stringify(post)).toEqual([]);
      const read = post.blocks.flatMap((block) => (block.type === "markdown" ? [block.text] : []));
      expect(read.flatMap(suspicious)).toEqual([]);
      expect(problems(post)).toEqual([]);
    }
  });

  it("in any mix, split anywhere", () => {
    const random = createRandom(7);
    const bits = [
      "<",
      "!",
      "channel",
      "here",
      "@",
      "U1",
      ">",
      "|",
      "`",
      "```",
      "\n",
      "\n\n",
      " ",
      "\\",
      "&lt;",
      "#",
      "~~~",
      "*",
    ];
    for (let round = 0; round < 1_500; round++) {
      const pick = () => (random.below(3) === 0 ? nasty[random.below(nasty.length)] : bits[random.below(bits.length)]);
      const text = Array.from({ length: 1 + random.below(40) }, pick).join("");
      const safe = defuse(text);
      expect(suspicious(safe), text).toEqual([]);
      expect(defuse(safe), "done twice, it is the same").toBe(safe);
      const at = random.below(safe.length);
      for (const piece of [safe.slice(0, at), safe.slice(at)]) expect(suspicious(defuse(piece))).toEqual([]);
      expect([...suspicious(safe.slice(0, at)), ...suspicious(safe.slice(at))]).toEqual([]);
      expect(pings(plainPost(text))).toEqual([]);
      expect(pings(plainPost(safe))).toEqual([]);
    }
  });

  it("when a long text is split", () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = createRandom(seed);
      const part = () => nasty[random.below(nasty.length)] + " x".repeat(random.below(40));
      const text = Array.from({ length: 1_500 }, part).join(random.below(2) === 0 ? "\n" : " ");
      for (const post of renderMessage({ type: "said", text }, about).posts) expect(pings(post)).toEqual([]);
    }
  });

  it("leaves code and links as they were, where nothing in them would ping", () => {
    const text = [
      "`Array<string>` and `a && b < c`",
      "```html\n<!doctype html>\n<!-- note --><div id='#x'>@param a@b.hereford</div>\n```",
      "See <https://example.com/?a=1&b=2> and [this](https://example.com/?a=1&b=2), a & b.",
    ].join("\n\n");
    expect(defuse(text)).toBe(text);
  });

  it("shows what it changes as it was", () => {
    expect(defuse("if a < b then <div>")).toBe("if a &lt; b then &lt;div>");
    expect(defuse("`<@U1>`")).toBe("`<\u2060@U1>`");
    expect(escaped("a <b> & @here")).toBe("a &lt;b&gt; &amp; @\u2060here");
  });
});
