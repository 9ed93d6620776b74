import { clip } from "../../../src/support/clip.ts";
import { unhidden } from "../../../src/support/printable.ts";

/** The one value of a tool's input that says most, in the order in which they are looked for. */
const TELLING = [
  "command",
  "file_path",
  "notebook_path",
  "pattern",
  "url",
  "query",
  "description",
  "prompt",
  "path",
  "skill",
];
const MAX = 200;

/** What a tool is used on, in one line: the command, the file, the pattern. */
export function summary(tool: string, input: unknown): string {
  if (typeof input !== "object" || input === null) return "";
  const values = new Map<string, unknown>(Object.entries(input));
  if (tool === "AskUserQuestion" || tool === "ExitPlanMode") return "";
  const key = TELLING.find((name) => typeof values.get(name) === "string");
  const line = unhidden(String(key === undefined ? "" : values.get(key)).split("\n")[0] ?? "");
  return clip(line, MAX);
}
