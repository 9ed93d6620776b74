import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { hostFiles } from "../../src/config-host.ts";

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), "cockpit-host-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return hostFiles.real(path) ?? path;
}

it("sees directories, links and the rest", () => {
  const path = directory();
  mkdirSync(join(path, "inner"));
  writeFileSync(join(path, "file"), "text");
  symlinkSync("inner", join(path, "link"));
  symlinkSync("loop", join(path, "loop"));

  const kinds = new Map(hostFiles.list(path)?.map(({ name, kind }) => [name, kind]));
  expect(kinds).toEqual(
    new Map([
      ["inner", "directory"],
      ["file", "other"],
      ["link", "link"],
      ["loop", "link"],
    ]),
  );
  expect(hostFiles.real(join(path, "link"))).toBe(join(path, "inner"));
  expect(hostFiles.isDirectory(join(path, "link"))).toBe(true);
  expect(hostFiles.isDirectory(join(path, "file"))).toBe(false);
  expect(hostFiles.read(join(path, "file"))).toBe("text");
});

it.each(["gone", "gone/deeper", "file/inside", "loop"])("has nothing at %s", (name) => {
  const path = directory();
  writeFileSync(join(path, "file"), "text");
  symlinkSync("loop", join(path, "loop"));
  const missing = join(path, name);
  const { read, list, real, isDirectory } = hostFiles;
  expect([read(missing), list(missing), real(missing), isDirectory(missing)]).toEqual([null, null, null, false]);
});

it("does not take a file that cannot be read for none", () => {
  expect(() => hostFiles.read(directory())).toThrow("EISDIR");
});

it("knows what can be written or made", () => {
  const path = directory();
  writeFileSync(join(path, "file"), "text");
  chmodSync(join(path, "file"), 0o700);
  expect(hostFiles.isWritable(path)).toBe(true);
  expect(hostFiles.isWritable(join(path, "a/b/c"))).toBe(true);
  expect(hostFiles.isWritable(join(path, "file"))).toBe(false);
  expect(hostFiles.isWritable(join(path, "file/inner"))).toBe(false);
});
