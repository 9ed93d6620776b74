import { describe, expect, it } from "vitest";
import { type Block, readMarkdown, spansOf } from "../../src/cockpit/markdown.ts";
import { readmes } from "../chat/corpus.ts";
import { oddMessages } from "../chat/odd.ts";
import { looksOf } from "./looks.ts";
import { createRandom } from "./random.ts";

/** Kinds and lines of all blocks, one a line. */
function told(blocks: readonly Block[]): readonly string[] {
  return blocks.map((block) => {
    const lines = block.lines.join("⏎");
    return block.kind === "fence" ? `fence ${lines} (${block.code.join("⏎")})` : `${block.kind} ${lines}`.trim();
  });
}

describe("what stands where", () => {
  it.each<[string, string, readonly string[]]>([
    ["paragraphs", "a\nb\n\nc", ["words a⏎b", "blank", "words c"]],
    ["a heading", "# a\nb\n---\nc", ["heading # a", "words b", "rule ---", "words c"]],
    ["lists", "- a\n  b\n- c\n\n1. d", ["words - a⏎  b", "words - c", "blank", "words 1. d"]],
    ["a quote", "> a\nb", ["words > a⏎b"]],
    ["HTML, which is words", "<div>\n```\nx\n```\n</div>", ["words <div>", "fence ```⏎x⏎``` (x)", "words </div>"]],
    ["what is indented, which is words", "a\n\n    b\n\tc", ["words a", "blank", "words     b⏎\tc"]],
    ["no underlined heading", "a\n===\nb", ["words a⏎===⏎b"]],
    ["CRLF", "a\r\n\r\n```\r\nx\r\n```\r\n", ["words a", "blank", "fence ```⏎x⏎``` (x)", "blank"]],
    ["code", "a\n```ts\nx\n\n y\n```\nb", ["words a", "fence ```ts⏎x⏎⏎ y⏎``` (x⏎⏎ y)", "words b"]],
    ["code with nothing in it", "```\n```\n~~~\n\n~~~", ["fence ```⏎``` ()", "fence ~~~⏎⏎~~~ ()"]],
    ["open code", "```\nx\n\ny", ["fence ```⏎x⏎⏎y (x⏎⏎y)"]],
    ["code in longer fences", "````\n```\n````\na", ["fence ````⏎```⏎```` (```)", "words a"]],
    ["code in other fences", "~~~\n```\n~~~~\na", ["fence ~~~⏎```⏎~~~~ (```)", "words a"]],
    ["what only looks like a fence", "``` `a`\nb", ["words ``` `a`⏎b"]],
    ["what only looks like an end", "```\nx\n``` y\n```", ["fence ```⏎x⏎``` y⏎``` (x⏎``` y)"]],
    ["code in a list", "- ```\n  x\n  ```\n- a", ["fence - ```⏎  x⏎  ``` (x)", "words - a"]],
    [
      "code less indented than its list",
      "1. a\n   ```\nx\n   ```\nb",
      ["words 1. a", "fence    ```⏎x⏎   ``` (x)", "words b"],
    ],
    [
      "deep code",
      "a\n        ```\n        x\n    ```\nb",
      ["words a", "fence         ```⏎        x⏎    ``` (x)", "words b"],
    ],
    ["quoted code", "> ```\n> x\n> ```\n> a", ["fence > ```⏎> x⏎> ``` (x)", "words > a"]],
    ["quoted code that is left", "> ```\n> x\na", ["fence > ```⏎> x (x)", "words a"]],
    ["a quote within code", "```\n> ```\n```", ["fence ```⏎> ```⏎``` (> ```)"]],
    [
      "a table",
      "a\n\n|b|c|\n|-|:-:|\n|d|e|\n\nf",
      ["words a", "blank", "table |b|c|⏎|-|:-:|⏎|d|e|", "blank", "words f"],
    ],
    ["words behind a table", "|b|\n|-|\n|c|\nd", ["table |b|⏎|-|⏎|c|", "words d"]],
    ["a table that is none", "|a|b|\n|-|", ["words |a|b|⏎|-|"]],
    ["quoted tables", "> a|b\n> -|-\n> c|d", ["table > a|b⏎> -|-⏎> c|d"]],
    ["a table behind a paragraph", "x\na|b\n-|-", ["words x", "table a|b⏎-|-"]],
  ])("%s", (_, text, blocks) => {
    expect(told(readMarkdown(text))).toEqual(blocks);
  });

  it.each([
    ["  ~~~ sh  \nx\n  ~~~", { prefix: "  ", mark: "~~~", info: "sh", closed: true }],
    ["12. ````\nx", { prefix: "    ", mark: "````", info: "", closed: false }],
    ["> - ```ts\n>   x\n>   ```", { prefix: ">   ", mark: "```", info: "ts", closed: true }],
    ["\t```\n\tx\n\t```", { prefix: "\t", mark: "```", info: "", closed: true }],
  ])("a fence can be written again: %j", (text, fence) => {
    expect(readMarkdown(text)[0]).toMatchObject({ kind: "fence", fence });
  });

  it.each<[string, readonly string[]]>([
    ["a `b` c", ["a ", "`b`", " c"]],
    ["`a``b`` c`", ["`a``b`` c`"]],
    ["`a ``b`` c", ["`a ", "``b``", " c"]],
    ["\\`a` b`", ["\\`a", "` b`"]],
    ["`a\\` b`", ["`a\\`", " b`"]],
    ["`a\nb`", ["`a\nb`"]],
    ["<a `b>` c", ["<a ", "`b>`", " c"]],
    ["", []],
  ])("code between words: %j", (text, spans) => {
    expect(spansOf(text).map((span) => span.text)).toEqual(spans);
  });

  it("says what stands in a list", () => {
    const blocks = readMarkdown("a\n\n- b\n\n  c\n  - d\n\ne");
    expect(blocks.filter(({ listed }) => listed).flatMap(({ lines }) => lines.filter((line) => line !== ""))).toEqual([
      "- b",
      "  c",
      "  - d",
    ]);
  });
});

describe("nothing is lost", () => {
  function expectWhole(text: string): void {
    const lines = readMarkdown(text).flatMap((block) => block.lines);
    expect(lines.join("\n")).toBe(text.replaceAll("\r\n", "\n"));
    expect(
      spansOf(text)
        .map((span) => span.text)
        .join(""),
    ).toBe(text);
  }

  it("of what people wrote, and of what is odd", () => {
    for (const text of [...readmes(), ...oddMessages]) expectWhole(text);
  });

  it("of any lines whatever", () => {
    const pieces = [
      "a",
      " ",
      "    ",
      "\t",
      "\n",
      "\n",
      "> ",
      "- ",
      "1. ",
      "```",
      "~~~",
      "`",
      "|",
      "-",
      "\\",
      "#",
      "\r\n",
    ] as const;
    for (let seed = 0; seed < 3_000; seed++) {
      const random = createRandom(seed);
      expectWhole(Array.from({ length: random.below(60) }, () => random.pick(pieces)).join(""));
    }
  });
});

describe("work grows with the text, and no faster", () => {
  const stairs = (line: string) => (size: number) =>
    Array.from({ length: Math.sqrt(2 * size) }, (_, at) => `${"  ".repeat(at / 2)}${line}`).join("\n");
  const rows = (size: number) => Array.from({ length: Math.sqrt(2 * size) }, (_, at) => "`".repeat(at + 1)).join(" ");
  const repeated = [
    ..."[<*_`~|&\\!#>-\n",
    ...["> ", "- ", "1. ", "*a ", "`a``b", "[a](", "![", "<!--\n", "a\n", "a\n\n", "- a\n", "```\n", "```a\n"],
    ...[
      "- ```a\n",
      "> ```a\n\n",
      "- ````a\n- > ```a\n",
      "> a\nb\n",
      "|a|b|\n",
      "|a|b|\n|-|-|\n\n",
      "a|b\n-|-\n",
      "~~~\n\n",
    ],
    ...[`${">".repeat(40)} a\n`, "    a\n", "# a\n", "---\n", "-\n"],
  ].map((piece): [string, (size: number) => string] => [piece, (size) => piece.repeat(size / piece.length)]);

  it.each<[string, (size: number) => string]>([
    ...repeated,
    ["|a|\n|-|\n and rows", (size) => `|a|\n|-|\n${"|b|\n".repeat(size / 4)}`],
    ["``` and lines", (size) => `\`\`\`\n${"a\n".repeat(size / 2)}`],
    ["nested items", stairs("- a")],
    ["nested fences", stairs("- ```a")],
    ["rows of backticks", rows],
  ])("%j", (_, make) => {
    const work = (size: number) => {
      const text = make(size);
      return looksOf(() => {
        readMarkdown(text);
        spansOf(text);
      });
    };
    // A reader that looks back would need a hundred times as much.
    expect(work(60_000)).toBeLessThan(20 * work(6_000));
  });
});
