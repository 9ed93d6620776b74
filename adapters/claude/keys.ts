/** Claude's pane, whatever people have opened beside it. */
const PANE = "%0";

/** tmux commands. A person may have scrolled up, and keys would then scroll too. */
export const leaveCopyMode = `if-shell -F -t ${PANE} "#{pane_in_mode}" "send-keys -X -t ${PANE} cancel"`;
/** Puts a person's draft aside; Claude gives it back after the next submit. */
export const stashDraft = press("C-s");
export const recallLast = press("Up");
export const submit = press("Enter");
export const interrupt = press("Escape");

export function typeLine(text: string): string {
  return `send-keys -l -t ${PANE} -- "${text.replace(/[\\"$]/g, "\\$&")}"`;
}

export function captureScreen(lines?: number): string {
  return `capture-pane -p -J -t ${PANE}${lines === undefined ? "" : ` -S -${lines}`}`;
}

function press(key: string): string {
  return `send-keys -t ${PANE} ${key}`;
}
