import { createHash } from "node:crypto";
import type { Inventory, SettingSource } from "../../../src/ports/ports.ts";
import { unhidden } from "../../../src/support/printable.ts";

/** Something of a project's that would run, or would be allowed, without anybody being asked. */
export interface Item {
  readonly text: string;
  /** All that it is, where the text says less. */
  readonly whole?: string;
}

export type Fault = Inventory["faults"][number];

export const SHARED = ".claude/settings.json";
export const LOCAL = ".claude/settings.local.json";
export const SERVERS = ".mcp.json";
/** What Claude is to be told at certain times, by itself. */
export const TASKS = ".claude/scheduled_tasks.json";

/** Things, files, bytes of one, and how deep: a project has some dozens. */
export const MOST = { items: 300, files: 2_000, bytes: 1_000_000, depth: 12, nested: 100 } as const;

/** The same sources and words have the same key, and nothing else has it. */
export function toldOf({ text, whole = text }: Item, sources: readonly SettingSource[]): Inventory["items"][number] {
  return { sources, key: hash(`${text}\0${whole}`), text: unhidden(text.trim().replace(/\r?\n/g, "\\n")) };
}

export function fault(source: SettingSource, text: string, stops = false): Fault {
  return { source, text: unhidden(text), stops };
}

export function sourceOf(path: string): SettingSource {
  return path === LOCAL ? "local" : path === TASKS ? "tasks" : "project";
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}
