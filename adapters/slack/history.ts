import { z } from "zod";
import type { Api } from "./api.ts";

const text = z.string().optional().catch(undefined);

/** Only the id must be there: whatever else one app or another puts into a message, it must not hide those after it. */
const message = z.looseObject({
  ts: z.string(),
  thread_ts: text,
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
  const found = await pages(api, "conversations.replies", { channel, ts: root, oldest });
  return found.filter(({ ts }) => ts !== root && ts > oldest).sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

/** What stands in the channel itself after `oldest`. */
export function messagesAfter(api: Api, channel: string, oldest: string): Promise<SlackMessage[]> {
  return pages(api, "conversations.history", { channel, oldest });
}

async function pages(api: Api, method: string, args: Readonly<Record<string, string>>): Promise<SlackMessage[]> {
  const found: SlackMessage[] = [];
  let cursor: string | undefined;
  do {
    const answer = page.parse(
      await api.call(method, {
        ...args,
        inclusive: false,
        limit: LIMIT,
        include_all_metadata: true,
        ...(cursor !== undefined && { cursor }),
      }),
    );
    found.push(...answer.messages.flatMap((one) => parseMessage(one) ?? []));
    cursor = answer.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return found;
}

/** Our own key, where it is one of our posts. */
export function keyOf({ metadata }: SlackMessage): string | null {
  return metadata?.event_type === EVENT_TYPE ? metadata.event_payload.key : null;
}

export const EVENT_TYPE = "cockpit_post";
