import { z } from "zod";
import type { Workspace } from "../../../src/ports/ports.ts";
import { jsonIn, textIn } from "./files.ts";
import { type Fault, hash, type Item } from "./item.ts";
import { hooksOf, serverItem, serversOf } from "./settings.ts";

/** A directory that has this is a plugin of Claude's: whatever is in it may run. */
const MARK = ".claude-plugin";

export interface Plugins {
  readonly items: readonly Item[];
  /** What is theirs, and in their items. */
  readonly files: ReadonlySet<string>;
  /** As Claude may call them. */
  readonly servers: readonly string[];
}

const named = z.looseObject({ name: z.string().optional() });

/** The plugins among these files. Each is shown with its hooks and servers, and is another one where any of its files is. */
export async function pluginsIn(workspace: Workspace, paths: readonly string[], faults: Fault[]): Promise<Plugins> {
  const roots = new Set(
    paths.flatMap((path) => (path.includes(`/${MARK}/`) ? [path.split(`/${MARK}/`)[0] ?? ""] : [])),
  );
  const items: Item[] = [];
  const servers: string[] = [];
  const all = new Set<string>();
  for (const root of roots) {
    // Claude stops at none of it: what is no JSON is a plugin with an error.
    const own: Fault[] = [];
    const manifest = await jsonIn(workspace, `${root}/${MARK}/plugin.json`, own);
    const shown = root.replace(/^\.claude\//, "");
    const given = { ...serversOf(manifest), ...serversOf(await jsonIn(workspace, `${root}/.mcp.json`, own)) };
    const hooks = z
      .looseObject({ hooks: z.unknown() })
      .safeParse(await jsonIn(workspace, `${root}/hooks/hooks.json`, own));
    const files = paths.filter((path) => path.startsWith(`${root}/`));
    const prints: string[] = [];
    for (const path of files) all.add(path);
    for (const path of files) prints.push(`${path} ${hash((await textIn(workspace, path, faults)) ?? "")}`);
    const several = files.length === 1 ? "its one file" : `its ${files.length} files`;
    items.push(
      { text: `plugin ${shown}: ${several}, whatever they do`, whole: prints.join("\n") },
      ...(hooks.data?.hooks === undefined ? [] : hooksOf(hooks.data.hooks, `plugin ${shown}: `)),
      ...Object.entries(given).map(([name, server]) => serverItem(name, server, `plugin ${shown}: `)),
    );
    const name = named.safeParse(manifest).data?.name ?? root.split("/").at(-1) ?? "";
    servers.push(...Object.keys(given).flatMap((server) => [server, `plugin:${name}:${server}`]));
  }
  return { items, files: all, servers };
}
