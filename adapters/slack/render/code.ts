import { endOf, type Fence, fenceOf } from "../../chat/split.ts";

/** Part of a markdown text. The parts of a text are all of it: joined, they are the text. */
export type Part =
  | { readonly kind: "words" | "code"; readonly text: string }
  /** With its fences, and the end of its last line. */
  | { readonly kind: "fence"; readonly text: string; readonly fence: Fence };

/** Tells code from words. What is taken for code is never more than the text's own marks make of it. */
export function partsOf(markdown: string): readonly Part[] {
  const parts: Part[] = [];
  let held = "";
  const words = () => {
    for (const span of spansOf(held)) parts.push(span);
    held = "";
  };
  const lines = markdown.split(/(?<=\n)/);
  for (let at = 0; at < lines.length; ) {
    const fence = fenceOf(bare(lines[at]));
    if (fence === null) {
      held += lines[at];
      at += 1;
      // A blank line ends a paragraph, and with it whatever code was not closed.
      if (bare(lines[at - 1]).trim() === "") words();
      continue;
    }
    words();
    const end = endOfFence(lines, at, fence);
    parts.push({ kind: "fence", text: lines.slice(at, end).join(""), fence });
    at = end;
  }
  words();
  return parts;
}

function bare(line = ""): string {
  return line.replace(/\r?\n$/, "");
}

function endOfFence(lines: readonly string[], start: number, fence: Fence): number {
  for (let at = start + 1; at < lines.length; at++) {
    const end = endOf(fence, bare(lines[at]));
    if (end !== null) return end === "closed" ? at + 1 : at;
  }
  return lines.length;
}

/** Code within a paragraph stands between two rows of backticks of the same length. */
function spansOf(paragraph: string): readonly Part[] {
  const rows = [...paragraph.matchAll(/`+/g)].filter(
    ({ index, 0: row }) => row.length > 1 || !isEscaped(paragraph, index),
  );
  const next = new Map<number, number>();
  const partner = new Map<number, number>();
  for (let at = rows.length - 1; at >= 0; at--) {
    const length = rows[at]?.[0].length ?? 0;
    const later = next.get(length);
    if (later !== undefined) partner.set(at, later);
    next.set(length, at);
  }
  const parts: Part[] = [];
  let done = 0;
  for (let at = 0; at < rows.length; at++) {
    const [from, to] = [rows[at], rows[partner.get(at) ?? -1]];
    if (from === undefined || to === undefined) continue;
    const end = to.index + to[0].length;
    parts.push({ kind: "words", text: paragraph.slice(done, from.index) });
    parts.push({ kind: "code", text: paragraph.slice(from.index, end) });
    done = end;
    at = partner.get(at) ?? at;
  }
  parts.push({ kind: "words", text: paragraph.slice(done) });
  return parts.filter(({ text }) => text !== "");
}

function isEscaped(text: string, at: number): boolean {
  return (/\\*$/.exec(text.slice(Math.max(0, at - 20), at))?.[0].length ?? 0) % 2 === 1;
}
