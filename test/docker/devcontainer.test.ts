import { describe, expect, it } from "vitest";
import { readDevcontainer } from "../../adapters/docker/project/devcontainer.ts";
import { failure } from "../config/load.ts";

const about = {
  path: ".devcontainer/devcontainer.json",
  slug: "musica",
  passes: (name: string) => name === "MY_TOKEN",
  isOurs: (name: string) => /^(ANTHROPIC_\w+|HOME)$/.test(name),
  taken: (target: string) => (target === "/var/cockpit" ? "the cockpit needs that place" : null),
};
/** `%{` stands for what the linter would take for a template's. */
const read = (content: unknown) =>
  readDevcontainer((typeof content === "string" ? content : JSON.stringify(content)).replaceAll("%{", "${"), about);
const lacksOf = (content: unknown) => read(content).lacks.map((line) => line.replace(`${about.path}: `, ""));

describe("where its image comes from", () => {
  it.each<[string, object, unknown]>([
    ["an image", { image: "node:22-%{localWorkspaceFolderBasename}" }, { kind: "image", name: "node:22-musica" }],
    [
      "a Dockerfile beside it",
      { build: { dockerfile: "Dockerfile", args: { V: "1" }, target: "dev" } },
      {
        kind: "build",
        path: ".devcontainer/Dockerfile",
        context: ".devcontainer",
        args: { V: "1" },
        target: "dev",
      },
    ],
    [
      "one with the project as its context",
      { dockerFile: "../Dockerfile", context: ".." },
      { kind: "build", path: "Dockerfile", context: ".", args: {} },
    ],
    ["nowhere", { name: "x" }, null],
  ])("%s", (_, content, from) => {
    expect(read(content).from).toEqual(from);
  });

  it("with comments and trailing commas", () => {
    expect(read('// mine\n{ "image": "a", /* "b" */ "features": {}, }').from).toEqual({ kind: "image", name: "a" });
  });

  it.each([
    ['{ "image": "a"\n "name": "b" }', /line 2 is no JSON \(CommaExpected\)\. Correct it/],
    ['{ "image": "a\\nRUN b" }', /is no image's name/],
    ['{ "image": 3 }', /image is not as the specification/],
    ["[]", /it is not as the specification/],
    ['{ "build": { "dockerfile": "../../etc/passwd" } }', /build\.dockerfile .* leads out of the project/],
    ['{ "dockerFile": "D", "context": "../.." }', /build\.context .* leads out of the project/],
  ])("but not from %s", (text, message) => {
    expect(failure(() => read(text))).toMatch(message);
  });
});

describe("its variables", () => {
  const wordOf = (value: string) => read({ remoteEnv: { X: value } }).environment[0]?.word;

  it.each([
    ["plain", '"plain"'],
    ['a "b" `c` $d \\', '"a \\"b\\" \\`c\\` \\$d \\\\"'],
    ["%{containerWorkspaceFolder}/bin", '"/workspace/bin"'],
    ["%{containerEnv:PATH}:/opt/bin", '"%{PATH:-}:/opt/bin"'],
    ["%{localEnv:MY_TOKEN}", '"%{MY_TOKEN:-}"'],
    ["%{localEnv:MY_TOKEN:none}", '"%{MY_TOKEN:-none}"'],
    // What does not reach Claude anyway is not read, by whatever name.
    ["%{localEnv:AWS_SECRET_ACCESS_KEY:none}", '"none"'],
    ["%{localEnv:x$(id)}", '""'],
    ["%{other:x}", '""'],
    ["%{constructor}%{toString}", '""'],
  ])("have for the shell, of %j, %s", (value, word) => {
    expect(wordOf(value)).toBe(word.replaceAll("%{", "${"));
  });

  it("are said where they are not had", () => {
    expect(lacksOf({ containerEnv: { X: "%{localEnv:SECRET}" } })).toEqual([
      expect.stringMatching(/^\$\{localEnv:SECRET\} in containerEnv is left out, for it is not known here/),
    ]);
  });

  it("are never the cockpit's own", () => {
    const { environment, lacks } = read({ remoteEnv: { ANTHROPIC_BASE_URL: "http://evil", HOME: "/x", Y: null } });
    expect(environment).toEqual([{ name: "Y", word: null }]);
    expect(lacks.map((line) => line.split(" ")[1])).toEqual(["ANTHROPIC_BASE_URL", "HOME"]);
  });
});

describe("what it would mount", () => {
  it("is made where it is a volume, under a name that is a directory's", () => {
    const mounts = [
      "source=%{localWorkspaceFolderBasename}-modules,target=%{containerWorkspaceFolder}/node_modules,type=volume",
      { type: "volume", source: "../../etc", target: "/cache" },
      "type=volume,target=/data",
    ];
    expect(read({ mounts })).toMatchObject({
      volumes: [
        { name: "musica-modules", target: "/workspace/node_modules" },
        { name: "etc", target: "/cache" },
        { name: "data", target: "/data" },
      ],
      lacks: [],
    });
  });

  it.each([
    ["source=/,target=/host,type=bind", /^the mount at \/host is left out, for directories of the bot's machine/],
    ["type=tmpfs,target=/x", /^the mount at \/x is left out, for it is a tmpfs/],
    ["source=a,target=/var/cockpit", /needs that place/],
    ["source=a,target=/a/../b", /no plain path/],
    ["source=a", /no plain path/],
  ])("is left out, and that is said: %s", (mount, expected) => {
    expect(lacksOf({ mounts: [mount] })).toEqual([expect.stringMatching(expected)]);
    expect(read({ mounts: [mount] }).volumes).toEqual([]);
  });
});

it("has no more volumes than there is room for", () => {
  const mounts = Array.from({ length: 22 }, (_, at) => `target=/v${at}`);
  expect(read({ mounts }).volumes).toHaveLength(20);
  expect(lacksOf({ mounts })[1]).toMatch(/^the mount at \/v21 is left out, for there are 20 before it/);
});

it("has its commands in order, in each of their forms", () => {
  const { first } = read({
    postCreateCommand: "npm ci && x",
    onCreateCommand: ["a", "b c"],
    updateContentCommand: { one: "1", two: ["2"] },
  });
  expect(first).toEqual([
    { name: "onCreateCommand", argv: ["a", "b c"] },
    { name: "updateContentCommand one", argv: ["/bin/sh", "-c", "1"] },
    { name: "updateContentCommand two", argv: ["2"] },
    { name: "postCreateCommand", argv: ["/bin/sh", "-c", "npm ci && x"] },
  ]);
});

it("has features of the project's own, and says which others it has not", () => {
  const features = {
    "./hello": { greeting: "hi", loud: true },
    "ghcr.io/devcontainers/features/go:1": {},
    "../up": "1",
  };
  expect(read({ features }).features).toEqual([
    { path: ".devcontainer/hello", options: { greeting: "hi", loud: "true" } },
  ]);
  expect(lacksOf({ features })).toEqual([
    expect.stringMatching(/^the feature ghcr\.io\/devcontainers\/features\/go:1 is left out/),
    expect.stringMatching(/^the feature \.\.\/up is left out/),
  ]);
});

it("gives no rights, and says by name what it does not do", () => {
  const asked = {
    initializeCommand: "rm -rf /",
    runArgs: ["--privileged"],
    privileged: true,
    capAdd: ["SYS_ADMIN"],
    securityOpt: ["seccomp=unconfined"],
    dockerComposeFile: "x.yml",
    forwardPorts: [3000],
    workspaceFolder: "/x",
    remoteUser: "root",
    sparkle: 1,
    toString: 1,
  };
  expect(lacksOf(asked).map((line) => line.split(" ")[0])).toEqual([
    "initializeCommand",
    "runArgs",
    "privileged",
    "capAdd",
    "securityOpt",
    "dockerComposeFile",
    "forwardPorts",
    "workspaceFolder",
    "sparkle",
    "toString",
    "remoteUser",
  ]);
  expect(lacksOf({ name: "x", customizations: { vscode: {} }, remoteUser: "vscode", $schema: "y" })).toEqual([]);
});
