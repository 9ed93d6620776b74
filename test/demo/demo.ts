/** The main job, on real parts: `npm run demo`. Without credentials, the model is a scripted one on this machine. */
import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { credentials } from "../../src/config/environment.ts";
import { hostFiles } from "../../src/config/host.ts";
import { createModelTwin, type ModelTwin } from "../twins/model/index.ts";
import { ANSWER, script, TASK } from "./script.ts";

const NAME = "luzia-demo";
const PROGRAM = new URL("../../dist/src/main.js", import.meta.url).pathname;
const run = promisify(execFile);

const place = await mkdtemp(join(tmpdir(), "luzia-demo-"));
const environment: NodeJS.ProcessEnv = {
  ...process.env,
  COCKPIT_ROOT: join(place, "projects"),
  COCKPIT_STATE: join(place, "state"),
  COCKPIT_NAME: NAME,
};

/** Shows a command, runs it as a user would, and resolves with what it printed. */
async function cockpit(...words: string[]): Promise<string> {
  process.stdout.write(`\n$ cockpit ${words.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(" ")}\n`);
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (piece: Buffer) => {
    printed += piece.toString();
    process.stdout.write(piece);
  });
  const status = await new Promise((resolve) => child.once("close", resolve));
  if (status !== 0) throw new Error(`cockpit ${words[0]} ended with status ${status}`);
  return printed;
}

async function inspect(): Promise<string> {
  const argv = [
    "inspect",
    "--format",
    "{{.State.Status}} (exit {{.State.ExitCode}}, pid {{.State.Pid}})",
    `${NAME}-musica`,
  ];
  process.stdout.write(`\n$ docker ${argv.join(" ")}\n`);
  const { stdout } = await run("docker", argv);
  process.stdout.write(stdout);
  return stdout;
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`The demo expected ${what}.`);
}

/** The address by which containers reach this machine; where the engine is in a machine of its own (macOS), it forwards to loopback. */
async function bridgeAddress(): Promise<string> {
  if (process.platform !== "linux") return "127.0.0.1";
  // Without a gateway of its own, the bridge has the first address of its subnet.
  const format = "{{with index .IPAM.Config 0}}{{or .Gateway .Subnet}}{{end}}";
  const { stdout } = await run("docker", ["network", "inspect", "bridge", "--format", format]);
  return stdout.trim().replace(/\.0\/\d+$/, ".1");
}

/** Only containers need to reach it: it listens on their bridge, where there is one. */
async function startModel(): Promise<ModelTwin | null> {
  if (credentials(process.env, { home: process.env.HOME ?? "/", files: hostFiles }).kind !== "none") {
    process.stdout.write("Credentials found: this uses the real model.\n");
    return null;
  }
  process.stdout.write("No credentials in the environment: a scripted model on this machine answers.\n");
  const host = await bridgeAddress();
  const model = await createModelTwin({ host, script });
  Object.assign(environment, {
    ANTHROPIC_API_KEY: "sk-ant-scripted-model-needs-no-key",
    ANTHROPIC_BASE_URL: model.url,
  });
  return model;
}

async function makeProject(): Promise<void> {
  const source = join(place, "projects", "musica", "src");
  await mkdir(source, { recursive: true });
  await writeFile(
    join(source, "track.ts"),
    "export const load = (covers: string[]) => Promise.all(covers.map((cover) => fetch(cover)));\n",
  );
}

async function play(scripted: boolean): Promise<void> {
  await cockpit("start", "musica");
  const asked = await cockpit("send", "musica", TASK);
  expect(asked.includes("musica asks:"), "a question");
  expect(asked.includes("frozen"), "the question to freeze the container");
  expect((await inspect()).startsWith("exited"), "a stopped container");
  await cockpit("status", "musica");
  const answered = await cockpit("respond", "musica", ANSWER);
  if (scripted)
    expect(
      answered.includes("As I said") && answered.includes("200 ms"),
      "Claude to have seen the answer and what was before",
    );
  await cockpit("output", "musica", "-n", "20");
  await cockpit("stop", "musica");
}

async function setUp(): Promise<void> {
  // The doctor asks for credentials too, and the model's address is not known before the engine is there.
  process.stdout.write("\n$ cockpit doctor --fix\n");
  const child = spawn(process.execPath, [PROGRAM, "doctor", "--fix"], {
    env: { ...environment, ANTHROPIC_API_KEY: environment.ANTHROPIC_API_KEY ?? "none-yet" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const status = await new Promise((resolve) => child.once("close", resolve));
  expect(status === 0, "a machine that is well: see above");
}

let model: ModelTwin | null = null;
try {
  await setUp();
  model = await startModel();
  await makeProject();
  await play(model !== null);
  process.stdout.write("\nThat was the life of a cockpit: asked, frozen, answered, gone on.\n");
} catch (error) {
  process.stdout.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await cockpit("remove", "musica", "--yes").catch(() => undefined);
  await cockpit("down").catch(() => undefined);
  await model?.close();
  await rm(place, { recursive: true, force: true });
}
