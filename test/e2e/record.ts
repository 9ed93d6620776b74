import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelRequest } from "../twins/model/index.ts";
import type { World } from "./world.ts";

/** What one line of Claude's transcript says to these tests. Read here anew, so that the product's reader is tested too. */
interface RecordLine {
  readonly type: string;
  readonly isMeta?: boolean;
  readonly attachment?: { readonly type: string; readonly prompt?: unknown };
  readonly message?: { readonly content: unknown };
}

/** Every prompt of people's that Claude's record holds, in all the project's conversations, oldest first in each. */
export async function recorded(world: World, project: string): Promise<readonly string[]> {
  const directory = world.home(project, "claude", "projects", "-workspace");
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith(".jsonl"));
  const texts = await Promise.all(
    names.map(async (name) => (await readFile(join(directory, name), "utf8")).split("\n")),
  );
  return texts.flat().flatMap(promptsOf);
}

function promptsOf(text: string): readonly string[] {
  const line = parse(text);
  if (line === null) return [];
  if (line.type === "attachment" && line.attachment?.type === "queued_command") return textsOf(line.attachment.prompt);
  if (line.type !== "user" || line.isMeta) return [];
  // The CLI's own mark.
  return textsOf(line.message?.content).filter((said) => !/^\[Request interrupted by user[^\]]*\]$/.test(said));
}

function parse(text: string): RecordLine | null {
  try {
    return JSON.parse(text) as RecordLine;
  } catch {
    return null;
  }
}

/** The text blocks of a message's content, which is a string or a list. */
export function textsOf(content: unknown): readonly string[] {
  if (typeof content === "string") return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block: { type?: string; text?: string }) =>
    block.type === "text" && block.text !== undefined ? [block.text] : [],
  );
}

/** Every text that the user's side of the conversation holds in this request to the model, oldest first. */
export function heard(request: ModelRequest): readonly string[] {
  return userMessages(request).flat();
}

/** The texts of the last thing that the user's side says, to the letter: the twin's view leaves the CLI's markup out. */
export function lastHeard(request: ModelRequest): readonly string[] {
  return userMessages(request).at(-1) ?? [];
}

function userMessages({ body }: ModelRequest): readonly (readonly string[])[] {
  const messages = body.messages as readonly { role: string; content: unknown }[];
  return messages
    .filter(({ role }) => role === "user")
    .map(({ content }) =>
      textsOf(content)
        .map((text) => text.replace(/^(?:<system-reminder>[\s\S]*?<\/system-reminder>\n?)+/, ""))
        .filter((text) => text !== ""),
    );
}
