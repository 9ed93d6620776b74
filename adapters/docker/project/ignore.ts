/**
 * Whether .dockerignore leaves a path in, as the engine's own client has it: the last pattern that fits the path, or a
 * directory that it is in, decides; `!` takes it back.
 */
export function createIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ keeps: line.startsWith("!"), pattern: patternOf(line.replace(/^!\s*/, "")) }));
  return (path) => {
    const last = rules.findLast(({ pattern }) => pattern.test(path));
    return last === undefined || last.keeps;
  };
}

/** Whether anything is taken back: what is in a directory that is left out may then be wanted all the same. */
export function takesBack(text: string): boolean {
  return /^\s*!/m.test(text);
}

function patternOf(line: string): RegExp {
  const names = line.split("/").filter((name) => name !== "" && name !== ".");
  const body = names.map((name) => (name === "**" ? "(?:.*)" : nameOf(name))).join("/");
  // `**` stands for no directory, too.
  return new RegExp(`^${body.replaceAll("(?:.*)/", "(?:.*/)?")}(?:/|$)`);
}

function nameOf(name: string): string {
  return name
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
}
