import { createHash } from "node:crypto";
import { basename } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Inventory, Launch, SettingSource, Withheld, Workspace } from "../../src/ports/ports.ts";
import { unhidden } from "../../src/support/printable.ts";

/** Claude's settings of a project's own, as far as they do nothing by themselves: everything else in them is shown. */
const HARMLESS: ReadonlySet<string> = new Set([
  "$schema",
  "model",
  "effortLevel",
  "alwaysThinkingEnabled",
  "outputStyle",
  "language",
  "attribution",
  "includeCoAuthoredBy",
  "includeGitInstructions",
  "companyAnnouncements",
  "spinnerVerbs",
  "spinnerTipsEnabled",
  "showTurnDuration",
  "prefersReducedMotion",
  "respectGitignore",
  "disabledMcpjsonServers",
  // Ours goes before it, and the trusted ones are switched on by name.
  "disableAllHooks",
]);
/** Of `permissions`: these only take something away. */
const TAKES_AWAY: ReadonlySet<string> = new Set(["deny", "ask", "disableBypassPermissionsMode", "disableAutoMode"]);
/** Of a skill, a command or an agent: what it does without being asked about, or lets Claude do so. */
const ACTS: readonly string[] = ["hooks", "allowed-tools", "mcpServers", "permissionMode"];
/** Directories of `.claude` whose files are words for Claude, unless they say otherwise at their head. */
const WORDS = ["skills", "commands", "agents"] as const;

/** Things, files, bytes of one, and how deep: a project has some dozens. */
const MOST = { items: 300, files: 2_000, bytes: 1_000_000, depth: 6 } as const;
/** Of one item, for people. */
const LONGEST = 400;

const SHARED = ".claude/settings.json";
const LOCAL = ".claude/settings.local.json";
const SERVERS = ".mcp.json";

const record = z.record(z.string(), z.unknown());
const hooks = z.record(
  z.string(),
  z.array(
    z.looseObject({ matcher: z.string().optional(), hooks: z.array(z.looseObject({ type: z.string().optional() })) }),
  ),
);

interface Item {
  readonly text: string;
  /** All that it is, where the text says less. */
  readonly whole?: string;
}

type Fault = Inventory["faults"][number];

/** What of a project's would run, or would be allowed, without anybody being asked; nothing of it is run to find out. */
export async function inventoryOf(workspace: Workspace): Promise<Inventory> {
  const faults: Fault[] = [];
  const servers = Object.entries(await serversIn(workspace, faults));
  const shared = [
    ...(await settingsIn(workspace, SHARED, faults)),
    ...servers.map(([name, server]): Item => {
      return { text: `MCP server ${name}: ${commandOf(server)}`, whole: JSON.stringify(server) };
    }),
    ...(await wordsIn(workspace, faults)),
  ];
  const local = await settingsIn(workspace, LOCAL, faults);
  const files = await filesRun(workspace, [...shared, ...local], faults);
  const keyed = (source: SettingSource) => (item: Item) => ({ source, ...toldOf(item) });
  return {
    items: [...few(SHARED, [...shared, ...files]).map(keyed("project")), ...few(LOCAL, local).map(keyed("local"))],
    faults: faults.map((fault) => ({ ...fault, text: unhidden(fault.text) })),
    servers: servers.map(([name]) => name),
  };
}

/** How Claude is to be started with it. */
export interface Admitted {
  /** Whose settings of the project's it reads; the user's own always. */
  readonly sources: readonly SettingSource[];
  /** MCP servers that start without being asked about. */
  readonly servers: readonly string[];
  readonly withheld: Withheld;
}

const SOURCES: readonly SettingSource[] = ["project", "local"];

export function admit({ items, faults, servers }: Inventory, trusted: Launch["trusted"]): Admitted {
  const stopping = faults.filter(({ stops }) => stops || trusted !== "all");
  const untrusted = Array.isArray(trusted) ? items.filter(({ key }) => !trusted.includes(key)) : [];
  const sources =
    trusted === "none"
      ? []
      : SOURCES.filter((one) => ![...stopping, ...untrusted].some(({ source }) => source === one));
  const told = { items: untrusted.map(({ text }) => text), faults: stopping.map(({ text }) => text) };
  return {
    sources,
    servers: sources.includes("project") ? servers : [],
    withheld: { ...told, print: hash(JSON.stringify([untrusted.map(({ key }) => key).sort(), told.faults])) },
  };
}

function toldOf({ text, whole = text }: Item): { readonly key: string; readonly text: string } {
  return { key: hash(`${text}\0${whole}`), text: clipped(unhidden(text)) };
}

/** More than anybody reads is one thing: all of it, as it is. */
function few(path: string, items: readonly Item[]): readonly Item[] {
  if (items.length <= MOST.items) return items;
  return [{ text: `${items.length} things, too many to list: ${path} has most of them`, whole: JSON.stringify(items) }];
}

async function serversIn(workspace: Workspace, faults: Fault[]): Promise<Readonly<Record<string, unknown>>> {
  return (
    z.looseObject({ mcpServers: record }).safeParse(await jsonIn(workspace, SERVERS, faults)).data?.mcpServers ?? {}
  );
}

async function settingsIn(workspace: Workspace, path: string, faults: Fault[]): Promise<readonly Item[]> {
  const settings = record.safeParse((await jsonIn(workspace, path, faults)) ?? {}).data;
  if (settings === undefined) {
    faults.push({ source: sourceOf(path), text: `${path} holds no settings`, stops: true });
    return [];
  }
  return Object.entries(settings).flatMap(([name, value]): readonly Item[] => {
    if (HARMLESS.has(name)) return [];
    if (name === "hooks") return hooksIn(value, "");
    if (name === "permissions") return permissionsIn(value);
    if (name === "env") return entries(value, (key, held) => `variable ${key}: ${textOf(held)}`);
    return [{ text: `setting ${name}: ${commandOf(value)}`, whole: JSON.stringify(value) }];
  });
}

function hooksIn(value: unknown, of: string): readonly Item[] {
  const read = hooks.safeParse(value);
  if (!read.success) return [{ text: `${of}hooks: ${textOf(value)}`, whole: JSON.stringify(value) }];
  return Object.entries(read.data).flatMap(([event, groups]) =>
    groups.flatMap(({ matcher, hooks: commands }) =>
      commands.map((command): Item => {
        const where = matcher === undefined || matcher === "" ? event : `${event} (${matcher})`;
        return { text: `${of}hook ${where}: ${commandOf(command)}`, whole: JSON.stringify([matcher, command]) };
      }),
    ),
  );
}

function permissionsIn(value: unknown): readonly Item[] {
  const given = record.safeParse(value).data;
  if (given === undefined) return [{ text: `permissions: ${textOf(value)}` }];
  return Object.entries(given).flatMap(([name, held]): readonly Item[] => {
    if (TAKES_AWAY.has(name)) return [];
    const what = name === "allow" ? "allowed without asking" : `permission ${name}`;
    return Array.isArray(held)
      ? held.map((one) => ({ text: `${what}: ${textOf(one)}` }))
      : [{ text: `${what}: ${textOf(held)}` }];
  });
}

/** Skills, commands and agents are words for Claude, but for what stands at their head. */
async function wordsIn(workspace: Workspace, faults: Fault[]): Promise<readonly Item[]> {
  const found: string[] = [];
  for (const kind of WORDS) found.push(...(await filesIn(workspace, `.claude/${kind}`, MOST.depth, faults)));
  const items: Item[] = [];
  if (found.length > MOST.files) items.push({ text: `more files in .claude than are looked through (${MOST.files})` });
  for (const path of found.filter((one) => one.endsWith(".md")).slice(0, MOST.files)) {
    const text = await textIn(workspace, path, faults);
    if (text !== null) items.push(...actsOf(path.replace(/^\.claude\//, "").replace(/(?:\/SKILL)?\.md$/, ""), text));
  }
  return items;
}

/** Files in .claude that what would run names: another script is another thing to trust. */
async function filesRun(workspace: Workspace, items: readonly Item[], faults: Fault[]): Promise<readonly Item[]> {
  const named = items.map(({ text, whole = "" }) => `${text}\n${whole}`).join("\n");
  if (named === "") return [];
  const found = (await filesIn(workspace, ".claude", MOST.depth, faults)).slice(0, MOST.files);
  const files: Item[] = [];
  for (const path of found) {
    const runs = path.startsWith(".claude/hooks/") || named.includes(basename(path));
    if (path === SHARED || path === LOCAL || !runs) continue;
    const whole = await textIn(workspace, path, faults);
    if (whole !== null) files.push({ text: `file ${path}`, whole });
  }
  return files;
}

async function textIn(workspace: Workspace, path: string, faults: Fault[]): Promise<string | null> {
  const found = await workspace.find(path, MOST.bytes);
  if (found.kind === "file") return found.content.toString("utf8");
  if (found.kind === "odd")
    faults.push({
      source: "project",
      text: `${path} is no plain file of the project's own, or too large to look through`,
      stops: false,
    });
  return null;
}

/** What stands at the head of a skill, a command or an agent; and the shell lines in it that run when it is used. */
function actsOf(name: string, text: string): readonly Item[] {
  const [, head, body = text] = /^---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)([\s\S]*)$/.exec(text) ?? [];
  const runs = [...body.matchAll(/!`([^`]+)`|^```!\s*\n([\s\S]*?)^```/gm)].map(([, one, several]): Item => {
    return { text: `${name}: runs ${one ?? several ?? ""} when it is used` };
  });
  if (head === undefined) return runs;
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = record.parse(parse(head) ?? {});
  } catch {
    return [...runs, { text: `${name}: a head that cannot be read`, whole: head }];
  }
  const acts = ACTS.flatMap((key): readonly Item[] => {
    const value = fields[key];
    if (value === undefined) return [];
    return key === "hooks" ? hooksIn(value, `${name}: `) : [{ text: `${name}: ${key} ${textOf(value)}` }];
  });
  return [...acts, ...runs];
}

/** The paths of all files below, sorted; one more than is looked at says that there are more. */
async function filesIn(workspace: Workspace, path: string, depth: number, faults: Fault[]): Promise<readonly string[]> {
  const names = await workspace.names(path, MOST.files + 1);
  if (names === null) {
    faults.push({ source: "project", text: `${path} leads out of the project`, stops: false });
    return [];
  }
  const found: string[] = [];
  for (const name of names) {
    if (found.length > MOST.files) break;
    const inner = `${path}/${name}`;
    const below = depth === 0 ? [] : await filesIn(workspace, inner, depth - 1, faults);
    found.push(...(below.length > 0 ? below : [inner]));
  }
  return found.slice(0, MOST.files + 1);
}

/** Undefined where there is none. */
async function jsonIn(workspace: Workspace, path: string, faults: Fault[]): Promise<unknown> {
  const found = await workspace.find(path, MOST.bytes);
  if (found.kind === "none") return undefined;
  const source = sourceOf(path);
  if (found.kind === "odd") {
    faults.push({ source, text: `${path} is no plain file of the project's own, or too large`, stops: false });
    return undefined;
  }
  try {
    return JSON.parse(found.content.toString("utf8").replace(/^\ufeff/, ""));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : "it cannot be read";
    faults.push({ source, text: `${path} is no JSON (${reason})`, stops: true });
    return undefined;
  }
}

function sourceOf(path: string): SettingSource {
  return path === LOCAL ? "local" : "project";
}

const runnable = z.looseObject({
  command: z.string().optional(),
  args: z.array(z.string()).optional(),
  url: z.string().optional(),
  prompt: z.string().optional(),
});

/** The command, the address, or all of it. */
function commandOf(value: unknown): string {
  const { command, args = [], url, prompt } = runnable.safeParse(value).data ?? {};
  if (command !== undefined) return [command, ...args].join(" ");
  return url ?? prompt ?? textOf(value);
}

function entries(value: unknown, text: (key: string, held: unknown) => string): readonly Item[] {
  const read = record.safeParse(value).data ?? { "": value };
  return Object.entries(read).map(([key, held]) => ({ text: text(key, held) }));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function clipped(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).toWellFormed()}…`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}
