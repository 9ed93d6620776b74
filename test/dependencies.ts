/** Checks the rules of .dependency-cruiser.cjs, and that the check itself works: `npm run deps`. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const HOME = join(dirname(fileURLToPath(import.meta.url)), "..");
const CRUISED = ["src", "adapters"];

const outcomeSchema = z.object({
  modules: z.array(
    z.object({ source: z.string(), dependencies: z.array(z.object({ resolved: z.string() })).default([]) }),
  ),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});
type Outcome = z.output<typeof outcomeSchema>;

/** A file that breaks each rule, and the rule it breaks. A rule that nothing breaks here could be dead. */
const PLANTS: readonly (readonly [rule: string, file: string, content: string])[] = [
  ["src-knows-no-adapter", "src/planted.ts", 'import "../adapters/planted/one.ts";'],
  ["adapters-know-ports", "adapters/planted/one.ts", 'import "../../src/clock.ts";'],
  [
    "adapters-stay-apart",
    "adapters/planted/two.ts",
    'import type { Feed } from "../files/feed.ts";\nexport type { Feed };',
  ],
  [
    "adapters-stay-apart",
    "adapters/claude/planted-engine.ts",
    'import type { DockerConfig } from "../docker/config.ts";\nexport type { DockerConfig };',
  ],
  ["adapters-stay-apart", "adapters/docker/planted-agent.ts", 'export { claude } from "../claude/profile.ts";'],
  ["row-leads-to-a-profile", "src/agent.ts", 'export { ATTACH } from "../adapters/claude/terminal/keys.ts";'],
  ["profile-is-data", "adapters/planted/profile.ts", 'export { BridgeError } from "../../src/errors.ts";'],
  ["agent-is-anywhere", "adapters/claude/planted-disk.ts", 'import "node:fs";'],
  ["agent-is-anywhere", "adapters/claude/planted-program.ts", 'import "node:child_process";'],
  ["support-knows-little", "src/support/planted.ts", 'import "../clock.ts";'],
  ["support-does-nothing-with-ports", "src/support/planted-too.ts", 'import "../ports/ports.ts";'],
  ["core-is-pure", "src/cockpit/planted.ts", 'import "node:fs";'],
  ["core-is-pure", "src/cockpit/planted-too.ts", 'import type { Clock } from "../ports.ts";\nexport type { Clock };'],
  ["reader-is-pure", "src/cockpit/markdown.ts", 'import "node:fs";'],
  ["core-is-pure", "src/cockpit/planted-lexer.ts", 'export { default as lexer } from "markdown-it";'],
  ["markdown-stays-home", "adapters/planted/four.ts", 'export { default as lexer } from "markdown-it";'],
  [
    "docker-stays-home",
    "adapters/planted/three.ts",
    'import type Dockerode from "dockerode";\nexport type { Dockerode };',
  ],
  ["slack-stays-home", "src/planted-slack.ts", 'export { App } from "@slack/bolt";'],
  ["discord-stays-home", "src/planted-discord.ts", 'export { Client } from "discord.js";'],
  ["keyv-stays-home", "src/planted-too.ts", 'import Keyv from "keyv";\nexport { Keyv };'],
  ["keyv-stays-home", "src/planted-sqlite.ts", 'export { KeyvSqlite } from "@keyv/sqlite";'],
  ["files-through-the-room", "adapters/claude/planted.ts", 'import "node:fs/promises";'],
  ["files-through-the-room", "src/planted-files.ts", 'import "node:fs";'],
  ["no-cycles", "src/planted-loop.ts", 'import "./planted-loop-end.ts";'],
  ["no-cycles", "src/planted-loop-end.ts", 'import "./planted-loop.ts";'],
  ["no-tests-in-the-product", "src/planted-test.ts", 'import "../test/fakes/clock.ts";'],
  ["resolved", "src/planted-nowhere.ts", 'import "./nowhere.ts";'],
];

/** Two rooms that need each other, though no two of their files do. */
const LOOP = [
  ["src/planted-room/one.ts", 'import "../planted-hall/one.ts";'],
  ["src/planted-hall/one.ts", ""],
  ["src/planted-hall/two.ts", 'import "../planted-room/two.ts";'],
  ["src/planted-room/two.ts", ""],
] as const;

function cruise(directory: string): Promise<Outcome> {
  const bin = join(HOME, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [bin, "--config", ".dependency-cruiser.cjs", "--output-type", "json", ...CRUISED];
  return new Promise((resolve, reject) => {
    // It exits with the number of violations; what counts is that it printed an outcome.
    execFile(process.execPath, args, { cwd: directory, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      try {
        resolve(outcomeSchema.parse(JSON.parse(stdout)));
      } catch {
        reject(new Error(`dependency-cruiser failed: ${stderr || stdout}`, { cause: error }));
      }
    });
  });
}

async function sourcesIn(directory: string): Promise<string[]> {
  const lists = await Promise.all(
    CRUISED.map((folder) => readdir(join(directory, folder), { recursive: true, withFileTypes: true })),
  );
  const files = lists.flat().filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  return files.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}

/** A folder of `src` or `adapters`, or a file at the top of `src`; "" is everything else. */
function roomOf(file: string): string {
  const [top = "", name = ""] = file.split("/");
  return CRUISED.includes(top) ? `${top}/${name}` : "";
}

/** Where rooms lead back to each other, though no two files do: a room could not be read without the other. */
function roomLoops({ modules }: Outcome): string[] {
  const arrows = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = roomOf(source);
    for (const to of dependencies.map(({ resolved }) => roomOf(resolved)))
      if (from !== to && from !== "" && to !== "") arrows.set(from, (arrows.get(from) ?? new Set()).add(to));
  }
  const sound = new Set<string>();
  const walk = (room: string, way: readonly string[]): string[] => {
    if (way.includes(room)) return [`${[...way.slice(way.indexOf(room)), room].join(" -> ")}: rooms lead in a circle`];
    if (sound.has(room)) return [];
    sound.add(room);
    return [...(arrows.get(room) ?? [])].flatMap((next) => walk(next, [...way, room]));
  };
  return [...arrows.keys()].flatMap((room) => walk(room, []));
}

async function check(): Promise<string[]> {
  const outcome = await cruise(HOME);
  const { modules, summary } = outcome;
  const cruised = new Set(modules.map(({ source }) => source));
  const missed = (await sourcesIn(HOME)).filter((file) => !cruised.has(file));
  return [
    ...missed.map((file) => `${file} was not looked at`),
    ...summary.violations.map(({ from, to, rule }) => `${from} -> ${to}: ${rule.name}`),
    ...roomLoops(outcome),
  ];
}

/** The same check on a copy with every rule broken. */
async function checkTheCheck(): Promise<string[]> {
  const copy = await mkdtemp(join(tmpdir(), "cockpit-dependencies-"));
  try {
    for (const name of [...CRUISED, "test/fakes", "tsconfig.json", "package.json", ".dependency-cruiser.cjs"]) {
      await cp(join(HOME, name), join(copy, name), { recursive: true });
    }
    await symlink(join(HOME, "node_modules"), join(copy, "node_modules"));
    await Promise.all(
      ["src/cockpit", "adapters/planted"].map((folder) =>
        cp(join(HOME, "src/errors.ts"), join(copy, folder, "errors.ts")),
      ),
    );
    for (const [file, content] of LOOP) {
      await mkdir(dirname(join(copy, file)), { recursive: true });
      await writeFile(join(copy, file), `${content}\n`);
    }
    for (const [, file, content] of PLANTS) await writeFile(join(copy, file), `${content}\n`, { flag: "a" });
    const outcome = await cruise(copy);
    const { summary } = outcome;
    // A cycle is reported at one of its files, as leading to another.
    const seen = new Set(
      summary.violations.flatMap(({ from, to, rule }) => [from, to].map((file) => `${rule.name} in ${file}`)),
    );
    const unseen = PLANTS.filter(([rule, file]) => !seen.has(`${rule} in ${file}`));
    const seesLoops = roomLoops(outcome).some((loop) => loop.includes("src/planted-room -> src/planted-hall"));
    return [
      ...unseen.map(([rule, file]) => `the check is blind: it did not see ${rule} broken in ${file}`),
      ...(seesLoops ? [] : ["the check is blind: it did not see rooms lead in a circle"]),
    ];
  } finally {
    await rm(copy, { recursive: true });
  }
}

const faults = [...(await check()), ...(await checkTheCheck())];
for (const fault of faults) console.error(fault);
if (faults.length === 0)
  console.log("Dependencies: every arrow points the right way, and each planted violation was seen.");
process.exitCode = faults.length === 0 ? 0 : 1;
