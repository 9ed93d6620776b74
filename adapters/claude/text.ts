/**
 * The text as Claude itself will have it: NFC, LF, no control bytes but newline and tab, no white space at the end.
 * Done before sending, so that what was sent and what the record shows can be compared to the letter.
 */
export function clean(text: string): string {
  return text.toWellFormed().normalize("NFC").replace(/\r\n?/g, "\n").replace(CONTROLS, "").trimEnd();
}

/** All of Unicode's control characters but newline and tab. */
const CONTROLS = /[^\P{Cc}\n\t]/gu;

/** Bytes; the kernel takes 128 KiB in one argument, and the rest of the line needs some. */
const MAX_ARGUMENT = 120_000;

/** Whether the text can go in as the launch argument: what looks like a command would run as one there. */
export function launchable(text: string): boolean {
  const cleaned = clean(text);
  return cleaned !== "" && !/^\s*[/!]/.test(cleaned) && Buffer.byteLength(cleaned) <= MAX_ARGUMENT;
}

/** NUL-separated, as the container's launcher reads them. */
export function launchArguments(text: string): string {
  return `--\0${clean(text)}\0`;
}
