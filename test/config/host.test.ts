import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { hostFiles } from "../../src/config/host.ts";

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

/** As a user who is not root: root may look into everything. */
function asSomebody<T>(act: () => T): T {
  if (process.getuid?.() !== 0) return act();
  process.seteuid?.(65_534);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}

it("takes what this user may not look into for nothing, as an engine's own directories are", () => {
  const path = directory();
  mkdirSync(join(path, "engine"));
  writeFileSync(join(path, "engine/engine.sock"), "");
  chmodSync(path, 0o711);
  chmodSync(join(path, "engine"), 0);
  expect(asSomebody(() => hostFiles.real(join(path, "engine/engine.sock")))).toBeNull();
  chmodSync(join(path, "engine"), 0o700);
  expect(hostFiles.real(join(path, "engine/engine.sock"))).not.toBeNull();
});

describe("who else could change a file", () => {
  const made = (mode: number, parent = 0o700) => {
    const path = directory();
    mkdirSync(join(path, "in"));
    writeFileSync(join(path, "in/file"), "text");
    chmodSync(join(path, "in/file"), mode);
    chmodSync(join(path, "in"), parent);
    return join(path, "in/file");
  };

  it("is nobody, where only its owner and root can", () => {
    expect(hostFiles.fault(made(0o600))).toBeNull();
    expect(hostFiles.fault(made(0o644, 0o755))).toBeNull();
  });

  it("is everybody who can write it, or the directory it is in", () => {
    const open = made(0o666);
    expect(hostFiles.fault(open)).toBe(`${open} can be written by others (mode 666)`);
    const inOpen = made(0o600, 0o777);
    expect(hostFiles.fault(inOpen)).toBe(`${dirname(inOpen)} can be written by others (mode 777)`);
    expect(hostFiles.fault(made(0o600, 0o1777))).toBeNull();
  });

  it("is whoever can change a link on the way", () => {
    const target = made(0o600);
    const open = directory();
    symlinkSync(target, join(open, "link"));
    expect(hostFiles.fault(join(open, "link"))).toBeNull();
    chmodSync(open, 0o777);
    expect(hostFiles.fault(join(open, "link"))).toBe(`${open} can be written by others (mode 777)`);
    const other = directory();
    symlinkSync(join(open, "link"), join(other, "second"));
    expect(hostFiles.fault(join(other, "second"))).toBe(`${open} can be written by others (mode 777)`);
  });

  it("is another user whose it is", () => {
    const file = made(0o600, 0o711);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(file, 65_534, 65_534);
    // Who is not root can give nothing away: theirs is theirs.
    expect(hostFiles.fault(file)).toBe(isRoot ? `${file} belongs to user 65534` : null);
  });

  it("is nobody in the group that is this user's alone", () => {
    const file = made(0o660, 0o770);
    expect(hostFiles.fault(file)).toBe(
      process.getgid?.() === 0 || process.getgid?.() === process.getuid?.() ? null : expect.any(String),
    );
  });
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
