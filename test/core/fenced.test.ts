import { expect, it } from "vitest";
import { fenced } from "../../src/cockpit/fenced.ts";

it.each([
  ["words", "hello", "```\nhello\n```"],
  ["a fence", "```js\nx\n```", "````\n```js\nx\n```\n````"],
  ["a longer one", "``````", "```````\n``````\n```````"],
])("fences %s", (_, text, expected) => {
  expect(fenced(text)).toBe(expected);
});

it("names the language, and takes as many backticks as there are", () => {
  const many = "` ".repeat(500_000);
  expect(fenced(many, "diff")).toBe(`\`\`\`diff\n${many}\n\`\`\``);
});
