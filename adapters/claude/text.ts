import { CONTROLS } from "../../src/support/printable.ts";

/** What Claude takes as the end of a line (tried, 2.1.330). */
const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
/** Direction marks: Claude drops them, but not before a person has looked and pressed Enter again. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** What cannot be seen and Claude drops wherever it stands. */
const INVISIBLE =
  /\u{34f}|[\u{ad}\u{115f}\u{1160}]|[\u{17b4}\u{17b5}]|[\u{180b}-\u{180f}]|[\u{200b}\u{2060}-\u{2065}\u{206a}-\u{206f}]|[\u{3164}\u{feff}\u{ffa0}\u{fff0}-\u{fffb}]|[\u{13430}-\u{1343f}]|[\u{1bca0}-\u{1bca3}]|[\u{1d173}-\u{1d17a}]/gu;
/** What it keeps where an emoji, a flag or a script needs it, and drops elsewhere: joiners, variation selectors, tags. */
const SOMETIMES = /\p{Join_Control}|\p{Variation_Selector}|[\u{e0000}-\u{e0fff}]/gu;

/** Claude's own tag for pasted text: it takes the sting out of one that a person writes, in this way. */
const PASTE_TAG = /<(?=\/?pasted_content)/gi;

/**
 * The text as Claude itself will have it: no control characters but newline and tab, nothing invisible, LF, no white
 * space at the end. Done before it is sent, so that nothing makes Claude ask for a second look.
 */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(LINE_ENDS, "\n")
    .replace(CONTROLS, "")
    .replace(DIRECTIONS, "")
    .replace(INVISIBLE, "")
    .replace(PASTE_TAG, "<\\")
    .trimEnd();
}

/** Whether two texts are the same prompt: as `clean`, and whatever of the rest Claude kept or dropped or composed. */
export function isSame(one: string, other: string): boolean {
  return one === other || bare(one) === bare(other);
}

function bare(text: string): string {
  return clean(clean(text).replace(SOMETIMES, "").normalize("NFC"));
}

/** Bytes; the kernel takes 128 KiB in one argument, and the rest of the line needs some. */
const MAX_ARGUMENT = 120_000;
const EXIT_WORDS = /^(?:exit|quit|:q!?|:wq!?)$/;

/**
 * Whether the text can go in as the launch argument. There, what begins with "/" would run as a command, an exit word
 * would end Claude, and a single word might be one of its subcommands, even behind `--`.
 */
export function launchable(text: string): boolean {
  const words = bare(text).trim();
  if (words === "" || words.startsWith("/") || EXIT_WORDS.test(words) || !/\s/.test(words)) return false;
  return Buffer.byteLength(clean(text)) <= MAX_ARGUMENT;
}

/** NUL-separated, as the container's launcher reads them. */
export function launchArguments(text: string): string {
  return `--\0${clean(text)}\0`;
}
