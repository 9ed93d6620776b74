import { z } from "zod";
import type { Card, Clock } from "../../src/ports/ports.ts";
import { idOf, type OpenThread } from "../chat/threads.ts";
import type { Wire } from "../chat/wire.ts";
import { type Answer, type Api, codeOf } from "./api.ts";
import { EVENT_TYPE, keyOf, messagesAfter, repliesAfter } from "./history.ts";
import type { SlackLogger } from "./logger.ts";
import {
  dateToken,
  type Post,
  plainPost,
  renderActivity,
  renderCard,
  renderDirect,
  renderMessage,
  section,
  withoutMarkdown,
} from "./render/index.ts";

export interface SlackWire extends Wire<Post> {
  /** A direct message; a key that was sent a while ago is not sent again. */
  tell(user: string, key: string, post: Post): Promise<void>;
  /** Changes nothing that people see, and makes Slack send an event: whoever hears none is deaf. Resolves with false where there is nothing to do it with. */
  stir(): Promise<boolean>;
}

const posted = z.looseObject({ ts: z.string() });
const opened = z.looseObject({ channel: z.looseObject({ id: z.string() }) });
const linked = z.looseObject({ permalink: z.string() });

/** Nothing in a text of ours is to be made a link, a mention or a preview by Slack. */
export const KEEP_PLAIN = { parse: "none", link_names: false, unfurl_links: false, unfurl_media: false } as const;

const REACTIONS = { accepted: "eyes", delivered: "white_check_mark" } as const;
/** A receipt that is there, or cannot be. */
const REACTED = new Set([
  "already_reacted",
  "message_not_found",
  "no_item_specified",
  "not_reactable",
  "too_many_reactions",
  "is_archived",
]);
/** Said of the channel, the thread or the bot in it, whatever the message: a plainer one would not be taken either. */
const SHUT = new Set([
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "thread_not_found",
  "message_not_found",
  "missing_scope",
  "no_permission",
  "ekm_access_denied",
  "team_access_not_granted",
]);
const isShut = (code: string) => SHUT.has(code) || code.startsWith("restricted_action");
/** Whom the post pings, it pings all the same. */
function notTaken({ text }: Post, project: string): Post {
  const who = /^(?:<@[UW][A-Z0-9]+> ?)*/.exec(text)?.[0] ?? "";
  const sentence = `:warning: Slack did not take a message of Claude's. On the bot's machine, "cockpit output ${project}" shows it.`;
  const { blocks } = plainPost(sentence);
  return { text: `${who}${sentence}`, blocks: who === "" ? blocks : [section(who), ...blocks] };
}

/** Words for: not here, and not later. What concerns one thread says nothing of the others. */
const NO_SESSIONS = new Set([
  "unknown_method",
  "method_deprecated",
  "missing_scope",
  "no_permission",
  "access_denied",
  "not_allowed",
  "feature_not_enabled",
  "not_an_agent",
  "app_not_agent",
  "team_access_not_granted",
]);

const SESSION: Readonly<Record<string, string>> = {
  thawing: "processing",
  working: "processing",
  idle: "active",
  freezing: "suspended",
  frozen: "suspended",
  queued: "processing",
  removed: "closed",
};

export function createWire(api: Api, clock: Clock, logger: SlackLogger): SlackWire {
  const sessions = new Map<string, string>();
  let hasSessions = true;
  /** By thread, the one that was shown last at the end. */
  const cards = new Map<string, { readonly thread: OpenThread; readonly post: Post }>();

  async function session(thread: OpenThread, card: Card): Promise<void> {
    const status = SESSION[card.state] ?? "active";
    const id = idOf(thread);
    if (!hasSessions || sessions.get(id) === status) return;
    sessions.set(id, status);
    try {
      await api.call("agents.sessions.setStatus", {
        channel_id: thread.channel,
        thread_ts: thread.root,
        status,
        title: card.project,
      });
    } catch (error) {
      const code = codeOf(error);
      if (code === null) throw error;
      hasSessions = !NO_SESSIONS.has(code);
      logger.info(`an agent session was not set (${code})${hasSessions ? "" : "; going on without them"}`);
    }
  }

  async function update(channel: string, ts: string, post: Post, metadata?: Answer): Promise<void> {
    await api.call("chat.update", { channel, ts, ...post, ...KEEP_PLAIN, ...(metadata && { metadata }) });
  }

  /** False where it is deleted, or what Slack does not take: it is no reason to try for ever. */
  async function shown(thread: OpenThread, { project }: Card, post: Post): Promise<boolean> {
    try {
      await update(thread.channel, thread.root, post, metadataOf(thread.key));
      return true;
    } catch (error) {
      if (codeOf(error) === null) throw error;
      logger.info(`the card of ${project} was not shown (${codeOf(error)})`);
      return false;
    }
  }

  async function tell(user: string, key: string, post: Post): Promise<void> {
    const { channel } = opened.parse(await api.call("conversations.open", { users: user }));
    const since = `${Math.floor(clock.now() / 1000) - 3600}.000000`;
    const found = async () => {
      const mine = (await messagesAfter(api, channel.id, since)).find((message) => keyOf(message) === key);
      return mine && { ts: mine.ts };
    };
    const content = { ...post, ...KEEP_PLAIN, metadata: metadataOf(key) };
    if ((await found()) === undefined) await api.call("chat.postMessage", { channel: channel.id, ...content }, found);
  }

  return {
    async send({ channel, root }, key, post, found) {
      const done = async () => {
        const ts = await found();
        return ts === undefined ? undefined : { ts };
      };
      const content = { channel, thread_ts: root, ...post, ...KEEP_PLAIN, metadata: metadataOf(key) };
      return posted.parse(await api.call("chat.postMessage", content, done)).ts;
    },
    edit: ({ channel }, ts, post) => update(channel, ts, post),
    upload: ({ channel, root }, file, found) => api.upload({ channel, thread: root, ...file }, found),
    isLost: (error) => codeOf(error) !== null,
    refuses(error) {
      const code = codeOf(error);
      return code !== null && !isShut(code);
    },
    // A workspace that does not know the blocks gets the words.
    plainer: (post, project) => [withoutMarkdown(post), notTaken(post, project)],
    async recall({ channel, root }, after) {
      const messages = await repliesAfter(api, channel, root, after);
      return messages.flatMap((message) => {
        const names = (message.files ?? []).flatMap(({ name }) => (name ? [`file:${name}`] : []));
        const keys = [keyOf(message), ...names].filter((key) => key !== null);
        return keys.map((key) => ({ key, id: message.ts }));
      });
    },
    async react(channel, ts, receipt) {
      try {
        await api.call("reactions.add", { channel, timestamp: ts, name: REACTIONS[receipt] });
      } catch (error) {
        if (!REACTED.has(codeOf(error) ?? "")) throw error;
      }
    },
    tell,
    async direct(thread, key, user, ts, sentence) {
      const { permalink } = linked.parse(
        await api.call("chat.getPermalink", { channel: thread.channel, message_ts: ts }),
      );
      await tell(user, key, renderDirect(thread.project, sentence, permalink));
    },
    async show(thread, card, mentions, stands) {
      const post = renderCard(card, dateToken, mentions);
      cards.delete(idOf(thread));
      cards.set(idOf(thread), { thread, post });
      if (stands) return true;
      const isShown = await shown(thread, card, post);
      await session(thread, card);
      return isShown;
    },
    async stir() {
      for (const [id, { thread, post }] of [...cards].reverse()) {
        const metadata = { event_type: EVENT_TYPE, event_payload: { key: thread.key, at: clock.now() } };
        try {
          await update(thread.channel, thread.root, post, metadata);
          return true;
        } catch (error) {
          if (codeOf(error) === null) throw error;
          // Deleted by somebody: another one will do.
          cards.delete(id);
        }
      }
      return false;
    },
    message: renderMessage,
    activity: renderActivity,
  };
}

export function metadataOf(key: string): {
  readonly event_type: string;
  readonly event_payload: { readonly key: string };
} {
  return { event_type: EVENT_TYPE, event_payload: { key } };
}
