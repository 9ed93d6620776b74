import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { pack } from "../../adapters/host/pack.ts";
import { temporaryDirectory } from "../fakes/directory.ts";

const all = { enters: () => true, takes: () => true, most: 2 ** 20, first: {} };

async function packed(...given: Parameters<typeof pack>): Promise<Buffer> {
  const tar = pack(...given);
  if (tar === null) throw new Error("nothing there");
  return buffer(tar);
}

const listed = (tar: Buffer) =>
  execFileSync("tar", ["-tvf", "-"], { input: tar, encoding: "utf8" })
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^(\S+)\s+\S+\s+(\d+)\s+\S+\s+\S+ /, "$1 $2 "));

const long = `${"d".repeat(60)}/${"f".repeat(120)}`;

function project(): string {
  const root = temporaryDirectory();
  for (const name of ["app/src", `app/${"d".repeat(60)}`]) mkdirSync(join(root, name), { recursive: true });
  writeFileSync(join(root, "app/run.sh"), "#!/bin/sh\n");
  chmodSync(join(root, "app/run.sh"), 0o755);
  writeFileSync(join(root, "app/src/a.ts"), "a".repeat(700));
  chmodSync(join(root, "app/src/a.ts"), 0o644);
  writeFileSync(join(root, "app", long), "");
  chmodSync(join(root, "app", long), 0o644);
  symlinkSync("/etc/passwd", join(root, "app/out"));
  writeFileSync(join(root, "secret"), "x");
  return root;
}

it("packs files, modes and links as links", async () => {
  expect(listed(await packed(project(), "app", { ...all, first: { "own/x": "mine" } }))).toEqual([
    "-rw-r--r-- 4 own/x",
    `drwxr-xr-x 0 ${"d".repeat(60)}/`,
    `-rw-r--r-- 0 ${long}`,
    "lrwxrwxrwx 0 out -> /etc/passwd",
    "-rwxr-xr-x 10 run.sh",
    "drwxr-xr-x 0 src/",
    "-rw-r--r-- 700 src/a.ts",
  ]);
});

it("is the same for the same files, whenever they were written, and another for others", async () => {
  const root = project();
  const before = await packed(root, "app", all);
  utimesSync(join(root, "app/run.sh"), 1, 1);
  expect((await packed(root, "app", all)).equals(before)).toBe(true);
  writeFileSync(join(root, "app/src/a.ts"), "b".repeat(700));
  expect((await packed(root, "app", all)).equals(before)).toBe(false);
});

it("follows no link on its way, and takes only what is wanted", async () => {
  const root = project();
  symlinkSync("app", join(root, "link"));
  expect(pack(root, "link", all)).toBeNull();
  expect(pack(root, "missing", all)).toBeNull();
  const some = { ...all, enters: (path: string) => path.startsWith("src"), takes: (path: string) => path !== "src" };
  expect(listed(await packed(root, "app", some))).toEqual(["-rw-r--r-- 700 src/a.ts"]);
});

it("packs what has a second name where it is the owner's, and refuses it where it is somebody else's", async () => {
  const root = project();
  linkSync(join(root, "secret"), join(root, "app/second"));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    await expect(packed(root, "app", all)).rejects.toThrow(/^second, .* has a second name/);
    for (const path of [root, join(root, "secret")]) chownSync(path, 4711, 4711);
  }
  expect(listed(await packed(root, "app", all))).toContainEqual(expect.stringMatching(/^\S+ 1 second$/));
  if (!isRoot) return;
  chownSync(root, 4712, 4712);
  await expect(packed(root, "app", all)).rejects.toMatchObject({ code: "bad-config" });
});

it("tells where there is too much to look at, and leaves nothing open", async () => {
  const root = temporaryDirectory();
  mkdirSync(join(root, "d/".repeat(101)), { recursive: true });
  const before = readdirSync("/proc/self/fd").length;
  await expect(packed(root, ".", all)).rejects.toThrow(/the project's directory\) has directories more than 100 deep/);
  expect(readdirSync("/proc/self/fd").length).toBe(before);
  mkdirSync(join(root, "many"));
  for (let name = 0; name <= 20_000; name += 1) writeFileSync(join(root, "many", `${name}`), "");
  await expect(packed(root, "many", { ...all, most: 2 ** 30 })).rejects.toThrow(
    /\(many\) has more than 20000 names in one directory/,
  );
});

it("lets others have their turn meanwhile", async () => {
  const root = temporaryDirectory();
  for (let name = 0; name < 1_000; name += 1) writeFileSync(join(root, `${name}`), "");
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  onTestFinished(() => clearInterval(timer));
  const enters = () => spin(0.1) && false;
  await packed(root, ".", { ...all, enters });
  expect(turns).toBeGreaterThan(5);
});

function spin(milliseconds: number): true {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return true;
}

it("is bounded", async () => {
  await expect(packed(project(), "app", { ...all, most: 600 })).rejects.toMatchObject({ code: "too-large" });
});
