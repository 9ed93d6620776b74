import { mkdirSync, writeFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HOOKS, SESSIONS, transcriptPath } from "../../adapters/claude/homes.ts";
import { createHomes, type HomePaths } from "../../adapters/host/homes.ts";
import type { Clock, Home } from "../../src/ports/ports.ts";
import { temporaryDirectory } from "../fakes/directory.ts";

export const SESSION = "8e32f26f-0000-4000-8000-000000000000";

/** Lines of a transcript, as Claude writes them. */
export const heard = (text: string) => ({ type: "user", uuid: `u-${text}`, message: { role: "user", content: text } });
export const said = (uuid: string, text: string) => ({
  type: "assistant",
  uuid,
  message: { model: "claude", content: [{ type: "text", text }] },
});
export const used = (uuid: string, name: string, input: unknown) => ({
  type: "assistant",
  uuid,
  message: { model: "claude", content: [{ type: "tool_use", id: `tool-${uuid}`, name, input }] },
});
export const result = (uuid: string) => ({
  type: "user",
  uuid,
  message: { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "ok" }] },
});
export const queued = (text: string) => ({ type: "queue-operation", operation: "enqueue", content: text });

/** Hook events. */
export const submitted = (prompt: string) => ({ hook_event_name: "UserPromptSubmit", session_id: SESSION, prompt });
export const stopped = (text: string, more: object = {}) => ({
  hook_event_name: "Stop",
  session_id: SESSION,
  last_assistant_message: text,
  ...more,
});
export const wants = (tool_name: string, tool_input: unknown) => ({
  hook_event_name: "PermissionRequest",
  session_id: SESSION,
  tool_name,
  tool_input,
});

/** A project's home on a real disk, with the means to write into it what Claude would. */
export interface Disk {
  readonly home: Home;
  /** The same as the host has it. */
  readonly paths: HomePaths & { readonly hooks: string; readonly transcript: string };
  readonly state: string;
  write(...lines: readonly object[]): Promise<void>;
  hook(event: object): void;
  /** Bytes as they are, such as half a line. */
  writeRaw(text: string): Promise<void>;
  /** How many times something was written. */
  pieces(): number;
}

export function createDisk(): Disk {
  const state = temporaryDirectory();
  const homes = createHomes(state);
  const own = homes.paths("musica");
  const transcript = join(own.config, transcriptPath(SESSION));
  const paths = { ...own, hooks: join(own.cockpit, HOOKS), transcript };
  for (const directory of [dirname(transcript), paths.hooks, join(own.config, SESSIONS), own.run]) {
    mkdirSync(directory, { recursive: true });
  }
  let hooks = 0;
  let pieces = 0;
  const writeRaw = (text: string): Promise<void> => {
    pieces += 1;
    return appendFile(transcript, text);
  };
  return {
    home: homes.of("musica"),
    paths,
    state,
    writeRaw,
    pieces: () => pieces,
    write: (...lines) => writeRaw(lines.map((line) => `${JSON.stringify(line)}\n`).join("")),
    hook(event) {
      pieces += 1;
      hooks += 1;
      writeFileSync(join(paths.hooks, `${String(hooks).padStart(6, "0")}.json`), JSON.stringify(event));
    },
  };
}

/** Time that passes as soon as somebody waits for it. */
export function createHastyClock(): Clock {
  let now = 1_000_000;
  return {
    now: () => now,
    async after(ms) {
      now += ms;
    },
  };
}
