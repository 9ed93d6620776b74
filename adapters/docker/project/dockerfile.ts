import { posix } from "node:path";

/**
 * What of its context a Dockerfile takes: paths from the context's top, `.` for all of it. So that an image is not made
 * anew for what it has nothing of; where that cannot be told, it is all.
 */
export function takenBy(dockerfile: string): readonly string[] {
  const taken = instructionsOf(dockerfile).flatMap(([name, rest]) => {
    if (name === "ONBUILD" || (name === "RUN" && /--mount=/.test(rest))) return ["."];
    return name === "COPY" || name === "ADD" ? sourcesOf(rest) : [];
  });
  const places = [...new Set(taken)].sort();
  return places.includes(".") || places.length > MOST_PLACES ? ["."] : places;
}

/** Each is held against every file. */
const MOST_PLACES = 500;

function instructionsOf(dockerfile: string): readonly (readonly [string, string])[] {
  const lines = dockerfile
    .split(/\r?\n/)
    .filter((line) => !/^\s*#/.test(line))
    .join("\n")
    .replace(/\\[ \t]*\n/g, " ")
    .split("\n");
  return lines.flatMap((line) => {
    const [, name, rest] = /^\s*([A-Za-z]+)\s+(.*)$/s.exec(line) ?? [];
    return name === undefined || rest === undefined ? [] : [[name.toUpperCase(), rest] as const];
  });
}

function sourcesOf(rest: string): readonly string[] {
  const flags = /^(?:--\S+\s+)*/.exec(rest)?.[0] ?? "";
  if (/--from=/.test(flags)) return [];
  const words = wordsOf(rest.slice(flags.length).trim());
  return words.slice(0, -1).flatMap((source) => {
    if (/^(?:https?:\/\/|git@|<<)/.test(source)) return [];
    return [placeOf(source)];
  });
}

function wordsOf(text: string): readonly string[] {
  if (!text.startsWith("[")) return text.split(/\s+/);
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) ? words.map(String) : ["."];
  } catch {
    return [".", "."];
  }
}

/** As far as it is a plain name: a variable or a pattern may be anything in the directory before it. */
function placeOf(source: string): string {
  const names = posix.normalize(`/${source}`).split("/").slice(1);
  const odd = names.findIndex((name) => /[$*?[\\"']/.test(name));
  const plain = names.slice(0, odd === -1 ? undefined : odd).filter((name) => name !== "");
  return plain.length === 0 ? "." : plain.join("/");
}
