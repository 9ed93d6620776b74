import type { Volume } from "../../../src/ports/ports.ts";
import { plain } from "../../../src/support/printable.ts";
import { SCROLLBACK } from "../homes.ts";

/** What a screen of Claude's is known to be. */
export type Screen =
  /** The input line takes text: Claude is idle, or works and queues. */
  | { readonly kind: "prompt"; readonly draft: string }
  /** Something waits for a choice: a key would answer it. */
  | { readonly kind: "dialog" }
  /** Claude's search through its input history. */
  | { readonly kind: "search"; readonly found: string }
  /** Shell mode: text would not become a prompt. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "unknown" };

/** A rule may carry a title: "─── History 2/2 ───". */
const RULE = /^[─━]{13,}$|^[─━]{3,} [^─━]+ [─━]{10,}$/;
/** Characters of a screen that are looked at: the largest terminal has some ten thousand. */
const MOST = 1_000_000;
/** A no-break space follows it on the input line, a plain one in a list of choices and in what was said. */
const CARET = /^❯(?:\u00a0|$)/;

/** Reads the screen as `capture-pane -p` gives it. Only a screen that is surely a prompt is one. */
export function readScreen(text: string): Screen {
  const lines = text
    .slice(-MOST)
    .split("\n")
    .map((line) => line.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  const { top, bottom } = lastRules(lines);
  // The conversation above may quote anything, a dialog's words included.
  const below = lines.slice(top === -1 ? 0 : top);
  const input = lines.slice(top + 1, bottom);
  const [first = ""] = input;
  const hasBox = top !== -1 && bottom - top >= 2;
  const hasLine = hasBox && CARET.test(first) && isFooter(first, lines.slice(bottom));
  // Below an input line stand notices, in whatever words ("Continuing automatically at … · Esc to cancel"), and a status
  // line of the user's own: nothing there makes it a dialog.
  if ((hasLine ? input : below).some((line) => DIALOG.test(line))) return { kind: "dialog" };
  if (below.some((line) => SEARCH.test(line))) return { kind: "search", found: textOf(input) };
  if (hasLine) return { kind: "prompt", draft: textOf(input) };
  return { kind: hasBox && first.startsWith("!") ? "elsewhere" : "unknown" };
}

/** What stands on the input line, without its sign. */
function textOf([first = "", ...rest]: readonly string[]): string {
  return [first.slice(1), ...rest]
    .map((line) => line.trim())
    .join("\n")
    .trim();
}

/** What every dialog says at its foot. */
const DIALOG = /\b(?:Esc to (?:cancel|exit|go back)|Enter to (?:confirm|select|continue|submit|stay))\b/;

/** How many lines may stand below the input line: notices, the queue, a status line of one's own. */
const FOOTER = 45;
/** Below a draft that begins with @, more lines than these are the menu of files, and a key would choose in it. */
const BELOW_FILES = 12;
/** Of the menu of commands, which opens as one is typed. */
const COMMAND = /^\s*(?:❯\s*)?\/[\w:-]+\s{2,}\S/;

/** The rule below the input line first. */
function isFooter(first: string, lines: readonly string[]): boolean {
  if (/^❯\u00a0@/.test(first)) return lines.length <= BELOW_FILES;
  return lines.length <= FOOTER && !(/^❯\u00a0\//.test(first) && lines.slice(1).some((line) => COMMAND.test(line)));
}

const SEARCH = /^\s*(?:search prompts|no matching prompt):/;

/** Claude's input stands between the last two rules, and nowhere else. */
function lastRules(lines: readonly string[]): { readonly top: number; readonly bottom: number } {
  const bottom = lines.findLastIndex((line) => RULE.test(line));
  const top = lines.slice(0, Math.max(0, bottom)).findLastIndex((line) => RULE.test(line));
  return { top, bottom };
}

/** What Claude asks about settings of the project's own, before its prompt. */
const ABOUT_SETTINGS = /^ {0,4}(?:Settings (?:Error|Warning)$|(?:\d+ )?[Nn]ew MCP servers? found)/;

/** What it says about them, without the choices below; null where it asks no such thing. */
export function refusedSettings(screen: string): string | null {
  if (readScreen(screen).kind !== "dialog") return null;
  const lines = screen
    .slice(-MOST)
    .split("\n")
    .map((line) => line.trimEnd());
  const from = lines.findIndex((line) => ABOUT_SETTINGS.test(line));
  if (from === -1) return null;
  const rest = lines.slice(from);
  const choices = rest.findIndex((line) => /^\s*(?:❯ |\d\. )/.test(line));
  const told = rest.slice(0, choices === -1 ? undefined : choices).map((line) => line.trim());
  return told.filter((line) => line !== "").join("\n");
}

/** Bytes of a saved terminal that are read, from its end: its 50,000 lines have some ten million. */
const SAVED_MOST = 64 * 2 ** 20;
const SAVED_READ = 16 * 2 ** 20;

/** The terminal as the last stop has left it; null where there is none. */
export async function savedScreen(cockpit: Volume): Promise<string | null> {
  const view = await savedView(cockpit);
  return view === null ? null : plain(view);
}

/** The same with its colours. */
export async function savedView(cockpit: Volume): Promise<string | null> {
  const size = await cockpit.size(SCROLLBACK);
  if (size === 0 || size > SAVED_MOST) return null;
  const pieces: Buffer[] = [];
  for await (const piece of cockpit.pieces(SCROLLBACK, Math.max(0, size - SAVED_READ), SAVED_MOST)) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

/** The end of a screen, for people. */
export function lastLines(screen: string, count = 20): string {
  const lines = screen.split("\n").map((line) => line.trimEnd());
  return lines.join("\n").trim().split("\n").slice(-count).join("\n");
}
