/** What the CLI itself puts into a user message, as blocks of their own: what ran locally, and what was summarised. */
const notHuman = [
  /^<local-command-(?:caveat|stdout|stderr)>/,
  /^<command-(?:name|message)>/,
  /^<bash-(?:input|stdout|stderr)>/,
  /^This session is being continued from a previous conversation that ran out of context\./,
];

/** A message that came while a tool ran is handed over inside these words, themselves at times inside a reminder. */
const midTurn =
  /^(?:<system-reminder>\n)?The user sent a new message while you were working:\n([\s\S]*?)\n\nThis is how Claude Code surfaces messages [^\n]*\n?(?:<\/system-reminder>\n?)?$/;

/** Reminders fill whole blocks, or stand before the human's words in one. */
const reminders = /^(?:<system-reminder>[\s\S]*?<\/system-reminder>\n?)+/;

/** A block as the human wrote it, byte for byte; null where no human wrote any of it. */
export function humanText(block: string): string | null {
  if (notHuman.some((pattern) => pattern.test(block))) return null;
  const interjection = midTurn.exec(block)?.[1];
  if (interjection !== undefined) return interjection;
  const rest = block.replace(reminders, "");
  return rest === "" && block !== "" ? null : rest;
}
