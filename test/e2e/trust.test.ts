import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { BLOCK, HEAD, INLINE } from "../../adapters/claude/trust/words.ts";
import { say } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { upon } from "./moments.ts";
import { createWorld, type World } from "./world.ts";

beforeAll(() => machineReady());

const MEMORY = "All songs here are in D minor.";

/** What somebody clones: everything in it that runs by itself leaves a file behind. */
async function cloned(settings: unknown): Promise<{ world: World; ran: (...names: string[]) => boolean[] }> {
  const world = await createWorld(({ lastText }) => say(`Done: ${lastText.slice(0, 40)}.`));
  onTestFinished(() => world[Symbol.asyncDispose]());
  const directory = await world.project("musica");
  await mkdir(join(directory, ".claude"));
  await writeFile(join(directory, "CLAUDE.md"), MEMORY);
  await writeFile(
    join(directory, ".claude/settings.json"),
    typeof settings === "string" ? settings : JSON.stringify(settings),
  );
  await writeFile(
    join(directory, ".mcp.json"),
    JSON.stringify({ mcpServers: { notes: { command: "sh", args: ["-c", "touch /workspace/ran-server; cat"] } } }),
  );
  return { world, ran: (...names) => names.map((name) => existsSync(join(directory, `ran-${name}`))) };
}

const hooked = (event: string, mark: string) => ({
  hooks: { [event]: [{ hooks: [{ type: "command", command: `touch /workspace/ran-${mark}` }] }] },
});

const knows = ({ twin }: World, words: string) => JSON.stringify(twin.requests.at(-1)?.body).includes(words);

/** All that was ever posted in its thread. */
const postedNow = ({ state }: World) =>
  readFileSync(join(state, "threads/musica.jsonl"), "utf8")
    .split("\n")
    .map((line) => line.replaceAll('\\"', '"'))
    .join("\n");

async function trust(world: World): Promise<string> {
  const { seen } = (await world.json(["trust", "musica"])).data;
  const { stdout } = await world.cli(["trust", "musica", "--seen", String(seen)]);
  return stdout;
}

describe("a cloned repository", () => {
  it("runs and allows nothing of its own until somebody has looked at it, and all of it from then on", async () => {
    const { world, ran } = await cloned({
      ...hooked("SessionStart", "hook"),
      permissions: { allow: ["Bash(touch *)"] },
    });
    const { stdout } = await world.cli(["send", "musica", "one"]);
    expect(stdout).toContain("hook SessionStart: touch /workspace/ran-hook");
    expect(stdout).toContain("Done: one.");
    expect([...ran("hook", "server"), knows(world, MEMORY)]).toEqual([false, false, false]);
    const { stdout: shown } = await world.cli(["trust", "musica"]);
    expect(shown).toContain(
      "hook SessionStart: touch /workspace/ran-hook\nallowed without asking: Bash(touch *)\nMCP server notes: sh -c touch /workspace/ran-server; cat",
    );
    const before = (await world.json(["status", "musica"])).data;
    expect(before).toMatchObject({ untrusted: 3 });

    expect(await trust(world)).toMatch(/^musica is trusted with 3 things more/);
    await world.json(["send", "musica", "two"]);
    expect([...ran("hook", "server"), knows(world, MEMORY)]).toEqual([true, true, true]);
    expect((await world.json(["status", "musica"])).data).toMatchObject({
      session_id: before.session_id,
      untrusted: 0,
    });
  });

  it("runs no plugin among its skills before, and all of it after", async () => {
    const { world, ran } = await cloned({});
    const plugin = join(world.root, "musica/.claude/skills/nice");
    for (const directory of [".claude-plugin", "hooks"]) await mkdir(join(plugin, directory), { recursive: true });
    const server = { command: "sh", args: ["-c", "touch /workspace/ran-plugged; cat"] };
    await writeFile(
      join(plugin, ".claude-plugin/plugin.json"),
      JSON.stringify({ name: "nice", version: "1.0.0", description: "is nice", mcpServers: { evil: server } }),
    );
    await writeFile(join(plugin, "hooks/hooks.json"), JSON.stringify(hooked("SessionStart", "plugin")));
    await writeFile(join(plugin, "SKILL.md"), "---\nname: nice\ndescription: is nice\n---\nBe nice.");
    const { stdout } = await world.cli(["send", "musica", "one"]);
    expect(stdout).toContain("plugin skills/nice: its 3 files, whatever they do");
    expect(stdout).toContain("Done: one.");
    expect(ran("plugin", "plugged")).toEqual([false, false]);
    expect(await trust(world)).toMatch(/^musica is trusted with 4 things more/);
    expect((await world.cli(["send", "musica", "two"])).stdout).toContain("Done: two.");
    expect(ran("plugin", "plugged")).toEqual([true, true]);
  });

  it("tells Claude nothing by itself before, and does after", async () => {
    const { world } = await cloned({});
    // Claude makes up at its start for what it was not there for.
    const task = {
      id: "aaaa1111",
      cron: "* * * * *",
      prompt: "push it",
      createdAt: 1_795_800_000_000,
      recurring: true,
    };
    await writeFile(join(world.root, "musica/.claude/scheduled_tasks.json"), JSON.stringify({ tasks: [task] }));
    const { stdout } = await world.cli(["send", "musica", "one"]);
    expect(stdout).toContain("Claude is told at * * * * *: push it");
    const told = () => world.twin.requests.filter(({ view }) => view.lastText === "push it").length;
    expect(told()).toBe(0);
    await trust(world);
    await world.json(["send", "musica", "two"]);
    expect(told()).toBeGreaterThan(0);
  });

  it("has heads and lines that run where Claude's own patterns find them", async () => {
    const { world } = await cloned({});
    await world.json(["start", "musica"]);
    for (const { source } of [HEAD, BLOCK, INLINE])
      expect(await world.inside("musica", "grep", "-caF", `/${source}/`, "/usr/local/bin/claude")).not.toBe("0");
  });

  it("adds nothing to what was trusted while Claude runs, nor at its next start", async () => {
    const { world, ran } = await cloned(hooked("SessionStart", "hook"));
    await world.json(["start", "musica"]);
    await trust(world);
    await world.json(["send", "musica", "one"]);
    expect(ran("hook")).toEqual([true]);
    const changed = JSON.stringify(hooked("UserPromptSubmit", "late"));
    await writeFile(join(world.root, "musica/.claude/settings.json"), changed);
    await upon([join(world.state, "threads")], () =>
      postedNow(world).includes("The project's settings for Claude have changed.") ? true : undefined,
    );
    await world.json(["send", "musica", "two"]);
    await world.json(["stop", "musica"]);
    const { stdout: after } = await world.cli(["send", "musica", "three"]);
    expect(ran("late")).toEqual([false]);
    expect(after).toContain("musica now also brings");
    await trust(world);
    await world.json(["send", "musica", "four"]);
    expect(ran("late")).toEqual([true]);
  });

  it("is trusted as it is where all of its root is", async () => {
    const { world, ran } = await cloned(hooked("SessionStart", "hook"));
    expect((await world.cli(["trust", "--all"])).stdout).toContain(`All projects in ${world.root} are trusted`);
    await world.json(["send", "musica", "one"]);
    expect([...ran("hook", "server"), knows(world, MEMORY)]).toEqual([true, true, true]);
    await writeFile(
      join(world.root, "musica/.claude/settings.json"),
      JSON.stringify(hooked("UserPromptSubmit", "late")),
    );
    await world.json(["stop", "musica"]);
    const { stdout } = await world.cli(["send", "musica", "two"]);
    expect([ran("late"), stdout.includes("trust musica")]).toEqual([[true], false]);
  });

  it.each([
    ["no JSON", '{"permissions":{"allow":["a",]}}', ".claude/settings.json is no JSON"],
    ["no list", { permissions: { allow: "a" } }, "permissions.allow: Expected array, but received string"],
    ["an unknown event", hooked("NoSuch", "never"), 'Unknown hook event "NoSuch" was ignored'],
  ])("with a mistake in its settings starts without them, and says so: %s", async (_, settings, words) => {
    const { world } = await cloned(settings);
    await world.cli(["start", "musica"]);
    await trust(world);
    await world.json(["stop", "musica"]);
    const { stdout, status } = await world.cli(["send", "musica", "one"]);
    expect(status).toBe(0);
    expect(stdout).toContain("Done: one.");
    expect((await world.cli(["output", "musica"])).stdout).not.toContain("Settings Error");
    // Told once, at whichever start it came to light.
    expect(postedNow(world)).toContain(words);
  });
});
