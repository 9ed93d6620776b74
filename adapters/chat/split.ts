/** A fence that opens code. */
export interface Fence {
  /** Quote marks, which stand before each of its lines. */
  readonly quote: string;
  /** Columns between the quote marks and the fence; a list's marker counts. */
  readonly indent: number;
  readonly mark: string;
  readonly info: string;
}

type Block = { readonly lines: readonly string[]; readonly gap: number; readonly nested: boolean } & (
  | { readonly kind: "text" | "table" }
  | { readonly kind: "fence"; readonly fence: Fence }
);

const OPENER = /^((?:[ \t]*>)*)([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})[ \t]*(.*)$/;
const CLOSER = /^(?:[ \t]*>)*[ \t]*(`{3,}|~{3,})[ \t]*$/;
const DELIMITERS = /^[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?$/;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/;
/** Says what comes next, and is lost without it. */
const LEAD = /^ {0,3}#{1,6} |:[*_]*\s*$/;
/** What would mean something else at the beginning of a line than in the middle of one. */
const MARKUP = /^(?:[-*+>#|=]|\d{1,9}[.)]|`{3}|~{3})/;

export function fenceOf(line: string): Fence | null {
  const [, quote = "", before = "", mark, info = ""] = OPENER.exec(line) ?? [];
  if (mark === undefined || (mark.startsWith("`") && info.includes("`"))) return null;
  return { quote, indent: before.length, mark, info: info.trimEnd() };
}

/** `closed`: the line is its end. `left`: the quote it stands in has ended before the line. */
export function endOf(fence: Fence, line: string): "closed" | "left" | null {
  if (fence.quote !== "" && !/^[ \t]*>/.test(line)) return "left";
  const mark = CLOSER.exec(line)?.[1];
  return mark?.[0] === fence.mark[0] && (mark?.length ?? 0) >= fence.mark.length ? "closed" : null;
}

/**
 * Cuts markdown into chunks of at most `limit` UTF-16 units that each read well alone. It cuts between blocks where it
 * can, then at the ends of lines, then at spaces. Code that must be cut is closed and opened again, with its language;
 * of a table, the header is repeated. Nothing is lost but white space outside of code, and no chunk is empty.
 */
export function splitMarkdown(text: string, limit: number): readonly string[] {
  const blocks = blocksOf(text.replaceAll("\r\n", "\n"));
  const paper = createPaper(limit);
  blocks.forEach((block, index) => {
    const size = sizeOf(block);
    const next = blocks[index + 1];
    const together = next && isLead(block) ? size + 1 + next.gap + sizeOf(next) : size;
    if (together <= limit && together > paper.room(block.gap)) paper.turn();
    if (size <= paper.room(block.gap)) paper.add(block.lines, block);
    else if (size <= limit) paper.turn(block);
    else pour(block, paper, limit);
  });
  return paper.chunks();
}

function blocksOf(text: string): readonly Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  let gap = 0;
  let inList = false;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      gap += 1;
      at += 1;
      continue;
    }
    if (ITEM.test(line)) inList = true;
    else if (gap > 0 && /^\S/.test(line)) inList = false;
    const about = { gap: Math.min(gap, 1), nested: inList && /^ /.test(line) };
    const fence = fenceOf(line);
    const end = fence ? endOfFence(lines, at, fence) : endOfText(lines, at);
    const own = lines.slice(at, end);
    if (fence) blocks.push({ ...about, kind: "fence", fence, lines: closed(own, fence) });
    else blocks.push({ ...about, kind: isTable(own) ? "table" : "text", lines: own });
    gap = 0;
    at = end;
  }
  return blocks;
}

function endOfFence(lines: readonly string[], start: number, fence: Fence): number {
  for (let at = start + 1; at < lines.length; at++) {
    const end = endOf(fence, lines[at] ?? "");
    if (end !== null) return end === "closed" ? at + 1 : at;
  }
  return lines.length;
}

function endOfText(lines: readonly string[], start: number): number {
  const wasTable = isTable(lines.slice(start, start + 2));
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "" || fenceOf(line)) return at;
    if (wasTable ? !line.includes("|") && !DELIMITERS.test(line) : isTable(lines.slice(at, at + 2))) return at;
  }
  return lines.length;
}

function isTable([header = "", delimiters = ""]: readonly string[]): boolean {
  return header.includes("|") && delimiters.includes("|") && delimiters.includes("-") && DELIMITERS.test(delimiters);
}

/** Code that nobody closed goes on to the end of the text; a platform may see that differently. */
function closed(lines: readonly string[], fence: Fence): readonly string[] {
  const last = lines.at(-1) ?? "";
  return lines.length > 1 && endOf(fence, last) === "closed" ? lines : [...lines, closerOf(fence)];
}

function closerOf(fence: Fence): string {
  return `${prefixOf(fence)}${fence.mark}`;
}

function prefixOf({ quote, indent }: Fence): string {
  return `${quote}${" ".repeat(indent)}`;
}

function sizeOf({ lines }: Block): number {
  return lines.reduce((size, line) => size + line.length + 1, -1);
}

function isLead({ kind, lines }: Block): boolean {
  return kind === "text" && lines.length === 1 && LEAD.test(lines[0] ?? "");
}

interface Paper {
  /** What still fits on this page, after `gap` blank lines. */
  room(gap: number): number;
  add(lines: readonly string[], where: { readonly gap: number; readonly nested?: boolean }): void;
  /** Begins a new page, with the block. */
  turn(block?: Block): void;
  chunks(): readonly string[];
}

function createPaper(limit: number): Paper {
  const done: string[] = [];
  let page: string[] = [];
  let size = 0;
  let isNested = false;

  function turn(block?: Block): void {
    const lines = isNested ? unnested(page) : page;
    if (lines.some((line) => line.trim() !== "")) done.push(lines.join("\n"));
    page = [];
    size = 0;
    if (block) add(block.lines, block);
  }

  function add(lines: readonly string[], { gap, nested = false }: { gap: number; nested?: boolean }): void {
    if (page.length === 0) isNested = nested;
    const all = page.length === 0 ? lines : [...Array<string>(gap).fill(""), ...lines];
    for (const one of all) page.push(one);
    size += all.reduce((sum, line) => sum + line.length + 1, 0);
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
function unnested(lines: readonly string[]): readonly string[] {
  let shift = indentOf(lines[0] ?? "");
  let fence: Fence | null = null;
  return lines.map((line) => {
    const opened = fence === null ? fenceOf(line) : null;
    if (fence === null && line.trim() !== "") shift = Math.min(shift, indentOf(line));
    if (opened) fence = opened;
    else if (fence !== null && endOf(fence, line) !== null) fence = null;
    return line.slice(Math.min(shift, indentOf(line)));
  });
}

function indentOf(line: string): number {
  return line.length - line.replace(/^ +/, "").length;
}

/** Puts a block down that no page has room for. */
function pour(block: Block, paper: Paper, limit: number): void {
  if (block.kind === "table") pourTable(block, paper, limit);
  else if (block.kind === "fence") pourFence(block, paper, limit);
  else pourText(block, paper, limit);
}

function pourText({ lines, gap, nested }: Block, paper: Paper, limit: number): void {
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

function pourTable(block: Block, paper: Paper, limit: number): void {
  const header = block.lines.slice(0, 2);
  const head = header.join("\n").length;
  if (head > limit / 2) {
    pourText(block, paper, limit);
    return;
  }
  if (paper.room(block.gap) < limit / 2) paper.turn();
  paper.add(header, block);
  let stoodAlone = false;
  for (const row of block.lines.slice(2)) {
    // A row that has no room beside the header stands alone, rather than in two.
    const alone = head + 1 + row.length > limit;
    if (alone || stoodAlone || row.length > paper.room(0)) {
      paper.turn();
      if (!alone) paper.add(header, block);
    }
    pourText({ ...block, kind: "text", lines: [row], gap: 0 }, paper, limit);
    stoodAlone = alone;
  }
}

function pourFence(block: Block & { kind: "fence" }, paper: Paper, limit: number): void {
  const { fence, lines, nested } = block;
  const prefix = prefixOf(fence);
  const info = fence.info.length > limit / 4 ? "" : fence.info;
  // A language longer than a page is none, and is kept where it can be read.
  const code = [...(info === fence.info ? [] : [`${prefix}${fence.info}`]), ...lines.slice(1, -1)];
  const again = `${prefix}${fence.mark}${info}`;
  let opener = `${(lines[0] ?? "").slice(0, prefix.length)}${fence.mark}${info}`;
  const closer = closerOf(fence);
  const around = again.length + closer.length + 2;
  if (around > limit / 2) {
    pourText(block, paper, limit);
    return;
  }
  if (paper.room(block.gap) < limit / 2) paper.turn();

  let held: string[] = [];
  let room = paper.room(block.gap) - around;
  const put = () => paper.add([opener, ...held, closer], { gap: block.gap, nested: nested || fence.indent > 0 });
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
  const prefix = prefixOf(fence);
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
