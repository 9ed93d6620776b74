import type { Workspace } from "../../../src/ports/ports.ts";
import { type Fault, fault, type Item, MOST, sourceOf } from "./item.ts";

/** What is Claude's own in `.claude`: whole copies of the project, each with a `.claude` of its own. */
const COPIES = "worktrees";

export interface Files {
  /** Sorted. */
  readonly paths: readonly string[];
  readonly faults: readonly Fault[];
}

/** The files in `.claude`, however deep; what is not looked at is said. */
export async function filesIn(workspace: Workspace, top: string): Promise<Files> {
  const paths: string[] = [];
  const faults: Fault[] = [];

  /** `names`: what is in it; none, where it is a file. */
  async function walk(path: string, names: readonly string[] | null, depth: number): Promise<void> {
    if (names === null) faults.push(fault("project", `${path} leads out of the project`));
    else if (names.length === 0) paths.push(path);
    else if (depth < 0) faults.push(fault("project", `${path} is deeper than is looked through`));
    else await walkIn(path, names, depth);
  }

  async function walkIn(path: string, names: readonly string[], depth: number): Promise<void> {
    for (const name of names) {
      if (paths.length > MOST.files) return;
      if (depth === MOST.depth && name === COPIES) continue;
      await walk(`${path}/${name}`, await namesIn(`${path}/${name}`), depth - 1);
    }
  }

  const namesIn = (path: string) => workspace.names(path, MOST.files + 1);
  const first = await namesIn(top);
  // Nothing at the top is no file of that name.
  if (first === null || first.length > 0) await walk(top, first, MOST.depth);
  if (paths.length > MOST.files)
    faults.push(fault("project", `${top} has more files than are looked through (${MOST.files})`));
  return { paths: paths.slice(0, MOST.files), faults };
}

/** Its text; null where it is not there, or, with a fault, where it is no plain file. */
export async function textIn(workspace: Workspace, path: string, faults: Fault[]): Promise<string | null> {
  const found = await workspace.find(path, MOST.bytes);
  if (found.kind === "file") return found.content.toString("utf8");
  if (found.kind === "odd")
    faults.push(
      fault(sourceOf(path), `${path} is no plain file of the project's own, or too large to be looked through`),
    );
  return null;
}

/** Undefined where there is none. */
export async function jsonIn(workspace: Workspace, path: string, faults: Fault[]): Promise<unknown> {
  const text = await textIn(workspace, path, faults);
  if (text === null) return undefined;
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : "it cannot be read";
    faults.push(fault(sourceOf(path), `${path} is no JSON (${reason})`, true));
    return undefined;
  }
}

/** A file that runs: another one is another thing to trust. */
export async function fileItem(workspace: Workspace, path: string, faults: Fault[]): Promise<readonly Item[]> {
  const whole = await textIn(workspace, path, faults);
  return whole === null ? [] : [{ text: `file ${path}`, whole }];
}
