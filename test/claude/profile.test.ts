import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { claude } from "../../adapters/claude/profile.ts";
import { ATTACH } from "../../adapters/claude/terminal/keys.ts";
import { readFiles } from "../../adapters/docker/image/context.ts";
import { choosePackages, readPins } from "../../adapters/docker/image/packages.ts";

const { image } = claude;
const files = await readFiles(join(import.meta.dirname, "../..", image.recipe));

describe("Claude's profile says of its recipe", () => {
  it.each(["x64", "arm64"])("which packages it takes on %s, each of them pinned", (architecture) => {
    const chosen = choosePackages(readPins(files), image.packages, architecture);
    expect(chosen.map(({ file }) => file)).toEqual(["claude.tgz", "node.tgz", "npm.tgz"]);
    expect(chosen.filter(({ integrity }) => integrity === undefined)).toEqual([]);
  });

  it("where its home is", () => {
    expect(files.Dockerfile).toContain(`CLAUDE_CONFIG_DIR=${image.home} `);
    expect(files["keep-home.sh"]).toMatch(new RegExp(`chmod 1777 ${image.userHome} ${image.home}\n`));
    expect(files.Dockerfile).toContain(`HOME=${image.userHome} `);
  });

  it("what nothing may be mounted over: where it puts its files, and what it keeps in memory", () => {
    const copied = [...(files.Dockerfile ?? "").matchAll(/^COPY (?!packages|--from|.*extra-ca).* (\S+)\/$/gm)];
    const inMemory = Object.values(files).some((text) => text.includes("/dev/shm/"));
    expect([...copied.map(([, folder]) => folder), ...(inMemory ? ["/dev/shm"] : [])].sort()).toEqual(
      [...image.reserved].sort(),
    );
  });

  it("that it has longer to end than it takes", () => {
    const [, seconds] = /deadline=\$\(\(SECONDS \+ (\d+)\)\)/.exec(files["entrypoint.sh"] ?? "") ?? [];
    expect(image.stopSeconds).toBeGreaterThan(Number(seconds));
  });

  it("and offers no mode that it does not have", () => {
    expect(claude.modes.offered.filter((mode) => !claude.modes.all.includes(mode))).toEqual([]);
    // What people attach to is the session that the container begins.
    expect(files["entrypoint.sh"]).toContain(`new-session -d -s ${ATTACH.at(-1)} `);
  });
});
