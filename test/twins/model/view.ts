import { type Json, listOf, stringOf } from "../json.ts";
import { humanText } from "./human.ts";
import { type SideQuery, sideQuery } from "./side.ts";

export interface ToolResult {
  readonly id: string;
  readonly text: string;
  readonly isError: boolean;
}

export interface Said {
  readonly role: string;
  readonly text: string;
}

/** A request as a script sees it. */
export interface RequestView {
  /** The texts of the last user message, byte for byte, without what the CLI adds or wraps around them. */
  readonly userTexts: readonly string[];
  /** The last of `userTexts`; empty when the message holds tool results only. */
  readonly lastText: string;
  readonly toolResults: readonly ToolResult[];
  readonly system: string;
  /** The whole conversation, reminders included. */
  readonly messages: readonly Said[];
  readonly model: string;
  readonly stream: boolean;
  /** What the CLI asks on its own account; null for the conversation itself. */
  readonly side: SideQuery | null;
}

/** Content is a string or blocks, in messages, in `system` and in tool results alike. */
function blocksOf(content: unknown): readonly Json[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : listOf(content);
}

function textsOf(content: unknown): string[] {
  return blocksOf(content)
    .filter((block) => block.type === "text")
    .map((block) => stringOf(block.text));
}

/** The CLI also adds turns of its own, with the role "system", after the human's: those are passed over. */
function lastUserContent(messages: readonly Json[]): unknown {
  return messages.findLast((message) => message.role === "user")?.content;
}

function humanTexts(content: unknown): string[] {
  return textsOf(content).flatMap((text) => humanText(text) ?? []);
}

function toolResults(content: unknown): ToolResult[] {
  return blocksOf(content)
    .filter((block) => block.type === "tool_result")
    .map((block) => ({
      id: stringOf(block.tool_use_id),
      text: textsOf(block.content).join("\n"),
      isError: block.is_error === true,
    }));
}

export function viewOf(body: Json): RequestView {
  const messages = listOf(body.messages);
  const content = lastUserContent(messages);
  const userTexts = humanTexts(content);
  return {
    userTexts,
    lastText: userTexts.at(-1) ?? "",
    toolResults: toolResults(content),
    system: textsOf(body.system).join("\n"),
    messages: messages.map((message) => ({
      role: stringOf(message.role),
      text: textsOf(message.content).join("\n"),
    })),
    model: stringOf(body.model),
    stream: body.stream === true,
    side: sideQuery(body, userTexts.at(-1) ?? ""),
  };
}
