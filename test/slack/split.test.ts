import { describe, expect, it } from "vitest";
import { splitMarkdown } from "../../adapters/chat/split.ts";
import { fencesOf } from "../chat/fences.ts";
import { createRandom } from "../core/random.ts";
import { createDocument, type Document } from "./documents.ts";

function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/w\d+/g)].map(([word]) => word);
}

function checked({ text, words, repeatable, code }: Document, limit: number): readonly string[] {
  const chunks = splitMarkdown(text, limit);
  for (const chunk of chunks) {
    expect(chunk.length).toBeLessThanOrEqual(limit);
    expect(chunk.trim()).not.toBe("");
    expect(chunk.isWellFormed()).toBe(true);
    expect(fencesOf(chunk).open, chunk).toBe(false);
  }
  const once = (all: readonly string[]) => all.filter((word) => !repeatable.has(word));
  const found = chunks.flatMap(wordsOf);
  // A word itself is cut only where the limit is smaller than a line of code without a space in it.
  if (limit > 200) {
    expect(once(found)).toEqual(once(words));
    expect([...new Set(found)]).toEqual(words);
  }
  const letters = (all: readonly string[]) => all.join("").replace(/\s/g, "");
  expect(letters(chunks.flatMap((chunk) => fencesOf(chunk).code))).toBe(letters(code));
  return chunks;
}

describe("splitMarkdown on random documents", () => {
  it.each(Array.from({ length: 80 }, (_, seed) => seed))("document %i", (seed) => {
    const random = createRandom(seed);
    const document = createDocument(random, 1 + random.below(12));
    for (const limit of [120 + random.below(300), 2_000, 11_500]) checked(document, limit);
  });

  it.each(Array.from({ length: 60 }, (_, seed) => seed))("any characters whatever, %i", (seed) => {
    const random = createRandom(1_000 + seed);
    const signs = [
      "`",
      "```",
      "~~~",
      "|",
      "---",
      "\n",
      "\n\n",
      " ",
      "    ",
      "> ",
      "- ",
      "1. ",
      "🙂",
      "é",
      "x",
      "&lt;",
      "<",
    ];
    const text = Array.from({ length: 400 }, () => signs[random.below(signs.length)]).join("");
    const bare = (all: readonly string[]) => all.join("").replace(/[^🙂éx&;<]/gu, "");
    for (const limit of [2, 7, 20, 64, 200]) {
      const chunks = splitMarkdown(text, limit);
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(limit);
        expect(chunk.trim()).not.toBe("");
        expect(chunk.isWellFormed()).toBe(true);
      }
      expect(bare(chunks).length).toBeGreaterThanOrEqual(bare([text]).length);
    }
  });
});

describe("splitMarkdown", () => {
  const lines = (count: number, prefix = "") =>
    Array.from({ length: count }, (_, at) => `${prefix}line ${at}`).join("\n");

  it("leaves alone what fits", () => {
    const text = "# A\n\nb  \nc\n\n```ts\n\n  x\n```\n- d";
    expect(splitMarkdown(text, 11_500)).toEqual([text]);
  });

  it.each([
    ["nothing", ""],
    ["white space", " \n\n\t\n"],
  ])("has no chunk for %s", (_, text) => {
    expect(splitMarkdown(text, 100)).toEqual([]);
  });

  it("cuts between blocks", () => {
    expect(splitMarkdown(`${"a".repeat(60)}\n\n${"b".repeat(60)}`, 100)).toEqual(["a".repeat(60), "b".repeat(60)]);
  });

  it("keeps code whole where a page has room for it", () => {
    const code = `\`\`\`\n${lines(8)}\n\`\`\``;
    expect(splitMarkdown(`${"a".repeat(60)}\n${code}`, 100)).toEqual(["a".repeat(60), code]);
  });

  it("keeps a heading, and a sentence that leads in, with what they are about", () => {
    expect(splitMarkdown(`${"a".repeat(60)}\n\n## B\n\n${"c".repeat(60)}`, 100)).toEqual([
      "a".repeat(60),
      `## B\n\n${"c".repeat(60)}`,
    ]);
    expect(splitMarkdown(`${"a".repeat(60)}\n\nSo:\n~~~\n${lines(8)}\n~~~`, 100)[1]).toMatch(/^So:\n~~~/);
  });

  it("closes code and opens it again in the same language", () => {
    const chunks = splitMarkdown(`~~~~ts title=a\n${lines(20)}\n~~~~`, 100);
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks) expect(chunk).toMatch(/^~~~~ts title=a\n[\s\S]*\n~~~~$/);
    expect(chunks.map((chunk) => chunk.split("\n").slice(1, -1).join("\n")).join("\n")).toBe(lines(20));
  });

  it("keeps a language that is longer than a page where it can be read", () => {
    const language = "language".repeat(30);
    const chunks = splitMarkdown(`\`\`\`${language}\n${lines(20)}\n\`\`\``, 100);
    for (const chunk of chunks) expect(chunk).toMatch(/^```\n[\s\S]*\n```$/);
    expect(chunks.flatMap((chunk) => chunk.split("\n").slice(1, -1)).join("")).toContain(language);
  });

  it("closes code that nobody closed", () => {
    expect(splitMarkdown("```sh\nls", 100)).toEqual(["```sh\nls\n```"]);
  });

  it("takes code out of its list where the list stays behind", () => {
    const chunks = splitMarkdown(`1. Do this:\n\n    \`\`\`sh\n${lines(20, "    ")}\n    \`\`\`\n\n    and that`, 100);
    expect(chunks[0]).toMatch(/^1\. Do this:\n\n {4}```sh\n {4}line 0/);
    for (const chunk of chunks.slice(1)) expect(chunk).toMatch(/^```sh\nline/);
    expect(chunks.at(-1)).toMatch(/\nline 19\n```\n\nand that$/);
  });

  it("does not repeat the list's mark before code that goes on", () => {
    const chunks = splitMarkdown(`- \`\`\`sh\n${lines(20, "  ")}\n  \`\`\``, 100);
    expect(chunks[0]).toMatch(/^- ```sh\n {2}line 0/);
    for (const chunk of chunks.slice(1)) expect(chunk).toMatch(/^```sh\nline \d/);
  });

  it("keeps every space of a line of code that no page has room for", () => {
    const line = "  key:   value  ".repeat(30);
    const chunks = splitMarkdown(`\`\`\`\n${line}\n\`\`\``, 100);
    expect(chunks.map((chunk) => chunk.slice(4, -4)).join("")).toBe(line);
  });

  it("keeps the quote marks of quoted code", () => {
    for (const chunk of splitMarkdown(`> \`\`\`\n${lines(20, "> ")}\n> \`\`\``, 100))
      expect(chunk).toMatch(/^> ```\n(?:> line \d+\n)+> ```$/);
  });

  it("repeats the header of a table, and never cuts a row", () => {
    const rows = Array.from({ length: 30 }, (_, at) => `| cell ${at} | and its neighbour |`);
    const head = "| a | b |\n|---|:-:|";
    const chunks = splitMarkdown(`Before.\n\n${head}\n${rows.join("\n")}\n\nAfter.`, 200);
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks.slice(1)) expect(chunk.startsWith(head)).toBe(true);
    expect(chunks.flatMap((chunk) => chunk.split("\n").filter((line) => line.includes("cell")))).toEqual(rows);
  });

  it("cuts a long line at spaces, and not where the rest would read as markup", () => {
    const chunks = splitMarkdown(`${"word ".repeat(18)}- not an item ${"word ".repeat(30)}`, 93);
    expect(chunks.every((chunk) => !/^[-*#>]/.test(chunk))).toBe(true);
  });

  it("does not make a fence of backticks in the middle of a word", () => {
    const text = `${"x".repeat(98)}\`\`\`\`${"y".repeat(98)}`;
    const chunks = splitMarkdown(text, 100);
    expect(chunks.join("")).toBe(text);
    for (const chunk of chunks) expect(chunk).not.toMatch(/^```/);
  });

  it("cuts a word that has no end between two characters", () => {
    const family = "👩‍👩‍👧‍👦";
    const chunks = splitMarkdown(family.repeat(30), 100);
    expect(chunks.join("")).toBe(family.repeat(30));
    for (const chunk of chunks) expect(chunk.length % family.length).toBe(0);
  });

  it("does not cut an entity", () => {
    for (const chunk of splitMarkdown("&lt;".repeat(100), 50)) expect(chunk).toMatch(/^(?:&lt;)+$/);
  });

  it("cuts a megabyte without an end of line", () => {
    expect(splitMarkdown("x".repeat(1_000_000), 2_000)).toHaveLength(500);
  });
});
