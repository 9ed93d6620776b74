import { join } from "node:path";

/** Where one project's files are on the host; each directory is mounted into its container. */
export interface Home {
  /** Claude's configuration, conversations included: `~/.claude` in the container. */
  readonly config: string;
  /** What the container tells the bot (hooks, scrollback, exit) and takes once (launch): `/var/cockpit`. */
  readonly cockpit: string;
  /** What the bot tells the container (session, flags, credentials): `/run/cockpit`, read-only there. */
  readonly run: string;
}

export function homeOf(stateDirectory: string, project: string): Home {
  const of = (kind: string) => join(stateDirectory, "homes", project, kind);
  return { config: of("claude"), cockpit: of("cockpit"), run: of("run") };
}

/** Claude keeps a conversation under the name of its working directory, which is /workspace in every cockpit. */
export function transcriptPath({ config }: Home, session: string): string {
  return join(config, "projects", "-workspace", `${session}.jsonl`);
}

/** Claude's input history: what Up recalls. */
export function historyPath({ config }: Home): string {
  return join(config, "history.jsonl");
}

export function hooksPath({ cockpit }: Home): string {
  return join(cockpit, "hooks");
}

export function launchPath({ cockpit }: Home): string {
  return join(cockpit, "launch");
}

/** Where the container puts the launch it has taken, before Claude starts with it. */
export function launchedPath({ cockpit }: Home): string {
  return join(cockpit, "launched");
}

/** Held while keys go in: the PreToolUse hook waits for its end, so that no dialog opens under them. */
export function typingPath({ cockpit }: Home): string {
  return join(cockpit, "typing");
}

/** What has become of a dialog, by the name of the hook file that told of it: one file in one of these. */
export type DialogFate = "asking" | "answered" | "closed";

export function dialogPath({ cockpit }: Home, fate: DialogFate, name: string): string {
  return join(cockpit, fate, name);
}

/** What the hook that holds a dialog answers; empty: nothing any more. */
export function decidedPath({ run }: Home, name: string): string {
  return join(run, "decided", name);
}

/** Calls that may run once without a question. */
export function permitsPath({ run }: Home): string {
  return join(run, "permits");
}

export function scrollbackPath({ cockpit }: Home): string {
  return join(cockpit, "scrollback");
}
