import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { createClaude } from "../../adapters/claude/agent.ts";
import { transcriptPath } from "../../adapters/claude/homes.ts";
import { readUsage } from "../../adapters/claude/record/usage.ts";
import { createInput } from "../../adapters/claude/terminal/input.ts";
import type { Terminal } from "../../adapters/claude/terminal/terminal.ts";
import { createHomes } from "../../adapters/host/homes.ts";
import { createWorkspace } from "../../adapters/host/workspace.ts";
import type { Report } from "../../src/ports/ports.ts";
import { musica } from "../core/stage.ts";
import { prompt } from "../core/states.ts";
import { createGround, ODD, SECRET, told } from "../host/odd.ts";
import { createHastyClock, SESSION } from "./lines.ts";

const session = { id: SESSION, started: false };
const NAME = "00000000000000000001-7.json";

/** Every path that the container can write and the bot touches. */
const PATHS: readonly (readonly ["config" | "cockpit", string])[] = [
  ["config", ".claude.json"],
  ["config", ".credentials.json"],
  ["config", "history.jsonl"],
  ["config", "sessions"],
  ["config", "sessions/21.json"],
  ["config", "projects"],
  ["config", "projects/-workspace"],
  ["config", transcriptPath(SESSION)],
  ["config", transcriptPath("11111111-0000-4000-8000-000000000000")],
  ["cockpit", "hooks"],
  ["cockpit", `hooks/${NAME}`],
  ["cockpit", "hooks/99999999999999999999-1.json"],
  ["cockpit", "asking"],
  ["cockpit", `asking/${NAME}`],
  ["cockpit", "answered"],
  ["cockpit", "closed"],
  ["cockpit", "used"],
  ["cockpit", "exit"],
  ["cockpit", "scrollback"],
  ["cockpit", "session"],
  ["cockpit", "launch"],
  ["cockpit", "launched"],
  ["cockpit", "typing"],
  ["cockpit", "files"],
];

const table = PATHS.flatMap(([where, path]) => Object.keys(ODD).map((odd) => [odd, where, path] as const));

/** Claude's own history is written as it takes a prompt in. */
async function recall(home: ReturnType<ReturnType<typeof createHomes>["of"]>): Promise<unknown> {
  const screen = [...Array.from({ length: 3 }, () => ""), "─".repeat(40), "❯\u00a0", "─".repeat(40)];
  const terminal: Terminal = {
    command: async (line) => (line.startsWith("capture-pane") ? screen : []),
    ended: new Promise(() => {}),
    close: () => undefined,
  };
  return createInput(terminal, home, session, prompt("p1"), createHastyClock()).fill();
}

it.each(table)("the bot does nothing to the host, and tells nothing of it: %s at %s/%s", async (odd, where, path) => {
  const ground = createGround();
  const homes = createHomes(join(ground.root, "state"));
  const home = homes.of("musica");
  await home.prepare({ uid: 1000, gid: 1000 });
  const paths = homes.paths("musica");
  const place = join(paths[where], path);
  mkdirSync(dirname(place), { recursive: true });
  await ODD[odd]?.(place, ground);
  // What is beside it is as it should be, where it can be.
  if (!path.startsWith("hooks")) {
    mkdirSync(join(paths.cockpit, "hooks"));
    writeFileSync(
      join(paths.cockpit, "hooks", NAME),
      '{"hook_event_name":"Stop","session_id":"s","last_assistant_message":""}',
    );
  }
  const agent = createClaude({
    home: homes.of,
    workspace: () => createWorkspace(ground.root),
    owner: async () => ({ uid: 1000, gid: 1000 }),
    committer: async () => null,
    asksByChoices: false,
    credentials: () => ({ environment: {}, file: null, missing: null }),
    open: async () => {
      throw new Error("nothing runs");
    },
    clock: createHastyClock(),
    timeouts: () => ({ thaw: 1, deliver: 1 }),
    onError: () => undefined,
  });
  const due = { prompt: prompt("p1"), mark: await agent.mark("musica", session), confirm: async () => {} };
  const reports: Report[] = [];
  const acts: readonly (() => unknown)[] = [
    () => agent.mark("musica", session),
    () => agent.deliver("musica", session, due, new AbortController().signal),
    () => agent.follow("musica", session, null, false, async (report) => void reports.push(report), due),
    () => reports,
    () => agent.screen("musica", 100),
    () => readUsage(home.config, SESSION),
    () => recall(home),
    () =>
      agent.prepareLaunch({
        project: musica,
        session,
        allowed: [],
        directories: [],
        trusted: [],
        prompt: prompt("p1"),
      }),
    () =>
      agent.prepareLaunch({
        project: musica,
        session: { ...session, started: true },
        allowed: [],
        directories: [],
        trusted: [],
      }),
    () => agent.leave("musica", true),
  ];
  for (const act of acts) {
    const shown = (await told(act)) ?? "";
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain("PATH=");
    expect(shown).not.toMatch(/E(LOOP|ISDIR|NXIO|NOTDIR|MFILE)/);
  }
  expect(ground.harm()).toEqual([]);
});
