import { describe, expect, it } from "vitest";
import { unreadHere } from "../../src/config/file.ts";
import { createFiles } from "../fakes/files.ts";
import { failure, type Given, load } from "./load.ts";

describe("where cockpit.yaml is looked for", () => {
  const everywhere = {
    "/etc/luzia-cockpit/cockpit.yaml": "root: /etc-root",
    "/home/ann/.config/luzia-cockpit/cockpit.yaml": "root: /home-root",
    "/xdg/luzia-cockpit/cockpit.yaml": "root: /xdg-root",
    "/work/cockpit.yaml": "root: /work-root",
    "/work/mine.yaml": "root: /mine-root",
  };
  it.each([
    ["an absolute COCKPIT_CONFIG", { env: { COCKPIT_CONFIG: "/work/mine.yaml" }, tree: everywhere }, "/mine-root"],
    ["a relative COCKPIT_CONFIG", { env: { COCKPIT_CONFIG: "mine.yaml" }, tree: everywhere }, "/mine-root"],
    ["XDG_CONFIG_HOME", { env: { XDG_CONFIG_HOME: "/xdg" }, tree: everywhere }, "/xdg-root"],
    ["~/.config", { tree: everywhere }, "/home-root"],
    ["~/.config, where XDG_CONFIG_HOME is none", { env: { XDG_CONFIG_HOME: "xdg" }, tree: everywhere }, "/home-root"],
    ["/etc", { env: { XDG_CONFIG_HOME: "/none" }, tree: everywhere }, "/etc-root"],
    ["not in the working directory", { tree: { "/work/cockpit.yaml": "root: /work-root" } }, "/home/ann/projects"],
    ["nowhere", {}, "/home/ann/projects"],
    ["an empty file", { yaml: "# nothing yet\n" }, "/home/ann/projects"],
  ] satisfies [string, Given, string][])("%s", (_, given, root) => {
    expect(load(given).root).toBe(root);
  });

  it("says where there is one in the working directory, if there is no other", () => {
    const places = { files: createFiles(everywhere), home: "/home/ann", cwd: "/work" };
    expect(unreadHere({ path: null }, places)).toMatch(/^\/work\/cockpit\.yaml is not read: settings are those in/);
    expect(unreadHere({ path: "/etc/luzia-cockpit/cockpit.yaml" }, places)).toBeNull();
    expect(unreadHere({ path: null }, { ...places, cwd: "/" })).toBeNull();
  });

  it.each([
    ["where COCKPIT_CONFIG says", { COCKPIT_CONFIG: "/work/mine.yaml" }, "/work/mine.yaml"],
    ["in a usual place", {}, "/home/ann/.config/luzia-cockpit/cockpit.yaml"],
  ])("refuses one that others could change, %s", (_, env, path) => {
    const faults = { [path]: `${path} can be written by others (mode 666)` };
    expect(failure(() => load({ env, tree: everywhere, faults }))).toBe(
      `bad-config: ${path} is not read, since others than you could change it: ${path} can be written by others (mode 666). Make it, and the directories it is in, yours alone to write.`,
    );
  });

  it("says so when the file that COCKPIT_CONFIG names is missing", () => {
    expect(failure(() => load({ env: { COCKPIT_CONFIG: "/no.yaml" } }))).toMatch(/^bad-config: There is no \/no\.yaml/);
  });
});

describe("where things are kept", () => {
  const long = `/${"d".repeat(93)}`;

  it.each([
    ["the root in the environment", { env: { COCKPIT_ROOT: "/env-root" } }, { root: "/env-root" }],
    [
      "the file's root over the environment's",
      { env: { COCKPIT_ROOT: "/x" }, yaml: "root: ~/code" },
      { root: "/home/ann/code" },
    ],
    [
      "the system's state where it can be made",
      { writable: ["/var/lib/luz-orchestrator"] },
      { state: "/var/lib/luz-orchestrator" },
    ],
    ["the user's state where it cannot", {}, { state: "/home/ann/.local/state/luz-orchestrator" }],
    [
      "XDG_STATE_HOME that is none",
      { env: { XDG_STATE_HOME: "xs" } },
      { state: "/home/ann/.local/state/luz-orchestrator" },
    ],
    ["XDG_STATE_HOME", { env: { XDG_STATE_HOME: "/xs" } }, { state: "/xs/luz-orchestrator" }],
    [
      "COCKPIT_STATE",
      { env: { COCKPIT_STATE: "/s" }, writable: ["/var/lib/luz-orchestrator"] },
      { state: "/s", socket: "/s/cockpit.sock" },
    ],
    ["a relative COCKPIT_STATE", { env: { COCKPIT_STATE: "s" } }, { state: "/work/s" }],
    [
      "the file's state",
      { yaml: "state: /f", env: { COCKPIT_STATE: "/s" } },
      { state: "/f", socket: "/f/cockpit.sock" },
    ],
    ["the file's socket", { yaml: "socket: /run/c.sock" }, { socket: "/run/c.sock" }],
    ["a socket of 107 bytes", { yaml: `state: ${long}` }, { socket: `${long}/cockpit.sock` }],
  ] satisfies [string, Given, object][])("%s", (_, given, expected) => {
    expect(load(given)).toMatchObject(expected);
  });

  it.each([
    [
      "in bytes, not letters",
      { yaml: `socket: /${"é".repeat(54)}` },
      /line 1: the socket's path.* has 109 bytes; expected 107 at most/,
    ],
    [
      "by way of the state",
      { env: { COCKPIT_STATE: `/${"d".repeat(94)}` } },
      /the socket's path.* has 108 bytes.*Set socket/,
    ],
  ] satisfies [string, Given, RegExp][])("refuses a socket that is too long, %s", (_, given, message) => {
    expect(failure(() => load(given))).toMatch(message);
  });
});

describe("where the engine is", () => {
  const rootless = { "/run/user/1000/docker.sock": "" };
  const both = { ...rootless, "/var/run/docker.sock": "" };

  it.each([
    ["by default", {}, "unix:///var/run/docker.sock"],
    ["rootless, where only that is there", { tree: rootless }, "unix:///run/user/1000/docker.sock"],
    ["the system's, where both are there", { tree: both }, "unix:///var/run/docker.sock"],
    ["a DOCKER_HOST of unix", { env: { DOCKER_HOST: "unix:///d.sock" } }, "unix:///d.sock"],
    ["a DOCKER_HOST of tcp", { env: { DOCKER_HOST: "tcp://box:2376" } }, "tcp://box:2376"],
    ["a DOCKER_HOST of ssh", { env: { DOCKER_HOST: "ssh://ann@box" } }, "ssh://ann@box"],
    ["a path", { yaml: "docker: { socket: /f.sock }", env: { DOCKER_HOST: "tcp://box" } }, "unix:///f.sock"],
  ] satisfies [string, Given, string][])("%s", (_, given, endpoint) => {
    expect(load(given).docker.endpoint).toBe(endpoint);
  });

  it.each([
    ["DOCKER_HOST", { env: { DOCKER_HOST: "box" } }, /^bad-config: DOCKER_HOST is "box"; expected a path/],
    ["the file", { yaml: "docker:\n  socket: box" }, /yaml, line 2: docker\.socket is "box"; expected a path/],
  ] satisfies [string, Given, RegExp][])("refuses what it cannot reach, from %s", (_, given, message) => {
    expect(failure(() => load(given))).toMatch(message);
  });

  it("is built as asked", () => {
    const yaml = 'docker: { base: "debian:13", node: "", builder: legacy }';
    expect(load({ yaml }).docker).toMatchObject({ base: "debian:13", node: "", builder: "legacy" });
    expect(load().docker).toMatchObject({ base: undefined, node: undefined, builder: "auto" });
  });
});
