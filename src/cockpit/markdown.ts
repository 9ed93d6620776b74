import createLexer, { type StateBlock, type Token } from "markdown-it";

/** What opens code, and closes it. */
export interface Fence {
  /** What stands before each of its lines: quote marks and spaces, as wide as a list's marker that stood there. */
  readonly prefix: string;
  readonly mark: string;
  readonly info: string;
  /** False where nobody closed it: it ends with the quote or the text that it stands in. */
  readonly closed: boolean;
}

/** Part of a markdown text. The lines of all parts, in their order, are all of its lines. */
export type Block = {
  readonly lines: readonly string[];
  /** It stands in a list. */
  readonly listed: boolean;
} & (
  | { readonly kind: "blank" | "words" | "heading" | "rule" | "table" }
  /** `code`: its lines without fences, quote marks and indentation. */
  | { readonly kind: "fence"; readonly fence: Fence; readonly code: readonly string[] }
);

/** Part of what is written in a block. The texts of all parts, joined, are what was written. */
export interface Span {
  readonly kind: "words" | "code";
  /** Code with its marks. */
  readonly text: string;
}

const KINDS: Readonly<Record<string, Exclude<Block["kind"], "blank">>> = {
  paragraph: "words",
  heading_open: "heading",
  hr: "rule",
  table_open: "table",
  fence: "fence",
};

const lexer = createLexer();
// The rest is left as words: HTML, addresses and underlined headings would only hide the code in them.
lexer.block.ruler.enableOnly(["table", "fence", "blockquote", "hr", "list", "heading", "paragraph"]);
lexer.block.ruler.at("fence", fence, { alt: ["paragraph", "blockquote", "list"] });
lexer.block.ruler.at("paragraph", paragraph);
lexer.inline.ruler2.enableOnly([]);
lexer.inline.ruler.enableOnly(["backticks"]);
const [backticks] = lexer.inline.ruler.getRules("");
lexer.inline.ruler.enableOnly(["text", "escape", "backticks"]);
lexer.inline.ruler.at("backticks", (state, silent) => {
  const from = state.pos;
  const found = backticks?.(state, silent) ?? false;
  const last = state.tokens.at(-1);
  // The lexer keeps what code says, and not where it stands.
  if (last?.type === "code_inline") last.meta ??= { from, to: state.pos };
  return found;
});

/** Where code, tables, headings and paragraphs stand in a text; its line ends are made `\n`. */
export function readMarkdown(text: string): readonly Block[] {
  const whole = text.replaceAll("\r\n", "\n");
  const lines = whole.split("\n");
  const blocks: Block[] = [];
  let done = 0;
  let lists = 0;
  /** Lines that are in no block of the lexer's. */
  const pass = (end: number) => {
    for (; done < end; done++) {
      const kind = lines[done]?.trim() === "" ? "blank" : "words";
      blocks.push({ kind, lines: lines.slice(done, done + 1), listed: lists > 0 });
    }
  };
  for (const token of tokensOf(whole)) {
    const [start = 0, end = 0] = token.map ?? [];
    const kind = KINDS[token.type];
    if (token.type === "list_item_open") lists += 1;
    if (token.type === "list_item_close") lists -= 1;
    if (kind === undefined) continue;
    pass(start);
    const own = kind === "table" ? rowsOf(lines.slice(start, end)) : lines.slice(start, end);
    blocks.push(blockOf(kind, own, lists > 0, token));
    done += own.length;
  }
  pass(lines.length);
  return blocks;
}

/** Code within a paragraph: between two rows of backticks of the same length. */
export function spansOf(text: string): readonly Span[] {
  const tokens: Token[] = [];
  lexer.inline.parse(text, lexer, {}, tokens);
  const spans: Span[] = [];
  let done = 0;
  for (const { meta } of tokens) {
    if (meta === null) continue;
    const [from, to] = [Number(meta.from), Number(meta.to)];
    spans.push({ kind: "words", text: text.slice(done, from) }, { kind: "code", text: text.slice(from, to) });
    done = to;
  }
  return [...spans, { kind: "words" as const, text: text.slice(done) }].filter((span) => span.text !== "");
}

/** What inline code says, without its marks. */
export function insideOf(code: string): string {
  return code.replace(/^(`+) ?([\s\S]*?) ?\1$/, "$2");
}

/** To the lexer, whatever follows a table at once is a row of it. People and Claude go on with what they say. */
function rowsOf(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => !line.includes("|"));
  return end === -1 ? lines : lines.slice(0, end);
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  lexer.block.parse(text, lexer, {}, tokens);
  return tokens;
}

function blockOf(
  kind: Exclude<Block["kind"], "blank">,
  lines: readonly string[],
  listed: boolean,
  token: Token,
): Block {
  if (kind !== "fence") return { kind, lines, listed };
  const { markup: mark, info, content, meta } = token;
  const [opener = ""] = lines;
  const prefix = opener.slice(0, opener.indexOf(mark)).replace(/[^>\s]/g, " ");
  const code = lines.length > (meta?.closed ? 2 : 1) ? content.split("\n") : [];
  return { kind, lines, listed, fence: { prefix, mark, info, closed: meta?.closed === true }, code };
}

/**
 * Wider than markdown's own rule, as people, Claude and some chats are: a fence may stand at any depth, and the code in it
 * may be less indented than the list that it belongs to.
 */
function fence(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const [, mark, info = ""] = /^(`{3,}|~{3,})[ \t]*(.*)$/.exec(said(state, start)) ?? [];
  if (mark === undefined || (mark.startsWith("`") && info.includes("`"))) return false;
  if (silent) return true;
  const ends = (line: number) => line >= end || isOutside(state, line);
  let last = start + 1;
  while (!ends(last) && !closes(mark, said(state, last))) last++;
  const closed = !ends(last);
  state.line = closed ? last + 1 : last;
  const token = state.push("fence", "code", 0);
  token.map = [start, state.line];
  token.markup = mark;
  token.info = info.trimEnd();
  token.content = state.getLines(start + 1, last, state.sCount[start] ?? 0, false);
  token.meta = { closed };
  return true;
}

function closes(mark: string, line: string): boolean {
  const [row = ""] = /^(?:`{3,}|~{3,})(?=[ \t]*$)/.exec(line) ?? [];
  return row.startsWith(mark);
}

/** The line has lost the quote mark of the lines before it. */
function isOutside(state: StateBlock, line: number): boolean {
  return (state.sCount[line] ?? 0) < 0;
}

/** The lexer's own rule, but for a fence behind it: that may stand at any depth. */
function paragraph(state: StateBlock, start: number, end: number): boolean {
  const enders = state.md.block.ruler.getRules("paragraph");
  const { parentType } = state;
  state.parentType = "paragraph";
  let line = start + 1;
  const isEnded = () => !isOutside(state, line) && enders.some((rule) => rule(state, line, end, true));
  while (line < end && !state.isEmpty(line) && !isEnded()) line++;
  state.parentType = parentType;
  state.line = line;
  state.push("paragraph", "p", 0).map = [start, line];
  return true;
}

/** A line without what the lists and quotes around it, and its own indentation, put before it. */
function said(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}
