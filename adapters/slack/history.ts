import { z } from "zod";
import type { Api } from "./api.ts";

const message = z.looseObject({
  ts: z.string(),
  thread_ts: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
  text: z.string().optional(),
  edited: z.looseObject({ ts: z.string().optional() }).optional(),
  files: z
    .array(
      z.looseObject({
        id: z.string().optional(),
        name: z.string().nullish(),
        title: z.string().nullish(),
        url_private_download: z.string().optional(),
        url_private: z.string().optional(),
        file_access: z.string().optional(),
      }),
    )
    .optional(),
  metadata: z
    .looseObject({ event_type: z.string(), event_payload: z.looseObject({ key: z.string().optional() }) })
    .optional(),
});

/** A message as Slack has it; what is not named here is let through and not looked at. */
export type SlackMessage = z.infer<typeof message>;
export type SlackFile = NonNullable<SlackMessage["files"]>[number];

const page = z.looseObject({
  messages: z.array(message).default([]),
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
    found.push(...answer.messages);
    cursor = answer.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return found;
}

/** Our own key, where it is one of our posts. */
export function keyOf({ metadata }: SlackMessage): string | null {
  return metadata?.event_type === EVENT_TYPE ? (metadata.event_payload.key ?? null) : null;
}

export const EVENT_TYPE = "cockpit_post";
