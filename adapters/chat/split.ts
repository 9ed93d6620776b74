import { type Block, type Fence, readMarkdown } from "../../src/cockpit/markdown.ts";

/** What stands together: no blank line is in it, but in code. */
type Part = { readonly lines: readonly string[]; readonly gap: number; readonly nested: boolean } & (
  | { readonly kind: "words" | "table" }
  | { readonly kind: "fence"; readonly fence: Fence }
);

/** Says what comes next, and is lost without it. */
const LEAD = /^ {0,3}#{1,6} |:[*_]*\s*$/;
/** What would mean something else at the beginning of a line than in the middle of one. */
const MARKUP = /^(?:[-*+>#|=]|\d{1,9}[.)]|`{3}|~{3})/;

/**
 * Cuts markdown into chunks of at most `limit` UTF-16 units that each read well alone. It cuts between blocks where it
 * can, then at the ends of lines, then at spaces. Code that must be cut is closed and opened again, with its language;
 * of a table, the header is repeated. Nothing is lost but white space outside of code, and no chunk is empty.
 */
export function splitMarkdown(text: string, limit: number): readonly string[] {
  const parts = partsOf(text);
  const paper = createPaper(limit);
  parts.forEach((part, index) => {
    const size = sizeOf(part);
    const next = parts[index + 1];
    const together = next && isLead(part) ? size + 1 + next.gap + sizeOf(next) : size;
    if (together <= limit && together > paper.room(part.gap)) paper.turn();
    if (size <= paper.room(part.gap)) paper.add(part.lines, part);
    else if (size <= limit) paper.turn(part);
    else pour(part, paper, limit);
  });
  return paper.chunks();
}

/** What is shown of a text from others. */
type As = (text: string) => string;

const itself: As = (text) => text;

/**
 * The chunks of what `as` makes of a text; null where they are more than `most`, and it goes into a file. One that is much
 * too long, or white space for the most part, is not read.
 */
export function chunksOf(text: string, limit: number, most: number, as: As = itself): readonly string[] | null {
  if (text.trim().length > 2 * limit * most) return null;
  const chunks = splitMarkdown(as(text), limit);
  return chunks.length > most ? null : chunks;
}

/** The first chunk, once `as` has made of it what is shown. No more of the text is read than it may take. */
export function beginningOf(text: string, limit: number, as: As = itself): string {
  const start = Math.max(0, text.search(/\S/));
  return splitMarkdown(as(text.slice(start, start + 4 * limit)), limit)[0] ?? "";
}

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  /** The lines of the last part, as long as it goes on. */
  let open: string[] | null = null;
  let gap = 0;
  for (const block of readMarkdown(text)) {
    const { kind, lines, listed } = block;
    const about = { gap, nested: listed && /^ /.test(lines[0] ?? "") };
    const isWords = kind !== "blank" && kind !== "table" && kind !== "fence";
    if (isWords && open !== null) for (const line of lines) open.push(line);
    else if (isWords) {
      open = [...lines];
      parts.push({ ...about, kind: "words", lines: open });
    } else {
      open = null;
      if (kind === "table") parts.push({ ...about, kind, lines });
      if (kind === "fence") parts.push({ ...about, kind, lines: closed(block), fence: block.fence });
    }
    gap = kind === "blank" ? 1 : 0;
  }
  return parts;
}

/** Code that nobody closed: a platform may see otherwise where it ends. */
function closed({ lines, fence }: Extract<Block, { kind: "fence" }>): readonly string[] {
  return fence.closed ? lines : [...lines, closerOf(fence)];
}

function closerOf({ prefix, mark }: Fence): string {
  return prefix + mark;
}

function sizeOf({ lines }: Part): number {
  return lines.reduce((size, line) => size + line.length + 1, -1);
}

function isLead({ kind, lines }: Part): boolean {
  return kind === "words" && lines.length === 1 && LEAD.test(lines[0] ?? "");
}

interface Place {
  readonly gap: number;
  readonly nested?: boolean;
  readonly kind?: Part["kind"];
}

interface Paper {
  /** What still fits on this page, after `gap` blank lines. */
  room(gap: number): number;
  add(lines: readonly string[], where: Place): void;
  /** Begins a new page, with the part. */
  turn(part?: Part): void;
  chunks(): readonly string[];
}

interface Line {
  readonly text: string;
  /** It may be as little indented as it likes. */
  readonly code: boolean;
}

function createPaper(limit: number): Paper {
  const done: string[] = [];
  let page: Line[] = [];
  let size = 0;
  let isNested = false;

  function turn(part?: Part): void {
    const lines = isNested ? unnested(page) : page.map(({ text }) => text);
    if (lines.some((line) => line.trim() !== "")) done.push(lines.join("\n"));
    page = [];
    size = 0;
    if (part) add(part.lines, part);
  }

  function add(lines: readonly string[], { gap, nested = false, kind = "words" }: Place): void {
    if (page.length === 0) isNested = nested;
    else for (let left = gap; left > 0; left--) put({ text: "", code: false });
    lines.forEach((text, index) => {
      put({ text, code: kind === "fence" && index > 0 });
    });
  }

  function put(line: Line): void {
    page.push(line);
    size += line.text.length + 1;
  }

  return {
    room: (gap) => (page.length === 0 ? limit : limit - size - gap),
    add,
    turn,
    chunks() {
      turn();
      return done;
    },
  };
}

/** Without its list above it, what is indented by four columns would be read as code. */
function unnested(lines: readonly Line[]): readonly string[] {
  let shift = indentOf(lines[0]?.text ?? "");
  return lines.map(({ text, code }) => {
    if (!code && text.trim() !== "") shift = Math.min(shift, indentOf(text));
    return text.slice(Math.min(shift, indentOf(text)));
  });
}

function indentOf(line: string): number {
  return line.length - line.replace(/^ +/, "").length;
}

/** Puts a part down that no page has room for. */
function pour(part: Part, paper: Paper, limit: number): void {
  if (part.kind === "table") pourTable(part, paper, limit);
  else if (part.kind === "fence") pourFence(part, paper, limit);
  else pourText(part, paper, limit);
}

function pourText({ lines, gap, nested }: Part, paper: Paper, limit: number): void {
  for (const [index, line] of lines.entries()) {
    const where = { gap: index === 0 ? gap : 0, nested: nested || (index > 0 && /^ /.test(line)) };
    let rest = line;
    while (rest.length > limit) {
      if (paper.room(where.gap) < Math.max(2, limit / 2)) paper.turn();
      const at = cutAt(rest, paper.room(where.gap));
      const before = rest.slice(0, at).trimEnd();
      if (before !== "") paper.add([before], where);
      paper.turn();
      rest = rest.slice(at).trimStart();
    }
    if (rest.length > paper.room(where.gap)) paper.turn();
    paper.add([rest], where);
  }
}

function pourTable(part: Part, paper: Paper, limit: number): void {
  const header = part.lines.slice(0, 2);
  const head = header.join("\n").length;
  if (head > limit / 2) {
    pourText(part, paper, limit);
    return;
  }
  if (paper.room(part.gap) < limit / 2) paper.turn();
  paper.add(header, part);
  let stoodAlone = false;
  for (const row of part.lines.slice(2)) {
    // A row that has no room beside the header stands alone, rather than in two.
    const alone = head + 1 + row.length > limit;
    if (alone || stoodAlone || row.length > paper.room(0)) {
      paper.turn();
      if (!alone) paper.add(header, part);
    }
    pourText({ ...part, kind: "words", lines: [row], gap: 0 }, paper, limit);
    stoodAlone = alone;
  }
}

function pourFence(part: Extract<Part, { kind: "fence" }>, paper: Paper, limit: number): void {
  const { fence, lines, nested } = part;
  const { prefix } = fence;
  const info = fence.info.length > limit / 4 ? "" : fence.info;
  // A language longer than a page is none, and is kept where it can be read.
  const code = [...(info === fence.info ? [] : [`${prefix}${fence.info}`]), ...lines.slice(1, -1)];
  const again = `${prefix}${fence.mark}${info}`;
  let opener = `${(lines[0] ?? "").slice(0, prefix.length)}${fence.mark}${info}`;
  const closer = closerOf(fence);
  const around = again.length + closer.length + 2;
  if (around > limit / 2) {
    pourText(part, paper, limit);
    return;
  }
  if (paper.room(part.gap) < limit / 2) paper.turn();

  let held: string[] = [];
  let room = paper.room(part.gap) - around;
  const isNested = nested || /^\s/.test(prefix);
  const put = () => paper.add([opener, ...held, closer], { ...part, nested: isNested });
  for (const line of code.flatMap((one) => pieces(one, limit - around, fence))) {
    if (line.length > room) {
      if (held.length > 0) {
        put();
        opener = again;
      }
      paper.turn();
      held = [];
      room = limit - around;
    }
    held.push(line);
    room -= line.length + 1;
  }
  if (held.length > 0) put();
}

/** A line of code, in two or more where no page has room for it. */
function pieces(line: string, room: number, fence: Fence): readonly string[] {
  const { prefix } = fence;
  const cut: string[] = [];
  let rest = line;
  while (rest.length > room) {
    const at = Math.max(cutAt(rest, room), wholePoint(rest, prefix.length + 2));
    cut.push(rest.slice(0, at));
    rest = prefix + rest.slice(at);
  }
  return [...cut, rest];
}

/** Where to cut a text that is longer than `room`: at a space in its second half, else between two characters. */
function cutAt(text: string, room: number): number {
  for (let at = text.lastIndexOf(" ", room); at > room / 2; at = text.lastIndexOf(" ", at - 1))
    if (!MARKUP.test(text.slice(at, at + 20).trimStart())) return at;
  const cluster = new Intl.Segmenter().segment(text.slice(0, room + 64)).containing(room)?.index ?? room;
  return apart(text, cluster > room / 2 ? cluster : wholePoint(text, room));
}

function wholePoint(text: string, at: number): number {
  return /^[\uDC00-\uDFFF]/.test(text.slice(at, at + 1)) && at > 1 ? at - 1 : at;
}

/** Not within an entity, and not where the rest would open a fence. */
function apart(text: string, at: number): number {
  const entity = /&#?[a-z0-9]{0,8}$/i.exec(text.slice(Math.max(0, at - 10), at));
  let back = entity && /^[a-z0-9#]*;/i.test(text.slice(at, at + 10)) ? at - entity[0].length : at;
  while (back > at / 2 && /^(?:`{3}|~{3})/.test(text.slice(back, back + 3))) back = wholePoint(text, back - 1);
  return back > at / 2 ? back : at;
}
