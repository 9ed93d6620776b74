import { expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";
import { platforms } from "../../src/platforms.ts";
import { createFiles } from "../fakes/files.ts";
import { failure, load } from "./load.ts";

const CHATS = platforms.map(({ name }) => name).join(", ");

const FILE = "/etc/luzia-cockpit/cockpit.yaml";

/** `yaml`, the line at fault, and what is said of it. */
it.each<[yaml: string, line: number, sentence: string]>([
  ["rot: /x", 1, "rot is not a setting. Did you mean root?"],
  ["slots: 0", 1, "slots is 0; expected a number of cockpits that may run at once, or auto."],
  ["slots: many", 1, 'slots is "many"; expected a number of cockpits that may run at once, or auto.'],
  ["zone: Mars/Base", 1, 'zone is "Mars/Base"; expected the name of a time zone, like Europe/Berlin.'],
  ["queue:\n  per-user: 0.5", 2, "queue.per-user is 0.5; expected a number of cockpits, 1 or more."],
  ["queue:\n  per-usre: 1", 2, "queue.per-usre is not a setting. Did you mean per-user?"],
  [
    "projects:\n  musica: { priority: urgent }",
    2,
    'projects.musica.priority is "urgent"; expected one of high, normal, low.',
  ],
  ["log:\n  levle: info", 2, "log.levle is not a setting. Did you mean level?"],
  [
    "zzz: 1",
    1,
    `zzz is not a setting. Known there: root, state, socket, log, docker, zone, slots, queue, claude, ${CHATS}, defaults, projects.`,
  ],
  [
    "projects:\n  musica:\n    cpus: 2\n    memroy: 2g",
    4,
    "projects.musica.memroy is not a setting. Did you mean memory?",
  ],
  ["defaults:\n  directory: /x", 2, "defaults.directory is not a setting. Known there: memory, cpus"],
  [
    "projects:\n  musica:\n    image: a\n    dockerfile: D",
    4,
    'projects.musica.dockerfile is "D"; expected no dockerfile where there is image.',
  ],
  [
    "projects:\n  musica:\n    devcontainer: true\n    image: a",
    3,
    "projects.musica.devcontainer is true; expected no devcontainer where there is image.",
  ],
  ["projects:\n  musica: { image: -x }", 2, 'projects.musica.image is "-x"; expected the name of an image, like'],
  [
    "projects:\n  musica: { dockerfile: ../D }",
    2,
    'projects.musica.dockerfile is "../D"; expected a path from the project\'s directory',
  ],
  [
    "projects:\n  musica: { dockerfile: { path: D, context: /srv } }",
    2,
    "projects.musica.dockerfile is a map; expected",
  ],
  ["projects:\n  musica: { devcontainer: /etc/x }", 2, 'projects.musica.devcontainer is "/etc/x"; expected a path'],
  ["projects:\n  musica: { setup: make }", 2, 'projects.musica.setup is "make"; expected a list of commands.'],
  ["defaults:\n  dockerfile: D", 2, "defaults.dockerfile is not a setting."],
  ["defaults:\n  timeouts: { thww: 3s }", 2, "defaults.timeouts.thww is not a setting. Did you mean thaw?"],
  ["- a\n- b", 1, "this is a list; expected a map of root, state"],
  ["root: 3", 1, "root is 3; expected an absolute path, or one that begins with ~/."],
  ["root: projects", 1, 'root is "projects"; expected an absolute path'],
  ["log:\n  level: loud", 2, 'log.level is "loud"; expected one of fatal, error, warn'],
  ["log: info", 1, 'log is "info"; expected a map of level.'],
  ["docker:\n  node: 20", 2, 'docker.node is 20; expected a version of Node.js in quotes, like "20", or "" for none.'],
  ["docker:\n  builder: podman", 2, 'docker.builder is "podman"; expected one of auto, buildkit, legacy.'],
  [
    "claude:\n  environment: [A B]",
    2,
    "claude.environment[1] is a string; expected the name of an environment variable.",
  ],
  [
    "projects:\n  Musica: {}",
    2,
    "projects.Musica is named so; expected a name of small letters, digits and dashes, 63 at most.",
  ],
  ["projects:\n  ../x: {}", 2, "projects.../x is named so; expected a name of small letters"],
  ["projects: [musica]", 1, "projects is a list; expected a map of project names."],
  ["defaults:\n  memory: 2", 2, "defaults.memory is 2; expected an amount of memory like 2g or 512m, of 256m or more."],
  ["defaults:\n  memory: 1m", 2, 'defaults.memory is "1m"; expected an amount of memory'],
  ["defaults:\n  memory: much", 2, 'defaults.memory is "much"; expected an amount of memory'],
  ["defaults:\n  cpus: two", 2, 'defaults.cpus is "two"; expected a number of cores, like 2 or 1.5.'],
  ["defaults:\n  cpus: 0", 2, "defaults.cpus is 0; expected a number of cores, 0.1 or more."],
  ["defaults:\n  pids: 1.5", 2, "defaults.pids is 1.5; expected a whole number of processes."],
  ["defaults:\n  pids: 3", 2, "defaults.pids is 3; expected 64 processes or more"],
  ["defaults:\n  user: ann", 2, 'defaults.user is "ann"; expected auto, or a uid:gid like 1000:1000.'],
  ["defaults:\n  user: 0:0", 2, 'defaults.user is "0:0"; expected a user other than root.'],
  ["defaults:\n  model:", 2, "defaults.model is empty; expected the name of a model."],
  ["defaults:\n  permission-mode: yolo", 2, 'defaults.permission-mode is "yolo"; expected one of manual, default'],
  ["defaults:\n  owners: slack:U1", 2, 'defaults.owners is "slack:U1"; expected a list of members.'],
  [
    "defaults:\n  owners: [slack:U0123ABCD, U1]",
    2,
    `defaults.owners[2] is "U1"; expected a member's id with its platform, like slack:U0123ABCD.`,
  ],
  ["projects:\n  a:\n    owners:\n      - 'slack:'", 4, 'projects.a.owners[1] is "slack:"; expected a member\'s id'],
  ["projects:\n  a:\n    owners: ['@ann']", 3, 'projects.a.owners[1] is "@ann"; expected a member\'s id'],
  ["projects:\n  a:\n    owners: ['slack:U1 slack:U2']", 3, "projects.a.owners[1] is "],
  ["projects:\n  a:\n    owners: [7]", 3, "projects.a.owners[1] is 7; expected a member's id"],
  ["projects:\n  a:\n    owner: [slack:U1]", 3, "projects.a.owner is not a setting. Did you mean owners?"],
  [
    "defaults:\n  environment:\n    PORT: 3000",
    3,
    "defaults.environment.PORT is a number; expected text: put it in quotes.",
  ],
  [
    "defaults:\n  environment:\n    a-b: x",
    3,
    "defaults.environment.a-b is named so; expected the name of an environment variable.",
  ],
  ["defaults:\n  timeouts:\n    thaw: 90", 3, "defaults.timeouts.thaw is 90; expected a time like 60s or 5m."],
  [
    "defaults:\n  mounts:\n    - /a:/b\n    - /a",
    4,
    'defaults.mounts[2] is "/a"; expected /source:/target, /source:/target:ro, or a map',
  ],
  ["defaults:\n  mounts: ['a:/b']", 2, 'defaults.mounts[1] is "a:/b"; expected its source to be an absolute path'],
  ["defaults:\n  mounts: ['/a:b']", 2, 'defaults.mounts[1] is "/a:b"; expected its target to be an absolute path'],
  [
    "defaults:\n  mounts: ['/a/../b:/b']",
    2,
    'defaults.mounts[1] is "/a/../b:/b"; expected its source to be an absolute path without . or .. in it.',
  ],
  [
    "defaults:\n  mounts: ['/a:/workspace']",
    2,
    'defaults.mounts[1] is "/a:/workspace"; expected another target than /workspace, /home/dev/.claude',
  ],
  ["defaults:\n  mounts: ['/a:/run/cockpit']", 2, 'defaults.mounts[1] is "/a:/run/cockpit"; expected another target'],
  [
    "defaults:\n  mounts: ['/a:/var/cockpit/hooks']",
    2,
    'defaults.mounts[1] is "/a:/var/cockpit/hooks"; expected another target than /workspace, /home/dev/.claude, /home/dev, /var/cockpit',
  ],
  ["defaults:\n  disk: 20", 2, "defaults.disk is 20; expected an amount of disk like 20g, of 1g or more."],
  ["defaults:\n  disk: 100m", 2, 'defaults.disk is "100m"; expected an amount of disk like 20g, of 1g or more.'],
  ["defaults:\n  mounts: [{ source: /a }]", 2, "defaults.mounts[1] is a map; expected /source:/target"],
  [
    "defaults:\n  mounts: ['/run/docker.sock:/s']",
    2,
    "the mount of /run/docker.sock would bring in the engine's socket",
  ],
  ["defaults:\n  mounts: ['/var/run:/s']", 2, "the mount of /var/run would bring in the engine's socket"],
  ["projects:\n  a:\n    mounts: ['/:/host']", 3, "the mount of / would bring in the engine's socket"],
  ["docker: { socket: /opt/d/d.sock }\ndefaults:\n  mounts: ['/opt/d:/s']", 3, "the mount of /opt/d would bring in"],
  ["root: /a\nroot: /b", 2, "this is not YAML (Map keys must be unique"],
  ["root: [", 1, "this is not YAML ("],
  ["root: *nothing", 1, "an alias (*name) in it leads nowhere"],
])("%s", (yaml, line, sentence) => {
  expect(failure(() => load({ yaml }))).toContain(`bad-config: ${FILE}, line ${line}: ${sentence}`);
});

it("does not show what may be a secret", () => {
  const yaml = "projects:\n  a:\n    environment:\n      - API_KEY=hush-hush";
  expect(failure(() => load({ yaml }))).toMatch(
    /projects\.a\.environment is a \w+; expected a map of names and values/,
  );
  expect(failure(() => load({ yaml }))).not.toContain("hush");
});

it("refuses a mount whose source is a link to the engine's socket", () => {
  const tree = { "/home/ann/s": "-> /var/run/docker.sock", "/var/run/docker.sock": "" };
  const yaml = "defaults: { mounts: ['/home/ann/s:/s'] }";
  expect(failure(() => load({ yaml, tree }))).toContain("the mount of /home/ann/s would bring in the engine's socket");
});

it("says which file cannot be read", () => {
  const files = createFiles({});
  const locked = { ...files, read: () => raise(Object.assign(new Error("denied"), { code: "EACCES" })) };
  const options = { files: locked, home: "/home/ann", cwd: "/work", uid: 1000, program: "/opt/luzia", platforms: [] };
  expect(failure(() => loadConfig({}, options))).toContain(
    "bad-config: /home/ann/.config/luzia-cockpit/cockpit.yaml cannot be read.",
  );
});

function raise(error: Error): never {
  throw error;
}
