import { describe, expect, it } from "vitest";
import {
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
import type { Message } from "../../src/ports/ports.ts";
import { NOW } from "../chat/fixtures.ts";
import { createRandom } from "../core/random.ts";
import { problemsOf } from "../twins/slack/index.ts";
import { pings, problems } from "./posts.ts";

const about = { project: "musica", mentions: ["U1", "U2"] } as const;

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
          {
            project: "p",
            state,
            since: NOW,
            session: text,
            question: card,
            waiting: 0,
            tasks: 1e9,
            tasksPaused: true,
            place: text,
            limitedUntil: null,
            trouble: text,
            actions: [],
          },
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
