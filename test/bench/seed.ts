import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Thread } from "../../adapters/chat/threads.ts";
import { createKeyvStore } from "../../adapters/keyv/store.ts";
import { firstCockpit } from "../../src/cockpit/state.ts";
import type { SlackTwin } from "../twins/slack/index.ts";

export interface Seed {
  readonly root: string;
  readonly state: string;
  readonly projects: number;
  /** Entries in each project's thread. */
  readonly entries: number;
  readonly slack: SlackTwin;
}

/** Frozen projects as a team has them after a while: each with a conversation, a thread in Slack, and what was said in it. */
export async function seed({ root, state, projects, entries, slack }: Seed): Promise<readonly string[]> {
  const store = await createKeyvStore({ directory: state, onTrouble: (sentence) => console.error(sentence) });
  await mkdir(join(state, "threads"), { recursive: true });
  const threads = store.records<Thread>("slack");
  const cursors = store.records<number>("outbox");
  const slugs = Array.from({ length: projects }, (_, at) => `p${at}`);
  for (const slug of slugs) {
    await mkdir(join(root, slug), { recursive: true });
    const { ts } = await slack.write({ channel: "C1", user: "U1", text: `${slug} · frozen` });
    const since = Date.now();
    await store.save({ ...firstCockpit(slug, randomUUID(), since), session: { id: randomUUID(), started: false } });
    await threads.set(slug, {
      project: slug,
      channel: "C1",
      root: ts,
      key: `open:${slug}`,
      read: ts,
      posted: {},
      done: [],
      activity: null,
    });
    const said = Array.from({ length: entries }, (_, at) => {
      const message = { type: "said", text: `Words ${at} of what Claude says in a usual answer to somebody.` };
      return `${JSON.stringify({ seq: at + 1, at: since, key: `said:${at}`, message })}\n`;
    });
    await writeFile(join(state, "threads", `${slug}.jsonl`), said.join(""));
    await cursors.set(`slack:${slug}`, entries);
  }
  await store.close();
  return slugs;
}
