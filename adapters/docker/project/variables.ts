/** What stands for a name in `${…}` where that can be told beforehand; undefined where it can only be told in the container. */
export type Known = Readonly<Record<string, string>>;

/** Without another `{`: one that never ends would be looked for from each beginning on. */
const REFERENCE = /\$\{(?<scope>[A-Za-z]+)(?::(?<name>[^:{}]*)(?::(?<otherwise>[^{}]*))?)?\}/g;

/** The text with all that can be told; variables of the machine and of the container are not, and are given to `missing`. */
export function plain(text: string, known: Known, missing: (reference: string) => void): string {
  return text.replace(REFERENCE, (reference, scope: string, _name, otherwise: string | undefined) => {
    const value = standsFor(known, scope);
    if (value !== undefined) return value;
    if (otherwise === undefined) missing(reference);
    return otherwise ?? "";
  });
}

/**
 * The text as a word for the container's shell, which knows the variables that are there: so their values stand in no
 * image. `passes` says which of the machine's reach the container.
 */
export function shellWord(
  text: string,
  known: Known,
  passes: (name: string) => boolean,
  missing: (reference: string) => void,
): string {
  let word = "";
  let end = 0;
  for (const found of text.matchAll(REFERENCE)) {
    const { scope = "", name = "", otherwise = "" } = found.groups ?? {};
    word += quoted(text.slice(end, found.index));
    end = found.index + found[0].length;
    const value = standsFor(known, scope);
    if (value !== undefined) word += quoted(value);
    else if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || !(scope === "containerEnv" || scope === "localEnv"))
      missing(found[0]);
    else if (scope === "containerEnv" || passes(name)) word += `\${${name}:-${quoted(otherwise)}}`;
    else {
      missing(found[0]);
      word += quoted(otherwise);
    }
  }
  return `"${word}${quoted(text.slice(end))}"`;
}

function standsFor(known: Known, scope: string): string | undefined {
  return Object.hasOwn(known, scope) ? known[scope] : undefined;
}

/** Inside double quotes. */
function quoted(text: string): string {
  return text.replace(/[\\"$`]/g, "\\$&");
}
