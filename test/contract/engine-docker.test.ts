import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { chmod, chown, lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect, createServer, type Socket } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { seedOf } from "../../adapters/claude/launch.ts";
import { createDocker } from "../../adapters/docker/docker.ts";
import { findCertificates } from "../../adapters/docker/image/certificates.ts";
import { hostDirectory as host } from "../../adapters/host/ownership.ts";
import { agent } from "../../src/agent.ts";
import type { Engine, Project } from "../../src/ports/ports.ts";
import { machineReady } from "../e2e/machine.ts";
import { temporaryDirectory } from "../fakes/directory.ts";
import { engineContract } from "./engine.ts";

const name = `luzia-test-${process.pid}`;
/** Where all of them are, and nobody else's. */
const base = mkdtempSync(join(tmpdir(), "luzia-contract-"));
const cacheDir = join(homedir(), ".cache/luzia-cockpit");
const program = fileURLToPath(new URL("../..", import.meta.url));
const certificates = await findCertificates(process.env.NODE_EXTRA_CA_CERTS);
const mounts = ({ directory }: Project) => ({
  config: join(directory, "../config"),
  cockpit: join(directory, "../cockpit"),
  run: join(directory, "../run"),
  home: join(directory, "../home"),
  volumes: join(directory, "../volumes"),
});
const engine = createDocker({ name, agent, program, cacheDir, certificates, mounts, host, state: [base] });

beforeAll(async () => {
  await machineReady();
  await engine.prepare(() => {});
}, 900_000);

// What has no cockpit any more keeps no addresses.
afterAll(async () => {
  await rm(base, { recursive: true });
  expect(await networks(name)).toBe(0);
});

let made = 0;

engineContract("docker", async () => {
  made += 1;
  const project = await seedProject(`contract-${made}`);
  return {
    engine,
    project,
    kill: async (slug) => {
      await call("POST", `/containers/${name}-${slug}/kill`);
      await call("POST", `/containers/${name}-${slug}/wait`);
    },
    pause: async (slug) => void (await call("POST", `/containers/${name}-${slug}/pause`)),
  };
});

describe("the network", () => {
  it("is one, for first starts at once, and where somebody else has made a second one", async () => {
    const own = `${name}-net`;
    const fresh = createDocker({ name: own, agent, program, cacheDir, certificates, mounts, host, state: [base] });
    const projects = await Promise.all(["one", "two", "three"].map(seedProject));
    onTestFinished(() => Promise.all(projects.map(({ slug }) => fresh.remove(slug))).then(() => {}));
    const started = await Promise.all(projects.slice(0, 2).map((project) => fresh.start(project, session)));
    expect(started.map(({ running }) => running)).toEqual([true, true]);
    await call("POST", "/networks/create", { Name: own, Driver: "bridge", CheckDuplicate: false });
    const [, , third] = projects;
    expect(third && (await fresh.start(third, session)).running).toBe(true);
  });
});

describe("several installations on one engine", () => {
  const installation = (own: string, state: string) =>
    createDocker({
      name: own,
      agent,
      program,
      cacheDir,
      certificates,
      mounts,
      host,
      state: [state],
    });

  it("have nothing to do with each other's cockpits, also where they have one name", async () => {
    const [project, other] = [await seedProject("shared"), await seedProject("shared")];
    const mine = installation(`${name}-shared`, join(project.directory, ".."));
    const theirs = installation(`${name}-shared`, join(other.directory, ".."));
    onTestFinished(() => mine.remove("shared"));
    await mine.start(project, session);
    expect([await theirs.inspect("shared"), await theirs.list()]).toEqual([null, []]);
    const refusal = { code: "engine-failed", message: expect.stringContaining("of another installation") };
    for (const act of [() => theirs.start(other, session), () => theirs.stop("shared"), () => theirs.remove("shared")])
      await expect(act()).rejects.toMatchObject(refusal);
    expect(await mine.inspect("shared")).toMatchObject({ running: true });
    expect(await mine.list()).toHaveLength(1);
  });

  it("take over what they made under another name, and name it anew at its next start", async () => {
    const project = await seedProject("former");
    const state = join(project.directory, "..");
    const former = installation(`${name}-former`, state);
    const now = installation(`${name}-now`, state);
    const stranger = installation(`${name}-else`, "/somewhere/else");
    onTestFinished(() => now.remove("former"));
    await former.start(project, session);
    expect(await stranger.inspect("former")).toBeNull();
    // What runs goes on as it is.
    expect(await now.start(project, session)).toMatchObject({ running: true, name: `${name}-former-former` });
    expect((await now.list()).map((one) => one.name)).toEqual([`${name}-former-former`]);
    const channel = await now.open("former", ["echo", "here"]);
    expect(await text(channel.output)).toBe("here\n");
    await now.stop("former");
    expect(await now.start(project, session)).toMatchObject({ running: true, name: `${name}-now-former` });
    expect(await former.list()).toHaveLength(1);
    expect(await networks(`${name}-former`)).toBe(0);
  });

  it("have a network while they have a cockpit, and start also where somebody has removed it", async () => {
    const project = await seedProject("netless");
    const own = `${name}-netless`;
    const mine = installation(own, join(project.directory, ".."));
    await mine.start(project, session);
    await mine.stop("netless");
    await call("DELETE", `/networks/${own}`);
    expect(await networks(own)).toBe(0);
    expect(await mine.start(project, session)).toMatchObject({ running: true });
    expect(await networks(own)).toBe(1);
    await mine.remove("netless");
    expect(await networks(own)).toBe(0);
  });
});

describe("a container of the docker engine", () => {
  it("shows Claude's prompt, tells its hooks, and freezes by its own end, with its screen kept", async () => {
    const project = await seedProject("life");
    onTestFinished(() => engine.remove(project.slug));
    const { cockpit } = mounts(project);
    await engine.start(project, session);
    const file = await vi.waitFor(async () => {
      const name = (await readdir(join(cockpit, "hooks"))).find((found) => /^\d{20}-\d+\.json$/.test(found));
      return name ?? expect.fail("no event in the spool");
    }, patience);
    const event: unknown = JSON.parse(await readFile(join(cockpit, "hooks", file), "utf8"));
    expect(event).toMatchObject({ hook_event_name: "SessionStart", session_id: session });
    await vi.waitFor(
      async () => expect(await run(project, "tmux", "capture-pane", "-p", "-t", "main")).toContain("❯"),
      patience,
    );

    // What people open beside Claude is not waited for, and is not what is kept.
    await run(project, "tmux", "split-window", "-t", "main", "echo aside; sleep 1000");
    await engine.stop(project.slug);
    expect(await readFile(join(cockpit, "scrollback"), "utf8")).toContain("❯");
    expect(await readFile(join(cockpit, "scrollback"), "utf8")).not.toContain("aside");
    // By the signal that asks, not the one that kills after a time.
    expect(await readFile(join(cockpit, "exit"), "utf8")).toBe("143\n");
  });

  it("takes a launch argument once", async () => {
    const project = await seedProject("launch");
    onTestFinished(() => engine.remove(project.slug));
    const { run: runDir } = mounts(project);
    await stubClaude(project);
    const prompt = `one\n\ttwo ${"x".repeat(120_000)}`;
    await writeFile(join(runDir, "launch"), `--\0${prompt}\0`);
    await writeFile(join(runDir, "flags"), "--permission-mode\0manual\0");
    await engine.start(project, session);
    const first = ["--settings", "/etc/cockpit/settings.json", "--permission-mode", "manual", "--session-id", session];
    const taken = await argumentsOf(project);
    expect(taken.slice(0, -1)).toEqual([...first, "--"]);
    expect(taken.at(-1) === prompt).toBe(true);
    await engine.stop(project.slug);
    await engine.start(project, session);
    expect(await argumentsOf(project)).toEqual(first);
  });

  it("is set up before Claude asks, whatever stands in the place of its settings", async () => {
    const project = await seedProject("seed");
    onTestFinished(() => engine.remove(project.slug));
    await stubClaude(project);
    await engine.start(project, session);
    const kept =
      '{"theme":"light","own":1,"projects":{"/workspace":{"mine":2},"/x":{}},"customApiKeyResponses":{"rejected":["r"]}}';
    const script = `
      export CLAUDE_CONFIG_DIR=/tmp/config COCKPIT_RUN=/tmp/run
      mkdir -p /tmp/config /tmp/run && cd /tmp/config && echo host >/tmp/canary
      printf %s '${JSON.stringify(seedOf({ ANTHROPIC_API_KEY: "0123456789abcdefghij" }))}' >/tmp/run/seed.json
      show() { /usr/local/lib/cockpit/seed-settings.sh 2>&1; jq -c . .claude.json; rm -rf .claude.json; }
      show
      printf %s '${kept}' >.claude.json; /usr/local/lib/cockpit/seed-settings.sh; show
      for text in "" "{ broken" null "[]" '{"projects":7,"customApiKeyResponses":[]}'; do printf %s "$text" >.claude.json; show; done
      ln -s /tmp/canary .claude.json; show
      mkfifo .claude.json; show
      mkdir -p .claude.json/x; show
      cat /tmp/canary; ls -A
      mkdir .credentials.json; echo '{}' >/tmp/run/credentials.json
      /usr/local/lib/cockpit/seed-settings.sh; readlink .credentials.json
      rm /tmp/run/credentials.json; /usr/local/lib/cockpit/seed-settings.sh; ls .credentials.json 2>&1 | grep -c "No such"
    `;
    const channel = await engine.open(project.slug, ["bash", "-c", script]);
    const lines = (await text(channel.output)).trim().split("\n");
    const seeded = lines.slice(0, 10).map((line) => JSON.parse(line));
    const trust = {
      hasTrustDialogAccepted: true,
      hasCompletedProjectOnboarding: true,
      hasClaudeMdExternalIncludesWarningShown: true,
    };
    const always = { hasCompletedOnboarding: true, bypassPermissionsModeAccepted: true, hasSeenAutoDefaultNudge: true };
    const approved = ["0123456789abcdefghij"];
    const fresh = { ...always, theme: "dark", projects: { "/workspace": trust }, customApiKeyResponses: { approved } };
    expect(seeded[1]).toEqual({
      ...always,
      theme: "light",
      own: 1,
      projects: { "/workspace": { mine: 2, ...trust }, "/x": {} },
      customApiKeyResponses: { rejected: ["r"], approved },
    });
    expect([seeded[0], ...seeded.slice(2)]).toEqual(Array.from({ length: 9 }, () => fresh));
    expect(lines.slice(10)).toEqual(["host", "/run/cockpit/credentials.json", "1"]);
  });

  it("goes on in the conversation that /clear began", async () => {
    const project = await seedProject("clear");
    onTestFinished(() => engine.remove(project.slug));
    await stubClaude(project);
    await engine.start(project, session);
    await argumentsOf(project);
    const next = "11111111-2222-4333-8444-555555555555";
    const hook = await engine.open(project.slug, ["/usr/local/lib/cockpit/hook.sh", "SessionStart"]);
    hook.input.end(JSON.stringify({ session_id: next, hook_event_name: "SessionStart", source: "clear" }));
    hook.output.resume();
    await hook.ended;
    await engine.stop(project.slug);
    await engine.start(project, session);
    expect(await argumentsOf(project)).toContain(next);
  });

  it("ends with Claude, and with its exit code", async () => {
    const project = await seedProject("exit");
    onTestFinished(() => engine.remove(project.slug));
    await writeFile(join(mounts(project).run, "env"), "claude() { return 7; }\n");
    await engine.start(project, session);
    await call("POST", `/containers/${name}-${project.slug}/wait`);
    expect(await engine.inspect(project.slug)).toMatchObject({ running: false, exitCode: 7 });
  });

  it("tells what failed when a command is not there, and that a source is missing", async () => {
    const project = await seedProject("refused");
    onTestFinished(() => engine.remove(project.slug));
    await engine.start(project, session);
    const channel = await engine.open(project.slug, ["sh", "-c", "echo out of luck >&2; exit 3"]);
    await expect(text(channel.output)).rejects.toMatchObject({
      code: "engine-failed",
      message: expect.stringContaining("out of luck"),
    });
    const lost = { ...project, slug: "lost", mounts: [{ source: "/no/such/place", target: "/data", readOnly: true }] };
    await expect(engine.start(lost, session)).rejects.toMatchObject({
      code: "bad-config",
      message: expect.stringContaining("/no/such/place"),
    });
  });

  it("has no powers, and does not see the other cockpits", async () => {
    const [project, other] = [await seedProject("walled"), await seedProject("neighbour")];
    onTestFinished(() => Promise.all([engine.remove(project.slug), engine.remove(other.slug)]).then(() => {}));
    await Promise.all([stubClaude(project), stubClaude(other)]);
    await Promise.all([engine.start(project, session), engine.start(other, session)]);
    expect(await run(project, "grep", "-E", "^(CapBnd|CapEff|NoNewPrivs|Uid):", "/proc/self/status")).toMatch(
      /^Uid:\t[1-9].*\nCapEff:\t0+\nCapBnd:\t0+\nNoNewPrivs:\t1\n$/,
    );
    const server = await engine.open(other.slug, [
      "node",
      "-e",
      "net.createServer().listen(4000, () => console.log('up'))",
    ]);
    await once(server.output, "data");
    onTestFinished(() => server.close());
    const say = (word: string) => `() => { console.log("${word}"); process.exit(); }`;
    const dial = `net.connect(4000, "${name}-${other.slug}").setTimeout(500, ${say("hidden")}).on("connect", ${say("seen")})`;
    expect(await run(other, "node", "-e", dial)).toBe("seen\n");
    expect(await run(project, "node", "-e", dial)).toBe("hidden\n");
  });
});

describe("a container that somebody kills just before the engine is told", () => {
  const own = `${name}-just`;

  /** An engine that is told a moment after the container was killed, where a request's path ends so. */
  async function late(slug: string, ending: string): Promise<Engine> {
    const endpoint = await before(ending, async () => {
      await call("POST", `/containers/${own}-${slug}/kill`);
      await call("POST", `/containers/${own}-${slug}/wait`);
    });
    return createDocker({ endpoint, name: own, agent, program, cacheDir, certificates, mounts, host, state: [base] });
  }

  it.each([
    ["prepared", "/exec"],
    ["run", "/start"],
  ])("is missing to a command that is to be %s in it", async (_, ending) => {
    const project = await seedProject(`command${ending.slice(1)}`);
    const direct = createDocker({ name: own, agent, program, cacheDir, certificates, mounts, host, state: [base] });
    onTestFinished(() => direct.remove(project.slug));
    await direct.start(project, session);
    const told = await late(project.slug, ending);
    await expect(told.open(project.slug, ["cat"])).rejects.toMatchObject({ code: "container-missing" });
  });

  it.each([
    ["stops", "/stop"],
    ["is held", "/pause"],
    ["is woken to be stopped", "/unpause"],
  ])("%s", async (_, ending) => {
    const project = await seedProject(`end${ending.slice(1)}`);
    const direct = createDocker({ name: own, agent, program, cacheDir, certificates, mounts, host, state: [base] });
    onTestFinished(() => direct.remove(project.slug));
    await direct.start(project, session);
    const told = await late(project.slug, ending);
    if (ending === "/unpause") await direct.stop(project.slug, true);
    await told.stop(project.slug, ending === "/pause");
    expect(await direct.inspect(project.slug)).toMatchObject({ running: false, paused: false });
  });

  it("starts, where it was to be woken", async () => {
    const project = await seedProject("woken");
    const direct = createDocker({ name: own, agent, program, cacheDir, certificates, mounts, host, state: [base] });
    onTestFinished(() => direct.remove(project.slug));
    await direct.start(project, session);
    await direct.stop(project.slug, true);
    const told = await late(project.slug, "/unpause");
    expect(await told.start(project, session)).toMatchObject({ running: true, paused: false });
  });
});

/** The engine's socket, with `act` done before it gets a request whose path ends so. A connection is one request. */
async function before(ending: string, act: () => Promise<void>): Promise<string> {
  const path = join(temporaryDirectory(), "engine.sock");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("data", async (head) => {
      socket.pause();
      const [, target = ""] = head.toString("latin1").split(" ");
      if (target.split("?")[0]?.endsWith(ending)) await act();
      const engine = connect("/var/run/docker.sock");
      sockets.add(engine);
      engine.write(head);
      engine.on("error", () => socket.destroy());
      socket.on("error", () => engine.destroy());
      socket.pipe(engine).pipe(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `unix://${path}`;
}

const session = "8e32f26f-0000-4000-8000-000000000001";
const patience = { timeout: 30_000, interval: 50 };

/** A project with all that the agent's adapter would have written, for a Claude that never reaches a model. */
async function seedProject(slug: string): Promise<Project> {
  const root = mkdtempSync(join(base, "p-"));
  await chmod(root, 0o755);
  const directory = join(root, "work");
  const project: Project = {
    slug,
    directory,
    limits,
    mounts: [],
    user: "auto",
    permissionMode: "manual",
    owners: [],
    approvers: null,
    committer: null,
    environment: {},
  };
  const { config, cockpit, run: runDir, home, volumes } = mounts(project);
  for (const path of [directory, config, cockpit, runDir, home, volumes, join(cockpit, "hooks")])
    await mkdir(path, { recursive: true });
  await writeFile(join(runDir, "session"), `${session}\n`);
  await writeFile(join(runDir, "flags"), "--permission-mode\0manual\0");
  await writeFile(
    join(runDir, "env"),
    "export ANTHROPIC_API_KEY=sk-ant-dummy-0123456789abcdefghij ANTHROPIC_BASE_URL=http://127.0.0.1:9\n",
  );
  const trusted = { hasTrustDialogAccepted: true };
  const seed = {
    hasCompletedOnboarding: true,
    theme: "dark",
    projects: { "/workspace": trusted },
    customApiKeyResponses: { approved: ["0123456789abcdefghij"] },
  };
  await writeFile(join(config, ".claude.json"), JSON.stringify(seed));
  if (process.getuid?.() === 0) await giveAway(root);
  return project;
}

const limits = { memory: 2 ** 31, cpus: 1, pids: 500 };

/** Root's own project directories become uid 1000's in the container. */
async function giveAway(path: string): Promise<void> {
  await chown(path, 1000, 1000);
  if (!(await lstat(path)).isDirectory()) return;
  for (const entry of await readdir(path)) await giveAway(join(path, entry));
}

/** In Claude's place, a shell function that notes its arguments and waits. */
async function stubClaude(project: Project): Promise<void> {
  const stub = `claude() { printf '%s\\0' "$@" >/var/cockpit/.arguments; mv /var/cockpit/.arguments /var/cockpit/arguments; /tmp/claude infinity; }\ncp /bin/sleep /tmp/claude\n`;
  await writeFile(join(mounts(project).run, "env"), stub);
}

async function argumentsOf(project: Project): Promise<string[]> {
  const path = join(mounts(project).cockpit, "arguments");
  const found = await vi.waitFor(() => readFile(path, "utf8"), patience);
  await rm(path);
  return found.split("\0").slice(0, -1);
}

async function run(project: Project, ...argv: string[]): Promise<string> {
  const channel = await engine.open(project.slug, argv);
  channel.input.end();
  return await text(channel.output);
}

/** The engine's own API, for what happens behind the adapter's back. */
async function call(method: string, path: string, body?: object): Promise<string> {
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  const sent = request({ socketPath: "/var/run/docker.sock", method, path, headers });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(sent, "response");
  const answer = await text(response);
  expect(response.statusCode).toBeLessThan(300);
  return answer;
}

/** How many networks of that name there are. */
async function networks(own: string): Promise<number> {
  const filters = encodeURIComponent(JSON.stringify({ name: [own] }));
  const found: readonly { readonly Name: string }[] = JSON.parse(await call("GET", `/networks?filters=${filters}`));
  return found.filter(({ Name }) => Name === own).length;
}
