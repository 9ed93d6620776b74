import { isJson, type Json, stringOf } from "../json.ts";

/** What people read of a message: its blocks, a line each; the text only where there are none. */
export function shownOf(text: string, blocks: readonly Json[]): string {
  return blocks.length === 0 ? text : blocks.map((block) => textsIn(block).join(" ")).join("\n");
}

/** Of a block or any part of it; alternative texts and values are not shown. */
function textsIn(part: Json): string[] {
  if (typeof part.text === "string") return [part.text];
  if (part.type === "user") return [`<@${stringOf(part.user_id)}>`];
  if (part.type === "rich_text_section") return [inner(part).join("")];
  return inner(part);
}

function inner(part: Json): string[] {
  return Object.entries(part).flatMap(([key, value]) => (key === "confirm" ? [] : inValue(value)));
}

function inValue(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(inValue);
  return isJson(value) ? textsIn(value) : [];
}
