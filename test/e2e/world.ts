import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { type Client, createClient } from "../../src/api/client.ts";
import { platforms } from "../../src/platforms.ts";
import { createModelTwin, type ModelTwin, type Script } from "../twins/model/index.ts";
import { program } from "./program.ts";

const execute = promisify(execFile);

export type Data = Readonly<Record<string, unknown>>;

/** One line of `--json`. */
export interface Line {
  readonly type: "told" | "result" | "error";
  readonly data?: Data;
  readonly code?: string;
  readonly message?: string;
}

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from its start to its end. */
  readonly took: number;
}

export interface RanJson extends Ran {
  readonly lines: readonly Line[];
  readonly last: Line;
  /** Of the last line; empty after an error. */
  readonly data: Data;
}

/** A command under way. */
export interface Running {
  readonly done: Promise<RanJson>;
  /** The first line that fits, past or to come; rejects when the command ends without one. */
  line(fits: (line: Line) => boolean): Promise<Line>;
}

export interface ContainerState {
  readonly Running: boolean;
  readonly Status: string;
  readonly ExitCode: number;
}

/** A machine of one test file: its own state, projects, containers' prefix and model; the real engine, tmux and Claude. */
export interface World extends AsyncDisposable {
  readonly name: string;
  readonly state: string;
  readonly root: string;
  readonly twin: ModelTwin;
  /** What the program is started with. */
  readonly environment: NodeJS.ProcessEnv;
  /** Speaks to the daemon as the CLI does, without a process for every call. */
  readonly client: Client;
  project(slug: string): Promise<string>;
  /** Runs the program; `more` adds to its environment. */
  cli(words: readonly string[], input?: string, more?: Readonly<Record<string, string>>): Promise<Ran>;
  /** The same with `--json`. */
  json(words: readonly string[], input?: string): Promise<RanJson>;
  begin(words: readonly string[]): Running;
  /** The daemon's process. */
  pid(): Promise<number>;
  container(project: string): Promise<ContainerState | null>;
  docker(...argv: readonly string[]): Promise<string>;
  /** A command in the project's container. */
  inside(project: string, ...argv: readonly string[]): Promise<string>;
  /** The state file as it is now. */
  stateFile(project: string): Promise<Data>;
  /** Where the project's Claude and its bot keep things on the host. */
  home(project: string, ...more: readonly string[]): string;
}

export interface WorldOptions {
  /** The text of cockpit.yaml; left out, everything that is asked freezes at once. */
  readonly config?: string;
  /** Beside the usual environment; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const AT_ONCE = "defaults: { freeze: { grace: 0s } }";

export async function createWorld(
  script: Script,
  { config = AT_ONCE, environment: own }: WorldOptions = {},
): Promise<World> {
  const name = `e2e-${randomBytes(3).toString("hex")}`;
  // Short: the path of a unix socket may have 107 bytes.
  const base = await mkdtemp(join(tmpdir(), "lc-"));
  await chmod(base, 0o755);
  const state = join(base, "s");
  const root = join(base, "p");
  await Promise.all([state, root, join(base, "h")].map((path) => mkdir(path)));
  await writeFile(join(base, "cockpit.yaml"), config);
  const twin = await createModelTwin({ host: "0.0.0.0", script });
  const environment: NodeJS.ProcessEnv = {
    ...withoutOurs(process.env),
    HOME: join(base, "h"),
    COCKPIT_CONFIG: join(base, "cockpit.yaml"),
    COCKPIT_STATE: state,
    COCKPIT_ROOT: root,
    COCKPIT_NAME: name,
    ANTHROPIC_API_KEY: "sk-ant-dummy-0123456789012345",
    ANTHROPIC_BASE_URL: twin.url.replace("0.0.0.0", "127.0.0.1"),
    ...own,
  };
  const client = createClient(join(state, "cockpit.sock"));

  const children = new Set<ChildProcess>();

  function launch(words: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: base,
      env: { ...environment, ...more },
      stdio: "pipe",
    });
    children.add(child);
    child.once("close", () => children.delete(child));
    return child;
  }

  const docker = async (...argv: readonly string[]): Promise<string> =>
    (await execute("docker", [...argv])).stdout.trim();

  const world: World = {
    name,
    state,
    root,
    twin,
    environment,
    client,
    async project(slug) {
      const directory = join(root, slug);
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, "README.md"), `# ${slug}\n`);
      return directory;
    },
    cli: (words, input, more) => finish(launch(words, more), input),
    json: async (words, input) => asJson(await finish(launch([...words, "--json"]), input)),
    begin: (words) => follow(launch([...words, "--json"])),
    pid: () => client.health(),
    docker,
    inside: (project, ...argv) => docker("exec", `${name}-${project}`, ...argv),
    async container(project) {
      try {
        return JSON.parse(
          await docker("inspect", "--format", "{{json .State}}", `${name}-${project}`),
        ) as ContainerState;
      } catch (error) {
        if (/no such object/i.test(String(error))) return null;
        throw error;
      }
    },
    stateFile: async (project) => JSON.parse(await readFile(join(state, "cockpits", `${project}.json`), "utf8")),
    home: (project, ...more) => join(state, "homes", project, ...more),
    async [Symbol.asyncDispose]() {
      // What a failed test left waiting.
      for (const child of children) child.kill("SIGKILL");
      await finish(launch(["down"]));
      const containers = await docker("ps", "-aq", "--filter", `label=luzia.cockpit.instance=${name}`);
      if (containers !== "") await docker("rm", "-f", ...containers.split("\n"));
      await docker("network", "rm", name).catch(() => undefined);
      await twin.close();
      await rm(base, { recursive: true, force: true });
    },
  };
  return world;
}

function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const chats = new Set(platforms.flatMap(({ variables }) => variables));
  const isOurs = (name: string) => chats.has(name) || /^(COCKPIT|ANTHROPIC|CLAUDE)/.test(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}

function finish(child: ChildProcess, input = ""): Promise<Ran> {
  const started = Date.now();
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on("data", (piece: Buffer) => stdout.push(piece));
  child.stderr?.on("data", (piece: Buffer) => stderr.push(piece));
  // A command that refuses its words may end before it has read them.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) =>
      resolve({
        status: status ?? -1,
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
        took: Date.now() - started,
      }),
    );
  });
}

function asJson(ran: Ran): RanJson {
  const lines = ran.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
  const last = lines.at(-1);
  if (last === undefined) throw new Error(`no line of JSON, but: ${ran.stdout}${ran.stderr}`);
  return { ...ran, lines, last, data: last.data ?? {} };
}

function follow(child: ChildProcess): Running {
  const seen: Line[] = [];
  const waits = new Set<() => void>();
  if (child.stdout === null) throw new Error("no output to follow");
  createInterface({ input: child.stdout }).on("line", (text) => {
    seen.push(JSON.parse(text) as Line);
    for (const look of waits) look();
  });
  const done = finish(child).then(asJson);
  // Whoever waits for a line hears of the end there.
  done.catch(() => undefined);
  return {
    done,
    line(fits) {
      const found = new Promise<Line>((resolve) => {
        const look = () => {
          const line = seen.find(fits);
          if (line === undefined) return;
          waits.delete(look);
          resolve(line);
        };
        waits.add(look);
        look();
      });
      const ended = done.then(({ stdout, stderr }) => {
        throw new Error(`it ended without that line: ${stdout}${stderr}`);
      });
      ended.catch(() => undefined);
      return Promise.race([found, ended]);
    },
  };
}
