import { describe, expect, it } from "vitest";
import { splitMarkdown } from "../../adapters/chat/split.ts";
import { renderMessage as renderOnDiscord } from "../../adapters/discord/render/message.ts";
import { type Post, renderMessage as renderOnSlack, withoutMarkdown } from "../../adapters/slack/render/index.ts";
import { looksOf } from "../core/looks.ts";
import { pings, problems } from "../slack/posts.ts";
import { postProblems } from "../twins/discord/index.ts";
import { readmes } from "./corpus.ts";
import { fencesOf } from "./fences.ts";
import { oddMessages } from "./odd.ts";

const about = { project: "musica", mentions: [] } as const;
const MESSAGES = [...readmes(), ...oddMessages];

/** All that shows, without what fences and quotes put before it, and as it was before Slack's marks were broken. */
function shown(text: string): string {
  return text.replaceAll("&lt;", "<").replace(/[\s`~>\\\u2060]/g, "");
}

/** A piece without what it repeats of the one before: the head of a table, or how code was opened. */
function withoutRepetition(piece: string): string {
  const [first = "", second = "", ...rest] = piece.split("\n");
  if (/^[\s>]*(?:`{3}|~{3})/.test(first)) return [second, ...rest].join("\n");
  return /^[\s>|:-]+$/.test(second) && second.includes("-") ? rest.join("\n") : piece;
}

/** What of the text no piece shows, from where it was lost: empty where all of it is there, in its order. */
function lost(text: string, pieces: readonly string[]): string {
  let rest = shown(text);
  for (const [index, piece] of pieces.entries()) {
    const found = [piece, ...(index === 0 ? [] : [withoutRepetition(piece)])].map(shown);
    const next = found.find((words) => rest.startsWith(words));
    if (next === undefined) return rest.slice(0, 200);
    rest = rest.slice(next.length);
  }
  return rest.slice(0, 200);
}

/** In a file all of it is there; what stands before it is its beginning. */
function expectAll(text: string, pieces: readonly string[], file: { readonly content: string } | undefined): void {
  if (file === undefined) {
    expect(lost(text, pieces), text).toBe("");
    return;
  }
  expect(file.content).toBe(text);
  const [beginning = ""] = pieces;
  expect(shown(text).startsWith(shown(beginning)), text).toBe(true);
}

function expectClosed(text: string, pieces: readonly string[]): void {
  for (const piece of pieces) expect(fencesOf(piece).open, `${piece}\n\nof:\n${text}`).toBe(false);
}

function textOf(posts: readonly Post[]): string {
  const blocks = posts.flatMap((post) => post.blocks);
  return blocks
    .map((block) => (block.type === "markdown" ? block.text : block.type === "section" ? block.text?.text : ""))
    .join("\n");
}

it("there are 3,000 of them", () => {
  expect(readmes()).toHaveLength(3_000);
});

describe("nothing of what people and Claude write is lost", () => {
  it.each([300, 1_900, 11_500])("in pieces of %i", (limit) => {
    for (const text of MESSAGES) {
      const pieces = splitMarkdown(text, limit);
      expect(lost(text, pieces), text).toBe("");
      expect(Math.max(0, ...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(limit);
      expectClosed(text, pieces);
      const code = (all: readonly string[]) => shown(all.flatMap((piece) => fencesOf(piece).code).join(""));
      expect(code(pieces), text).toBe(code([text.replaceAll("\r\n", "\n")]));
    }
  });

  it("on Slack", () => {
    for (const text of MESSAGES) {
      const { posts, file } = renderOnSlack({ type: "said", text }, about);
      for (const post of posts) expect([...problems(post), ...pings(post)], text).toEqual([]);
      const pieces = posts.flatMap(({ blocks }) => blocks.flatMap((one) => (one.type === "markdown" ? one.text : [])));
      expectAll(text, pieces, file);
      expectClosed(text, pieces);
    }
  });

  it("on Slack, where it refuses markdown", () => {
    // There is no place for what language code is in, nor for the title of a link.
    const bare = (text: string) =>
      text.replace(/^(?:[\s>*+-]|\d+\.)*(?:`{3,}[^`\n]*|~{3,}.*)$/gm, "").replace(/\s+"[^"\n]*"\)/g, "");
    const words = (text: string) => new Set(text.replaceAll("\u2060", "").match(/[\p{L}\p{N}]+/gu) ?? []);
    for (const text of MESSAGES) {
      const { posts } = renderOnSlack({ type: "said", text }, about);
      const before = words(bare(textOf(posts)));
      const plain = posts.map(withoutMarkdown);
      for (const post of plain) expect([...problems(post), ...pings(post)], text).toEqual([]);
      // A word that is longer may be cut in two.
      const after = words(textOf(plain));
      expect(
        [...before].filter((word) => word.length < 40 && !after.has(word)),
        text,
      ).toEqual([]);
    }
  });

  it("on Discord", () => {
    for (const text of MESSAGES) {
      const { posts, file } = renderOnDiscord({ type: "said", text }, about);
      for (const post of posts) expect(postProblems(JSON.parse(JSON.stringify(post))), text).toEqual([]);
      const pieces = posts.map(({ content }) => content.replace(/\n\n\*… all of it is in the file\.\*$/, ""));
      expectAll(text, pieces, file);
      expectClosed(text, pieces);
    }
  });
});

describe("what goes into a file anyway is not read", () => {
  it.each([
    ["Slack", renderOnSlack],
    ["Discord", renderOnDiscord],
  ])("on %s", (_, render) => {
    const looks = (size: number) => {
      const text = "- `a` <b>\n\n".repeat(size / 11);
      return looksOf(() => {
        expect(render({ type: "said", text }, about).file?.content).toHaveLength(text.length);
      });
    };
    expect(looks(2_000_000)).toBeLessThan(2 * looks(200_000));
  });
});
