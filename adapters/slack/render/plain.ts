import { type Block, insideOf, readMarkdown } from "../../../src/cockpit/markdown.ts";
import { splitMarkdown } from "../../chat/split.ts";
import { createAside, withoutMarks } from "./aside.ts";
import { escaped, inWords, JOINER, sealed } from "./escape.ts";
import { excerpt, inCode } from "./excerpt.ts";
import { context, type KnownBlock, type Post, SECTION, section } from "./post.ts";

/** Slack takes 50 blocks a message. */
const SECTIONS = 45;

/** For where Slack refuses the markdown block: the same text, as well as mrkdwn can. Takes defused text as well. */
export function plainPost(text: string): Post {
  return { text: excerpt(text), blocks: plainBlocks(text) };
}

/** The post with its markdown blocks in mrkdwn; all else stays. */
export function withoutMarkdown({ text, blocks }: Post): Post {
  return { text, blocks: blocks.flatMap((block) => (block.type === "markdown" ? plainBlocks(block.text) : [block])) };
}

function plainBlocks(text: string): KnownBlock[] {
  const all = sections(text.slice(0, 2 * SECTIONS * SECTION), SECTION - 100);
  const blocks = all.slice(0, SECTIONS).map(section);
  return all.length > SECTIONS ? [...blocks, context("_The rest is left out._")] : blocks;
}

/** Escaping makes a text longer, and how much shows only afterwards. */
function sections(markdown: string, limit: number): readonly string[] {
  return splitMarkdown(markdown, limit).flatMap((chunk) => {
    const text = asMrkdwn(chunk);
    if (text.length > SECTION) return sections(chunk, Math.floor(limit / 2));
    return text === "" ? [] : [text];
  });
}

/** Markdown from others in Slack's own markup, as far as that goes. */
export function asMrkdwn(markdown: string): string {
  return readMarkdown(withoutMarks(markdown)).map(mrkdwnOf).join("\n").trim();
}

function mrkdwnOf(block: Block): string {
  if (block.kind === "fence") return codeBlock(escaped(block.code.join("\n")));
  // Columns line up in code only.
  if (block.kind === "table") return codeBlock(inWords(block, entities, inlineCode));
  const { keep, restore } = createAside();
  const text = inWords(block, entities, (code) => keep(inlineCode(code)));
  return restore(sealed(styled(linksIn(text, keep))));
}

/** Entities are what they stand for, in markdown as in mrkdwn. */
function entities(text: string): string {
  const whole = text.replace(/&(?!(?:amp|lt|gt);)/g, "&amp;");
  return whole.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function inlineCode(code: string): string {
  return inCode(escaped(insideOf(code)));
}

function codeBlock(code: string): string {
  return `\`\`\`\n${code.replaceAll("```", `\`${JOINER}\`${JOINER}\``)}\n\`\`\``;
}

/** Slack's own form, so that a link is what it says and nothing else becomes one. */
function linksIn(text: string, keep: (link: string) => string): string {
  return text
    .replace(
      /!?\[([^\]\n]*)\]\((?:&lt;)?((?:https?:\/\/|mailto:)(?:[^\s()|&]|&amp;|\([^\s()|]*\))+)(?:&gt;)?(?:\s+"[^"\n]*")?\)/gi,
      (_, label: string, url: string) =>
        keep(label.trim() === "" ? `<${url}>` : `<${url}|${label.replaceAll("|", "¦")}>`),
    )
    .replace(/&lt;(https?:\/\/(?:[^\s|&]|&amp;)+)&gt;/gi, (_, url: string) => keep(`<${url}>`))
    .replace(URLS, (url: string) => keep(`<${url}>`));
}

/** As they stand in a text, without the punctuation after them. */
const URLS = /https?:\/\/(?:[^\s|&\uFDD0\u2060]|&amp;)*(?:[^\s|&\uFDD0\u2060.,;:!?'")\]*_~]|&amp;)/gi;

/** Plain text from a command, escaped, with its links. */
export function linked(text: string): string {
  return escaped(text).replace(URLS, "<$&>");
}

function styled(text: string): string {
  return text
    .replace(/^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/gm, "———")
    .replace(/^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$/gm, (_, words: string) => `**${words.replaceAll("**", "")}**`)
    .replace(/^([ \t]*)[-*+][ \t]+/gm, "$1• ")
    .replace(/\*\*(?=\S)([^\n]*?\S)\*\*|__(?=\S)([^\n]*?\S)__/g, (_, stars, bars) => `\uFDD1${stars ?? bars}\uFDD1`)
    .replace(/(?<![\w*\\])\*(?=[^\s*])([^*\n]*?)(?<=\S)\*(?![\w*])/g, "_$1_")
    .replace(/~~(?=\S)([^\n]*?\S)~~/g, "~$1~")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replaceAll("\uFDD1", "*");
}
