import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Thread } from "../../adapters/chat/threads.ts";
import { createFeed } from "../../adapters/files/feed.ts";
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
  const feed = createFeed({ directory: state, clock: { now: Date.now, after: () => Promise.resolve() } });
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
    for (let at = 0; at < entries; at += 1) await feed.post(slug, `said:${at}`, { type: "said", text: `Words ${at}.` });
    await cursors.set(`slack:${slug}`, entries);
  }
  await store.close();
  return slugs;
}
