import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { platforms } from "../../src/platforms.ts";
import { failure, load } from "../config/load.ts";

const root = join(import.meta.dirname, "../..");
const TABLE = join(root, "src/platforms.ts");
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(root, "src", name));

describe.each(platforms)("the row of $title", ({ name, variables, settings, configure, isId }) => {
  it("has a name that ids and settings can have", () => {
    expect(name).toMatch(/^[a-z]+$/);
    expect(platforms.filter((one) => one.name === name)).toHaveLength(1);
    // A general setting of that name would be hidden by it.
    expect(failure(() => load({ yaml: `${name}: 1` }))).toContain(`${name} is 1; expected a map of `);
    expect(load({ yaml: `${name}: {}` }).chats).toEqual([]);
  });

  it("names the variables that it reads, the one that says who may among them", () => {
    const prefix = `${name.toUpperCase()}_`;
    expect(variables).toContain(`${prefix}ALLOW`);
    expect(variables.filter((variable) => !variable.startsWith(prefix))).toEqual([]);
    const read = new Set<PropertyKey>();
    const noting = (value: string | undefined) =>
      new Proxy<Record<string, string | undefined>>(
        {},
        {
          get(_, variable) {
            read.add(variable);
            return value;
          },
        },
      );
    expect(configure({}, noting(undefined))).toBeNull();
    // Tokens of that kind may be refused; they are read all the same.
    failure(() => configure({}, noting("x")));
    expect([...read].filter((variable) => !variables.includes(String(variable)))).toEqual([]);
  });

  it("has a setting for who may, of which strangers are told", () => {
    expect(Object.keys(settings)).toContain("users");
  });

  it("judges ids of people and groups", () => {
    expect(isId("")).toBe(false);
    expect(isId("two words")).toBe(false);
  });
});

describe("a platform", () => {
  /** An example of an id is one of some platform's; all else that is named is known. */
  const namesIn = (text: string) =>
    platforms.flatMap(({ name, title }) => {
      const named = new RegExp(`(?<![a-z])${name}|${title}|${name.toUpperCase()}_`, "g");
      return text.replace(/\b[a-z]+:[A-Z0-9][\w.:]*/g, "").match(named) ?? [];
    });

  it("is named in the table alone, and nowhere else in the core", () => {
    const named = sources.filter((path) => path !== TABLE && namesIn(readFileSync(path, "utf8")).length > 0);
    expect(named).toEqual([]);
    expect(namesIn(readFileSync(TABLE, "utf8"))).not.toEqual([]);
  });

  it("costs a command line none of its SDK", () => {
    const packages = loadedWith(join(root, "src/main.ts"), new Set());
    expect(packages).toContain("zod");
    expect(packages.filter((name) => /bolt|discord|docker|keyv|fastify|pino|markdown-it|croner/.test(name))).toEqual(
      [],
    );
  });
});

/** The packages that are loaded with a file: by what it imports, but for types and what it loads later. */
function loadedWith(path: string, seen: Set<string>): readonly string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const imports = readFileSync(path, "utf8").matchAll(/^(?:import|export) (?!type )[^;]*? from "([^"]+)";/gms);
  return [...imports].flatMap(([, from = ""]) =>
    from.startsWith(".") ? loadedWith(join(dirname(path), from), seen) : [from],
  );
}
