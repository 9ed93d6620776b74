import { z } from "zod";
import type { Tokens, Usage, Volume } from "../../../src/ports/ports.ts";
import { CONVERSATIONS } from "../homes.ts";
import { linesFrom } from "./lines.ts";
import { parseLine } from "./transcript.ts";

const line = z.looseObject({
  type: z.string(),
  totalCostUSD: z.number().optional(),
  message: z
    .looseObject({
      id: z.string().optional(),
      usage: z
        .looseObject({
          input_tokens: z.number().default(0),
          output_tokens: z.number().default(0),
          cache_read_input_tokens: z.number().nullish(),
          cache_creation_input_tokens: z.number().nullish(),
        })
        .optional(),
    })
    .optional(),
});

/** How many conversations of a project are counted. */
const MOST = 2_000;
const NONE: Tokens = { input: 0, output: 0, cached: 0 };

/** One conversation, read from its transcript. */
interface Conversation {
  readonly turn: Tokens;
  readonly all: Tokens;
  /** What Claude has counted itself, at its last end; null before the first. */
  readonly dollars: number | null;
  /** What came after that count. */
  readonly since: Tokens;
}

/**
 * What Claude used: tokens from the usage records of each answer, dollars from its own count, which it writes whenever
 * its process ends (2.1.330) and carries on at a resume.
 */
export async function readUsage(config: Volume, session: string): Promise<Usage> {
  const names = (await config.list(CONVERSATIONS, MOST)).flatMap(
    (name) => /^([A-Za-z0-9-]{1,64})\.jsonl$/.exec(name)?.[1] ?? [],
  );
  const conversations: (readonly [string, Conversation])[] = [];
  // One after another: each may be large.
  for (const name of names) conversations.push([name, await read(config, name)]);
  const own = conversations.find(([name]) => name === session)?.[1];
  const all = conversations.map(([, one]) => one);
  return {
    turn: own?.turn ?? NONE,
    session: { tokens: own?.all ?? NONE, dollars: own?.dollars ?? null, since: own?.since ?? NONE },
    project: {
      tokens: sum(all.map((one) => one.all)),
      dollars: all.some(({ dollars }) => dollars !== null)
        ? all.reduce((total, { dollars }) => total + (dollars ?? 0), 0)
        : null,
      since: sum(all.map(({ since }) => since)),
    },
  };
}

async function read(config: Volume, session: string): Promise<Conversation> {
  let all = NONE;
  let turn = NONE;
  let since = NONE;
  let dollars: number | null = null;
  /** An answer of several blocks stands on several lines, each with the usage of the whole. */
  const counted = new Set<string>();
  for await (const { text } of linesFrom(config, session, 0)) {
    if (parseLine(text).some(({ type }) => type === "heard")) turn = NONE;
    const parsed = line.safeParse(readJson(text));
    if (!parsed.success) continue;
    const { type, totalCostUSD, message } = parsed.data;
    if (type === "cost-state" && totalCostUSD !== undefined) {
      dollars = totalCostUSD;
      since = NONE;
    }
    const { id, usage } = message ?? {};
    if (type !== "assistant" || usage === undefined || (id !== undefined && counted.has(id))) continue;
    if (id !== undefined) counted.add(id);
    const used: Tokens = {
      input: usage.input_tokens + (usage.cache_creation_input_tokens ?? 0),
      output: usage.output_tokens,
      cached: usage.cache_read_input_tokens ?? 0,
    };
    all = sum([all, used]);
    turn = sum([turn, used]);
    since = sum([since, used]);
  }
  return { all, turn, since, dollars };
}

function sum(list: readonly Tokens[]): Tokens {
  return list.reduce(
    (total, { input, output, cached }) => ({
      input: total.input + input,
      output: total.output + output,
      cached: total.cached + cached,
    }),
    NONE,
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
