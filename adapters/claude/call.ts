import { z } from "zod";

const bash = z.looseObject({ command: z.string(), description: z.string().optional() });
const change = z.looseObject({ old_string: z.string(), new_string: z.string() });
const edit = z.looseObject({ file_path: z.string(), ...change.shape });
const edits = z.looseObject({ file_path: z.string(), edits: z.array(change) });
const write = z.looseObject({ file_path: z.string(), content: z.string() });

/** What a tool would be called with, in full: its name in the first line, then the command, the change, or the input. */
export function callText(tool: string, input: unknown): string {
  return [tool, ...bodyOf(tool, input)].join("\n");
}

function bodyOf(tool: string, input: unknown): readonly string[] {
  if (tool === "Bash") {
    const { data } = bash.safeParse(input);
    if (data !== undefined) return [...(data.description ? [`# ${data.description}`] : []), data.command];
  }
  const one = edit.safeParse(input).data;
  if (one !== undefined) return [...header(one.file_path), ...diff(one)];
  const several = edits.safeParse(input).data;
  if (several !== undefined) return [...header(several.file_path), ...several.edits.flatMap(diff)];
  const whole = write.safeParse(input).data;
  if (whole !== undefined) return ["--- /dev/null", `+++ ${whole.file_path}`, ...signed("+", whole.content)];
  const shown = typeof input === "object" && input !== null && Object.keys(input).length > 0;
  return shown ? [JSON.stringify(input, null, 2)] : [];
}

function header(path: string): readonly string[] {
  return [`--- ${path}`, `+++ ${path}`];
}

function diff({ old_string, new_string }: z.infer<typeof change>): readonly string[] {
  return ["@@", ...signed("-", old_string), ...signed("+", new_string)];
}

function signed(sign: string, text: string): readonly string[] {
  return text === ""
    ? []
    : text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => `${sign}${line}`);
}
