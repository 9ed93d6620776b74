/**
 * How long a freeze and a thaw take, as ratios to floors of the same run: `docker stop` and `docker start` of the same
 * container. `npm run bench`; needs a machine on which `npm run demo` works.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createModelTwin, say } from "../twins/model/index.ts";
import { median, timed } from "./figures.ts";

const run = promisify(execFile);
const ROUNDS = 5;
const NAME = "luzia-bench";
const container = `${NAME}-bench`;
const program = new URL("../../dist/src/main.js", import.meta.url).pathname;
const place = await mkdtemp(join(tmpdir(), "luzia-bench-"));
const model = await createModelTwin({ host: "0.0.0.0", script: () => say("Done.") });
const environment = {
  ...process.env,
  COCKPIT_ROOT: join(place, "root"),
  COCKPIT_STATE: join(place, "state"),
  COCKPIT_NAME: NAME,
  ANTHROPIC_API_KEY: "sk-ant-scripted-model-needs-no-key",
  ANTHROPIC_BASE_URL: model.url.replace("0.0.0.0", "127.0.0.1"),
};

async function took(argv: readonly string[]): Promise<number> {
  const [file = "", ...args] = argv;
  return timed(() => run(file, args, { env: environment }));
}

const cockpit = (...words: string[]) => [process.execPath, program, ...words];

async function medianOf(argv: readonly string[], before: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await took(before);
    times.push(await took(argv));
  }
  return median(times);
}

try {
  await mkdir(join(place, "root", "bench"), { recursive: true });
  await took(cockpit("start", "bench"));
  await took(cockpit("send", "bench", "hello there"));
  const cli = await medianOf(cockpit("status", "bench"), ["true"]);
  const stopFloor = await medianOf(["docker", "stop", container], ["docker", "start", container]);
  const startFloor = await medianOf(["docker", "start", container], ["docker", "stop", container]);
  const stop = await medianOf(cockpit("stop", "bench"), cockpit("start", "bench"));
  const thaw = await medianOf(cockpit("send", "bench", "go on please"), cockpit("stop", "bench"));
  const hot = await medianOf(cockpit("send", "bench", "and on please"), ["true"]);
  const rows = [
    ["freeze", stop - cli, stopFloor, "docker stop"],
    ["thaw, deliver, whole turn", thaw - cli, startFloor, "docker start"],
    ["deliver while it runs, whole turn", hot - cli, startFloor, "docker start"],
  ] as const;
  process.stdout.write(`medians of ${ROUNDS}, the CLI's own ${Math.round(cli)} ms taken off\n`);
  for (const [what, time, floor, name] of rows) {
    process.stdout.write(
      `${what}: ${(time / floor).toFixed(2)} x ${name} (${Math.round(time)} ms / ${Math.round(floor)} ms)\n`,
    );
  }
} finally {
  await run(process.execPath, [program, "remove", "bench", "--yes"], { env: environment }).catch(() => undefined);
  await run(process.execPath, [program, "down"], { env: environment }).catch(() => undefined);
  await model.close();
  if (!process.env.KEEP) await rm(place, { recursive: true, force: true });
}
