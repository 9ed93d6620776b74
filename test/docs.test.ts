import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };

const root = join(import.meta.dirname, "..");
const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)];
const top = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** What stands in backticks and begins like a path of the repository's; `<name>` is for the reader to fill in. */
function pathsIn(page: string): string[] {
  const quoted = [...page.matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text);
  return quoted.filter((text) => /^[\w.@{},/-]+$/.test(text) && top.some((name) => text.startsWith(`${name}/`)));
}

/** `a/{b,c}.ts` names two. */
function spread(path: string): string[] {
  const [, before = "", inside = "", after = ""] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(path) ?? [];
  return inside === "" ? [path] : inside.split(",").map((part) => `${before}${part}${after}`);
}

const scriptsIn = (page: string) => [...page.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = ""]) => name);

function missing(page: string): string[] {
  const paths = pathsIn(page).flatMap(spread);
  const gone = paths.filter((path) => !existsSync(join(root, path)));
  return [...gone, ...scriptsIn(page).filter((name) => !(name in manifest.scripts))];
}

describe("a page", () => {
  it.each(pages)("%s names nothing that is not there", (page) => {
    expect(missing(readFileSync(join(root, page), "utf8"))).toEqual([]);
  });

  it("would be seen to", () => {
    expect(missing("In `src/gone.ts`, `test/{core,gone}/crash.test.ts` or `src/main.ts`: `npm run gone`.")).toEqual([
      "src/gone.ts",
      "test/gone/crash.test.ts",
      "gone",
    ]);
  });
});
