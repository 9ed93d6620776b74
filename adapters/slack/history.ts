import { z } from "zod";
import { type Answer, type Api, codeOf } from "./api.ts";

const text = z.string().optional().catch(undefined);

/** Only the id must be there: whatever else one app or another puts into a message, it must not hide those after it. */
const message = z.looseObject({
  ts: z.string(),
  thread_ts: text,
  latest_reply: text,
  user: text,
  bot_id: text,
  subtype: text,
  text,
  edited: z.looseObject({ ts: z.string() }).optional().catch(undefined),
  attachments: z
    .array(z.looseObject({ is_share: z.boolean().optional().catch(undefined), ts: text }))
    .optional()
    .catch(undefined),
  files: z
    .array(
      z.looseObject({
        name: z.string().nullish().catch(undefined),
        title: z.string().nullish().catch(undefined),
        url_private_download: text,
        url_private: text,
      }),
    )
    .optional()
    .catch(undefined),
  metadata: z
    .looseObject({ event_type: z.string(), event_payload: z.looseObject({ key: z.string() }) })
    .optional()
    .catch(undefined),
});

/** A message as Slack has it; what is not named here is let through and not looked at. */
export type SlackMessage = z.infer<typeof message>;
export type SlackFile = NonNullable<SlackMessage["files"]>[number];

const page = z.looseObject({
  messages: z.array(z.unknown()).default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

export function parseMessage(value: unknown): SlackMessage | null {
  const parsed = message.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Slack gives more at once; this is what it recommends. */
const LIMIT = 200;

/** All replies after `oldest`, oldest first, the parent left out. */
export async function repliesAfter(api: Api, channel: string, root: string, oldest: string): Promise<SlackMessage[]> {
  const found = await allOf(api, "conversations.replies", { channel, ts: root, oldest });
  return found.filter(({ ts }) => ts !== root && ts > oldest).sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

/** What stands in the channel itself after `oldest`. */
export function messagesAfter(api: Api, channel: string, oldest: string): Promise<SlackMessage[]> {
  return allOf(api, "conversations.history", { channel, oldest });
}

/** The same of threads of several channels; of one that the bot was put out of, nothing is new. */
export async function latestOf(
  api: Api,
  threads: readonly { readonly channel: string; readonly root: string }[],
): Promise<ReadonlyMap<string, string>> {
  const channels = [...new Set(threads.map(({ channel }) => channel))];
  const found = await Promise.all(
    channels.map(async (channel) => {
      const roots = threads.filter((one) => one.channel === channel).map(({ root }) => root);
      try {
        return [...(await latestIn(api, channel, roots))];
      } catch (error) {
        if (codeOf(error) === null) throw error;
        return roots.map((root) => [root, root] as const);
      }
    }),
  );
  return new Map(found.flat());
}

/**
 * The newest message of each thread of that channel, by its root: Slack tells it of many at once, in the list of what stands
 * in the channel itself. One that is not on its pages is left out, and so is all behind a page that has none of them.
 */
async function latestIn(api: Api, channel: string, roots: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const [oldest] = [...roots].sort();
  if (oldest === undefined) return found;
  const wanted = new Set(roots);
  for await (const messages of pages(api, "conversations.history", { channel, oldest, inclusive: true })) {
    const ours = messages.filter(({ ts }) => wanted.has(ts));
    for (const { ts, latest_reply: latest = ts } of ours) found.set(ts, latest);
    if (ours.length === 0 || found.size === wanted.size) break;
  }
  return found;
}

async function allOf(api: Api, method: string, args: Answer): Promise<SlackMessage[]> {
  const found: SlackMessage[] = [];
  for await (const messages of pages(api, method, { ...args, inclusive: false, include_all_metadata: true }))
    found.push(...messages);
  return found;
}

async function* pages(api: Api, method: string, args: Answer): AsyncGenerator<readonly SlackMessage[]> {
  let cursor: string | undefined;
  do {
    const answer = page.parse(
      await api.call(method, { ...args, limit: LIMIT, ...(cursor !== undefined && { cursor }) }),
    );
    yield answer.messages.flatMap((one) => parseMessage(one) ?? []);
    cursor = answer.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
}

/** Our own key, where it is one of our posts. */
export function keyOf({ metadata }: SlackMessage): string | null {
  return metadata?.event_type === EVENT_TYPE ? metadata.event_payload.key : null;
}

export const EVENT_TYPE = "cockpit_post";
