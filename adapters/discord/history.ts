import { z } from "zod";
import { compareNumbers } from "../chat/ids.ts";
import type { Api } from "./api.ts";

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
