import { createHash } from "node:crypto";
import { z } from "zod";
import type { Card, Clock, Message } from "../../src/ports.ts";
import { type Answer, type Api, codeOf } from "./api.ts";
import { EVENT_TYPE, keyOf, repliesAfter } from "./history.ts";
import type { SlackLogger } from "./logger.ts";
import {
  dateToken,
  type Post,
  plainPost,
  type Rendered,
  renderActivity,
  renderCard,
  renderMessage,
  withoutMarkdown,
} from "./render/index.ts";
import { type OpenThread, placeOf, remember, type Threads } from "./threads.ts";

export interface Outbound {
  post(thread: string, key: string, message: Message): Promise<void>;
  show(thread: string, card: Card): Promise<void>;
  /** Changes nothing that people see, and makes Slack send an event: whoever hears none is deaf. Resolves with false where there is nothing to do it with. */
  stir(): Promise<boolean>;
  /** Resolves once every receipt and activity that is under way is out. */
  idle(): Promise<void>;
}

export interface OutboundParts {
  readonly api: Api;
  readonly threads: Threads;
  readonly clock: Clock;
  readonly logger: SlackLogger;
  /** Slack ids of those a question is for. */
  readonly mentions: (to: readonly string[], channel: string) => readonly string[];
  /** Those of them who want a direct message, too. */
  readonly direct: (users: readonly string[]) => Promise<readonly string[]>;
  readonly signal: AbortSignal;
}

/** Milliseconds between two edits of the same message: Slack allows some fifty edits a minute, to all threads together. */
const EDIT_PAUSE = 1_200;

const posted = z.looseObject({ ts: z.string() });
const opened = z.looseObject({ channel: z.looseObject({ id: z.string() }) });
const linked = z.looseObject({ permalink: z.string() });

export function createOutbound(parts: OutboundParts): Outbound {
  const { api, threads, clock, logger, mentions, signal } = parts;
  /** Threads whose history was looked at since we began: a crash may have come between a post and its record. */
  const recalled = new Set<string>();
  const editing = new Map<string, Promise<void>>();
  const edits = new Map<string, () => Post>();
  const receipts = new Map<string, "accepted" | "delivered">();
  let reacting: Promise<void> = Promise.resolve();
  const sessions = new Map<string, string>();
  let hasSessions = true;
  let lastCard: { readonly thread: string; readonly key: string; readonly post: Post } | null = null;

  /** What a thread holds under our keys after the last one we remember, remembered. */
  async function recall(project: string): Promise<void> {
    const thread = threads.of(project);
    if (thread?.root == null) return;
    const newest = [thread.root, ...Object.values(thread.posted)].sort().at(-1) ?? thread.root;
    for (const message of await repliesAfter(api, thread.channel, thread.root, newest)) {
      const names = (message.files ?? []).flatMap(({ name }) => (name ? [`file:${name}`] : []));
      const keys = [keyOf(message), ...names].filter((key) => key !== null);
      for (const key of keys)
        await threads.change(project, ({ posted: before }) => ({ posted: remember(before, key, message.ts) }));
    }
  }

  async function isPosted(project: string, key: string): Promise<boolean> {
    if (threads.of(project)?.posted[key] !== undefined) return true;
    if (recalled.has(project)) return false;
    await recall(project);
    recalled.add(project);
    return threads.of(project)?.posted[key] !== undefined;
  }

  /** Posts it once, whatever happens to the answer. Resolves with its ts. */
  async function once({ project, channel, root }: OpenThread, key: string, post: Post): Promise<string> {
    if (!(await isPosted(project, key))) {
      const found = async (): Promise<Answer | undefined> => {
        await recall(project);
        const ts = threads.of(project)?.posted[key];
        return ts === undefined ? undefined : { ts };
      };
      const send = (content: Post) =>
        api.call(
          "chat.postMessage",
          { channel, thread_ts: root, ...content, ...KEEP_PLAIN, metadata: metadataOf(key) },
          found,
        );
      const { ts } = posted.parse(await send(post).catch((error: unknown) => plainly(error, post, send)));
      await threads.change(project, ({ posted: before }) => ({ posted: remember(before, key, ts) }));
    }
    return threads.of(project)?.posted[key] ?? "";
  }

  /** A workspace that does not know the blocks gets the words. */
  function plainly<T>(error: unknown, post: Post, send: (post: Post) => Promise<T>): Promise<T> {
    if (!BLOCK_FAULTS.has(codeOf(error) ?? "")) throw error;
    logger.error(`Slack refused a message's blocks (${codeOf(error)}); it is posted as plain text`);
    return send(withoutMarkdown(post));
  }

  async function postAll(thread: OpenThread, key: string, { posts, file }: Rendered): Promise<void> {
    for (const [at, post] of posts.entries()) await once(thread, at === 0 ? key : `${key}#${at + 1}`, post);
    if (file === undefined) return;
    const name = named(file.name, key);
    if (await isPosted(thread.project, `file:${name}`)) return;
    await api.upload({ channel: thread.channel, thread: thread.root, ...file, name });
    await threads.change(thread.project, ({ posted: before }) => ({
      posted: remember(before, `file:${name}`, thread.root),
    }));
  }

  /** The same message edited again and again: the latest wins, at Slack's pace. */
  function edit(id: string, make: () => Post): void {
    edits.set(id, make);
    if (editing.has(id)) return;
    const work = async () => {
      const [channel, ts] = id.split(":");
      for (let next = edits.get(id); next !== undefined; next = edits.get(id)) {
        edits.delete(id);
        await api.call("chat.update", { channel, ts, ...next(), ...KEEP_PLAIN });
        await clock.after(EDIT_PAUSE, signal);
      }
    };
    const done = work()
      .catch((error: unknown) => logger.error("an activity was not shown", String(error)))
      .finally(() => editing.delete(id));
    editing.set(id, done);
  }

  async function did(
    thread: OpenThread,
    key: string,
    step: { readonly tool: string; readonly summary: string },
  ): Promise<void> {
    if (await isPosted(thread.project, key)) return;
    const { project } = thread;
    await threads.change(project, ({ activity, posted: before }) => {
      const now = activity ?? { key: `activity:${key}`, ts: null, steps: [], total: 0, started: clock.now() };
      return {
        activity: { ...now, steps: [...now.steps, step].slice(-STEPS), total: now.total + 1 },
        posted: remember(before, key, thread.root),
      };
    });
    const activity = threads.of(project)?.activity;
    if (!activity) return;
    if (activity.ts !== null) return edit(`${thread.channel}:${activity.ts}`, () => activityPost(project));
    const ts = await once(thread, activity.key, activityPost(project));
    await threads.change(project, (now) => ({ activity: now.activity && { ...now.activity, ts } }));
  }

  function activityPost(project: string): Post {
    const activity = threads.of(project)?.activity ?? { steps: [], total: 0, started: clock.now() };
    return renderActivity({ ...activity, state: "working", ended: null });
  }

  async function endActivity({ project, channel }: OpenThread, state: "ended" | "failed" | "stopped"): Promise<void> {
    const activity = threads.of(project)?.activity;
    if (!activity) return;
    if (activity.ts !== null) {
      const post = renderActivity({ ...activity, state, ended: clock.now() });
      edit(`${channel}:${activity.ts}`, () => post);
    }
    await threads.change(project, () => ({ activity: null }));
  }

  /** Receipts go their own way: they must not hold up what Claude says. */
  function receipt(prompt: string, state: "accepted" | "delivered"): void {
    if (placeOf(prompt) === null) return;
    receipts.set(prompt, state);
    reacting = reacting.then(async () => {
      const latest = receipts.get(prompt);
      receipts.delete(prompt);
      if (latest !== undefined) await react(prompt, latest);
    });
  }

  async function react(prompt: string, state: "accepted" | "delivered"): Promise<void> {
    const place = placeOf(prompt);
    if (place === null) return;
    try {
      await api.call("reactions.add", { channel: place.channel, timestamp: place.ts, name: REACTIONS[state] });
    } catch (error) {
      if (!REACTED.has(codeOf(error) ?? "")) logger.error("a receipt was not shown", String(error));
    }
  }

  async function question(
    thread: OpenThread,
    key: string,
    message: Extract<Message, { type: "question" }>,
  ): Promise<void> {
    const whom = mentions(message.to ?? [], thread.channel);
    await postAll(thread, key, renderMessage(message, { project: thread.project, mentions: whom }));
    const ts = threads.of(thread.project)?.posted[key];
    for (const user of await parts.direct(whom))
      await tell(thread, `${key}:dm:${user}`, user, ts, message.question.sentence);
  }

  async function tell(
    thread: OpenThread,
    key: string,
    user: string,
    ts: string | undefined,
    sentence: string,
  ): Promise<void> {
    if (await isPosted(thread.project, key)) return;
    try {
      const { channel } = opened.parse(await api.call("conversations.open", { users: user }));
      const { permalink } = linked.parse(
        await api.call("chat.getPermalink", { channel: thread.channel, message_ts: ts ?? thread.root }),
      );
      const { text, blocks } = plainPost(`${thread.project} asks: ${sentence}`);
      const link = { type: "section", text: { type: "mrkdwn", text: `<${permalink}|Answer in the thread>` } };
      await api.call("chat.postMessage", {
        channel: channel.id,
        text,
        blocks: [...blocks, link],
        ...KEEP_PLAIN,
        metadata: metadataOf(key),
      });
    } catch (error) {
      logger.error("a direct message was not sent", String(error));
    }
    await threads.change(thread.project, ({ posted: before }) => ({ posted: remember(before, key, thread.root) }));
  }

  async function session(thread: OpenThread, card: Card): Promise<void> {
    const status = SESSION[card.state] ?? "active";
    const id = `${thread.channel}:${thread.root}`;
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
      if (codeOf(error) === null) throw error;
      hasSessions = false;
      logger.info(`this workspace has no agent sessions (${codeOf(error)}); going on without`);
    }
  }

  return {
    async post(id, key, message) {
      const thread = threads.open(id);
      switch (message.type) {
        case "did":
          return did(thread, key, message);
        case "receipt":
          return message.state === "refused" ? undefined : receipt(message.prompt, message.state);
        case "question":
          await endActivity(thread, "stopped");
          return question(thread, key, message);
        case "turn":
          if (message.state !== "started") await endActivity(thread, message.state);
          return postAll(thread, key, renderMessage(message, { project: thread.project, mentions: [] }));
        default:
          return postAll(thread, key, renderMessage(message, { project: thread.project, mentions: [] }));
      }
    },
    async show(id, card) {
      const thread = threads.open(id);
      const post = renderCard(card, dateToken, mentions(card.question?.to ?? [], thread.channel));
      lastCard = { thread: id, key: thread.key, post };
      await api.call("chat.update", {
        channel: thread.channel,
        ts: thread.root,
        ...post,
        ...KEEP_PLAIN,
        metadata: metadataOf(thread.key),
      });
      await session(thread, card);
      // What changes meanwhile is on the next card.
      await clock.after(EDIT_PAUSE, signal).catch(() => undefined);
    },
    async stir() {
      if (lastCard === null) return false;
      const [channel, ts] = lastCard.thread.split(":");
      const metadata = { event_type: EVENT_TYPE, event_payload: { key: lastCard.key, at: clock.now() } };
      await api.call("chat.update", { channel, ts, ...lastCard.post, ...KEEP_PLAIN, metadata });
      return true;
    },
    async idle() {
      await Promise.all([reacting, ...editing.values()]);
    },
  };
}

const STEPS = 12;

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
const BLOCK_FAULTS = new Set(["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"]);

const SESSION: Readonly<Record<string, string>> = {
  thawing: "processing",
  working: "processing",
  idle: "active",
  freezing: "suspended",
  frozen: "suspended",
  removed: "closed",
};

export function metadataOf(key: string): {
  readonly event_type: string;
  readonly event_payload: { readonly key: string };
} {
  return { event_type: EVENT_TYPE, event_payload: { key } };
}

/** A file has no room for a key but its name. */
function named(name: string, key: string): string {
  const mark = createHash("sha256").update(key).digest("hex").slice(0, 8);
  return name.replace(/(\.[^.]*)?$/, `-${mark}$1`);
}
