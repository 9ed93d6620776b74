import { execFile } from "node:child_process";
import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { type Script, say, scripted, use } from "../twins/model/index.ts";
import { mcpServer } from "./mcp-server.ts";
import { isAsking, state } from "./moments.ts";
import { recorded } from "./record.ts";
import type { World } from "./world.ts";

const run = promisify(execFile);

/** What a project brings that others do not: files of its own, and of the Claude that somebody has set up for it. */
export interface Household {
  /** By path in the project. */
  readonly files?: Readonly<Record<string, string>>;
  /** By path in Claude's own directory. */
  readonly claude?: Readonly<Record<string, string>>;
  readonly owner?: number;
  /** How a repository of git's is made in its directory. */
  readonly git?: "plain" | "worktree";
}

const hook = (command: string) => ({ hooks: [{ type: "command", command }] });
const json = (value: unknown) => JSON.stringify(value, null, 2);
const settings = (value: unknown) => ({ ".claude/settings.json": json(value) });

const server = mcpServer({
  name: "notes",
  tool: "note",
  called: `jq -cn --argjson id "$id" '{jsonrpc:"2.0",id:$id,result:{content:[{type:"text",text:"noted"}]}}'`,
});
const servers = json({ mcpServers: { notes: { command: "bash", args: ["/workspace/notes.sh"] } } });
const gate = `case "$(cat)" in *'"stop_hook_active":true'*) exit 0;; esac; echo "Run the checks." >&2; exit 2`;
const statusLine = {
  type: "command",
  command: 'for n in 1 2 3 4 5 6 7 8 9 10 11 12 13; do echo "line $n ─────────────────"; done',
};
const keys = json({
  bindings: [
    {
      context: "Chat",
      bindings: {
        enter: "chat:newline",
        "meta+enter": "chat:submit",
        "ctrl+s ctrl+t": "chat:undo",
        "ctrl+r": "chat:undo",
      },
    },
  ],
});
const hooksOfEveryKind = {
  hooks: {
    SessionStart: [hook("sleep 3")],
    UserPromptSubmit: [hook("sleep 1; echo context")],
    PreToolUse: [hook("sleep 0.5")],
    PostToolUse: [hook("true")],
    Stop: [hook(gate)],
    SubagentStop: [hook("true")],
    Notification: [hook("true")],
    PreCompact: [hook("true")],
    SessionEnd: [hook("sleep 1")],
  },
};
const plugin = {
  ".claude/skills/nice/.claude-plugin/plugin.json": json({ name: "nice", version: "1.0.0", description: "is nice" }),
  ".claude/skills/nice/hooks/hooks.json": json({ hooks: { SessionStart: [hook("true")], Stop: [hook("sleep 1")] } }),
  ".claude/skills/nice/SKILL.md": "---\nname: nice\ndescription: is nice\n---\nBe nice.",
  ".claude/commands/team/deploy.md": "Deploy to $ARGUMENTS.",
};

/** Projects as people have them. */
export const households: Readonly<Record<string, Household>> = {
  hooks: { files: settings(hooksOfEveryKind) },
  servers: { files: { ".mcp.json": servers, "notes.sh": server } },
  plugins: { files: plugin },
  worktree: { git: "worktree" },
  strangers: { owner: 1234, git: "plain" },
  vim: { claude: { "settings.json": json({ editorMode: "vim", statusLine }) } },
  keys: { claude: { "keybindings.json": keys } },
  mistaken: { files: { ".claude/settings.json": '{"permissions":{"allow":["a",]},', ".mcp.json": "[not json" } },
  muted: {
    files: { ...settings({ disableAllHooks: true }), "CLAUDE.md": "@../outside.md\n\nAll songs are in D minor." },
  },
  locked: {
    files: settings({ permissions: { defaultMode: "whatever", deny: ["Read(./secret)"] }, cleanupPeriodDays: 0 }),
  },
};

/** All of it in one. */
export const everything: Household = {
  files: { ...settings(hooksOfEveryKind), ...plugin, ".mcp.json": servers, "notes.sh": server },
  claude: { "settings.json": json({ editorMode: "vim", statusLine }), "keybindings.json": keys },
  owner: 1234,
  git: "plain",
};

export async function settle(world: World, slug: string, household: Household): Promise<void> {
  const directory = await world.project(slug);
  const { files = {}, claude = {}, git, owner } = household;
  await putAll(directory, files);
  await putAll(world.home(slug, "claude"), claude);
  if (git === "plain") await run("git", ["init", "-q", directory]);
  if (git === "worktree") await writeFile(join(directory, ".git"), "gitdir: /elsewhere/.git/worktrees/tree\n");
  if (owner === undefined) return;
  await run("chown", ["-R", `${owner}:${owner}`, directory]);
  await chown(directory, owner, owner);
}

async function putAll(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(directory, dirname(path)), { recursive: true });
    await writeFile(join(directory, path), content);
    if (path.endsWith(".sh")) await chmod(join(directory, path), 0o755);
  }
}

const makeIt = use("Bash", {
  command: "touch made-it; git commit -q --allow-empty -m Made; git log -1 --format=%an >made-by; true",
  description: "Make it",
});

/** What Claude does in each: asks in words, goes on with the answer, asks for a permission, and is done. */
export const script: Script = scripted(
  [
    { when: "begin with", reply: say("There are two ways.", "Shall I take the first way?") },
    { when: "take the first", reply: makeIt },
    // Allowed after the freeze: its dialog was gone with it.
    { when: "has not run", reply: makeIt },
  ],
  ({ toolResults }) => say(toolResults.length > 0 ? "It is made." : "Well."),
);

/** Start, question, freeze, answer, permission: each message once, in order, and each question for a person. */
export async function lead(world: World, slug: string): Promise<void> {
  const first = await world.json(["send", slug, "Please begin with the song"]);
  expect(first.last).toMatchObject({ type: "result" });
  await state(world, slug, isAsking);
  await state(world, slug, ({ status }) => status === "stopped");
  await world.json(["trust", slug]).then(async ({ data }) => {
    if (data.seen !== undefined) await world.cli(["trust", slug, "--seen", String(data.seen)]);
  });
  const asked = await world.json(["respond", slug, "Yes, take the first one"]);

  expect(asked.data).toMatchObject({ question: { kind: "permission" } });
  const done = await world.json(["respond", slug, "yes"]);
  expect(done.last).toMatchObject({ type: "result" });
  await world.inside(slug, "test", "-e", "/workspace/made-it");
  const [one, two, ...more] = await recorded(world, slug);
  expect([one, two]).toEqual(["Please begin with the song", "Yes, take the first one"]);
  expect(more.filter((text) => text === one || text === two)).toEqual([]);
}
