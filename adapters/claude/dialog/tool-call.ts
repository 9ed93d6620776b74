import { z } from "zod";
import { unhidden } from "../../../src/support/printable.ts";

const bash = z.looseObject({ command: z.string(), description: z.string().optional() });
const change = z.looseObject({ old_string: z.string(), new_string: z.string() });
const edit = z.looseObject({ file_path: z.string(), ...change.shape });
const edits = z.looseObject({ file_path: z.string(), edits: z.array(change) });
const EDITS: ReadonlySet<string> = new Set(["Edit", "Write", "MultiEdit", "NotebookEdit"]);
const write = z.looseObject({ file_path: z.string(), content: z.string() });

/**
 * What a tool would be called with, in full: its name in the first line, then the command, the change, or the input.
 * Whoever allows it sees what they allow: nothing in it hides or turns its direction.
 */
export function callText(tool: string, input: unknown): string {
  return unhidden([tool, ...bodyOf(tool, input)].join("\n"));
}

function bodyOf(tool: string, input: unknown): readonly string[] {
  if (tool === "Bash") {
    const { data } = bash.safeParse(input);
    if (data !== undefined) {
      const { command, description, ...others } = data;
      return [...(description ? [`# ${description}`] : []), ...settings(others), command];
    }
  }
  if (EDITS.has(tool)) {
    const changes = changesOf(input);
    if (changes !== null) return changes;
  }
  const shown = typeof input === "object" && input !== null && Object.keys(input).length > 0;
  return shown ? [JSON.stringify(input, null, 2)] : [];
}

/** As a diff, with whatever else goes with it; null where it is none that we know. */
function changesOf(input: unknown): readonly string[] | null {
  const one = edit.safeParse(input).data;
  if (one !== undefined) {
    const { file_path: path, old_string, new_string, ...others } = one;
    return [...settings(others), ...header(path), ...diff({ old_string, new_string })];
  }
  const several = edits.safeParse(input).data;
  if (several !== undefined) {
    const { file_path: path, edits: all, ...others } = several;
    return [...settings(others), ...header(path), ...all.flatMap(diff)];
  }
  const whole = write.safeParse(input).data;
  if (whole === undefined) return null;
  const { file_path: path, content, ...others } = whole;
  return [...settings(others), "--- /dev/null", `+++ ${path}`, ...signed("+", content)];
}

/** Whatever else the tool gets: nobody allows what they have not seen. */
function settings(others: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(others).map(([name, value]) => `# ${name}: ${JSON.stringify(value)}`);
}

function header(path: string): readonly string[] {
  return [`--- ${path}`, `+++ ${path}`];
}

function diff({ old_string, new_string, ...others }: z.infer<typeof change>): readonly string[] {
  return ["@@", ...settings(others), ...signed("-", old_string), ...signed("+", new_string)];
}

function signed(sign: string, text: string): readonly string[] {
  return text === ""
    ? []
    : text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => `${sign}${line}`);
}
