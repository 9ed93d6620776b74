/** All of Unicode's control characters but newline and tab. */
export const CONTROLS = /[^\P{Cc}\n\t]/gu;

/**
 * What a terminal would act on instead of showing it: all control characters but newline and tab, and the marks that turn
 * the direction of what follows, so that a command reads as another one.
 */
const ACTS_ON = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

/** The text as a terminal can show it, whoever wrote it: what it would act on stands there as `\x1b` or `\u202e`. */
export function printable(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(ACTS_ON, escaped);
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Escape sequences: what sets a title, a colour or the clipboard, asks the terminal something, or moves about in it. */
const SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;

/** What a terminal was sent, as it reads: no sequence and no control character of it is left but newline and tab. */
export function plain(text: string): string {
  return text.replace(SEQUENCES, "").replace(/\r\n/g, "\n").replace(CONTROLS, "");
}

/** What nobody sees in a command, and a shell does. */
const UNSEEN = /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028\u2029\u2060-\u2064\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** Code as it is: nothing in it hides, or reads as something else. */
export function unhidden(code: string): string {
  return printable(code).replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** One line of JSON that says the same and holds nothing that a terminal acts on. */
export function printableJson(value: unknown): string {
  // What JSON lets through as it is, it also takes escaped.
  return JSON.stringify(value).replace(
    ACTS_ON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The same value with every text in it printable. */
export function printableIn<T>(value: T): T {
  if (typeof value === "string") return printable(value) as T;
  if (Array.isArray(value)) return value.map(printableIn) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [printable(key), printableIn(held)])) as T;
}
