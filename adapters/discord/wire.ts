import { createHash } from "node:crypto";
import { z } from "zod";
import { asBridgeError, BridgeError } from "../../src/errors.ts";
import type { Card, ChatLog, Clock } from "../../src/ports.ts";
import type { Wire } from "../chat/outbound.ts";
import type { OpenThread, Threads } from "../chat/threads.ts";
import { type Api, codeOf, DiscordRefusal, TOO_OLD } from "./api.ts";
import { messagesAfter } from "./history.ts";
import { nonce } from "./ids.ts";
import { isInForum, lockedSentence } from "./opener.ts";
import { type Post, post, renderActivity, renderCard, renderDirect, renderMessage } from "./render.ts";

const made = z.looseObject({ id: z.string() });

const REACTIONS = { accepted: "👀", delivered: "✅" } as const;
const ARCHIVED = 50083;
const UNKNOWN_MESSAGE = 10008;
const THREAD_LOCKED = 160005;
/** Unknown message, missing access, missing permissions, blocked, archived, too many reactions. */
const NOT_REACTABLE = new Set([10008, 50001, 50013, 90001, ARCHIVED, 30010]);
/** Unknown channel, unknown message, missing access, archived. */
const LOST = new Set([10003, 10008, 50001, ARCHIVED]);
/** Invalid form, empty, too large: it will not be taken later either, and must not hold up what comes after it. */
const UNFIT = new Set([50035, 50006, 40005]);
const unfit = (project: string) =>
  `⚠️ Discord did not take a message of Claude's. On the bot's machine, "cockpit output ${project}" shows it.`;
/** Milliseconds after which an old card is edited again where Discord does not say. */
const PATIENCE = 60_000;

export interface WireParts {
  readonly api: Api;
  readonly threads: Threads;
  readonly clock: Clock;
  readonly log: ChatLog;
  readonly signal: AbortSignal;
  /** The bot's own user id. */
  readonly self: () => string;
  /** The server that a link leads to. */
  readonly guildOf: (thread: OpenThread) => Promise<string>;
  readonly keep: (task: Promise<unknown>) => void;
}

interface Shown {
  readonly card: Card;
  readonly mentions: readonly string[];
}

export function createWire({ api, threads, clock, log, signal, self, guildOf, keep }: WireParts): Wire<Post> {
  /** By thread, the card as it is, and those that Discord lets us put up only later. */
  const cards = new Map<string, Shown>();
  const late = new Set<string>();
  const locked = new Set<string>();

  /** Under the key's nonce Discord takes it once, for some minutes; what it looks like finds it after that. */
  async function send(channel: string, key: string, content: Post, found: () => Promise<unknown>): Promise<string> {
    const body = { ...content, nonce: nonce(`${channel}:${key}`), enforce_nonce: true };
    return made.parse(await api.call("POST", `/channels/${channel}/messages`, body, { found })).id;
  }

  /** What is written wakes an archived thread, but not a locked one: that is for people to settle, and they are told on the card. */
  async function into<T>(thread: OpenThread, write: () => Promise<T>): Promise<T> {
    const { root, project } = thread;
    try {
      const done = await write();
      if (locked.delete(root)) keep(repaint(thread));
      return done;
    } catch (error) {
      const code = codeOf(error);
      if (code !== THREAD_LOCKED && code !== ARCHIVED) throw error;
      if (!locked.has(root)) {
        locked.add(root);
        keep(repaint(thread));
      }
      throw new BridgeError("chat-failed", lockedSentence(project), error);
    }
  }

  async function repaint(thread: OpenThread): Promise<void> {
    const { root, channel } = thread;
    const shown = cards.get(root);
    if (shown === undefined || late.has(root)) return;
    const trouble = shown.card.trouble ?? (locked.has(root) ? lockedSentence(thread.project) : null);
    const body = renderCard({ ...shown.card, trouble }, shown.mentions);
    const edit = () => api.call("PATCH", `/channels/${isInForum(thread) ? root : channel}/messages/${root}`, body);
    try {
      await edit();
    } catch (error) {
      if (codeOf(error) === TOO_OLD) return postpone(thread, error instanceof DiscordRefusal ? error.retryAfter : 0);
      if (codeOf(error) === UNKNOWN_MESSAGE) return log.warn(`somebody has deleted the card of ${thread.project}`);
      if (codeOf(error) !== ARCHIVED || !isInForum(thread)) throw error;
      await api.call("PATCH", `/channels/${root}`, { archived: false });
      await edit();
    }
  }

  /** An old message may be edited only so often: the card as it is by then is put up later. */
  function postpone(thread: OpenThread, ms: number): void {
    const { root, project } = thread;
    log.info(`Discord lets the card of ${project} be edited again only later`);
    late.add(root);
    keep(
      clock
        .after(ms || PATIENCE, signal)
        .finally(() => late.delete(root))
        .then(() => repaint(thread))
        .catch((error: unknown) => {
          if (!signal.aborted) log.warn(`the card of ${project} was not shown: ${asBridgeError(error).message}`);
        }),
    );
  }

  return {
    platform: "discord",
    async send(thread, key, content, found) {
      await threads.change(thread.project, () => ({ sending: { key, print: printOf(content.content) } }));
      const write = (one: Post) =>
        send(thread.root, key, one, async () => {
          const id = await found();
          return id === undefined ? undefined : { id };
        });
      return into(thread, () =>
        write(content).catch((error: unknown) => {
          if (!UNFIT.has(codeOf(error) ?? 0)) throw error;
          log.error(`Discord did not take a message: ${String(error)}`);
          return write(post(unfit(thread.project)));
        }),
      );
    },
    edit: async ({ root }, id, content) => void (await api.call("PATCH", `/channels/${root}/messages/${id}`, content)),
    async upload(thread, { name, content }, found) {
      const files = [{ name, data: Buffer.from(content) }];
      const body = { ...post(""), attachments: [{ id: 0, filename: name }] };
      await into(thread, () =>
        api.call("POST", `/channels/${thread.root}/messages`, body, { files, found }).catch((error: unknown) => {
          if (!UNFIT.has(codeOf(error) ?? 0)) throw error;
          log.error(`Discord did not take ${name}: ${String(error)}`);
          return api.call("POST", `/channels/${thread.root}/messages`, post(unfit(thread.project)));
        }),
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
      await send(channel, key, renderDirect(thread.project, sentence, link), async () => undefined);
    },
    async show(thread, card, mentions) {
      cards.set(thread.root, { card, mentions });
      await repaint(thread);
    },
    message: renderMessage,
    activity: renderActivity,
    isLost: (error) => LOST.has(codeOf(error) ?? 0),
    isWorn: (error) => codeOf(error) === TOO_OLD,
  };
}

/** Discord trims what it is given. */
function printOf(content: string): string {
  return createHash("sha256").update(content.trim()).digest("hex").slice(0, 24);
}
