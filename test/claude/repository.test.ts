import { expect, it } from "vitest";
import { repositoryFaults } from "../../adapters/claude/repository.ts";
import type { Workspace } from "../../src/ports/ports.ts";

const MAIN = "/srv/main/.git";
const mountOf = (target: string) => ({ source: target, target, readOnly: false });

async function faults(git: string | null, targets: readonly string[] = []): Promise<readonly string[]> {
  const found = git === null ? { kind: "none" as const } : { kind: "file" as const, content: Buffer.from(git) };
  const workspace = { find: async () => found } as unknown as Workspace;
  return repositoryFaults(workspace, { slug: "tree", mounts: targets.map(mountOf) });
}

it.each([
  ["a repository of its own, or none", null, []],
  ["no file of git's", "something else\n", []],
  ["one that lies in the project", "gitdir: sub/.git\n", []],
  ["one that is mounted", `gitdir: ${MAIN}/worktrees/tree\n`, [MAIN]],
  ["one that is mounted with more", `gitdir: ${MAIN}/worktrees/tree\n`, ["/srv"]],
])("says nothing of %s", async (_, git, targets) => {
  expect(await faults(git, targets)).toEqual([]);
});

it("says of a worktree what to mount", async () => {
  const [told] = await faults(`gitdir: ${MAIN}/worktrees/tree\n`, ["/srv/other", "/srv/main/.gitter"]);
  expect(told).toContain(`mount it for tree in cockpit.yaml (mounts: ["${MAIN}:${MAIN}"])`);
});

it("says of a submodule what to open instead", async () => {
  const [told] = await faults("gitdir: ../.git/modules/sub\n");
  expect(told).toMatch(/git does not work .*\(\.\.\/\.git\/modules\/sub\).*open the repository that it is a part of/);
});
