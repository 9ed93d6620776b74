import type { CommandCall, Told } from "../commands/command.ts";
import { inputOf } from "../commands/parse.ts";
import { asBridgeError } from "../errors.ts";
import type { LocalCommand } from "./cli.ts";

/** One thing that must be well, what it is like, and what to do where it is not. */
export interface Finding {
  readonly name: string;
  readonly well: boolean;
  readonly text: string;
  /** What a person is to do. */
  readonly advice?: string;
}

export interface Check {
  readonly name: string;
  look(): Promise<Omit<Finding, "name">>;
  /** Does what can be done without a person; `progress` gets a line at a time. */
  fix?(progress: (line: string) => void): Promise<void>;
}

/** `chats`: those there could be, as people write them. */
export function createDoctor(checks: readonly Check[], chats: readonly string[]): LocalCommand {
  const all = ["engine", "image", "credentials", "disk", "memory", "Node", "daemon", ...chats];
  return {
    name: "doctor",
    summary: `Look whether everything is well: ${all.join(", ")}`,
    arguments: [],
    options: [{ name: "fix", help: "do what can be done: install and start the engine, build the image" }],
    who: "member",
    run: (call, tell) => examine(checks, call, tell),
  };
}

async function examine(checks: readonly Check[], call: CommandCall, tell: (told: Told) => void): Promise<Told> {
  const fixing = inputOf(call).flag("fix");
  const findings: Finding[] = [];
  for (const check of checks) {
    const finding = await look(check);
    findings.push(finding.well || !fixing || check.fix === undefined ? finding : await fix(check, check.fix, tell));
  }
  const well = findings.every((finding) => finding.well);
  const closing = well ? "All is well." : `Not all is well.${fixing ? "" : " --fix does what can be done by itself."}`;
  return {
    text: [...findings.map(line), closing].join("\n"),
    data: { well, findings: findings.map((finding) => ({ ...finding })) },
  };
}

async function look({ name, look }: Check): Promise<Finding> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    return { name, well: false, text: asBridgeError(error).message };
  }
}

async function fix(check: Check, mend: NonNullable<Check["fix"]>, tell: (told: Told) => void): Promise<Finding> {
  try {
    await mend((text) => tell({ text: `  ${text}`, data: { type: "progress", text } }));
  } catch (error) {
    return { name: check.name, well: false, text: asBridgeError(error).message };
  }
  return look(check);
}

function line({ name, well, text, advice }: Finding): string {
  return `${well ? "✓" : "✗"} ${name}: ${text}${well || advice === undefined ? "" : `\n    ${advice}`}`;
}
