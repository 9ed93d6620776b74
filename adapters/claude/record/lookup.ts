import { promptText } from "../../../src/cockpit/answer/answer.ts";
import type { Prompt, Session } from "../../../src/cockpit/state.ts";
import type { Home } from "../../../src/ports/ports.ts";
import { dialogName, fateOf } from "../dialog/dialog.ts";
import { isSame } from "../text.ts";
import { fromCursor, linesFrom, type RecordPosition } from "./lines.ts";
import { commandIn, type Entry, parseLine } from "./transcript.ts";

/**
 * What Claude's record after a mark says of a prompt. `queued`: Claude has it, and will take it if it lives; `refused`: a
 * hook has kept it from Claude, in these words.
 */
export type Found = "heard" | "queued" | "absent" | { readonly refused: string };

export async function lookUp(home: Home, session: Session, prompt: Prompt, mark: string): Promise<Found> {
  if (prompt.answers !== undefined && (await fateOf(home, prompt.answers)) === "answered") return "heard";
  const from = fromCursor(mark, session.id);
  const sessions: readonly Pick<RecordPosition, "session" | "offset">[] =
    from.session === session.id ? [from] : [from, { session: session.id, offset: 0 }];
  let found: Found = "absent";
  const sought = promptText(prompt);
  for (const { session: id, offset } of sessions) {
    for await (const { text } of linesFrom(home.config, id, offset)) {
      for (const entry of parseLine(text)) {
        if (isOf(entry, prompt)) return "heard";
        if (entry.type === "refused" && isSame(entry.text, sought)) return { refused: entry.reason };
        found = queueState(entry, sought, found);
      }
    }
  }
  return found;
}

/** Whether an entry is the prompt in Claude's hands. Of a command the name is compared: its text is Claude's own. */
export function isOf(entry: Entry, prompt: Prompt): boolean {
  if (entry.type === "decided") return prompt.answers !== undefined && dialogName(prompt.answers) === entry.ask;
  if (prompt.kind === "command") return commandsIn(entry).includes(prompt.text.trim().split(/\s/)[0]);
  if (entry.type !== "heard") return false;
  const sought = promptText(prompt);
  return entry.texts.some((text) => isSame(text, sought));
}

function commandsIn(entry: Entry): readonly (string | undefined)[] {
  if (entry.type === "heard") return entry.texts.map(commandIn);
  return entry.type === "command" ? [entry.name] : [];
}

/** Taken out again without being heard (a person called it back to the input line), it is Claude's no more. */
function queueState(entry: Entry, text: string, found: Found): Found {
  if (entry.type === "queued" && isSame(entry.text, text)) return "queued";
  if (entry.type === "unqueued" && entry.text !== null && isSame(entry.text, text)) return "absent";
  return found;
}
