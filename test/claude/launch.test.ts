import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT, LAUNCH, LAUNCHED, TYPING } from "../../adapters/claude/homes.ts";
import {
  type Credentials,
  exportsOf,
  flagsOf,
  type LaunchSettings,
  seedOf,
  writeLaunch,
} from "../../adapters/claude/launch.ts";
import type { Admitted } from "../../adapters/claude/trust/trust.ts";
import type { Launch, Project } from "../../src/ports/ports.ts";
import { musica } from "../core/stage.ts";
import { prompt } from "../core/states.ts";
import { createDisk, type Disk, heard, SESSION, said } from "./lines.ts";

const session = { id: SESSION, started: false };
const key: Credentials = {
  environment: { ANTHROPIC_API_KEY: "sk-ant-0123456789-0123456789-tail" },
  file: null,
  missing: null,
};
const none: Credentials = { environment: {}, file: null, missing: "Give the bot a key." };

const whole: Admitted = {
  sources: ["project", "local", "tasks"],
  servers: [],
  withheld: { items: [], faults: [], lacks: [], print: "" },
};

const board = (
  { home }: Disk,
  change: Partial<Launch> = {},
  credentials = key,
  admitted = whole,
  more: Partial<LaunchSettings> = {},
) =>
  writeLaunch(
    home,
    { project: musica, session, allowed: [], directories: [], trusted: [], ...change },
    admitted,
    { uid: 1000, gid: 1000 },
    { credentials, committer: null, asksByChoices: false, ...more },
  );
const read = (...path: readonly string[]) => readFileSync(join(...path), "utf8");
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("what the container's next start reads", () => {
  it("is all there, and nobody else's to read", async () => {
    const disk = createDisk();
    await board(disk);
    const { run, config, cockpit } = disk.paths;
    expect(read(run, "session")).toBe(SESSION);
    expect(read(run, "flags")).toBe("--permission-mode\0default\0");
    expect(read(run, "env")).toBe(
      "export GIT_CONFIG_SYSTEM='/run/cockpit/gitconfig'\nexport ANTHROPIC_API_KEY='sk-ant-0123456789-0123456789-tail'\n",
    );
    for (const directory of [config, cockpit]) expect(mode(directory)).toBe("700");
    for (const name of ["session", "env", "seed.json"]) expect(mode(join(run, name))).toBe("600");
    if (process.getuid?.() === 0) {
      expect(statSync(join(run, "env")).uid).toBe(1000);
      // What only the bot says, the container's user cannot replace.
      expect([statSync(run).uid, mode(run)]).toEqual([0, "755"]);
    }
  });

  it("tells Claude to ask by its tool, where that is wanted", async () => {
    const disk = createDisk();
    await board(disk, {}, key, whole, { asksByChoices: true });
    const [flag, words, ...others] = read(disk.paths.run, "flags").split("\0");
    expect([flag, words]).toEqual(["--append-system-prompt", expect.stringContaining("AskUserQuestion")]);
    expect(others).toEqual(["--permission-mode", "default", ""]);
  });

  it("answers beforehand what a first start would ask", () => {
    expect(seedOf({ ANTHROPIC_API_KEY: "sk-ant-0123456789-0123456789-tail" })).toMatchObject({
      always: { hasCompletedOnboarding: true, projects: { "/workspace": { hasTrustDialogAccepted: true } } },
      approved: ["sk-ant-0123456789-0123456789-tail".slice(-20)],
    });
    expect(seedOf({}).approved).toEqual([]);
  });

  it("takes the project's own environment before the bot's", async () => {
    const disk = createDisk();
    await board(disk, { project: { ...musica, environment: { ANTHROPIC_API_KEY: "its own" } } });
    expect(read(disk.paths.run, "env")).toBe(
      "export GIT_CONFIG_SYSTEM='/run/cockpit/gitconfig'\nexport ANTHROPIC_API_KEY='its own'\n",
    );
  });

  it("removes what an earlier start left behind", async () => {
    const disk = createDisk();
    await board(disk);
    const { run, cockpit } = disk.paths;
    const stale = [join(cockpit, EXIT), join(cockpit, LAUNCHED), join(run, TYPING), join(run, LAUNCH)];
    for (const path of stale) writeFileSync(path, "old");
    await board(disk);
    expect(stale.filter((path) => existsSync(path))).toEqual([]);
  });
});

describe("the launch argument", () => {
  it.each([
    ["words", prompt("p1", { text: "fix the bug\r\n" }), "--\0fix the bug\0"],
    ["a command sent on purpose", prompt("p1", { text: "/compact now", kind: "command" }), null],
    ["what looks like a command", prompt("p1", { text: "/etc is full" }), null],
    ["too much for an argument", prompt("p1", { text: "long ".repeat(30_000) }), null],
  ] as const)("is there where it fits: %s", async (_, one, argument) => {
    const disk = createDisk();
    await board(disk, { prompt: one });
    expect(existsSync(join(disk.paths.run, LAUNCH)) ? read(disk.paths.run, LAUNCH) : null).toBe(argument);
  });
});

describe("credentials", () => {
  it("are asked for where there are none", async () => {
    const disk = createDisk();
    await expect(board(disk, {}, none)).rejects.toMatchObject({
      code: "no-credentials",
      message: "Give the bot a key.",
    });
    expect(existsSync(join(disk.paths.run, "session"))).toBe(false);
  });

  it.each(["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"])(
    "may be the project's own: %s",
    async (name) => {
      const disk = createDisk();
      await board(disk, { project: { ...musica, environment: { [name]: "x" } } }, none);
      expect(read(disk.paths.run, "session")).toBe(SESSION);
    },
  );

  it("of the host go in without what would renew them, and leave again", async () => {
    const disk = createDisk();
    const file = join(disk.state, "host.json");
    writeFileSync(
      file,
      JSON.stringify({ claudeAiOauth: { accessToken: "a", refreshToken: "r", expiresAt: 5 }, more: 1 }),
    );
    const credentials: Credentials = {
      environment: {},
      file: { path: file, read: async () => readFileSync(file, "utf8") },
      missing: null,
    };
    await board(disk, {}, credentials);
    await board(disk, {}, credentials);
    expect(JSON.parse(read(disk.paths.run, "credentials.json"))).toEqual({
      claudeAiOauth: { accessToken: "a", expiresAt: 5 },
      more: 1,
    });
    expect(mode(join(disk.paths.run, "credentials.json"))).toBe("600");
    expect(JSON.parse(readFileSync(file, "utf8")).claudeAiOauth.refreshToken).toBe("r");
    await board(disk);
    expect(existsSync(join(disk.paths.run, "credentials.json"))).toBe(false);
  });
});

describe("a conversation", () => {
  it("that was started must be there", async () => {
    const disk = createDisk();
    const started = { session: { id: SESSION, started: true } };
    await expect(board(disk, started)).rejects.toMatchObject({ code: "unknown-session" });
    await disk.write(said("a1", "No human word."));
    await expect(board(disk, started)).rejects.toMatchObject({ code: "unknown-session" });
    await disk.write(heard("hello"));
    await board(disk, started);
  });
});

describe("the environment as a shell file", () => {
  it("comes out of a shell as it went in", () => {
    const environment = {
      PLAIN: "a b",
      QUOTES: `it's "so" 'and' so\\`,
      LINES: "one\n two\n\n",
      SIGNS: "$HOME `id` $(id) ! # & ; | < > * ? ~",
      EMPTY: "",
      WORDS: "Ünï 🎵",
    };
    const names = Object.keys(environment);
    const script = `${exportsOf(environment)}\nfor name in ${names.join(" ")}; do eval "printf '%s\\0' \\"\\$$name\\""; done`;
    const out = execFileSync("sh", ["-c", script], { env: { PATH: process.env.PATH ?? "" } }).toString();
    expect(out.split("\0").slice(0, -1)).toEqual(Object.values(environment));
  });
});

it.each<readonly [Partial<Project>, readonly string[]]>([
  [{}, ["--permission-mode", "default"]],
  [{ permissionMode: "plan", model: "opus" }, ["--permission-mode", "plan", "--model", "opus"]],
])("gives Claude its flags: %j", (change, flags) => {
  expect(flagsOf({ ...musica, ...change })).toEqual(flags);
});

it("starts Claude with the directories that the session worked in, a flag each: what follows one is never taken for another", async () => {
  const disk = createDisk();
  await board(disk, { directories: ["/tmp/one", "/srv/a b"] });
  expect(read(disk.paths.run, "flags")).toContain("--add-dir\0/tmp/one\0--add-dir\0/srv/a b\0");
  expect(JSON.parse(read(disk.paths.run, "seed.json")).always.projects).toMatchObject({
    "/workspace": { hasTrustDialogAccepted: true },
    "/srv/a b": { hasTrustDialogAccepted: true },
  });
});
