import { clipLine } from "../../../src/support/clip.ts";
import { ownIds } from "../../../src/support/person-id.ts";
import { ASKS, type LinkedEntry } from "../../chat/asks.ts";
import { type Embed, type Post, post } from "./message.ts";

export const BOARD_TITLE = "Waiting for people";

/** Characters that Discord takes in an embed's description. */
const DESCRIPTION = 4_096;
/** Kept free for the last line. */
const REST = 240;
const SENTENCE = 240;
const COLOR = 0x5865f2;

/**
 * Oldest first, as far as there is room; it pings nobody. `elsewhere`: how many more are asked in other channels.
 * `quotes`: with what is asked.
 */
export function renderBoard(entries: readonly LinkedEntry[], elsewhere = 0, quotes = true): Post {
  const parts: string[] = [];
  let room = DESCRIPTION - REST;
  for (const entry of entries) {
    const part = quotes ? entryText(entry) : headOf(entry);
    if (part.length + 2 > room) break;
    room -= part.length + 2;
    parts.push(part);
  }
  const left = entries.length - parts.length;
  if (left > 0) parts.push(`-# And ${left} more: /cockpit board lists them all.`);
  if (entries.length === 0) parts.push(elsewhere === 0 ? "Nothing waits for anybody." : "Nothing waits here.");
  if (elsewhere > 0) parts.push(`-# And ${elsewhere} in other channels: /cockpit board lists them all.`);
  const description = parts.join("\n\n");
  const embed: Embed = { title: BOARD_TITLE, description, color: COLOR };
  return { ...post(""), embeds: [embed] };
}

function entryText(entry: LinkedEntry): string {
  const sentence = clipLine(entry.question.sentence, SENTENCE) || "…";
  return `${headOf(entry)}\n> ${sentence}`;
}

function headOf({ project, question, to, link }: LinkedEntry): string {
  const users = ownIds(to, "discord").map((id) => `<@${id}>`);
  const whom = users.join(" ") || "whoever may answer";
  const name = link === null ? `**${project}**` : `**[${project}](${link})**`;
  return `${name} ${ASKS[question.kind]} · for ${whom} · <t:${Math.floor(question.since / 1000)}:R>`;
}
