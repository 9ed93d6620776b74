import type { Key } from "../../../src/cockpit/answer/keys.ts";
import { BridgeError } from "../../../src/errors.ts";

/** Claude's pane, whatever people have opened beside it. */
const PANE = "%0";

/** What opens the terminal for a person, run in the container. */
export const ATTACH = ["tmux", "attach-session", "-t", "main"] as const;

/** tmux commands. A person may have scrolled up, and keys would then scroll too. */
export const leaveCopyMode = `if-shell -F -t ${PANE} "#{pane_in_mode}" "send-keys -X -t ${PANE} cancel"`;
/** Puts a person's draft aside; Claude gives it back after the next submit. */
export const stashDraft = press("C-s");
/** Searches the history; Tab takes what was found to the input line. Up would take out of Claude's queue first. */
export const searchHistory = press("C-r");
export const takeFound = press("Tab");
export const submit = press("Enter");
/** Interrupts a working Claude; leaves a search; pressed twice, clears a draft. */
export const pressEscape = press("Escape");

/** Rejects what is not one line: a line break would end the command, and begin another of tmux's. */
export function typeLine(text: string): string {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text))
    throw new BridgeError("bad-input", "A command is one line, without control characters. Say it again so.");
  return `send-keys -l -t ${PANE} -- "${text.replace(/[\\"$]/g, "\\$&")}"`;
}

export function captureScreen(lines?: number): string {
  return `capture-pane -p -J -t ${PANE}${lines === undefined ? "" : ` -S -${lines}`}`;
}

/** The visible screen with its colours. */
export const captureView = `capture-pane -e -p -t ${PANE}`;

export function pressOne(key: Exclude<Key, { readonly choose: number }>): string {
  return "type" in key ? typeLine(key.type) : press(key.press);
}

/** A line for each who is at the terminal: whether it is a program, as ours is, and when it pressed its last key (seconds). */
export const listClients = 'list-clients -t main -F "#{client_control_mode} #{client_activity}"';

function press(key: string): string {
  return `send-keys -t ${PANE} ${key}`;
}
