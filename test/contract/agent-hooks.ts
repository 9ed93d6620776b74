import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentStage } from "./agent.ts";

const hook = (event: string, command: string) => ({ hooks: { [event]: [{ hooks: [{ type: "command", command }] }] } });

/** `AgentStage.hinder`, as hooks of a project's own; `goOn`: the file that ends a delay. */
export function hinderIn(workspace: string, how: Parameters<AgentStage["hinder"]>[0], goOn: string): void {
  const settings = {
    holdsUp: hook("Stop", "grep -q '\"stop_hook_active\":true' || { echo 'Run the checks.' >&2; exit 2; }"),
    refuses: hook("UserPromptSubmit", "if grep -q secret; then echo 'no secrets here' >&2; exit 2; fi"),
    delays: hook("SessionStart", `until [ -e '${goOn}' ]; do sleep 0.05; done; rm '${goOn}'`),
    silences: { disableAllHooks: true },
    // Managed settings, which go before everybody else's.
    deafens: { managed: true, disableAllHooks: true },
  }[how];
  mkdirSync(join(workspace, ".claude"), { recursive: true });
  writeFileSync(join(workspace, ".claude/settings.json"), JSON.stringify(settings));
}
