import { randomUUID } from "node:crypto";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { Clock } from "../../src/ports.ts";
import { blankCard } from "../chat/card.ts";
import { createOpen, type Open } from "../chat/opener.ts";
import { blankThread, compareIds, type OpenThread, type Thread, type Threads } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";
import { messagesAfter } from "./history.ts";
import { idAt, nonce } from "./ids.ts";
import { type Post, renderCard } from "./render.ts";

const place = z.looseObject({
  id: z.string(),
  type: z.number(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  thread_metadata: z.looseObject({ locked: z.boolean().optional() }).optional(),
});
const made = z.looseObject({ id: z.string() });
const active = z.looseObject({
  threads: z.array(
    z.looseObject({ id: z.string(), name: z.string(), owner_id: z.string(), parent_id: z.string().nullish() }),
  ),
});

/** Channel types. */
const FORUM = 15;
const MEDIA = 16;
const THREADS = new Set([10, 11, 12]);
/** Minutes after which Discord archives a quiet thread; a message wakes it. */
const ARCHIVE = 10_080;

export interface Opener {
  readonly open: Open;
  /** A link to the project's thread, opened where need be: also where somebody has deleted the one there was. */
  linked(project: string, channel: string): Promise<string>;
  link(thread: OpenThread): Promise<string>;
  guildOf(thread: OpenThread): Promise<string>;
}

export interface OpenerParts {
  readonly api: Api;
  readonly threads: Threads;
  readonly clock: Clock;
  readonly self: () => string;
  /** What the bot may not do in that channel, by Discord's own names; empty where that is not known. */
  readonly missing: (channel: string) => readonly string[];
  readonly onOpened: (project: string) => void;
}

export function createOpener({ api, threads, clock, self, missing, onOpened }: OpenerParts): Opener {
  const guilds = new Map<string, string>();

  async function look(channel: string) {
    const found = place.parse(await api.call("GET", `/channels/${channel}`));
    if (found.guild_id !== undefined) guilds.set(channel, found.guild_id);
    return found;
  }

  const open = createOpen({
    threads,
    onOpened,
    async begin(project, asked, earlier) {
      const there = await look(asked);
      // Given in a thread, the command means the channel that it is in.
      const channel = THREADS.has(there.type) ? (there.parent_id ?? asked) : asked;
      const { type } = channel === asked ? there : await look(channel);
      const lacking = missing(channel);
      if (lacking.length > 0) throw new BridgeError("bad-input", lackingIn(lacking));
      if (earlier?.channel === channel) return earlier;
      const kind = type === FORUM || type === MEDIA ? "forum" : "card";
      return blankThread(project, channel, `${kind}:${randomUUID()}`, idAt(clock.now() - DOUBT));
    },
    post: (thread, again) => (isInForum(thread) ? postInForum(thread, again) : postWithThread(thread, again)),
    isRefused: (error) => codeOf(error) !== null,
    sentence,
  });

  async function postWithThread(begun: Thread, again: boolean): Promise<string> {
    const { project, channel, key, read } = begun;
    const found = async () => {
      const messages = await messagesAfter(api, channel, read);
      return messages.find(({ author, embeds }) => author.id === self() && embeds[0]?.title === project);
    };
    const body = { ...cardIn(project), nonce: nonce(key), enforce_nonce: true };
    const earlier = again ? await found() : undefined;
    const { id } = made.parse(earlier ?? (await api.call("POST", `/channels/${channel}/messages`, body, { found })));
    const thread = { name: project, auto_archive_duration: ARCHIVE };
    try {
      await api.call("POST", `/channels/${channel}/messages/${id}/threads`, thread);
    } catch (error) {
      if (codeOf(error) !== ALREADY) throw error;
    }
    return id;
  }

  async function postInForum({ project, channel, read }: Thread, again: boolean): Promise<string> {
    const found = async () => {
      const guild = guilds.get(channel) ?? (await look(channel)).guild_id;
      const { threads: all } = active.parse(await api.call("GET", `/guilds/${guild}/threads/active`));
      return all.find(
        ({ id, name, owner_id: owner, parent_id: parent }) =>
          name === project && owner === self() && parent === channel && compareIds(id, read) > 0,
      );
    };
    const body = { name: project, auto_archive_duration: ARCHIVE, message: cardIn(project) };
    const earlier = again ? await found() : undefined;
    return made.parse(earlier ?? (await api.call("POST", `/channels/${channel}/threads`, body, { found }))).id;
  }

  function cardIn(project: string): Post {
    return renderCard(blankCard(project, "frozen", clock.now()), []);
  }

  async function guildOf({ channel }: OpenThread): Promise<string> {
    return guilds.get(channel) ?? (await look(channel)).guild_id ?? "@me";
  }

  async function link(thread: OpenThread): Promise<string> {
    return `https://discord.com/channels/${await guildOf(thread)}/${thread.root}`;
  }

  return {
    open,
    link,
    guildOf,
    async linked(project, channel) {
      const thread = await open(project, channel);
      try {
        const { thread_metadata: state } = await look(thread.root);
        return `${await link(thread)}${state?.locked ? `\n${lockedSentence(project)}` : ""}`;
      } catch (error) {
        if (codeOf(error) !== UNKNOWN_CHANNEL) throw error;
        await threads.remove(project);
        return link(await open(project, channel));
      }
    },
  };
}

/** In a forum the card is the post's own first message; elsewhere it stands in the channel. */
export function isInForum({ key }: Thread): boolean {
  return key.startsWith("forum:");
}

export function lockedSentence(project: string): string {
  return `The thread of ${project} is locked, so nothing can be said in it. Unlock it in its menu (or give the bot Manage Threads); all that Claude says is kept until then.`;
}

/** Milliseconds by which Discord's clock may be behind ours. */
const DOUBT = 60_000;
const UNKNOWN_CHANNEL = 10003;
/** A thread has been started from that message. */
const ALREADY = 160004;
function lackingIn(permissions: readonly string[]): string {
  return `I lack ${permissions.join(", ")} in this channel. Give my role that under Edit Channel, Permissions, and say it again.`;
}

function sentence(error: unknown): unknown {
  switch (codeOf(error)) {
    case 50001:
    case UNKNOWN_CHANNEL:
      return new BridgeError("bad-input", lackingIn(["View Channels"]), error);
    case 50013:
      return new BridgeError(
        "bad-input",
        lackingIn(["one of Send Messages, Create Public Threads, Send Messages in Threads"]),
        error,
      );
    default:
      return error;
  }
}
