import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { fail, say } from "../twins/model/index.ts";
import { machineReady } from "./machine.ts";
import { state } from "./moments.ts";
import { heard, recorded } from "./record.ts";
import { createWorld, type Ran, type RanJson, type World, type WorldOptions } from "./world.ts";

const execute = promisify(execFile);

let world: World;

beforeAll(async () => {
  await machineReady();
  world = await newWorld();
  await world.project("musica");
  await world.json(["send", "musica", "hello"]);
});

afterAll(() => world[Symbol.asyncDispose]());

function newWorld(options?: WorldOptions): Promise<World> {
  return createWorld(({ lastText }) => {
    if (lastText.startsWith("Refuse")) return fail(401);
    if (lastText.startsWith("Overload")) return fail(529);
    if (lastText.startsWith("Limit")) return fail(429, "usage limit", limits(4));
    if (lastText.startsWith("Hang")) return { hang: true };
    return say(`Done: ${lastText.slice(0, 60)}.`);
  }, options);
}

/** As the model tells of a subscription whose limit is reached, for so many hours more. */
function limits(hours: number): Readonly<Record<string, string>> {
  const reset = String(Math.floor(Date.now() / 1000) + hours * 3_600);
  return {
    "anthropic-ratelimit-unified-status": "rejected",
    "anthropic-ratelimit-unified-reset": reset,
    "anthropic-ratelimit-unified-representative-claim": "five_hour",
    "anthropic-ratelimit-unified-overage-status": "rejected",
  };
}

async function ownWorld(options?: WorldOptions): Promise<World> {
  const own = await newWorld(options);
  onTestFinished(() => own[Symbol.asyncDispose]());
  await own.project("musica");
  return own;
}

/** It failed with this status and one clear sentence or two, for people, on one line. */
function refused({ status, stderr, stdout }: Ran, expected: number, sentence: RegExp): void {
  expect({ status, stdout: stdout.replace(/^ {2}.*\n/gm, "") }).toEqual({ status: expected, stdout: "" });
  expect(stderr).toMatch(sentence);
  expect(stderr).toMatch(/^[^\n]+[.?)\]>]\n$/);
  expect(stderr).not.toMatch(/Error:| at .*\.[tj]s:|undefined|\[object/);
}

function failed({ status, last }: RanJson): { status: number; code: string | undefined } {
  expect(last.type).toBe("error");
  return { status, code: last.code };
}

describe("names", () => {
  it.each([
    ["../x", /^"\.\.\/x" cannot be a project's name: it is a path/],
    ["my project", /^"my project" cannot be a project's name: it has a space in it/],
    ["n".repeat(200), /cannot be a project's name: it has 200 characters, and 63 is the most/],
    ["Musica", /^"Musica" cannot be a project's name: it has capitals/],
    ["/etc", /it is a path/],
    ["mus;rm", /it has something else in it/],
  ])("refuses %s", async (name, sentence) => {
    refused(await world.cli(["start", name]), 2, sentence);
  });

  it("does not know a project that is not there, but one that is like it", async () => {
    for (const words of [
      ["start", "musci"],
      ["send", "musci", "hello"],
      ["status", "musci"],
      ["remove", "musci", "--yes"],
    ])
      refused(await world.cli(words), 3, /^There is no project musci\. Did you mean musica\? Projects are/);
  });

  it("asks for what is missing, and refuses what is too much", async () => {
    refused(await world.cli(["send", "musica"]), 2, /^send needs <message>\. Usage: send <project> <message>/);
    refused(await world.cli(["start", "musica", "now"]), 2, /^"now" is one word too many\. Usage: start <project>/);
    refused(await world.cli(["start", "musica", "--nwe"]), 2, /'--nwe'.* Usage: start <project>/);
    refused(await world.cli(["strat", "musica"]), 2, /^There is no command strat\. Did you mean start\?/);
    refused(await world.cli(["send", "musica", "-"], " \n\t "), 2, /^There is no message/);
    refused(await world.cli(["send", "musica", "-"], "\u200b\u2060"), 2, /^There is no message/);
  });
});

describe("the model", () => {
  it("refuses the credentials", async () => {
    const sent = await world.cli(["send", "musica", "Refuse this"]);
    expect(sent.stdout + sent.stderr).toMatch(
      /The model refused the credentials \(401 or 403\)\. Give the bot a valid/,
    );
    expect(sent.status).not.toBe(0);
    expect((await world.json(["status", "musica"])).data).toMatchObject({ status: "idle", waiting_messages: 0 });
  });

  it("is overloaded", async () => {
    const sent = await world.cli(["send", "musica", "Overload this"]);
    expect(sent.stdout + sent.stderr).toMatch(/The model is overloaded or out of order \(529 or 5xx\)/);
    expect(sent.status).not.toBe(0);
    expect((await world.json(["status", "musica"])).data).toMatchObject({ status: "idle", waiting_messages: 0 });
  });

  it("is at the limit of a subscription: all waits, and goes on where people do not want to wait", async () => {
    const own = await ownWorld({
      environment: { ANTHROPIC_API_KEY: undefined, CLAUDE_CODE_OAUTH_TOKEN: "sk-ant-oat01-dummy" },
    });
    const sent = await own.json(["send", "musica", "Limit this"]);
    expect(failed(sent)).toEqual({ status: 7, code: "turn-failed" });
    expect(sent.last.message).toMatch(/^The account's usage limit is reached\..* It goes on by itself at /);
    await state(own, "musica", ({ status }) => status === "stopped");
    const kept = await own.cli(["send", "musica", "And this"]);
    expect(kept.stdout).toMatch(/^The message is kept\. musica waits for the end of a usage limit/);
    expect(await own.container("musica")).toMatchObject({ Running: false });
    expect((await own.cli(["status", "musica"])).stdout).toMatch(/goes on by itself at .*; "start" tries at once/);
    await own.cli(["start", "musica"]);
    await own.twin.next(({ view }) => view.lastText === "And this");
    await state(own, "musica", ({ record }) => record.inbox.length === 0);
    const [first, again, last, ...more] = await recorded(own, "musica");
    expect([first, again, last, more]).toEqual(["Limit this", expect.stringContaining("limit"), "And this", []]);
  });

  it("hangs, and a stop ends the wait", async () => {
    const sent = world.begin(["send", "musica", "Hang here"]);
    await world.twin.next(({ view }) => view.lastText === "Hang here");
    expect((await world.json(["status", "musica"])).data).toMatchObject({ status: "working" });
    expect(await world.json(["stop", "musica"])).toMatchObject({ status: 0, data: { status: "frozen", held: true } });
    expect(await world.container("musica")).toMatchObject({ Running: false });
    const ended = await sent.done;
    expect(ended.last.type === "result" || ended.last.code === "claude-exited").toBe(true);
    expect(await world.json(["send", "musica", "after the hang"])).toMatchObject({ status: 0 });
    expect(await recorded(world, "musica")).toEqual(expect.arrayContaining(["Hang here", "after the hang"]));
  });
});

/** Not waited for: its container ends with it, and what runs in there too. */
async function killClaude(): Promise<void> {
  await world.docker("exec", "--detach", `${world.name}-musica`, "pkill", "-9", "claude");
}

describe("Claude", () => {
  it("is killed while it stands at its prompt", async () => {
    await killClaude();
    await state(world, "musica", ({ status }) => status === "stopped");
    const told = await world.json(["status", "musica"]);
    expect(told.data).toMatchObject({ status: "frozen", awaiting_response: false });
    expect(await world.json(["send", "musica", "after a kill"])).toMatchObject({ status: 0, data: { status: "idle" } });
  });

  it("is killed while it works", async () => {
    const sent = world.begin(["send", "musica", "Hang on"]);
    await world.twin.next(({ view }) => view.lastText === "Hang on");
    // Claude's record has it a moment after the model; killed before, it would be sent again.
    await state(world, "musica", ({ record }) => record.inbox.length === 0);
    await killClaude();
    expect(failed(await sent.done)).toEqual({ status: 7, code: "claude-exited" });
    expect((await world.json(["status", "musica"])).data).toMatchObject({ status: "frozen" });
    expect(await world.json(["send", "musica", "after that kill"])).toMatchObject({ status: 0 });
    expect((await recorded(world, "musica")).slice(-2)).toEqual(["Hang on", "after that kill"]);
  });
});

describe("the daemon", () => {
  it("goes down and comes up while cockpits run", async () => {
    const before = await world.stateFile("musica");
    const pid = await world.pid();
    expect(await world.cli(["down"])).toMatchObject({
      status: 0,
      stdout: "The daemon has ended. The cockpits stay as they are.\n",
    });
    expect(await world.cli(["down"])).toMatchObject({ status: 0, stdout: "No daemon runs.\n" });
    expect(await world.container("musica")).toMatchObject({ Running: true });
    const up = await world.json(["up"]);
    expect(up).toMatchObject({ status: 0, data: { running: true } });
    expect(up.data.pid).not.toBe(pid);
    const { data } = await world.json(["status", "musica"]);
    expect(data).toMatchObject({ status: "idle", session_id: before.session_id });
  });

  it("makes a corrupt state file again from the store", async () => {
    const { session_id } = await world.stateFile("musica");
    await world.cli(["down"]);
    await writeFile(join(world.state, "cockpits", "musica.json"), '{ "project": "mus');
    expect((await world.json(["status", "musica"])).data).toMatchObject({ status: "idle", session_id });
    expect(await world.stateFile("musica")).toMatchObject({ project: "musica", session_id, status: "running" });
  });

  it("makes a corrupt store again from the state files", async () => {
    const { session_id } = await world.stateFile("musica");
    await world.cli(["down"]);
    await writeFile(join(world.state, "cockpit.sqlite"), "This is no database.".repeat(500));
    expect((await world.json(["status", "musica"])).data).toMatchObject({ status: "idle", session_id });
    expect(await readFile(join(world.state, "daemon.log"), "utf8")).toContain("The store was corrupt");
  });

  it("finds the conversation again where both are lost", async () => {
    const { session_id } = await world.stateFile("musica");
    await world.cli(["down"]);
    await writeFile(join(world.state, "cockpit.sqlite"), "This is no database.".repeat(500));
    await rm(join(world.state, "cockpits", "musica.json"));
    const { stdout } = await world.cli(["status"]);
    expect(stdout).toMatch(/^musica · container \S+ \(running\) without a record; "start musica" takes it over$/m);
    expect((await world.json(["start", "musica"])).data).toMatchObject({ session_id });
    expect(await world.json(["send", "musica", "after the loss"])).toMatchObject({ status: 0 });
    const request = await world.twin.next(({ view }) => view.lastText === "after the loss");
    expect(heard(request)).toContain("hello");
  });

  it("is started by two at once, who start and send the same", async () => {
    await world.json(["stop", "musica"]);
    await world.cli(["down"]);
    const started = await Promise.all([world.json(["start", "musica"]), world.json(["start", "musica"])]);
    for (const one of started) expect(one).toMatchObject({ status: 0, data: { status: "idle" } });
    const messages = ["first of two", "second of two"];
    const sent = await Promise.all(messages.map((message) => world.json(["send", "musica", message])));
    for (const one of sent) expect(one).toMatchObject({ status: 0, last: { type: "result" } });
    const all = await recorded(world, "musica");
    expect(all.filter((text) => messages.includes(text)).sort()).toEqual(messages);
  });
});

describe("a project", () => {
  it("has what cannot change hands: it is told, and it goes on", async () => {
    const directory = await world.project("fixed");
    const shared = join(directory, "shared");
    await mkdir(shared);
    await writeFile(join(shared, "notes"), "root's");
    await execute("mount", ["--bind", shared, shared]);
    onTestFinished(async () => void (await execute("umount", [shared])));
    await execute("mount", ["-o", "remount,bind,ro", shared]);
    expect(await world.json(["start", "fixed"])).toMatchObject({ status: 0, data: { status: "idle" } });
    const log = await readFile(join(world.state, "daemon.log"), "utf8");
    expect(log).toMatch(/2 files in \S+ stay root's, for they .* cannot change hands/);
    await world.json(["remove", "fixed", "--yes"]);
  });

  it("is a git worktree: it is told that git does not work there, and what to mount", async () => {
    const directory = await world.project("tree");
    await writeFile(join(directory, ".git"), "gitdir: /srv/main/.git/worktrees/tree\n");
    const { stdout } = await world.cli(["send", "tree", "hello"]);
    expect(stdout).toContain('mounts: ["/srv/main/.git:/srv/main/.git"]');
    await world.json(["remove", "tree", "--yes"]);
  });
});

describe("the engine", () => {
  it("is not there", async () => {
    const own = await ownWorld({ environment: { DOCKER_HOST: "unix:///nowhere/docker.sock" } });
    refused(await own.cli(["start", "musica"]), 5, /^No container engine answers\. /);
    refused(await own.cli(["send", "musica", "hello"]), 5, /^No container engine answers\. /);
    const doctor = await own.cli(["doctor"]);
    expect(doctor.status).toBe(1);
    expect(doctor.stdout).toMatch(/^✗ engine: no container engine answers$/m);
  });

  it("goes away in the middle, and comes back", async () => {
    const sockets = new Set<Socket>();
    const proxy = createServer((from) => {
      const to = connect("/var/run/docker.sock");
      for (const socket of [from, to]) {
        sockets.add(socket);
        socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
      }
      from.pipe(to).pipe(from);
    });
    const path = join(world.root, "..", "d.sock");
    proxy.listen(path);
    await once(proxy, "listening");
    onTestFinished(() => void proxy.close());
    const own = await ownWorld({ environment: { DOCKER_HOST: `unix://${path}` } });
    expect(await own.json(["send", "musica", "before"])).toMatchObject({ status: 0 });

    const sent = own.begin(["send", "musica", "Hang in the middle"]);
    await own.twin.next(({ view }) => view.lastText === "Hang in the middle");
    await state(own, "musica", ({ record }) => record.inbox.length === 0);
    proxy.close();
    for (const socket of sockets) socket.destroy();
    await sent.done;
    refused(await own.cli(["send", "musica", "kept"]), 5, /^No container engine answers\. /);

    proxy.listen(path);
    await once(proxy, "listening");
    expect((await own.json(["status", "musica"])).data.status).not.toBe("frozen");
    const stopped = await own.json(["stop", "musica"]);
    expect({ said: stopped.last.message, status: stopped.data.status }).toEqual({ said: undefined, status: "frozen" });
    expect(await own.json(["send", "musica", "after"])).toMatchObject({ status: 0, data: { status: "idle" } });
    expect(await recorded(own, "musica")).toEqual(["before", "Hang in the middle", "kept", "after"]);
  });

  it("cannot build the image", async () => {
    const own = await ownWorld({ config: "docker:\n  base: nowhere.invalid/nothing:1\n" });
    refused(
      await own.cli(["start", "musica"]),
      5,
      /^The base image nowhere\.invalid\/nothing:1 is not here and cannot/,
    );
    expect((await own.json(["status", "musica"])).data).toMatchObject({ status: "frozen", session_started: false });
    expect(await own.container("musica")).toBeNull();
  });
});

describe("the set-up", () => {
  it("has no credentials", async () => {
    const own = await ownWorld({ environment: { ANTHROPIC_API_KEY: undefined } });
    refused(await own.cli(["start", "musica"]), 6, /^Claude has no credentials\. Set CLAUDE_CODE_OAUTH_TOKEN/);
    refused(await own.cli(["send", "musica", "hello"]), 6, /^Claude has no credentials\. /);
    expect((await own.json(["status", "musica"])).data).toMatchObject({ status: "frozen", session_started: false });
  });

  it("has a daemon that another shell has started, without credentials", async () => {
    const own = await ownWorld({ environment: { ANTHROPIC_API_KEY: undefined } });
    await own.cli(["up"]);
    const key = { ANTHROPIC_API_KEY: "sk-ant-dummy-0123456789012345" };
    const without = "the daemon runs without ANTHROPIC_API_KEY";
    refused(await own.cli(["start", "musica"], "", key), 6, new RegExp(`^This shell has them, but ${without}\\.`));
    expect((await own.cli(["doctor"], "", key)).stdout).toMatch(
      /✗ daemon: runs \(process \d+\), without ANTHROPIC_API_KEY\n/,
    );
    const { stdout } = await own.cli(["up"], "", key);
    expect(stdout).toContain("The daemon runs without ANTHROPIC_API_KEY: it is started anew.");
    expect((await own.cli(["send", "musica", "hello"], "", key)).stdout).toContain("Done: hello.");
    // A shell without it takes nothing away.
    expect((await own.cli(["up"])).stdout).not.toContain("anew");
    expect((await own.cli(["doctor"])).stdout).toMatch(/✓ daemon: runs/);
  });

  it("has settings that others could change", async () => {
    const own = await ownWorld();
    await chmod(own.environment.COCKPIT_CONFIG ?? "", 0o666);
    refused(await own.cli(["status"]), 2, /cockpit\.yaml is not read, since others than you could change it/);
    await chmod(own.environment.COCKPIT_CONFIG ?? "", 0o644);
  });

  it("has a cockpit.yaml in the working directory, which is nobody's", async () => {
    const own = await ownWorld();
    const { COCKPIT_CONFIG } = own.environment;
    const { stderr, status } = await own.cli(["status"], "", { COCKPIT_CONFIG: "" });
    expect([status, stderr]).toEqual([
      0,
      expect.stringContaining(`${COCKPIT_CONFIG} is not read: settings are those in`),
    ]);
  });

  it("has an error in cockpit.yaml", async () => {
    const own = await ownWorld({ config: "projects:\n  musica:\n    memroy: 2g\n" });
    refused(await own.cli(["start", "musica"]), 2, /cockpit\.yaml, line 3: .*memroy.*memory/);
  });

  it("has a file where the state directory should be", async () => {
    const own = await ownWorld();
    await rm(own.state, { recursive: true });
    await writeFile(own.state, "");
    refused(await own.cli(["status"]), 1, /\S/);
    await rm(own.state);
    await mkdir(own.state);
  });
});
