import { createHash } from "node:crypto";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { ChatLog, Clock } from "../../src/ports/ports.ts";
import type { OpenThread, Threads } from "../chat/threads.ts";
import type { Wire } from "../chat/wire.ts";
import { type Api, codeOf, TOO_OLD } from "./api.ts";
import { createSilence } from "./blocked.ts";
import { createCards } from "./cards.ts";
import { messagesAfter } from "./history.ts";
import { noFilesSentence } from "./permissions.ts";
import { type Post, post, renderActivity, renderDirect, renderMessage } from "./render/message.ts";

const made = z.looseObject({ id: z.string() });

/** Cannot send messages to this user; unknown user; no direct messages to a bot. */
const CLOSED = new Set([50007, 10013, 50278]);

const REACTIONS = { accepted: "👀", delivered: "✅" } as const;
const NO_PERMISSION = 50013;
/** Unknown message, missing access, missing permissions, blocked, archived, too many reactions. */
const NOT_REACTABLE = new Set([10008, 50001, NO_PERMISSION, 90001, 50083, 30010]);
/** Unknown channel, unknown message, missing access. */
const LOST = new Set([10003, 10008, 50001]);
const unfit = (project: string) =>
  `⚠️ Discord did not take a message of Claude's. On the bot's machine, "cockpit output ${project}" shows it.`;
/** Discord has filters for addresses, and looks them up: these are none any more, and still to be read. */
const withoutLinks = (content: string) => content.replace(/\bhttp(s?):\/\//gi, "hxxp$1://");

export interface WireParts {
  readonly api: Api;
  readonly threads: Threads;
  readonly clock: Clock;
  readonly log: ChatLog;
  readonly signal: AbortSignal;
  /** The bot's own user id. */
  readonly self: () => string;
  /** A link to the thread. */
  readonly link: (thread: OpenThread) => Promise<string>;
  /** What the bot may not do in that channel, by Discord's own names; empty where that is not known. */
  readonly missing: (channel: string) => readonly string[];
  readonly keep: (task: Promise<unknown>) => void;
}

export interface DiscordWire extends Wire<Post> {
  /** A direct message. Rejects with `chat-refused` where the person takes none. */
  tell(user: string, key: string, text: string): Promise<void>;
}

export function createWire({ api, threads, clock, log, signal, self, link, missing, keep }: WireParts): DiscordWire {
  const silence = createSilence({
    missing,
    wake: ({ root }) => api.call("PATCH", `/channels/${root}`, { archived: false }),
    onChange: (thread) => keep(cards.repaint(thread)),
  });
  const cards = createCards({ api, clock, log, signal, keep, silence: silence.of });
  const { into } = silence;

  async function write(user: string, key: string, content: Post): Promise<void> {
    const { id: channel } = made.parse(await api.call("POST", "/users/@me/channels", { recipient_id: user }));
    await api.post(channel, key, content);
  }

  return {
    async send(thread, key, content, found) {
      await threads.change(thread.project, () => ({ sending: { key, print: printOf(content.content) } }));
      // Under the key's nonce Discord takes it once, for some minutes; what it looks like finds it after that.
      const there = async () => {
        const id = await found();
        return id === undefined ? undefined : { id };
      };
      return into(thread, () => api.post(thread.root, key, content, { found: there }));
    },
    edit: (thread, id, content) =>
      into(thread, async () => void (await api.call("PATCH", `/channels/${thread.root}/messages/${id}`, content))),
    async upload(thread, { name, content }, found) {
      const files = [{ name, data: typeof content === "string" ? Buffer.from(content) : content }];
      const body = { ...post(""), attachments: [{ id: 0, filename: name }] };
      const key = `file:${name}`;
      const there = async () => {
        const id = await found();
        return id === undefined ? undefined : { id };
      };
      await into(thread, () =>
        api.post(thread.root, key, body, { files, found: there }).catch((error: unknown) => {
          if (codeOf(error) !== NO_PERMISSION) throw error;
          log.error(`Discord did not take ${name}: ${String(error)}`);
          return api.post(thread.root, key, post(noFilesSentence(thread.project)));
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
    async tell(user, key, text) {
      try {
        await write(user, key, post(text));
      } catch (error) {
        if (!CLOSED.has(codeOf(error) ?? 0)) throw error;
        throw new BridgeError("chat-refused", `${user} takes no direct messages from the bot on Discord.`, error);
      }
    },
    async direct(thread, key, user, id, sentence) {
      await write(user, key, renderDirect(thread.project, sentence, `${await link(thread)}/${id}`));
    },
    show: cards.show,
    message: renderMessage,
    activity: renderActivity,
    isLost: (error) => LOST.has(codeOf(error) ?? 0),
    isWorn: (error) => codeOf(error) === TOO_OLD,
    refuses: (error) => codeOf(error) !== null && codeOf(error) !== TOO_OLD && !LOST.has(codeOf(error) ?? 0),
    plainer: (content, project) => [
      { ...content, content: withoutLinks(content.content) },
      post(unfit(project), content.allowed_mentions.users),
    ],
  };
}

/** Discord trims what it is given. */
function printOf(content: string): string {
  return createHash("sha256").update(content.trim()).digest("hex").slice(0, 24);
}
