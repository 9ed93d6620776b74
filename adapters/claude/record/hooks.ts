import { createHash } from "node:crypto";
import { z } from "zod";
import { SESSION } from "../homes.ts";
import { parseBounded } from "./json.ts";

/** One hook event, as `hook.sh` put it into the spool. */
export type Hook = z.infer<typeof hook>;

const hook = z.looseObject({
  hook_event_name: z.string(),
  session_id: z.string().regex(SESSION),
  transcript_path: z.string().optional(),
  agent_id: z.string().optional(),
  source: z.string().optional(),
  prompt: z.string().optional(),
  tool_name: z.string().optional(),
  tool_input: z.unknown().optional(),
  tool_use_id: z.string().optional(),
  last_assistant_message: z.string().nullish(),
  background_tasks: z.array(z.unknown()).optional(),
  session_crons: z.array(z.unknown()).optional(),
  error: z.string().optional(),
  permission_suggestions: z.unknown().optional(),
  /** Of our own `Decided`: the file of the PermissionRequest that was answered. */
  ask: z.string().optional(),
  notification_type: z.string().optional(),
  reason: z.string().optional(),
});

/** Null for what is no hook event: a file somebody else put there. */
export function parseHook(json: string): Hook | null {
  try {
    return hook.parse(parseBounded(json));
  } catch {
    return null;
  }
}

/** Whether words were put in at the prompt; Claude is woken by its own background work with a prompt, too. */
export function isTyped(text: string): boolean {
  return !text.startsWith("<task-notification");
}

/** Whether something of Claude's goes on by itself after the turn, and will wake it: a shell, a sub-agent, a timer. */
export function worksOn({ background_tasks = [], session_crons = [] }: Hook): boolean {
  return background_tasks.length > 0 || session_crons.length > 0;
}

/**
 * The events that still matter, of several that are read at once (after the bot was away): what a later prompt or
 * tool result has settled is left out, so that no question is asked that nobody owes an answer to any more.
 */
export function current(hooks: readonly Hook[]): readonly Hook[] {
  const later: Later = { movedOn: false, stopped: false, results: new Set(), ended: new Set() };
  const matter: Hook[] = [];
  for (const one of hooks.toReversed()) {
    if (!isMoot(one, later)) matter.push(one);
    note(one, later);
  }
  return matter.toReversed();
}

/** What came after an event, of those that are read with it. */
interface Later {
  movedOn: boolean;
  stopped: boolean;
  /** The calls of tools that came to a result. */
  readonly results: Set<string>;
  /** The sub-agents that ended. */
  readonly ended: Set<string | undefined>;
}

function note(one: Hook, later: Later): void {
  switch (one.hook_event_name) {
    case "UserPromptSubmit":
      later.movedOn ||= one.agent_id === undefined;
      break;
    case "Stop":
      later.stopped = true;
      break;
    case "SubagentStop":
      later.ended.add(one.agent_id);
      break;
    case "PostToolUse":
    case "PostToolUseFailure":
      later.results.add(callOf(one));
      break;
  }
}

function isMoot(one: Hook, { movedOn, stopped, results, ended }: Later): boolean {
  switch (one.hook_event_name) {
    case "Stop":
    case "StopFailure":
      // A prompt that was queued came before the end of the turn before its own.
      return movedOn || stopped;
    case "UserPromptSubmit":
      return movedOn;
    case "PermissionRequest":
      // A sub-agent in the background asks on while the turn that began it ends.
      if (one.agent_id !== undefined) return ended.has(one.agent_id) || results.has(callOf(one));
      return movedOn || stopped || results.has(callOf(one));
    default:
      return false;
  }
}

/** Whether it shows the turn at work that seemed to end before it: a hook of the project's has sent Claude back. */
export function isAtWork({ hook_event_name, agent_id }: Hook): boolean {
  return agent_id === undefined && AT_WORK.has(hook_event_name);
}

const AT_WORK = new Set([
  "PreToolUse",
  "PostToolUse",
  "PostToolUseFailure",
  "PermissionRequest",
  "Stop",
  "StopFailure",
]);

function callOf({ tool_name, tool_input }: Hook): string {
  return `${tool_name}:${createHash("sha256")
    .update(JSON.stringify(tool_input) ?? "")
    .digest("hex")}`;
}
