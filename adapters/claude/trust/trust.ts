import { basename } from "node:path";
import { z } from "zod";
import type { Inventory, Launch, SettingSource, Withheld, Workspace } from "../../../src/ports/ports.ts";
import { type Files, fileItem, filesIn, jsonIn, textIn } from "./files.ts";
import { type Fault, fault, hash, type Item, LOCAL, MOST, SERVERS, SHARED, TASKS, textOf, toldOf } from "./item.ts";
import { pluginsIn } from "./plugins.ts";
import { serverItem, serversOf, settingsOf } from "./settings.ts";
import { actsOf } from "./words.ts";

const CLAUDE = ".claude";
/** Directories of `.claude` whose files are words for Claude, unless they say otherwise at their head. */
const WORDS = /^(skills|commands|agents|rules|output-styles)\//;
/** What hooks run, where there are any. */
const HOOKS = /^hooks\//;
/** What runs by being there; and settings that nobody knows yet, which would stand beside those that are known. */
const ACTS = /^((workflows|routines)\/.*|[^/]*\.(json|jsonc|ya?ml|toml))$/;

/** What of a project's would run, or would be allowed, without anybody being asked; nothing of it is run to find out. */
export async function inventoryOf(workspace: Workspace): Promise<Inventory> {
  const faults: Fault[] = [];
  const files = await filesIn(workspace, CLAUDE);
  for (const one of files.faults) faults.push(one);
  const servers = serversOf(await jsonIn(workspace, SERVERS, faults));
  const plugins = await pluginsIn(workspace, files.paths, faults);
  const shared = [
    ...(await settingsIn(workspace, SHARED, faults)),
    ...Object.entries(servers).map(([name, server]) => serverItem(name, server)),
    ...(await wordsIn(workspace, CLAUDE, files, faults)),
    ...plugins.items,
    ...(await nestedIn(workspace, faults)),
  ];
  const local = await settingsIn(workspace, LOCAL, faults);
  const told = [
    ...few(SHARED, shared).map((item) => toldOf(item, ["project"])),
    ...(await filesRun(
      workspace,
      files.paths.filter((path) => !plugins.files.has(path)),
      shared,
      local,
      faults,
    )),
    ...few(LOCAL, local).map((item) => toldOf(item, ["local"])),
    ...few(TASKS, await tasksIn(workspace, faults)).map((item) => toldOf(item, ["tasks"])),
  ];
  const named = [...Object.keys(servers), ...plugins.servers];
  return { items: told, faults, servers: named, commands: files.paths.flatMap(commandOf) };
}

/** As Claude names it (seen, 2.1.330): of a command, with the directories that it lies in. */
function commandOf(path: string): readonly string[] {
  const [, name] =
    /^\.claude\/(?:commands\/((?:[\w-]+\/){0,8}[\w-]+)|skills\/([\w-]+)\/SKILL)\.md$/.exec(path)?.filter(Boolean) ?? [];
  return name === undefined ? [] : [`/${name.replaceAll("/", ":")}`];
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

/** `lacks`: what is to be told beside it. */
export function admit(
  { items, faults, servers }: Inventory,
  trusted: Launch["trusted"],
  lacks: readonly string[] = [],
): Admitted {
  const stopping = faults.filter(({ stops }) => stops || trusted !== "all");
  const untrusted = Array.isArray(trusted) ? items.filter(({ key }) => !trusted.includes(key)) : [];
  const refused = new Set([...stopping.map(({ source }) => source), ...untrusted.flatMap(({ sources }) => sources)]);
  // What Claude is told at certain times, by whatever comes into the project while it runs, is only for those who said so.
  const isTimed = trusted === "all" || items.some(({ sources }) => sources.includes("tasks"));
  const all = [...SOURCES, ...(isTimed ? (["tasks"] as const) : [])];
  const sources = trusted === "none" ? [] : all.filter((source) => !refused.has(source));
  const told = { items: untrusted.map(({ text }) => text), faults: stopping.map(({ text }) => text), lacks };
  return {
    sources,
    servers: sources.includes("project") ? servers : [],
    withheld: { ...told, print: hash(JSON.stringify([untrusted.map(({ key }) => key).sort(), told.faults, ...lacks])) },
  };
}

/** More than anybody reads is one thing: all of it, as it is. */
function few(path: string, items: readonly Item[]): readonly Item[] {
  if (items.length <= MOST.items) return items;
  return [{ text: `${items.length} things, too many to list: ${path} has most of them`, whole: JSON.stringify(items) }];
}

async function settingsIn(workspace: Workspace, path: string, faults: Fault[]): Promise<readonly Item[]> {
  const items = settingsOf(await jsonIn(workspace, path, faults));
  if (items === null) faults.push(fault(path === LOCAL ? "local" : "project", `${path} holds no settings`, true));
  return items ?? [];
}

const tasks = z.looseObject({
  tasks: z.array(z.looseObject({ cron: z.unknown(), prompt: z.unknown() })),
});

async function tasksIn(workspace: Workspace, faults: Fault[]): Promise<readonly Item[]> {
  const content = await textIn(workspace, TASKS, faults);
  if (content === null) return [];
  let read: z.infer<typeof tasks>["tasks"];
  try {
    read = tasks.parse(JSON.parse(content.replace(/^\ufeff/, ""))).tasks;
  } catch {
    return [
      { text: `${TASKS}: what Claude is to be told at certain times, in words that cannot be read`, whole: content },
    ];
  }
  return read.map((task) => ({
    text: `Claude is told at ${textOf(task.cron)}: ${textOf(task.prompt)}`,
    whole: JSON.stringify(task),
  }));
}

/** Skills, commands and agents are words for Claude, but for what stands at their head. */
async function wordsIn(workspace: Workspace, top: string, files: Files, faults: Fault[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (const path of files.paths) {
    const inner = path.slice(top.length + 1);
    if (!WORDS.test(inner) || !/\.md$/i.test(path)) continue;
    const text = await textIn(workspace, path, faults);
    const shown = path.replace(/^\.claude\//, "").replace(/(?:\/SKILL)?\.md$/i, "");
    if (text !== null) for (const one of actsOf(shown, text)) items.push(one);
  }
  return items;
}

/** Claude takes the skills of a subdirectory once it works in it. */
async function nestedIn(workspace: Workspace, faults: Fault[]): Promise<readonly Item[]> {
  const found = await workspace.named(CLAUDE);
  const nested = found?.filter((path) => path !== CLAUDE && !path.startsWith(`${CLAUDE}/`));
  if (nested === undefined || nested.length > MOST.nested)
    return [{ text: "more directories than are looked through: what skills in them run or allow is not known" }];
  const items: Item[] = [];
  for (const path of nested) {
    const files = await filesIn(workspace, `${path}/skills`);
    for (const one of files.faults) faults.push(one);
    for (const one of await wordsIn(workspace, path, files, faults)) items.push(one);
    for (const one of (await pluginsIn(workspace, files.paths, faults)).items) items.push(one);
  }
  return items;
}

/**
 * Files in .claude that run, or that something which runs names: another script is another thing to trust. Whatever
 * names it reaches it; in doubt, both do.
 */
async function filesRun(
  workspace: Workspace,
  paths: readonly string[],
  shared: readonly Item[],
  local: readonly Item[],
  faults: Fault[],
): Promise<Inventory["items"]> {
  const wordsOf = (items: readonly Item[]) => items.map(({ text, whole = "" }) => `${text}\n${whole}`).join("\n");
  const [ofShared, ofLocal] = [wordsOf(shared), wordsOf(local)];
  const told: Inventory["items"][number][] = [];
  for (const path of paths) {
    if ([SHARED, LOCAL, TASKS].includes(path)) continue;
    const inner = path.slice(CLAUDE.length + 1);
    const isOf = (words: string) => words !== "" && (HOOKS.test(inner) || words.includes(basename(path)));
    const byLocal = isOf(ofLocal);
    const byShared = ACTS.test(inner) || isOf(ofShared);
    if (!byLocal && !byShared) continue;
    const sources: SettingSource[] = [
      ...(byShared ? (["project"] as const) : []),
      ...(byLocal ? (["local"] as const) : []),
    ];
    const own: Fault[] = [];
    for (const item of await fileItem(workspace, path, own)) told.push(toldOf(item, sources));
    for (const one of own.flatMap(({ text }) => sources.map((source) => fault(source, text)))) faults.push(one);
  }
  return told;
}
