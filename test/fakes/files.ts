import { posix } from "node:path";
import type { Entry, Files } from "../../src/config/host.ts";

/** A text is a file, null a directory, and `-> path` a link. Parents are made up as needed. */
export type Tree = Readonly<Record<string, string | null>>;

/** A file system in memory. `writable` lists the directories that can be written, or made. */
export function createFiles(tree: Tree, writable: readonly string[] = []): Files {
  const nodes = new Map<string, string | null>([["/", null]]);
  for (const [path, content] of Object.entries(tree)) {
    for (let up = posix.dirname(path); up !== "/"; up = posix.dirname(up)) if (!nodes.has(up)) nodes.set(up, null);
    nodes.set(path, content);
  }

  function real(path: string): string | null {
    if (path === "/") return "/";
    const parent = real(posix.dirname(path));
    if (parent === null) return null;
    const place = posix.join(parent, posix.basename(path));
    const content = nodes.get(place);
    if (content === undefined) return null;
    return content?.startsWith("-> ") ? real(posix.resolve(parent, content.slice(3))) : place;
  }

  function kind(path: string): Entry["kind"] {
    const content = nodes.get(path);
    if (content === null) return "directory";
    return content?.startsWith("-> ") ? "link" : "other";
  }

  return {
    read: (path) => nodes.get(real(path) ?? "") ?? null,
    list(path) {
      const directory = real(path);
      if (directory === null || nodes.get(directory) !== null) return null;
      const children = [...nodes.keys()].filter((child) => child !== "/" && posix.dirname(child) === directory);
      return children.map((child) => ({ name: posix.basename(child), kind: kind(child) }));
    },
    real,
    isDirectory: (path) => nodes.get(real(path) ?? "") === null,
    fault: () => null,
    isWritable: (directory) => writable.includes(directory),
  };
}
