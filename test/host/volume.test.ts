import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHomes } from "../../adapters/host/homes.ts";
import { emptied } from "../../adapters/host/tree.ts";
import { createOwnVolume, createVolume } from "../../adapters/host/volume.ts";
import { createWorkspace } from "../../adapters/host/workspace.ts";
import type { OwnVolume, Volume } from "../../src/ports/ports.ts";
import { temporaryDirectory } from "../fakes/directory.ts";
import { createGround, type Ground, ODD, SECRET, told } from "./odd.ts";

const MOST = 2 ** 20;

async function piecesOf(volume: Volume, path: string): Promise<readonly string[]> {
  const pieces: string[] = [];
  for await (const piece of volume.pieces(path, 0, MOST)) pieces.push(piece.toString("utf8"));
  return pieces;
}

/** Everything that is done with a path. */
const ACTS: Readonly<Record<string, (volume: OwnVolume, path: string) => unknown>> = {
  read: (volume, path) => volume.read(path, MOST),
  pieces: piecesOf,
  size: (volume, path) => volume.size(path).then((size) => (size > MOST ? "large" : size)),
  list: (volume, path) => volume.list(path, 100),
  append: (volume, path) => volume.append(path, "ours\n"),
  remove: (volume, path) => volume.remove(path),
  watch: (volume, path) => volume.watch(path, () => undefined).close(),
  write: (volume, path) => volume.write(path, "ours", { uid: 1000, gid: 1000 }),
  receive: (volume, path) => volume.receive(path, Readable.from([Buffer.from("ours")]), MOST),
};

const table = Object.keys(ODD).flatMap((odd) =>
  Object.keys(ACTS).flatMap((act) => [
    [act, odd, "thing"] as const,
    [act, odd, "thing/1.json"] as const,
    [act, odd, "thing/deep/1.json"] as const,
  ]),
);

describe("what a cockpit has on the disk", () => {
  const megabytes = async (make: (config: string) => void) => {
    const homes = createHomes(join(temporaryDirectory(), "state"));
    await homes.of("musica").prepare({ uid: 1000, gid: 1000 });
    make(homes.paths("musica").config);
    const used = await homes.of("musica").used();
    return used === null ? null : Math.round(used / 2 ** 20);
  };

  it("is what it takes there, wherever it lies in it", async () => {
    const file = (path: string, size: number) => writeFileSync(path, Buffer.alloc(size * 2 ** 20, 1));
    expect(await megabytes(() => undefined)).toBe(0);
    expect(
      await megabytes((config) => {
        mkdirSync(join(config, "a/b/c"), { recursive: true });
        file(join(config, "one"), 3);
        file(join(config, "a/b/c/two"), 4);
      }),
    ).toBe(7);
  });

  it("is nothing of the host's, and not what only looks large", async () => {
    expect(
      await megabytes((config) => {
        symlinkSync("/usr", join(config, "usr"));
        symlinkSync(process.execPath, join(config, "node"));
        execFileSync("mkfifo", [join(config, "pipe")]);
        execFileSync("truncate", ["-s", "100G", join(config, "hole")]);
      }),
    ).toBe(0);
  });

  it("is nothing where there are no directories", async () => {
    expect(await createHomes(temporaryDirectory()).of("musica").used()).toBe(0);
  });
});

describe("what a container has put in a file's place", () => {
  it.each(table)("%s: %s, at %s", async (act, odd, path) => {
    const ground = createGround();
    await ODD[odd]?.(join(ground.root, "thing"), ground);
    const shown = await told(() => ACTS[act]?.(createOwnVolume(ground.root, ground.trash), path));
    expect(shown ?? "").not.toContain(SECRET);
    expect(shown ?? "").not.toContain("PATH=");
    expect(ground.harm()).toEqual([]);
  });

  it.each(Object.keys(ODD))("makes way for what is appended: %s", async (odd) => {
    const ground = createGround();
    const path = join(ground.root, "thing");
    await ODD[odd]?.(path, ground);
    const isOurs = odd === "a file without an end";
    if (isOurs) return;
    const volume = createVolume(ground.root, ground.trash);
    await volume.append("thing", "one\n");
    await volume.append("thing", "two\n");
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
    expect(lstatSync(path).isFile()).toBe(true);
    expect(lstatSync(path).uid).toBe(statSync(ground.root).uid);
    expect(ground.harm()).toEqual([]);
  });

  it.each(Object.keys(ODD))("goes when it is removed, and nothing with it: %s", async (odd) => {
    const ground = createGround();
    const path = join(ground.root, "thing");
    await ODD[odd]?.(path, ground);
    await createVolume(ground.root, ground.trash).remove("thing");
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
    await emptied(ground.trash);
    if (existsSync(ground.trash)) expect(readdirSync(ground.trash, { recursive: true })).toEqual([]);
    expect(ground.harm()).toEqual([]);
  });

  it.each(["../host/canary", "/etc/passwd", "a/../../host/canary", ".", "..", "", "a//b", "a/./b", "a\0b"])(
    "is no way out by a path that the bot itself would make: %j",
    async (path) => {
      const ground = createGround();
      const volume = createOwnVolume(ground.root, ground.trash);
      for (const act of Object.values(ACTS))
        expect(await told(() => act(volume, path))).toMatch(/is no path in a volume/);
      expect(ground.harm()).toEqual([]);
    },
  );
});

/** Puts one thing after another in a file's place, as fast as it can. */
const SWAP = `
const fs = require("node:fs");
const [path, canary, nest] = process.argv.slice(1);
const aside = path + ".aside";
const make = [
  () => fs.writeFileSync(aside, "mine\\n"),
  () => fs.symlinkSync(canary, aside),
  () => fs.symlinkSync(nest, aside),
  () => fs.mkdirSync(aside),
];
process.stdout.write("ready\\n");
for (let at = 0; ; at++) {
  try {
    fs.rmSync(aside, { recursive: true, force: true });
    make[at % make.length]();
    fs.rmSync(path, { recursive: true, force: true });
    fs.renameSync(aside, path);
  } catch {}
}`;

async function swapping(ground: Ground): Promise<ChildProcess> {
  const argv = ["-e", SWAP, join(ground.root, "thing"), ground.canary, ground.nest];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

describe("what changes between the look and the open", () => {
  it.each(["read", "pieces", "size", "list", "append", "remove"])(
    "gives nothing away and harms nothing: %s",
    async (act) => {
      const ground = createGround();
      await swapping(ground);
      const volume = createOwnVolume(ground.root, ground.trash);
      for (let count = 0; count < 1_500; count++)
        for (const path of ["thing", "thing/canary"]) {
          const shown = (await told(() => ACTS[act]?.(volume, path))) ?? "";
          // The sizes of both differ, and so do the names in both.
          expect(shown).not.toContain(SECRET);
          expect(shown).not.toBe(String(SECRET.length));
          expect(shown).not.toContain("21.json");
        }
      expect(ground.harm()).toEqual([]);
    },
  );

  it("leads no file of a project's out of it", async () => {
    const ground = createGround();
    await swapping(ground);
    const workspace = createWorkspace(ground.root);
    for (let count = 0; count < 1_500; count++)
      for (const path of ["thing", "thing/canary"]) {
        expect(await told(() => workspace.read(path, MOST))).not.toContain(SECRET);
        expect(await told(() => workspace.find(path, MOST))).not.toContain(SECRET);
      }
    expect(ground.harm()).toEqual([]);
  });
});

describe("a volume", () => {
  const setUp = () => {
    const ground = createGround();
    return { ...ground, volume: createOwnVolume(ground.root, ground.trash) };
  };

  it("reads, lists and measures plain files, and has nothing where there are none", async () => {
    const { volume, root } = setUp();
    mkdirSync(join(root, "a/b"), { recursive: true });
    writeFileSync(join(root, "a/b/two"), "2".repeat(200_000));
    writeFileSync(join(root, "a/b/one"), "1");
    expect(await volume.list("a/b", 10)).toEqual(["one", "two"]);
    expect(await volume.list("a/b", 1)).toHaveLength(1);
    expect(await volume.size("a/b/two")).toBe(200_000);
    expect((await volume.read("a/b/two", MOST))?.length).toBe(200_000);
    expect(await volume.read("a/b/two", 199_999)).toBeNull();
    expect((await piecesOf(volume, "a/b/one")).join("")).toBe("1");
    for (const path of ["none", "a/none", "none/a", "a/b/one/deeper"])
      expect([await volume.read(path, 9), await volume.size(path), await volume.list(path, 9)]).toEqual([null, 0, []]);
  });

  it("gives a file no further than it reached when it was opened", async () => {
    const { volume, root } = setUp();
    writeFileSync(join(root, "grows"), "x".repeat(3 * 2 ** 19));
    let length = 0;
    for await (const piece of volume.pieces("grows", 0, 2 ** 30)) {
      length += piece.length;
      writeFileSync(join(root, "grows"), "y".repeat(2 ** 20), { flag: "a" });
    }
    expect(length).toBe(3 * 2 ** 19);
  });

  it("replaces what the bot says as a whole, for everybody or for one", async () => {
    const { volume, root } = setUp();
    await volume.write("deep/er/open", "1");
    await volume.write("deep/er/open", "22");
    await volume.write("secret", "s", { uid: 1000, gid: 1000 });
    expect(readFileSync(join(root, "deep/er/open"), "utf8")).toBe("22");
    expect([statSync(join(root, "deep/er/open")).mode & 0o777, statSync(join(root, "deep")).mode & 0o777]).toEqual([
      0o644, 0o755,
    ]);
    expect(statSync(join(root, "secret")).mode & 0o777).toBe(0o600);
    if (process.getuid?.() === 0) expect(statSync(join(root, "secret")).uid).toBe(1000);
    expect(readdirSync(root).sort()).toEqual(["deep", "secret"]);
  });

  it("takes no more in than it is to, and nothing is left of what was too much or broke off", async () => {
    const { volume, root } = setUp();
    const piece = Buffer.alloc(1_000, "x");
    await volume.receive("files/a", Readable.from([piece, piece]), 2_000);
    expect(statSync(join(root, "files/a")).size).toBe(2_000);
    await expect(volume.receive("files/b", Readable.from([piece, piece]), 1_999)).rejects.toMatchObject({
      code: "too-large",
    });
    const broken = Readable.from(
      (async function* () {
        yield piece;
        throw new Error("cut");
      })(),
    );
    await expect(volume.receive("files/c", broken, 2_000)).rejects.toThrow("cut");
    expect(readdirSync(join(root, "files"))).toEqual(["a"]);
  });

  it("tells of changes in a directory, also where the directory is made anew between two looks", async () => {
    const { volume, root } = setUp();
    mkdirSync(join(root, "hooks"));
    const changed = new Promise<void>((resolve) => {
      const watch = volume.watch("hooks", resolve);
      onTestFinished(() => watch.close());
    });
    writeFileSync(join(root, "hooks/1.json"), "{}");
    await changed;
  });

  it("removes trees of any depth and size, with names that are no text", async () => {
    const { volume, root, trash } = setUp();
    // Deeper than any path may be long.
    execFileSync("bash", [
      "-c",
      'cd "$1" && mkdir top && cd top && for i in $(seq 1 1500); do mkdir dddddddddd && cd dddddddddd; done; touch bottom; cd "$1"/top && touch $(printf "bad\\\\xff\\\\xfename") && mkdir locked && touch locked/x && chmod 000 locked && for i in $(seq 1 3000); do : > "f$i"; done',
      "bash",
      root,
    ]);
    await volume.remove("top");
    expect(readdirSync(root)).toEqual([]);
    await emptied(trash);
    expect(readdirSync(trash)).toEqual([]);
  });
});

describe("the home of a cockpit", () => {
  it("is made, is whose it is to be, and goes with all that is in it", async () => {
    const state = temporaryDirectory();
    const homes = createHomes(state);
    const home = homes.of("musica");
    const { config, run } = homes.paths("musica");
    await home.prepare({ uid: 1000, gid: 1000 });
    await home.prepare({ uid: 1000, gid: 1000 });
    writeFileSync(join(config, "x"), "x");
    if (process.getuid?.() === 0) expect([statSync(config).uid, statSync(run).uid]).toEqual([1000, 0]);
    await home.destroy();
    await home.destroy();
    expect(existsSync(join(state, "homes", "musica"))).toBe(false);
    expect(readdirSync(join(state, "trash"))).toEqual([]);
  });

  it.each(["../musica", "a/b", "", ".trash"])("has no name that leads elsewhere: %j", (name) => {
    expect(() => createHomes(temporaryDirectory()).paths(name)).toThrow(/no project's name/);
  });
});

describe("a file of a project's", () => {
  const project = () => {
    const { root, canary, nest, harm } = createGround();
    mkdirSync(join(root, "docs/deep"), { recursive: true });
    writeFileSync(join(root, "docs/deep/a b.txt"), "words");
    symlinkSync("docs", join(root, "link"));
    symlinkSync("/workspace/docs/deep/a b.txt", join(root, "absolute"));
    symlinkSync("deep/../deep/a b.txt", join(root, "docs/dotted"));
    symlinkSync(canary, join(root, "out"));
    symlinkSync("../host/canary", join(root, "docs/../up"));
    symlinkSync("../../host", join(root, "docs/up"));
    symlinkSync("loop", join(root, "loop"));
    return { root, canary, nest, harm, workspace: createWorkspace(root) };
  };

  it.each([
    "docs/deep/a b.txt",
    "/workspace/docs/deep/a b.txt",
    "./docs//deep/a b.txt",
    "link/deep/a b.txt",
    "absolute",
    "docs/dotted",
    "docs/deep/../deep/a b.txt",
  ])("is found by %j, links taken as in the container", async (path) => {
    const { workspace } = project();
    expect(await workspace.look(path)).toEqual({ name: "a b.txt", path: "docs/deep/a b.txt", bytes: 5 });
    expect((await workspace.read(path, 5)).toString()).toBe("words");
    expect(await workspace.find(path, 5)).toEqual({ kind: "file", content: Buffer.from("words") });
  });

  it.each([
    "out",
    "up",
    "docs/up/canary",
    "loop",
    "../host/canary",
    "/etc/passwd",
    "docs/deep/../../../host/canary",
    "none",
    "docs",
    "",
  ])("is none by %j", async (path) => {
    const { workspace, harm } = project();
    await expect(workspace.look(path)).rejects.toMatchObject({ code: "bad-input" });
    await expect(workspace.read(path, MOST)).rejects.toMatchObject({ code: "bad-input" });
    expect((await workspace.find(path, MOST)).kind).not.toBe("file");
    expect(harm()).toEqual([]);
  });

  it.each(Object.keys(ODD))("is none where there is %s", async (odd) => {
    const ground = createGround();
    await ODD[odd]?.(join(ground.root, "thing"), ground);
    const workspace = createWorkspace(ground.root);
    for (const path of ["thing", "thing/canary", "thing/1.json"]) {
      expect(await told(() => workspace.read(path, MOST))).not.toContain(SECRET);
      expect(await told(() => workspace.find(path, MOST))).not.toContain(SECRET);
    }
    expect(ground.harm()).toEqual([]);
  });

  it("that is larger than asked for is said so", async () => {
    const { workspace } = project();
    await expect(workspace.read("absolute", 4)).rejects.toMatchObject({ code: "too-large" });
    expect(await workspace.find("absolute", 4)).toEqual({ kind: "odd" });
  });
});
