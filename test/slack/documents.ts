import type { Random } from "../core/random.ts";

/** A document as Claude might write it on a strange day. Every word of it is unlike every other. */
export interface Document {
  readonly text: string;
  /** In order; those of table headers too. */
  readonly words: readonly string[];
  /** Words that may come more than once: a table's header. */
  readonly repeatable: ReadonlySet<string>;
  /** The lines inside of fences, without what the list or quote around them puts before them. */
  readonly code: readonly string[];
}

const MARKS = ["```", "````", "~~~", "~~~~~"] as const;
const INFOS = ["", "ts", "python title=x", "sh"] as const;
const AROUND = ["", "  ", "    ", "> "] as const;
const FLOURISHES = ["é", "🙂", "👩‍👩‍👧‍👦", "漢", "**b**", "`i`", "a&lt;b", "🇪🇸", ""] as const;

export function createDocument(random: Random, blocks: number): Document {
  const words: string[] = [];
  const code: string[] = [];
  const repeatable = new Set<string>();
  const word = (): string => {
    const made = `w${words.length}${random.pick(FLOURISHES)}`;
    words.push(`w${words.length}`);
    return made;
  };
  const row = (count: number): string => Array.from({ length: count }, word).join(" ");
  const lengths = [1, 3, 8, 30, 120] as const;

  function fence(): string {
    const mark = random.pick(MARKS);
    const around = random.pick(AROUND);
    const inside = Array.from({ length: random.below(40) }, () => {
      const line = random.below(8) === 0 ? "" : `${" ".repeat(random.below(6))}${row(random.pick(lengths))}`;
      code.push(line);
      return line;
    });
    const item = around === "  " && random.below(2) === 0 ? "- " : around;
    return [`${item}${mark}${random.pick(INFOS)}`, ...inside.map((line) => around + line), around + mark].join("\n");
  }

  function table(): string {
    const columns = 2 + random.below(3);
    const cells = (): string => `| ${Array.from({ length: columns }, () => row(1 + random.below(3))).join(" | ")} |`;
    const first = words.length;
    const header = cells();
    for (const name of words.slice(first)) repeatable.add(name);
    return [header, `|${" --- |".repeat(columns)}`, ...Array.from({ length: random.below(60) }, cells)].join("\n");
  }

  const kinds = [
    fence,
    table,
    () => row(random.pick(lengths)),
    () => row(400),
    () => `## ${row(3)}`,
    () => `${row(4)}:`,
    () => Array.from({ length: 1 + random.below(40) }, () => `- ${row(random.pick(lengths))}`).join("\n"),
    () => Array.from({ length: 1 + random.below(9) }, (_, at) => `${at + 1}. ${row(5)}\n    ${row(6)}`).join("\n\n"),
    () => `> ${row(30)}\n> ${row(9)}`,
    () => word() + "x🙂é漢".repeat(random.below(300)),
  ] as const;
  const parts = Array.from({ length: blocks }, () => random.pick(kinds)());
  return { text: parts.join("\n\n"), words, repeatable, code };
}
