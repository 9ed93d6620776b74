import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readUsage } from "../../adapters/claude/record/usage.ts";
import { createHomes } from "../../adapters/host/homes.ts";
import { temporaryDirectory } from "../fakes/directory.ts";

const user = (text: string) => ({ type: "user", message: { role: "user", content: text } });
const answer = (id: string, input: number, output: number, more: object = {}) => ({
  type: "assistant",
  message: { id, content: [], usage: { input_tokens: input, output_tokens: output, ...more } },
});
const cost = (dollars: number) => ({ type: "cost-state", totalCostUSD: dollars });

async function home(files: Readonly<Record<string, readonly (object | string)[]>>) {
  const state = temporaryDirectory();
  const directory = join(state, "homes", "musica", "claude", "projects", "-workspace");
  await mkdir(directory, { recursive: true });
  for (const [session, lines] of Object.entries(files)) {
    const text = lines.map((line) => (typeof line === "string" ? line : `${JSON.stringify(line)}\n`)).join("");
    await writeFile(join(directory, `${session}.jsonl`), text);
  }
  return createHomes(state).of("musica").config;
}

const tokens = (input: number, output: number, cached = 0) => ({ input, output, cached });

it("counts the last turn, the conversation and all of them, and an answer of several lines once", async () => {
  const files = await home({
    one: [
      user("fix it"),
      answer("m1", 100, 10, { cache_read_input_tokens: 7, cache_creation_input_tokens: 3 }),
      answer("m1", 100, 10, { cache_read_input_tokens: 7, cache_creation_input_tokens: 3 }),
      cost(0.5),
      user("and this"),
      answer("m2", 20, 2),
      answer("m3", 30, 3),
    ],
    two: [user("before"), answer("m9", 1_000, 100), cost(1.25)],
  });
  expect(await readUsage(files, "one")).toEqual({
    turn: tokens(50, 5),
    session: { tokens: tokens(153, 15, 7), dollars: 0.5, since: tokens(50, 5) },
    project: { tokens: tokens(1_153, 115, 7), dollars: 1.75, since: tokens(50, 5) },
  });
});

it("takes the newest of Claude's own counts, which go on at a resume", async () => {
  const files = await home({
    one: [user("a"), answer("m1", 1, 1), cost(0.1), user("b"), answer("m2", 1, 1), cost(0.3)],
  });
  expect((await readUsage(files, "one")).session).toMatchObject({ dollars: 0.3, since: tokens(0, 0) });
});

it("is nothing before the first turn, and reads over what is broken", async () => {
  const nothing = { tokens: tokens(0, 0), dollars: null, since: tokens(0, 0) };
  expect(await readUsage(createHomes(temporaryDirectory()).of("musica").config, "one")).toEqual({
    turn: tokens(0, 0),
    session: nothing,
    project: nothing,
  });
  const files = await home({
    one: ["no json\n", { type: "assistant" }, user("a"), answer("m1", 5, 1), '{"type":"assis'],
  });
  expect((await readUsage(files, "one")).turn).toEqual(tokens(5, 1));
});
