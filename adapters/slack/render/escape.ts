import { type Block, readMarkdown, type Span, spansOf } from "../../../src/cockpit/markdown.ts";

/** Word joiner: nobody sees it, no line breaks at it, and no token of Slack's goes on across it. */
export const JOINER = "\u2060";

/**
 * Slack links these by themselves where a message is parsed in full. `@` may be written as an entity; and of a longer
 * word, cut in two, the first half may be one of these.
 */
const BROADCAST = /(@|&#0*64;|&#x0*40;|&commat;)(?=channel|here|everyone)/gi;

/** What begins a mention of Slack's. HTML's own `<!--`, `<![CDATA[` and `<!doctype` begin none. */
const TOKEN = /<(?=@[a-z0-9]|#[cgd][a-z0-9]+[|>]|!(?!--|\[|doctype\b))/gi;

/** An entity that shows as `<`, where a mention would go on. */
const ENTITY = /&(?:lt|#0*60|#x0*3c);?(?=[!@#&\\])/gi;

/** `<https://…>` is a link in markdown as in Slack, and shows where it leads. Other brackets open something of Slack's. */
const BRACKET = /(?<!\\)(\\*)<(?!https?:\/\/[^\s<>|]+>)/gi;

/** Text from others, for mrkdwn: it shows as it is, and pings nobody. */
export function escaped(text: string): string {
  const shown = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return shown.replace(BROADCAST, `$1${JOINER}`);
}

/**
 * Markdown from others, for the markdown block, where Slack reads its own tokens too (`<!channel>`, `<@U1>`,
 * `<url|another name>`). Among words `<` becomes an entity, which Slack shows as `<` and does not read again. In code
 * an entity would show as it is written, so there a word joiner breaks the token: the code looks the same, and only
 * what would have pinged carries it when it is copied. Words that look like a token get it as well, so that nothing
 * pings where Slack's idea of what is code is not ours: of a text, or of a piece of it, cut anywhere.
 */
export function defuse(markdown: string): string {
  const words = (text: string) => text.replace(BRACKET, entity);
  return sealed(
    readMarkdown(markdown)
      .map((block) => (block.kind === "fence" ? block.lines.join("\n") : inWords(block, words, (code) => code)))
      .join("\n"),
  );
}

/** What is written in a block, with its words, and the code between them, as they are to be. */
export function inWords(
  { kind, lines }: Block,
  words: (text: string) => string,
  code: (text: string) => string,
): string {
  const shown = (span: Span) => (span.kind === "words" ? words(span.text) : code(span.text));
  // Code ends with its paragraph; in a table, with its row.
  const paragraphs = kind === "table" ? lines : [lines.join("\n")];
  return paragraphs.map((text) => spansOf(text).map(shown).join("")).join("\n");
}

/** Breaks what could be read as a mention, wherever it stands. */
export function sealed(text: string): string {
  return text.replace(TOKEN, `$&${JOINER}`).replace(ENTITY, `$&${JOINER}`).replace(BROADCAST, `$1${JOINER}`);
}

/** A backslash before the bracket would now be one before the entity. */
function entity(_: string, slashes: string): string {
  return `${slashes.slice(0, slashes.length - (slashes.length % 2))}&lt;`;
}
