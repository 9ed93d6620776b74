import { z } from "zod";
import { compareNumbers } from "../chat/ids.ts";
import { type Api, codeOf } from "./api.ts";

const message = z.looseObject({
  id: z.string(),
  type: z.number().catch(0),
  author: z.looseObject({ id: z.string(), bot: z.boolean().optional() }),
  content: z.string().catch(""),
  edited_timestamp: z.string().nullish().catch(null),
  message_reference: z
    .looseObject({ type: z.number().optional(), message_id: z.string().optional() })
    .nullish()
    .catch(null),
  attachments: z.array(z.looseObject({ filename: z.string(), url: z.string() })).catch([]),
  sticker_items: z.array(z.unknown()).catch([]),
  embeds: z.array(z.looseObject({ title: z.string().optional() })).catch([]),
});

/** One that replies to another. */
export const REPLY = 19;

/** Usual messages, and replies. */
export const WRITTEN: ReadonlySet<number> = new Set([0, REPLY]);

export type DiscordMessage = z.infer<typeof message>;

export function parseMessage(value: unknown): DiscordMessage | null {
  const parsed = message.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Without the Message Content intent Discord leaves out what people write, and what they attach. */
export function isBlank({ type, author, content, attachments, sticker_items: stickers }: DiscordMessage): boolean {
  const isWritten = WRITTEN.has(type) && author.bot !== true;
  return isWritten && content === "" && attachments.length === 0 && stickers.length === 0;
}

const PAGE = 100;

const listed = z.looseObject({
  threads: z.array(
    z.looseObject({
      id: z.string(),
      last_message_id: z.string().nullish(),
      thread_metadata: z.looseObject({ archive_timestamp: z.string().nullish() }).nullish(),
    }),
  ),
  has_more: z.boolean().catch(false),
});

type Listed = z.infer<typeof listed>["threads"];

export interface ThreadPlace {
  /** The thread's own id. */
  readonly root: string;
  /** The channel that it is in. */
  readonly channel: string;
  readonly server: string;
}

/**
 * The newest message of each thread, by its id, as Discord's lists have it: of all active ones of a server at once, and of
 * archived ones a page of their channel's at a time. What is behind a page that has none of ours is left out.
 */
export async function latestOf(api: Api, threads: readonly ThreadPlace[]): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(threads.map(({ root }) => root));
  const found = new Map<string, string>();
  function take(some: Listed): number {
    const ours = some.filter(({ id }) => wanted.has(id));
    for (const { id, last_message_id: last } of ours) found.set(id, last ?? id);
    return ours.length;
  }
  /** Null where the bot is not let in there any more: its threads are looked at by themselves. */
  async function list(route: `/${string}`, query = {}): Promise<z.infer<typeof listed> | null> {
    try {
      return listed.parse(await api.call("GET", route, undefined, { query }));
    } catch (error) {
      if (codeOf(error) === null) throw error;
      return null;
    }
  }
  for (const server of new Set(threads.map(({ server }) => server)))
    take((await list(`/guilds/${server}/threads/active`))?.threads ?? []);
  for (const channel of new Set(threads.filter(({ root }) => !found.has(root)).map(({ channel }) => channel))) {
    const isMissing = () => threads.some((one) => one.channel === channel && !found.has(one.root));
    for (let before: string | undefined; isMissing(); ) {
      const query = { limit: String(PAGE), ...(before !== undefined && { before }) };
      const page = await list(`/channels/${channel}/threads/archived/public`, query);
      before = page?.threads.at(-1)?.thread_metadata?.archive_timestamp ?? undefined;
      if (page === null || take(page.threads) === 0 || !page.has_more || before === undefined) break;
    }
  }
  return found;
}

/** All messages after that one, oldest first. */
export async function messagesAfter(api: Api, channel: string, after: string): Promise<DiscordMessage[]> {
  const found: DiscordMessage[] = [];
  for (let from = after; ; ) {
    const query = { after: from, limit: String(PAGE) };
    const page = z
      .array(z.unknown())
      .parse(await api.call("GET", `/channels/${channel}/messages`, undefined, { query }));
    const messages = page.flatMap((one) => parseMessage(one) ?? []).sort((a, b) => compareNumbers(a.id, b.id));
    found.push(...messages);
    const last = messages.at(-1)?.id;
    if (page.length < PAGE || last === undefined) return found;
    from = last;
  }
}
