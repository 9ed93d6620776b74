import { createHash } from "node:crypto";
import { z } from "zod";
import type { ChatLog } from "../../src/ports.ts";
import type { Wire } from "../chat/outbound.ts";
import { compareIds, type OpenThread, type Threads } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";
import { type Post, post, renderActivity, renderCard, renderMessage } from "./render.ts";

const made = z.looseObject({ id: z.string() });

const REACTIONS = { accepted: "👀", delivered: "✅" } as const;
/** Unknown message, missing access, blocked, archived, too many reactions. */
const NOT_REACTABLE = new Set([10008, 50001, 50013, 90001, 50083, 30010]);
/** Unknown channel, unknown message, missing access, archived. */
const LOST = new Set([10003, 10008, 50001, 50083]);
/** Too many edits of a message that is over an hour old. */
const TOO_OLD = 30046;

export interface WireParts {
  readonly api: Api;
  readonly threads: Threads;
  readonly log: ChatLog;
  /** The bot's own user id. */
  readonly self: () => string;
  /** The server that a link leads to. */
  readonly guildOf: (thread: OpenThread) => Promise<string>;
}

export function createWire({ api, threads, log, self, guildOf }: WireParts): Wire<Post> {
  /** Under the key's nonce Discord takes it once, for some minutes; what it looks like finds it after that. */
  async function send(channel: string, key: string, content: Post, found: () => Promise<unknown>): Promise<string> {
    const body = { ...content, nonce: nonceOf(`${channel}:${key}`), enforce_nonce: true };
    return made.parse(await api.call("POST", `/channels/${channel}/messages`, body, { found })).id;
  }

  return {
    platform: "discord",
    async send(thread, key, content, found) {
      await threads.change(thread.project, () => ({ sending: { key, print: printOf(content.content) } }));
      return send(thread.root, key, content, async () => {
        const id = await found();
        return id === undefined ? undefined : { id };
      });
    },
    async edit({ root }, id, content) {
      try {
        await api.call("PATCH", `/channels/${root}/messages/${id}`, content);
      } catch (error) {
        if (codeOf(error) !== TOO_OLD) throw error;
        log.info("a message is too old to be edited so often; it stays as it is");
      }
    },
    async upload({ root }, { name, content }, found) {
      const files = [{ name, data: Buffer.from(content) }];
      await api.call(
        "POST",
        `/channels/${root}/messages`,
        { ...post(""), attachments: [{ id: 0, filename: name }] },
        { files, found },
      );
    },
    async recall({ project, root }, after) {
      const messages = await messagesAfter(api, root, after);
      const sending = threads.of(project)?.sending;
      return messages.flatMap(({ id, author, content, attachments }) => {
        if (author.id !== self()) return [];
        const names = attachments.map(({ filename }) => ({ key: `file:${filename}`, id }));
        return sending !== undefined && printOf(content) === sending.print
          ? [{ key: sending.key, id }, ...names]
          : names;
      });
    },
    async react(channel, id, receipt) {
      const emoji = encodeURIComponent(REACTIONS[receipt]);
      try {
        await api.call("PUT", `/channels/${channel}/messages/${id}/reactions/${emoji}/@me`);
      } catch (error) {
        if (!NOT_REACTABLE.has(codeOf(error) ?? 0)) throw error;
      }
    },
    async direct(thread, key, user, id, sentence) {
      const { id: channel } = made.parse(await api.call("POST", "/users/@me/channels", { recipient_id: user }));
      const link = `https://discord.com/channels/${await guildOf(thread)}/${thread.root}/${id}`;
      await send(
        channel,
        key,
        post(`**${thread.project}** asks: ${sentence.slice(0, 1_500)}\n${link}`),
        async () => undefined,
      );
    },
    async show(thread, card, mentions) {
      await api.call("PATCH", `/channels/${cardChannel(thread)}/messages/${thread.root}`, renderCard(card, mentions));
    },
    message: renderMessage,
    activity: renderActivity,
    isLost: (error) => LOST.has(codeOf(error) ?? 0),
  };
}

/** In a forum the card is the post's own first message; elsewhere it stands in the channel. */
export function cardChannel({ key, channel, root }: OpenThread): string {
  return key.startsWith("forum:") ? root : channel;
}

const message = z.looseObject({
  id: z.string(),
  type: z.number().catch(0),
  author: z.looseObject({ id: z.string(), bot: z.boolean().optional() }),
  content: z.string().catch(""),
  edited_timestamp: z.string().nullish().catch(null),
  attachments: z.array(z.looseObject({ filename: z.string(), url: z.string() })).catch([]),
});

export type DiscordMessage = z.infer<typeof message>;

export function parseMessage(value: unknown): DiscordMessage | null {
  const parsed = message.safeParse(value);
  return parsed.success ? parsed.data : null;
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
    const messages = page.flatMap((one) => parseMessage(one) ?? []).sort((a, b) => compareIds(a.id, b.id));
    found.push(...messages);
    const last = messages.at(-1)?.id;
    if (page.length < PAGE || last === undefined) return found;
    from = last;
  }
}

/** 25 characters at most. */
function nonceOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 24);
}

/** Discord trims what it is given. */
function printOf(content: string): string {
  return createHash("sha256").update(content.trim()).digest("hex").slice(0, 24);
}
