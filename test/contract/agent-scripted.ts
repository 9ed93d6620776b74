import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { createClaude } from "../../adapters/claude/agent.ts";
import { createHomes } from "../../adapters/host/homes.ts";
import { createWorkspace } from "../../adapters/host/workspace.ts";
import { createClock } from "../../src/clock.ts";
import { BridgeError } from "../../src/errors.ts";
import type { Agent, Channel } from "../../src/ports/ports.ts";
import { musica } from "../core/stage.ts";
import { createLife, type Life, mortal } from "../fakes/mortal.ts";
import type { AgentStage, OnFinished } from "./agent.ts";
import { hinderIn } from "./agent-hooks.ts";
import { SESSION } from "./agent-session.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SCRIPTS = here("../../docker");
const program = ts.transpileModule(readFileSync(here("../fakes/claude/claude.ts"), "utf8"), {
  compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
}).outputText;

export interface ScriptedStage extends AgentStage {
  readonly life: () => Life;
  /** The container's clock is on by that much from now on. */
  setClock(by: string): void;
  /** Calls the hook as Claude does. */
  hook(event: string, input: object): Promise<void>;
  /** The names of the events that wait, in order. */
  events(): Promise<readonly string[]>;
}

/**
 * The real adapter on a scripted Claude in a tmux on this machine, with no container: the very scripts that a container
 * runs (entrypoint, launcher, hooks) run here, with its places mapped to directories.
 */
export async function setScriptedStage(onFinished: OnFinished): Promise<ScriptedStage> {
  const base = mkdtempSync(join(tmpdir(), "cockpit-test-"));
  const at = (name: string) => join(base, name);
  const workspace = at("workspace");
  for (const name of ["bin", "lib", "etc", "shm", "tmux", "workspace"]) mkdirSync(at(name));
  const { slug } = musica;
  const homes = createHomes(at("state"));
  const paths = homes.paths(slug);
  const places: readonly (readonly [string, string])[] = [
    ["/run/cockpit", paths.run],
    ["/var/cockpit", paths.cockpit],
    ["/dev/shm", at("shm")],
    ["/usr/local/lib/cockpit", at("lib")],
    ["/etc/cockpit", at("etc")],
  ];
  const mapped = (text: string) => places.reduce((all, [from, to]) => all.replaceAll(from, to), text);
  for (const name of readdirSync(SCRIPTS)) {
    const target = join(at(name.endsWith(".sh") ? "lib" : "etc"), name);
    cpSync(join(SCRIPTS, name), target);
    writeFileSync(target, mapped(readFileSync(target, "utf8")).replace("-c /workspace ", `-c ${workspace} `));
    if (name.endsWith(".sh")) chmodSync(target, 0o755);
  }
  writeFileSync(at("bin/claude.mjs"), program);
  writeFileSync(at("bin/claude"), `#!/bin/sh\nexec "${process.execPath}" "${at("bin/claude.mjs")}" "$@"\n`, {
    mode: 0o755,
  });
  const environment = {
    PATH: `${at("bin")}:${process.env.PATH}`,
    HOME: base,
    CLAUDE_CONFIG_DIR: paths.config,
    TMUX_TMPDIR: at("tmux"),
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
  };

  let container: { readonly child: ChildProcess; readonly ended: Promise<unknown> } | null = null;
  let isSignedOut = false;
  let last: Agent | null = null;
  let life = createLife();
  const project = { ...musica, directory: workspace };
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const run = (argv: readonly string[]) => {
    const [file = "", ...args] = argv;
    return spawn(file, args, { env: environment, cwd: workspace, stdio: ["pipe", "pipe", "ignore"] });
  };
  const tmux = (...args: string[]) => new Promise((resolve) => run(["tmux", ...args]).on("close", resolve));

  async function open(_: string, argv: readonly string[]): Promise<Channel> {
    if (container === null) throw new BridgeError("container-missing", `${slug} does not run.`);
    const child = run(argv.map(mapped));
    return {
      input: child.stdin,
      output: child.stdout,
      ended: new Promise((resolve) => child.on("close", () => resolve())),
      close: () => void child.kill(),
    };
  }

  function createAgent(): Agent {
    life = createLife();
    const alive = mortal(life);
    return createClaude({
      home: (name) => alive.home(homes.of(name)),
      workspace: () => createWorkspace(workspace),
      owner: async () => owner,
      committer: async () => null,
      asksByChoices: false,
      credentials: () => ({ environment: {}, file: null, missing: isSignedOut ? "Nobody is signed in." : null }),
      open: async (name, argv) => alive.channel(await open(name, argv)),
      clock: alive.clock(createClock()),
      timeouts: () => ({ thaw: 60_000, deliver: 60_000 }),
      onError: (error) => console.error(error),
    });
  }

  async function kill(): Promise<void> {
    if (container === null) return;
    container.child.kill("SIGKILL");
    await tmux("kill-server");
    await container.ended;
    container = null;
  }

  onFinished(async () => {
    if (!life.isOver) await last?.leave(slug);
    await kill();
    rmSync(base, { recursive: true, force: true });
  });

  return {
    project,
    session: SESSION,
    async agent() {
      last = createAgent();
      return last;
    },
    async boot() {
      // A container's is new at every start.
      rmSync(at("shm/cockpit-up"), { force: true });
      const child = spawn("bash", [join(at("lib"), "entrypoint.sh")], {
        env: environment,
        cwd: workspace,
        stdio: "ignore",
      });
      container = { child, ended: new Promise((resolve) => child.on("close", resolve)) };
    },
    async stop() {
      container?.child.kill("SIGTERM");
      await container?.ended;
      container = null;
    },
    kill,
    life: () => life,
    setClock: (by) => writeFileSync(at("bin/date"), `#!/bin/sh\nexec /bin/date -d '${by}' "$@"\n`, { mode: 0o755 }),
    hook: (event, input) =>
      new Promise((resolve) => {
        const child = run([join(at("lib"), "hook.sh"), event]).on("close", () => resolve());
        child.stdin?.end(JSON.stringify(input));
      }),
    async events() {
      const spool = join(paths.cockpit, "hooks");
      const names = readdirSync(spool).filter((name) => !name.startsWith("."));
      return names.sort().map((name) => JSON.parse(readFileSync(join(spool, name), "utf8")).hook_event_name);
    },
    goOn: async () => writeFileSync(join(paths.config, "projects/-workspace/go-on"), ""),
    allow: async () => void (await tmux("send-keys", "-t", "%0", "1")),
    async bring() {
      mkdirSync(join(workspace, ".claude"));
      const hooks = { Stop: [{ hooks: [{ type: "command", command: "true" }] }] };
      writeFileSync(join(workspace, ".claude/settings.json"), JSON.stringify({ hooks }));
    },
    hinder: async (how) => hinderIn(workspace, how, join(paths.config, "projects/-workspace/go-on")),
    async signOut() {
      isSignedOut = true;
    },
    async heard() {
      const record = join(paths.config, `projects/-workspace/${SESSION.id}.jsonl`);
      if (!existsSync(record)) return [];
      const lines = readFileSync(record, "utf8")
        .split("\n")
        .filter((line) => line !== "");
      return lines
        .map((line) => JSON.parse(line))
        .flatMap(({ origin, message }) => (origin?.kind === "human" ? [message.content] : []));
    },
  };
}
