import { BridgeError } from "../../../src/errors.ts";

/** Rules in all, names in one of them, and characters of the whole: each is held against every file. */
const MOST = { rules: 1_000, names: 50, text: 65_536 };

/** What one character of a name may be; `*`: any number of any. */
type Token = "*" | ((character: string) => boolean);
/** Of a path; `**`: any number of names. */
type Name = "**" | readonly Token[];

/**
 * Whether .dockerignore leaves a path in, as the engine's own client has it: the last pattern that fits the path, or a
 * directory that it is in, decides; `!` takes it back. The project wrote it, so nothing here takes longer the cleverer
 * a pattern is. Throws `bad-config` where it is too long.
 */
export function createIgnore(text: string): (path: string) => boolean {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (text.length > MOST.text || lines.length > MOST.rules) throw tooLong(`${MOST.rules} patterns or 64 kB`);
  const rules = lines.map((line) => ({
    keeps: line.startsWith("!"),
    names: patternOf(line.replace(/^!\s*/, "")),
  }));
  return (path) => {
    const names = path.split("/");
    const last = rules.findLast((rule) => fits(rule.names, names));
    return last === undefined || last.keeps;
  };
}

/** Whether anything is taken back: what is in a directory that is left out may then be wanted all the same. */
export function takesBack(text: string): boolean {
  return text.split("\n").some((line) => line.trimStart().startsWith("!"));
}

function patternOf(line: string): readonly Name[] {
  const names = line
    .split("/")
    .filter((name) => name !== "" && name !== ".")
    .flatMap((name): Name[] => {
      if (!name.startsWith("**")) return [tokensOf(name)];
      return name === "**" ? ["**"] : ["**", tokensOf(name)];
    })
    .filter((name, at, all) => name !== "**" || all[at - 1] !== "**");
  if (names.length > MOST.names) throw tooLong(`${MOST.names} names in one pattern`);
  return names;
}

function tokensOf(name: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < name.length; at += 1) {
    const character = name[at] ?? "";
    const end = character === "[" ? name.indexOf("]", at + 2) : -1;
    if (character === "*") {
      if (tokens.at(-1) !== "*") tokens.push("*");
    } else if (character === "?") tokens.push(() => true);
    else if (end !== -1) {
      tokens.push(oneOf(name.slice(at + 1, end)));
      at = end;
    } else {
      if (character === "\\" && at + 1 < name.length) at += 1;
      const wanted = name[at];
      tokens.push((found) => found === wanted);
    }
  }
  return tokens;
}

/** What stands in brackets: characters and ranges of them, or none of these. */
function oneOf(text: string): (character: string) => boolean {
  const isNot = /^[!^]/.test(text);
  const ranges = [...text.slice(isNot ? 1 : 0).matchAll(/(.)-(.)|(.)/gs)].map(
    ([, from, to, single = ""]) => [from ?? single, to ?? single] as const,
  );
  return (found) => ranges.some(([from, to]) => from <= found && found <= to) !== isNot;
}

/** Whether the pattern fits the path or its beginning: all places in the pattern at once, name by name. */
function fits(pattern: readonly Name[], names: readonly string[]): boolean {
  let places = new Set(reached(pattern, 0));
  for (const name of names) {
    if (places.has(pattern.length)) return true;
    const next = new Set<number>();
    for (const place of places) {
      const one = pattern[place];
      if (one === undefined) continue;
      if (one === "**") for (const at of reached(pattern, place)) next.add(at);
      else if (fitsName(one, name)) for (const at of reached(pattern, place + 1)) next.add(at);
    }
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(pattern.length);
}

/** `**` stands for no name, too. */
function reached(pattern: readonly Name[], place: number): readonly number[] {
  return pattern[place] === "**" ? [place, place + 1] : [place];
}

/** Only the last `*` is ever tried again: an earlier one that took more would gain nothing. */
function fitsName(tokens: readonly Token[], name: string): boolean {
  let [token, at, star, from] = [0, 0, -1, 0];
  while (at < name.length) {
    const wanted = tokens[token];
    if (wanted === "*") {
      [star, from] = [token, at];
      token += 1;
    } else if (wanted?.(name[at] ?? "")) {
      token += 1;
      at += 1;
    } else if (star !== -1) {
      from += 1;
      [token, at] = [star + 1, from];
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === "*");
}

function tooLong(most: string): BridgeError {
  return new BridgeError(
    "bad-config",
    `A .dockerignore of the project has more than ${most}. Shorten it, and say it again.`,
  );
}
