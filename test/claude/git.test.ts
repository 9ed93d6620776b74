import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { gitConfig } from "../../adapters/claude/git.ts";
import { hostCommitter } from "../../adapters/host/committer.ts";
import type { Project } from "../../src/ports/ports.ts";

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), "git-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** Whom git itself takes somebody for, by that file. */
function readBy(config: string): readonly string[] {
  const file = join(directory(), "gitconfig");
  writeFileSync(file, config);
  return ["user.name", "user.email"].map((key) =>
    execFileSync("git", ["config", "--file", file, "--no-includes", "--get", key], { encoding: "utf8" }).trim(),
  );
}

const ann = { name: "Ann Example", email: "ann@example.com" };

it.each<[string, Project["committer"], readonly string[]]>([
  ["the host's own", "host", ["Ann Example", "ann@example.com"]],
  ["nobody's in particular", null, ["Claude in musica", "musica@cockpit.invalid"]],
  [
    "as it is set",
    { name: 'Bob "the" \\ Builder # 1', email: "bob@example.com" },
    ['Bob "the" \\ Builder # 1', "bob@example.com"],
  ],
  [
    "no setting by a line break",
    { name: "Bob\n[core]\n\tsshCommand = x", email: "b" },
    ["Bob [core]  sshCommand = x", "b"],
  ],
])("a commit in a cockpit is %s", (_, committer, expected) => {
  expect(readBy(gitConfig({ slug: "musica", committer }, ann))).toEqual(expected);
});

it("is nobody's in particular where the host has no name for anybody", () => {
  expect(readBy(gitConfig({ slug: "musica", committer: "host" }, null))[0]).toBe("Claude in musica");
});

it("is read from what git knows of the bot's user", async () => {
  const home = directory();
  const former = [process.env.HOME, process.env.GIT_CONFIG_GLOBAL];
  onTestFinished(() => {
    [process.env.HOME, process.env.GIT_CONFIG_GLOBAL] = former;
    if (former[1] === undefined) delete process.env.GIT_CONFIG_GLOBAL;
  });
  process.env.GIT_CONFIG_GLOBAL = join(home, "gitconfig");
  expect(await hostCommitter()).toBeNull();
  writeFileSync(join(home, "gitconfig"), "[user]\n\tname = Ann Example\n");
  expect(await hostCommitter()).toBeNull();
  writeFileSync(join(home, "gitconfig"), "[user]\n\tname = Ann Example\n\temail = ann@example.com\n");
  expect(await hostCommitter()).toEqual(ann);
});
