import { closeSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { deletedBy } from "../../adapters/host/deleted.ts";
import { directoriesNamed } from "../../adapters/host/search.ts";
import { usedBy } from "../../adapters/host/used.ts";
import { temporaryDirectory } from "../fakes/directory.ts";

const MB = 2 ** 20;

describe("what is on the disk", () => {
  it.each(["de", "fr", "ja", ""])("is told whatever language the user has (%j)", async (language) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "big"), Buffer.alloc(3 * MB, 1));
    vi.stubEnv("LANG", "C.UTF-8");
    vi.stubEnv("LANGUAGE", language);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await usedBy([directory])).toBeGreaterThanOrEqual(3 * MB);
  });

  it("is also what was deleted and is held open, once for each file", () => {
    const path = join(temporaryDirectory(), "gone");
    const before = deletedBy([process.pid]);
    const files = [openSync(path, "w"), openSync(path, "r")];
    onTestFinished(() => files.forEach((file) => void closeSync(file)));
    writeSync(files[0] ?? 0, Buffer.alloc(2 * MB, 1));
    expect(deletedBy([process.pid]) - before).toBe(0);
    rmSync(path);
    expect(deletedBy([process.pid]) - before).toBeGreaterThanOrEqual(2 * MB);
    expect(deletedBy([process.pid]) - before).toBeLessThan(4 * MB);
  });

  it("is nothing where there is no such process", () => {
    expect(deletedBy([2 ** 30])).toBe(0);
  });
});

describe("directories of a name", () => {
  it("are found at any depth, and no link is followed", async () => {
    const root = temporaryDirectory();
    for (const path of [".claude", "a/b c/.claude", "a/node_modules/x/.claude/skills", ".git/.claude", "out"])
      mkdirSync(join(root, path), { recursive: true });
    symlinkSync(join(root, "a"), join(root, "out/link"));
    symlinkSync(join(root, "a"), join(root, "out/.claude"));
    expect(await directoriesNamed(root, ".claude")).toEqual([".claude", "a/b c/.claude", "a/node_modules/x/.claude"]);
  });

  it("are none where there is nothing", async () => {
    expect(await directoriesNamed(join(temporaryDirectory(), "none"), ".claude")).toEqual([]);
  });

  it("are not told where they are too many", async () => {
    const root = temporaryDirectory();
    const long = "x".repeat(200);
    for (let at = 0; at < 60; at += 1)
      mkdirSync(join(root, `${long}${at}`, ...Array.from({ length: 4 }, () => long), ".claude"), { recursive: true });
    expect(await directoriesNamed(root, ".claude", 10_000)).toBeNull();
  });
});
