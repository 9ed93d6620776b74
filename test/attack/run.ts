import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createWorld, type Ran, type World } from "../e2e/world.ts";
import { SECRET } from "../host/odd.ts";
import { say } from "../twins/model/index.ts";
import { type Attack, type Host, secrets } from "./attacks.ts";

/** Milliseconds for one command line, whatever its project's container does. */
const PATIENCE = 60_000;
const OTHER = "overbits";

export interface Range extends AsyncDisposable {
  /** What came of it that should not have; empty where nothing did. */
  attack(attack: Attack, slug: string): Promise<readonly string[]>;
}

/** A bot on the real engine, with one project that does nothing wrong, and files of the host's to lose. */
export async function openRange(): Promise<Range> {
  const world = await createWorld(({ lastText }) => say(`Done: ${lastText.slice(0, 60)}.`), {
    environment: { COCKPIT_ATTACK_CANARY: SECRET },
    config: "defaults: { freeze: { grace: 0s }, timeouts: { thaw: 20s, deliver: 10s } }",
  });
  const directory = join(world.root, "..", "host");
  const file = join(directory, "canary");
  await world.project(OTHER);
  await must(world.cli(["send", OTHER, "hello"]), "the other project did not answer at first");
  const { session_id: other } = (await world.json(["status", OTHER])).data;
  let pid = await world.pid();

  async function attack(one: Attack, slug: string): Promise<readonly string[]> {
    const harm: string[] = [];
    const shown: string[] = [];
    const run = async (words: readonly string[], isRight: (ran: Ran) => boolean, wrong: string): Promise<void> => {
      const ran = await within(world.cli(words));
      if (ran === null) return void harm.push(`"${words.join(" ")}" took longer than ${PATIENCE / 1000} s`);
      shown.push(ran.stdout, ran.stderr);
      if (!isRight(ran)) harm.push(`${wrong}: ${(ran.stderr || ran.stdout).trim().slice(0, 200)}`);
    };
    const answered = (text: string) => (ran: Ran) => ran.status === 0 && ran.stdout.includes(`Done: ${text}.`);
    const anyhow = () => true;

    await rm(directory, { recursive: true, force: true });
    await mkdir(directory);
    for (const name of ["canary", "1.json", "21.json"]) await writeFile(join(directory, name), SECRET, { mode: 0o600 });
    const before = lookAt(directory);
    await world.project(slug);
    await run(["send", slug, "hello"], answered("hello"), "it did not answer at first");
    const { session_id: session } = (await world.json(["status", slug])).data;
    const host: Host = { file, directory, session: String(session), other: String(other) };
    await world.inside(slug, "bash", "-c", one.script(host)).catch((error: unknown) => shown.push(String(error)));

    harm.push(...((await one.act?.(world, slug)) ?? []));

    // Whatever becomes of its own project, each command ends, and the others notice nothing.
    await run(["send", slug, "during", "--no-wait"], anyhow, "");
    for (const words of [["status", slug], ["output", slug], ["cost", slug], ["status"]]) await run(words, anyhow, "");
    await run(["send", OTHER, slug], answered(slug), `${OTHER} does not answer any more`);
    await run(["stop", slug], ({ status }) => status === 0, "it cannot be stopped");
    await run(["output", slug], anyhow, "");
    if (one.isLost === true) await run(["start", slug, "--new"], ({ status }) => status === 0, "no new one begins");
    await run(["send", slug, "again"], answered("again"), "it does not come back");
    await run(["remove", slug, "--yes"], ({ status }) => status === 0, "it cannot be removed");

    // Another one than before has been started by the next command.
    const former = pid;
    pid = await world.pid().catch(() => 0);
    if (pid !== former) harm.push("the daemon has crashed");
    if (lookAt(directory) !== before) harm.push("files of the host's have changed");
    shown.push(...textsIn(join(world.state, "threads")), readFileSync(join(world.state, "daemon.log"), "utf8"));
    for (const secret of secrets) if (shown.join("\n").includes(secret)) harm.push(`"${secret}" was shown`);
    return harm;
  }

  return { attack, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

async function within<T>(task: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE);
  });
  return Promise.race([task, late]).finally(() => clearTimeout(timer));
}

async function must(ran: ReturnType<World["cli"]>, otherwise: string): Promise<void> {
  const { status, stderr } = await ran;
  if (status !== 0) throw new Error(`${otherwise}: ${stderr}`);
}

/** Names, owners, modes, contents. */
function lookAt(directory: string): string {
  const paths = [directory, ...readdirSync(directory).map((name) => join(directory, name))].sort();
  const looks = paths.map((path) => {
    const { uid, gid, mode, nlink } = lstatSync(path);
    return [path, uid, gid, mode, nlink];
  });
  return JSON.stringify([looks, textsIn(directory)]);
}

function textsIn(directory: string): readonly string[] {
  const files = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => readFileSync(join(directory, name), "utf8"));
}
