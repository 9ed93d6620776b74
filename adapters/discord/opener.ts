import { randomUUID } from "node:crypto";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { ChatLog, Clock } from "../../src/ports/ports.ts";
import { blankCard } from "../chat/card.ts";
import { createOpen, type Open } from "../chat/opener.ts";
import { blankThread, type OpenThread, type Thread, type Threads } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";
import { type DiscordChannel, isForum, isText, isThread, type Places } from "./channels.ts";
import { messagesAfter } from "./history.ts";
import { discordIds, idAt } from "./ids.ts";
import { lackingIn, lockedSentence } from "./permissions.ts";
import { type Post, renderCard } from "./render/message.ts";

const made = z.looseObject({ id: z.string() });
const active = z.looseObject({
  threads: z.array(
    z.looseObject({ id: z.string(), name: z.string(), owner_id: z.string(), parent_id: z.string().nullish() }),
  ),
});

/** Minutes after which Discord archives a quiet thread; a message wakes it. */
const ARCHIVE = 10_080;
/** The flag of a forum whose posts must have a tag. */
const WANTS_TAG = 1 << 4;

export interface Opener {
  readonly open: Open;
  /** A link to the project's thread, opened where need be: also where somebody has deleted the one there was. */
  linked(project: string, channel: string): Promise<string>;
  link(thread: OpenThread): Promise<string>;
}

export interface OpenerParts {
  readonly api: Api;
  readonly threads: Threads;
  readonly places: Places;
  readonly clock: Clock;
  readonly log: ChatLog;
  readonly self: () => string;
  /** What the bot may not do in that channel, by Discord's own names; empty where that is not known. */
  readonly missing: (channel: string) => readonly string[];
  readonly onOpened: (project: string) => void;
}

export function createOpener({ api, threads, places, clock, log, self, missing, onOpened }: OpenerParts): Opener {
  const open = createOpen({
    threads,
    onOpened,
    async begin(project, asked, earlier) {
      const there = await places.look(asked);
      // Given in a thread, the command means the channel that it is in.
      const home = isThread(there) && there.parent_id ? await places.look(there.parent_id) : there;
      const { id: channel } = home;
      if (!isText(home) && !isForum(home)) throw new BridgeError("bad-input", NO_THREADS);
      const lacking = missing(channel);
      if (lacking.length > 0) throw new BridgeError("bad-input", lackingIn(lacking));
      if (isForum(home)) tagsFor(home);
      if (earlier?.channel === channel) return earlier;
      const kind = isForum(home) ? "forum" : "card";
      // What stands there already is of an earlier thread, and no lost answer of this one's.
      const last = home.last_message_id ?? idAt(clock.now() - DOUBT);
      return blankThread(project, channel, `${kind}:${randomUUID()}`, last);
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
    const earlier = again ? await found() : undefined;
    const id = earlier?.id ?? (await api.post(channel, key, cardIn(project), { found }));
    const thread = { name: project, auto_archive_duration: ARCHIVE };
    try {
      await api.call("POST", `/channels/${channel}/messages/${id}/threads`, thread);
    } catch (error) {
      if (codeOf(error) === ALREADY) return id;
      if (codeOf(error) !== null) await takeAway(channel, id);
      throw error;
    }
    return id;
  }

  /** A card without a thread is nobody's. */
  async function takeAway(channel: string, id: string): Promise<void> {
    try {
      await api.call("DELETE", `/channels/${channel}/messages/${id}`);
    } catch (error) {
      log.warn(`a card without a thread stays where it is: ${String(error)}`);
    }
  }

  async function postInForum({ project, channel, read }: Thread, again: boolean): Promise<string> {
    const forum = await places.look(channel);
    const found = async () => {
      const { threads: all } = active.parse(await api.call("GET", `/guilds/${forum.guild_id}/threads/active`));
      return all.find(
        ({ id, name, owner_id: owner, parent_id: parent }) =>
          name === project && owner === self() && parent === channel && discordIds.isAfter(id, read),
      );
    };
    const body = {
      name: project,
      auto_archive_duration: ARCHIVE,
      message: cardIn(project),
      applied_tags: tagsFor(forum),
    };
    const earlier = again ? await found() : undefined;
    return made.parse(earlier ?? (await api.call("POST", `/channels/${channel}/threads`, body, { found }))).id;
  }

  function cardIn(project: string): Post {
    return renderCard(blankCard(project, "frozen", clock.now()), []);
  }

  async function link(thread: OpenThread): Promise<string> {
    return `https://discord.com/channels/${(await places.serverOf(thread)) ?? "@me"}/${thread.root}`;
  }

  return {
    open,
    link,
    async linked(project, channel) {
      const thread = await open(project, channel);
      try {
        const { thread_metadata: state } = await places.look(thread.root);
        return `${await link(thread)}${state?.locked ? `\n${lockedSentence(project)}` : ""}`;
      } catch (error) {
        if (codeOf(error) === NO_ACCESS) throw new BridgeError("bad-input", closedSentence(project), error);
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

/** Any will do where one must be; those that only moderators set are left to them. Rejects with `bad-input` where there is none. */
function tagsFor({ flags, available_tags: tags }: DiscordChannel): readonly string[] {
  if ((flags & WANTS_TAG) === 0) return [];
  const free = tags.find(({ moderated }) => !moderated);
  if (free === undefined) throw new BridgeError("bad-input", NO_TAG);
  return [free.id];
}

/** Milliseconds by which Discord's clock may be behind ours. */
const DOUBT = 60_000;
const UNKNOWN_CHANNEL = 10003;
const NO_ACCESS = 50001;
/** A thread has been started from that message. */
const ALREADY = 160004;
const NO_THREADS = "A thread can be opened in a text channel or a forum of a server only. Say it again in one of them.";
const NO_TAG =
  "Posts in this forum need a tag, and it has none that I may set. Add one in the forum's settings, and say it again.";

function closedSentence(project: string): string {
  return `The thread of ${project} is in a channel that I cannot see any more. Give my role View Channels there, or have the thread deleted, and say it again.`;
}

function sentence(error: unknown): unknown {
  switch (codeOf(error)) {
    case null:
      return error;
    case NO_ACCESS:
    case UNKNOWN_CHANNEL:
      return new BridgeError("bad-input", lackingIn(["View Channels"]), error);
    case 50013:
      return new BridgeError(
        "bad-input",
        lackingIn(["one of Send Messages, Create Public Threads, Send Messages in Threads"]),
        error,
      );
    default:
      return new BridgeError(
        "bad-input",
        `Discord does not let me open a thread in this channel (${codeOf(error)}). Say it again in another one.`,
        error,
      );
  }
}
