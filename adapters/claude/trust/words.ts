import { parse } from "yaml";
import { type Item, textOf } from "./item.ts";
import { hooksOf, record } from "./settings.ts";

/** What Claude 2.1.330 takes for a head, and for lines that run (its own patterns: `test/claude/trust.test.ts` holds them against it). */
export const HEAD = /^---\s*\n([\s\S]*?)---\s*\n?/;
export const BLOCK = /```!\s*\n?[\s\S]*?\n?```/g;
export const INLINE = /(?<=^|\s)!`[^`]+`/gm;

/** In a head: words about the thing, or what only takes something away. Anything else that is no plain word is shown. */
const WORDS: ReadonlySet<string> = new Set(
  [
    "name description model argument-hint arguments version license color tools disallowed-tools when-to-use",
    "disable-model-invocation user-invocable effort context agent paths metadata compatibility skills max-turns",
    "memory background isolation author authors tags category keywords triggers created-by improved-by title",
  ].flatMap((line) => line.split(" ").map(plain)),
);
/** Whatever it is spelled like: it runs, or is allowed. */
const ACTS = /hook|allow|permission|mcp|command|shell|script|exec|initialprompt|observer|env/;

/** Of a skill, a command or an agent: what it does without being asked about, or lets Claude do so. */
export function actsOf(name: string, content: string): readonly Item[] {
  const text = content.replace(/^\ufeff/, "");
  const [all, head] = HEAD.exec(text) ?? [];
  const body = all === undefined ? text : text.slice(all.length);
  const runs = [...(body.match(BLOCK) ?? []), ...(body.match(INLINE) ?? [])].map((line): Item => {
    return { text: `${name}: runs ${line.replace(/^(```!|!`)\s*|\s*`+$/g, "")} when it is used` };
  });
  if (head === undefined) return /^\s*---/.test(text) ? [unreadable(name, text), ...runs] : runs;
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = record.parse(parse(head) ?? {});
  } catch {
    return [unreadable(name, head), ...runs];
  }
  const acts = Object.entries(fields).flatMap(([key, value]): readonly Item[] => {
    if (!isAct(plain(key), value)) return [];
    return key === "hooks" ? hooksOf(value, `${name}: `) : [{ text: `${name}: ${key} ${textOf(value)}` }];
  });
  return [...acts, ...runs];
}

function isAct(key: string, value: unknown): boolean {
  if (WORDS.has(key)) return false;
  return ACTS.test(key) || (typeof value === "object" && value !== null && !isPlainList(value));
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && value.every((one) => typeof one !== "object");
}

/** Claude may read what we cannot. */
function unreadable(name: string, whole: string): Item {
  return { text: `${name}: a head that cannot be read`, whole };
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[-_\s]/g, "");
}
