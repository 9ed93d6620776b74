import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";
import { createFiles } from "../fakes/files.ts";
import { failure, type Given, load } from "./load.ts";

const ROOT = "/home/ann/projects";

const tree = {
  [`${ROOT}/musica`]: null,
  [`${ROOT}/web-shop`]: null,
  [`${ROOT}/notes.txt`]: "text",
  [`${ROOT}/.cache`]: null,
  [`${ROOT}/My Project`]: null,
  [`${ROOT}/inside`]: `-> ${ROOT}/musica`,
  [`${ROOT}/outside`]: "-> /srv/secret",
  [`${ROOT}/nowhere`]: "-> /gone",
  "/srv/secret": null,
  "/srv/other": null,
};

describe("which projects there are", () => {
  it("has every directory in the root, and says why others are none", () => {
    const config = load({ tree });
    expect(config.projects().map(({ slug, directory }) => [slug, directory])).toEqual([
      ["inside", `${ROOT}/musica`],
      ["musica", `${ROOT}/musica`],
      ["web-shop", `${ROOT}/web-shop`],
    ]);
    expect(config.skipped().map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      "My Project: its name has a space in it",
      expect.stringMatching(/^outside: it is a link that leaves .* name it under projects/),
      "nowhere: it is a link that leads to no directory",
    ]);
  });

  it("has those that are named, links out of the root too", () => {
    const yaml = "projects:\n  outside:\n  other: { directory: /srv/other }\n  gone: { directory: /srv/gone }";
    const config = load({ tree, yaml });
    expect(config.project("outside").directory).toBe("/srv/secret");
    expect(config.skipped().map(({ name }) => name)).toEqual(["My Project", "nowhere", "gone"]);
    expect(config.project("other").directory).toBe("/srv/other");
    expect(failure(() => config.project("gone"))).toBe(
      "unknown-project: gone is not a project: there is no directory /srv/gone.",
    );
  });

  it("sees a directory that was made after the start", () => {
    const { files, add } = growing();
    const config = loadConfig({}, { files, home: "/home/ann", cwd: "/", uid: 1, program: "/opt/luzia", platforms: [] });
    expect(config.projects()).toEqual([]);
    for (const name of ["fresh", "fresher"]) {
      add(`${ROOT}/${name}`);
      expect(config.project(name).directory).toBe(`${ROOT}/${name}`);
    }
  });

  it("looks at all of them once for what asks for one many times a second", () => {
    const { files, add, looks } = growing();
    const config = loadConfig({}, { files, home: "/home/ann", cwd: "/", uid: 1, program: "/opt/luzia", platforms: [] });
    add(`${ROOT}/musica`);
    add(`${ROOT}/other`);
    for (let at = 0; at < 1_000; at += 1) {
      config.project("musica");
      config.owners("other");
    }
    expect(looks()).toBeLessThan(100);
  });

  function growing() {
    let inner = createFiles({});
    const paths: Record<string, null> = {};
    let looks = 0;
    const files: typeof inner = {
      read: (path) => inner.read(path),
      list(path) {
        looks += 1;
        return inner.list(path);
      },
      real: (path) => inner.real(path),
      isDirectory: (path) => inner.isDirectory(path),
      fault: (path) => inner.fault(path),
      isWritable: (path) => inner.isWritable(path),
    };
    const add = (path: string) => {
      paths[path] = null;
      inner = createFiles(paths);
    };
    return { files, add, looks: () => looks };
  }
});

describe("what is no project for its own sake", () => {
  it("keeps nobody else from being one", () => {
    const config = load({
      tree: { "/home/ann/projects/musica": null, "/home/ann/.local/state/luz-orchestrator": null },
      env: { COCKPIT_ROOT: "/home/ann/projects" },
      yaml: "projects: { home: { directory: /home/ann } }",
    });
    expect(config.projects().map(({ slug }) => slug)).toEqual(["musica"]);
    expect(config.skipped()).toMatchObject([{ name: "home", reason: expect.stringContaining("the bot's state") }]);
  });

  it("is the directory around a project that the settings name", () => {
    const config = load({
      tree: { "/r/work": null, "/r/work/api": null },
      env: { COCKPIT_ROOT: "/r" },
      yaml: "projects: { api: { directory: /r/work/api } }",
    });
    expect(config.projects().map(({ slug }) => slug)).toEqual(["api"]);
  });

  it("lets no container write into the bot", () => {
    const yaml = "projects: { musica: { directory: /srv/musica, mounts: ['/opt/luzia/docker:/d'] } }";
    const tree = { "/srv/musica": null, "/opt/luzia/docker": null };
    expect(failure(() => load({ tree, yaml }))).toMatch(/would let a container change the bot/);
    expect(failure(() => load({ tree, yaml: yaml.replace(":/d'", ":/d:ro'") }))).toBe("nothing");
  });
});

describe("what a container could change under the bot's hands", () => {
  const reasons = (given: Given) =>
    Object.fromEntries(
      load(given)
        .skipped()
        .map(({ name, reason }) => [name, reason]),
    );
  const code = { "/srv/code/mono": null, "/srv/code/mono/api": null, "/srv/data": null };

  it.each<readonly [string, Given, string, RegExp]>([
    [
      "a project in another one's directory",
      { tree: code, yaml: "projects: { mono: { directory: /srv/code/mono }, api: { directory: /srv/code/mono/api } }" },
      "api",
      /^it lies inside the directory of mono, whose container could put anything in its place/,
    ],
    [
      "a project in what another one mounts",
      {
        tree: code,
        yaml: "projects: { data: { directory: /srv/data, mounts: ['/srv/code:/code'] }, mono: { directory: /srv/code/mono } }",
      },
      "mono",
      /^it lies inside what data mounts/,
    ],
    [
      "a project in what it mounts itself",
      { tree: code, yaml: "projects: { mono: { directory: /srv/code/mono, mounts: ['/srv/code:/code'] } }" },
      "mono",
      /^it lies inside what mono mounts/,
    ],
    [
      "a mount out of another one's directory",
      {
        tree: code,
        yaml: "projects: { mono: { directory: /srv/code/mono }, data: { directory: /srv/data, mounts: ['/srv/code/mono/api:/api:ro'] } }",
      },
      "data",
      /^its mount of \/srv\/code\/mono\/api lies inside the directory of mono/,
    ],
    [
      "a mount out of its own directory that has become a link",
      {
        tree: { ...code, "/srv/code/mono/x": "-> /srv/code/mono/api" },
        yaml: "projects: { mono: { directory: /srv/code/mono, mounts: ['/srv/code/mono/x:/x'] } }",
      },
      "mono",
      /^its mount of \/srv\/code\/mono\/x lies inside/,
    ],
    [
      "a project that holds the bot's state",
      { tree: code, env: { COCKPIT_STATE: "/srv/data/state" }, yaml: "projects: { data: { directory: /srv/data } }" },
      "data",
      /^the bot's state \(\/srv\/data\/state\) is in it/,
    ],
    [
      "a project in the bot's state",
      { tree: code, env: { COCKPIT_STATE: "/srv/code" }, yaml: "projects: { mono: { directory: /srv/code/mono } }" },
      "mono",
      /^it lies in the bot's state/,
    ],
    [
      "a project that holds the bot",
      { tree: { "/opt/luzia": null }, yaml: "projects: { opt: { directory: /opt } }" },
      "opt",
      /^the bot itself \(\/opt\/luzia\) is in it/,
    ],
    [
      "a project that holds the settings",
      {
        env: { COCKPIT_CONFIG: "/srv/data/mine.yaml" },
        tree: { "/srv/data/mine.yaml": "projects: { data: { directory: /srv/data } }" },
      },
      "data",
      /^the bot's settings \(\/srv\/data\/mine\.yaml\) is in it/,
    ],
    [
      "a directory of the bot's own",
      { tree: { "/opt/luzia": null, "/opt/luzia/docker": null }, env: { COCKPIT_ROOT: "/opt/luzia" } },
      "docker",
      /^it lies in the bot itself \(\/opt\/luzia\)/,
    ],
    [
      "a directory of the root that holds a project by name",
      {
        tree: { "/r/work": null, "/r/work/api": null },
        env: { COCKPIT_ROOT: "/r" },
        yaml: "projects: { api: { directory: /r/work/api } }",
      },
      "work",
      /^the directory of api, which the settings name, is in it/,
    ],
  ])("%s is none", (_, given, name, reason) => {
    expect(reasons(given)[name]).toMatch(reason);
    expect(failure(() => load(given).project(name))).toContain(`unknown-project: ${name} is not a project: `);
  });

  it.each<readonly [string, string]>([
    ["two of one directory", "projects: { a: { directory: /srv/code/mono }, b: { directory: /srv/code/mono } }"],
    [
      "one beside what it mounts, and read-only out of its own",
      "projects: { a: { directory: /srv/code/mono, mounts: ['/srv/data:/data', '/srv/code/mono/api:/workspace/api:ro'] } }",
    ],
    [
      "one in what another may only read",
      "projects: { a: { directory: /srv/code/mono }, data: { directory: /srv/data, mounts: ['/srv/code:/code:ro'] } }",
    ],
  ])("lets %s be", (_, yaml) => {
    expect(reasons({ tree: code, yaml })).toEqual({});
  });

  it.each([
    ["/srv", "would bring in the bot's state (/srv/data/state)"],
    ["/srv/data/state/homes:ro", "would bring in the bot's state (/srv/data/state)"],
    ["/opt", "would let a container change the bot or its settings"],
    ["/etc", "would let a container change the bot or its settings"],
  ])("refuses a mount of %s", (source, words) => {
    const [path, mode] = source.split(":");
    const yaml = `defaults: { mounts: ['${path}:/x${mode === undefined ? "" : `:${mode}`}'] }`;
    const env = { COCKPIT_STATE: "/srv/data/state" };
    expect(failure(() => load({ yaml, env, tree: { "/srv/data/state/homes": null } }))).toContain(
      `line 1: the mount of ${path} ${words}; expected another source.`,
    );
  });

  it("lets a container read the bot itself", () => {
    expect(load({ yaml: "defaults: { mounts: ['/opt:/x:ro'] }" }).projects()).toEqual([]);
  });
});

it.each([
  ["../x", '"../x" cannot be a project\'s name: it is a path, and names have no slashes or dots.'],
  ["a b", '"a b" cannot be a project\'s name: it has a space in it.'],
  ["Musica", '"Musica" cannot be a project\'s name: it has capitals'],
  ["", '"" cannot be a project\'s name: it is empty.'],
  ["-x", "it begins with a dash."],
  ["a_b", "it has something else in it than the letters a to z, digits and dashes."],
  ["músíca", "it has something else in it"],
  ["a\u001b[31m", '"a\\u001b[31m" cannot be'],
  ["x".repeat(200), `"${"x".repeat(40)}…" cannot be a project's name: it has 200 characters, and 63 is the most.`],
  ["x".repeat(64), "it has 64 characters"],
])("refuses the name %j", (name, sentence) => {
  expect(failure(() => load({ tree }).project(name))).toContain("bad-name: ");
  expect(failure(() => load({ tree }).project(name))).toContain(sentence);
});

it.each([
  ["musika", "There is no project musika. Did you mean musica?"],
  ["web-shp", "There is no project web-shp. Did you mean web-shop?"],
  ["zebra", `There is no project zebra. Projects are the directories in ${ROOT}, and those named in cockpit.yaml.`],
  ["outside", "outside is not a project: it is a link that leaves"],
])("does not know %s", (name, sentence) => {
  expect(failure(() => load({ tree }).project(name))).toContain(`unknown-project: ${sentence}`);
});

describe("a project's settings", () => {
  it("may take its owners away", () => {
    const yaml = "defaults: { owners: [slack:U1] }\nprojects: { musica: { owners: [] } }";
    expect(load({ tree, yaml }).project("musica").owners).toEqual([]);
  });

  it("have defaults", () => {
    expect(load({ tree }).project("musica")).toEqual({
      slug: "musica",
      directory: `${ROOT}/musica`,
      committer: "host",
      limits: { memory: 4 * 1024 ** 3, cpus: 2, pids: 512 },
      mounts: [],
      user: "auto",
      permissionMode: "manual",
      owners: [],
      approvers: null,
      environment: {},
    });
    expect(load({ tree }).timeouts()).toEqual({ thaw: 90_000, deliver: 60_000, freeze: 30_000 });
    expect(load({ tree }).policy("musica")).toEqual({
      grace: { text: 0, choices: 0, permission: 120_000, plan: 0, screen: 120_000 },
      idle: 1_800_000,
      mode: "stop",
      pause: 600_000,
      notify: "questions",
      rationed: true,
    });
  });

  it("come from the project, else from the file's defaults", () => {
    const yaml = `
defaults:
  memory: 512m
  cpus: 1.5
  model: opus
  owners: [slack:U1, slack:W2]
  approvers: [slack:S1, "discord:17"]
  notify: turn-end
  freeze: { grace: 10s, idle: 8h, mode: pause }
  mounts: [/data:/data:ro, /a:/shared]
  environment: { A: "1", B: "1" }
  timeouts: { thaw: 5m, freeze: 500ms }
projects:
  musica:
    memory: 2g
    pids: 1000
    user: 1001:1002
    permission-mode: acceptEdits
    git: { name: Ann Example, email: ann@example.com }
    owners: [slack:U3]
    freeze: { grace: { plan: 5m, choices: 0s }, idle: never, mode: pause-then-stop, pause: 2h }
    mounts:
      - { source: /b, target: /shared, read-only: true }
    environment: { B: "2" }
    timeouts: { freeze: 1.5s }
`;
    const config = load({ tree, yaml });
    expect(config.project("musica")).toEqual({
      slug: "musica",
      directory: `${ROOT}/musica`,
      committer: { name: "Ann Example", email: "ann@example.com" },
      limits: { memory: 2 * 1024 ** 3, cpus: 1.5, pids: 1000 },
      mounts: [
        { source: "/data", target: "/data", readOnly: true },
        { source: "/b", target: "/shared", readOnly: true },
      ],
      user: "1001:1002",
      model: "opus",
      permissionMode: "acceptEdits",
      owners: ["slack:U3"],
      approvers: ["slack:S1", "discord:17"],
      environment: { A: "1", B: "2" },
    });
    expect(config.project("web-shop").owners).toEqual(["slack:U1", "slack:W2"]);
    expect(config.project("web-shop").limits).toEqual({ memory: 512 * 1024 ** 2, cpus: 1.5, pids: 512 });
    expect(config.timeouts("musica")).toEqual({ thaw: 300_000, deliver: 60_000, freeze: 1500 });
    expect(config.timeouts()).toEqual({ thaw: 300_000, deliver: 60_000, freeze: 500 });
    expect(config.policy("musica")).toEqual({
      grace: { text: 10_000, choices: 0, permission: 10_000, screen: 10_000, plan: 300_000 },
      idle: null,
      mode: "pause-then-stop",
      pause: 7_200_000,
      notify: "turn-end",
      rationed: true,
    });
    expect(config.policy("web-shop")).toMatchObject({ idle: 8 * 3_600_000, mode: "pause", grace: { text: 10_000 } });
  });
});
