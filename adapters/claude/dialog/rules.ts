import { posix } from "node:path";
import { z } from "zod";

const { normalize } = posix;

const suggested = z.array(z.unknown());
const addRules = z.looseObject({
  type: z.literal("addRules"),
  behavior: z.literal("allow"),
  rules: z.array(z.looseObject({ toolName: z.string(), ruleContent: z.string().optional() })).min(1),
});

const EDITS = new Set(["Edit", "Write", "MultiEdit", "NotebookEdit"]);
const TOOL = /^[A-Za-z_][\w-]*$/;
/** Of a rule that people can take in at a glance. */
const LONGEST = 300;

/**
 * The rules that would allow a call and its like without a question: what Claude itself suggests, or the narrowest that
 * says it. None where the narrowest is not sure to mean just that.
 */
export function rulesFor(tool: string, input: unknown, suggestions: unknown): readonly string[] {
  const own = (suggested.safeParse(suggestions).data ?? []).flatMap((one) => {
    const read = addRules.safeParse(one);
    return read.success ? [read.data.rules.map(({ toolName, ruleContent }) => ruleText(toolName, ruleContent))] : [];
  })[0];
  const rules = own ?? narrowest(tool, input);
  return rules.every((rule) => rule.length <= LONGEST && /^[^\n\r]+$/.test(rule)) ? rules : [];
}

function ruleText(tool: string, content: string | undefined): string {
  return content === undefined ? tool : `${tool}(${content})`;
}

function narrowest(tool: string, input: unknown): readonly string[] {
  if (!TOOL.test(tool)) return [];
  if (tool === "Bash") return bash(text(input, "command"));
  // As Claude's own "allow all edits": one file at a time would be asked about for ever. Elsewhere each is asked about.
  if (EDITS.has(tool))
    return isInProject(text(input, "file_path") || text(input, "notebook_path")) ? ["Edit(//workspace/**)"] : [];
  if (tool === "WebFetch") return webFetch(text(input, "url"));
  return tool.startsWith("mcp__") || tool === "WebSearch" ? [tool] : [];
}

function isInProject(path: string): boolean {
  return normalize(path).startsWith("/workspace/");
}

/** A star would stand for anything, and what parentheses mean is the CLI's affair. */
function bash(command: string): readonly string[] {
  return command !== "" && !/[*()\\]|:$/.test(command) && command.trim() === command ? [`Bash(${command})`] : [];
}

function webFetch(url: string): readonly string[] {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  return /^[\w.-]+$/.test(host) ? [`WebFetch(domain:${host})`] : [];
}

function text(input: unknown, key: string): string {
  const value =
    typeof input === "object" && input !== null ? new Map<string, unknown>(Object.entries(input)).get(key) : "";
  return typeof value === "string" ? value : "";
}
