/**
 * The table of docs/performance.md: each figure as a median with its spread, and as a ratio to a floor of the same run.
 * `npm run bench:numbers`, or with the names of parts: `npm run bench:numbers -- hot cli`. Needs a machine on which
 * `npm run demo` works, and nothing else that works on it.
 */
import { execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { createSlackChat } from "../e2e/chats.ts";
import { program } from "../e2e/program.ts";
import { createWorld, type World } from "../e2e/world.ts";
import { say } from "../twins/model/index.ts";
import { createSlackTwin } from "../twins/slack/index.ts";
import { median, quantile, timed } from "./figures.ts";
import { seed } from "./seed.ts";

const run = promisify(execFile);
const wanted = process.argv.slice(2);
const isWanted = (part: string) => wanted.length === 0 || wanted.includes(part);
/** Milliseconds of one tick of the kernel's count of CPU time. */
const TICK = 10;

interface Row {
  readonly what: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly floor?: { readonly what: string; readonly values: readonly number[] };
}
const rows: Row[] = [];

async function times(count: number, task: (round: number) => Promise<number>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let round = 0; round < count; round += 1) found.push(await task(round));
  return found;
}

/** Milliseconds of CPU that a process has taken. */
async function cpuOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** Megabytes that a process has in memory. */
async function memoryOf(pid: number): Promise<number> {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls of fsync and fdatasync that a process makes meanwhile; null where there is no strace. */
async function syncsOf(pid: number, task: () => Promise<unknown>): Promise<number | null> {
  const tracer = spawn("strace", ["-f", "-e", "trace=fsync,fdatasync", "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const isThere = new Promise<boolean>((resolve) => {
    tracer.once("error", () => resolve(false));
    tracer.stderr.once("data", () => resolve(true));
  });
  let told = "";
  tracer.stderr.on("data", (piece: Buffer) => {
    told += piece.toString();
  });
  if (!(await isThere)) return null;
  await task();
  tracer.kill("SIGINT");
  await new Promise((resolve) => tracer.once("close", resolve));
  return told.match(/(?:fsync|fdatasync)\(\d+/g)?.length ?? 0;
}

const HOT = "defaults: { freeze: { idle: never } }";

async function hot(): Promise<void> {
  const chat = await createSlackChat(Date.now);
  const world = await createWorld(() => say("Done."), { config: HOT, environment: chat.environment });
  try {
    await world.project("musica");
    await world.cli(["up"]);
    await chat.start("musica");
    const thread = await chat.thread("musica");
    const ask = (text: string) => world.twin.next(({ view }) => view.lastText.includes(text));
    const told = () => chat.told(thread).filter(({ text }) => text.includes("Done.")).length;
    const send = async (text: string) => {
      const heard = ask(text);
      const before = told();
      const began = performance.now();
      await chat.write(thread, text);
      const request = await heard;
      const reached = performance.now() - began;
      await request.ended;
      const replied = performance.now();
      await chat.until(() => told() > before);
      const posted = performance.now() - replied;
      await chat.until(() => /idle/i.test(chat.card(thread)));
      return { reached, posted };
    };
    await send("the first one, please");
    const pid = await world.pid();
    const reached: number[] = [];
    const posted: number[] = [];
    const began = await cpuOf(pid);
    const rounds = 20;
    for (let round = 0; round < rounds; round += 1) {
      const one = await send(`message number ${round}`);
      reached.push(one.reached);
      posted.push(one.posted);
    }
    const cpu = ((await cpuOf(pid)) - began) / rounds;
    const syncs = await syncsOf(pid, async () => {
      for (let round = 0; round < 5; round += 1) await send(`synced number ${round}`);
      await after(1_000);
    });
    const byHand = await pasted(world, ask);
    rows.push({
      what: "hot: message in the thread → model request",
      unit: "ms",
      values: reached,
      floor: { what: "a paste by hand into the same tmux", values: byHand },
    });
    rows.push({ what: "reply complete at the model → post", unit: "ms", values: posted });
    rows.push({ what: "CPU of the daemon, a hot message", unit: "ms", values: [cpu] });
    if (syncs !== null) rows.push({ what: "fsyncs, a hot message", unit: "", values: [syncs / 5] });
    const idleFrom = await cpuOf(pid);
    await after(30_000);
    rows.push({
      what: "CPU of the daemon, idle, one running cockpit",
      unit: "% of a core",
      values: [((await cpuOf(pid)) - idleFrom) / 300],
    });
  } finally {
    await world[Symbol.asyncDispose]();
    await chat.close();
  }
}

/** Over a shell that is there already, as somebody who is attached does it. */
async function pasted(world: World, ask: (text: string) => Promise<unknown>): Promise<readonly number[]> {
  const shell = spawn("docker", ["exec", "-i", `${world.name}-musica`, "bash"], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  await after(500);
  const found = await times(20, async (round) => {
    const text = `pasted number ${round}`;
    const heard = ask(text);
    const took = await timed(async () => {
      shell.stdin.write(`tmux set-buffer '${text}' \\; paste-buffer -p -t %0 \\; send-keys -t %0 Enter\n`);
      await heard;
    });
    await after(1_500);
    return took;
  });
  shell.stdin.end();
  return found;
}

async function cli(): Promise<void> {
  const world = await createWorld(() => say("Done."));
  try {
    await world.project("musica");
    await world.cli(["up"]);
    const floor = await times(15, () => timed(() => run(process.execPath, ["-e", "0"])));
    const status = await times(15, () =>
      timed(() => run(process.execPath, [program, "status"], { env: world.environment })),
    );
    rows.push({
      what: "`cockpit status`, daemon up",
      unit: "ms",
      values: status,
      floor: { what: "`node -e 0`", values: floor },
    });
  } finally {
    await world[Symbol.asyncDispose]();
  }
}

async function restart(projects: number): Promise<void> {
  const slack = await createSlackTwin({ rates: true });
  slack.user("U1", { name: "Ann" });
  slack.channel("C1", { name: "general", members: ["U1"] });
  const environment = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.url,
    SLACK_ALLOW: "U1",
  };
  const world = await createWorld(() => say("Done."), { environment });
  try {
    await seed({ root: world.root, state: world.state, projects, entries: 200, slack });
    // Once, for what is put up the first time.
    for (const isCounted of [false, true]) {
      const from = slack.calls.length;
      const began = performance.now();
      await world.cli(["up"]);
      const up = performance.now() - began;
      const listing = await timed(() => world.cli(["status"]));
      const { ts } = await slack.write({ channel: "C1", user: "U1", text: "<@U0BOT> help" });
      const thread = slack.messages("C1").find(({ text }) => text.startsWith(`p${projects - 1} `))?.ts ?? ts;
      await slack.until(() => slack.connections === 1);
      const heard = await slack.write({ channel: "C1", thread, user: "U1", text: "are you there" });
      const receipt = await timed(() =>
        slack.until(() => slack.message({ channel: "C1", ts: heard.ts })?.reactions.eyes),
      );
      const pid = await world.pid();
      await after(isCounted ? 20_000 : 60_000);
      const counts = new Map<string, number>();
      for (const { method } of slack.calls.slice(from)) counts.set(method, (counts.get(method) ?? 0) + 1);
      console.error(
        `${projects} projects, ${isCounted ? "again" : "first"}: up ${Math.round(up)} ms, receipt ${Math.round(receipt)} ms,`,
        Object.fromEntries(counts),
      );
      if (isCounted) {
        rows.push({ what: `restart until commands are answered, ${projects} projects`, unit: "ms", values: [up] });
        rows.push({ what: `\`cockpit status\`, ${projects} projects`, unit: "ms", values: [listing] });
        rows.push({
          what: `message → receipt just after a restart, ${projects} projects, Slack's limits on`,
          unit: "ms",
          values: [receipt],
        });
        rows.push({
          what: `chat calls in the first 20 s, ${projects} projects`,
          unit: "",
          values: [slack.calls.length - from],
        });
        rows.push({
          what: `memory of the daemon, ${projects} frozen projects`,
          unit: "MB",
          values: [await memoryOf(pid)],
        });
        rows.push({ what: `CPU of the daemon's start, ${projects} projects`, unit: "ms", values: [await cpuOf(pid)] });
      }
      await world.cli(["down"]);
    }
  } finally {
    await world[Symbol.asyncDispose]();
    await slack.close();
  }
}

if (isWanted("hot")) await hot();
if (isWanted("cli")) await cli();
for (const projects of [1, 100, 1_000])
  if (isWanted("restart") || wanted.includes(`restart-${projects}`)) await restart(projects);

const number = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
process.stdout.write("| figure | median (10 % to 90 %) | floor | ratio |\n| --- | --- | --- | --- |\n");
for (const { what, unit, values, floor } of rows) {
  const spread = values.length > 1 ? ` (${number(quantile(values, 0.1))} to ${number(quantile(values, 0.9))})` : "";
  const least = floor === undefined ? null : median(floor.values);
  const told = least === null ? "" : `${floor?.what}: ${number(least)} ${unit}`;
  const ratio = least === null ? "" : (median(values) / least).toFixed(2);
  process.stdout.write(`| ${what} | ${number(median(values))} ${unit}${spread} | ${told} | ${ratio} |\n`);
}
