import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readScreen, refusedSettings } from "../../adapters/claude/terminal/screens.ts";
import { screenQuestion } from "../../adapters/claude/terminal/shown.ts";

/** Recorded from the real CLI, one folder a case, per version; `expected.json` was written by a person who looked. */
const versions = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const expected = z.object({
  screen: z.object({ kind: z.string(), draft: z.string().optional(), found: z.string().optional() }),
  /** What Claude's session file said at that moment; null where there was none. */
  status: z.string().nullable(),
  takesText: z.boolean(),
  /** What people are asked where no hook tells of it. */
  question: z.object({ sentence: z.string(), options: z.array(z.string()), isNumbered: z.boolean() }).optional(),
});

describe.each(versions.map(({ name }) => name))("screens of %s", (version) => {
  const cases = readdirSync(join(import.meta.dirname, version));

  it("are recorded", () => {
    expect(cases.length).toBeGreaterThan(40);
  });

  it.each(cases)("%s", (name) => {
    const directory = join(import.meta.dirname, version, name);
    const wanted = expected.parse(JSON.parse(readFileSync(join(directory, "expected.json"), "utf8")));
    const text = readFileSync(join(directory, "screen.txt"), "utf8");
    const read = readScreen(text);
    expect(read).toEqual(wanted.screen);
    // The one thing that must never go wrong: a key into what is no prompt.
    const bySession = wanted.status !== null && wanted.status !== "waiting";
    expect(bySession && (read.kind === "prompt" || read.kind === "search")).toBe(wanted.takesText);
    if (read.kind === "prompt" || read.kind === "search") return;
    const { sentence, asks, screen } = screenQuestion(text, { id: "q", since: 0 });
    const options = asks.flatMap((ask) => ask.options.map(({ label }) => label));
    expect({ sentence, options, isNumbered: screen?.isNumbered }).toEqual(wanted.question);
  });
});

describe("what Claude says about settings before its prompt", () => {
  const screen = (name: string) => readFileSync(join(import.meta.dirname, "2.1.330", name, "screen.txt"), "utf8");

  it("is told without the choices", () => {
    expect(refusedSettings(screen("settings-invalid"))).toMatch(
      /^Settings Error\n\/tmp\/x\/run\/badset\/c\/settings\.json\n└ permissions\.defaultMode: Invalid value[^❯]*not just the invalid settings\.$/,
    );
    expect(refusedSettings(screen("settings-warning"))).toContain('Unknown hook event "NoSuch" was ignored');
    expect(refusedSettings(screen("mcp-server"))).toMatch(/^New MCP server found in this project: notes\n/);
  });

  it.each(["trust-dialog", "permission-bash", "idle-fresh", "working-streaming", "model-picker"])(
    "is nothing on another screen (%s)",
    (name) => {
      expect(refusedSettings(screen(name))).toBeNull();
    },
  );

  it("is nothing where somebody only wrote of it", () => {
    const prompt = screen("idle-fresh");
    expect(refusedSettings(`  Settings Error\n${prompt}`)).toBeNull();
  });
});
