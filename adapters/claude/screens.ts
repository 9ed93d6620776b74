/** What a screen of Claude's is known to be. */
export type Screen =
  /** The input line takes text: Claude is idle, or works and queues. */
  | { readonly kind: "prompt"; readonly draft: string }
  /** Something waits for a choice: a key would answer it. */
  | { readonly kind: "dialog" }
  /** Claude's search through its input history. */
  | { readonly kind: "search" }
  /** Shell mode: text would not become a prompt. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "unknown" };

/** A rule may carry a title: "─── History 2/2 ───". */
const RULE = /^[─━]{3,}(?: [^─━]+ )?[─━]{10,}\s*$/;
const CARET = "❯";

/** Reads the screen as `capture-pane -p` gives it. Only a screen that is surely a prompt is one. */
export function readScreen(text: string): Screen {
  const lines = text.trimEnd().split("\n");
  if (lines.some((line) => DIALOG.test(line))) return { kind: "dialog" };
  if (SEARCH.test(lines.at(-1) ?? "")) return { kind: "search" };
  const box = inputBox(lines);
  if (box === null) return { kind: "unknown" };
  const [first = "", ...rest] = box;
  if (first.startsWith("!")) return { kind: "elsewhere" };
  if (!first.startsWith(CARET)) return { kind: "unknown" };
  const draft = [first.slice(CARET.length), ...rest]
    .map((line) => line.trim())
    .join("\n")
    .trim();
  return { kind: "prompt", draft };
}

/** What dialogs say at their foot, and how their first choice is marked. */
const DIALOG = /^\s*(?:[❯>]\s*\d+\.\s|.*\b(?:Esc to cancel|Enter to (?:confirm|select|continue|submit)|Esc to exit)\b)/;

const SEARCH = /^\s*(?:search prompts|no matching prompt):/;

/** The lines between the last two rules: Claude's input stands there and nowhere else. */
function inputBox(lines: readonly string[]): readonly string[] | null {
  const bottom = lines.findLastIndex((line) => RULE.test(line));
  const top = lines.slice(0, Math.max(0, bottom)).findLastIndex((line) => RULE.test(line));
  return top === -1 || bottom - top < 2 ? null : lines.slice(top + 1, bottom);
}

/** The end of a screen, for people. */
export function lastLines(screen: string, count = 20): string {
  const lines = screen.split("\n").map((line) => line.trimEnd());
  return lines.join("\n").trim().split("\n").slice(-count).join("\n");
}
