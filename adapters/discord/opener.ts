import { randomUUID } from "node:crypto";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { Card, Clock } from "../../src/ports.ts";
import { blankThread, isOpen, type OpenThread, type Thread, type Threads } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";
import { renderCard } from "./render.ts";

const place = z.looseObject({
  id: z.string(),
  type: z.number(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
});
const made = z.looseObject({ id: z.string() });

/** Channel types. */
const FORUM = 15;
const MEDIA = 16;
const THREADS = new Set([10, 11, 12]);
/** Minutes after which Discord archives a quiet thread; a message wakes it. */
const ARCHIVE = 10_080;

export interface Opener {
  /** The project's thread: the one there is, or a new one in this channel. Rejects with a sentence where the bot cannot write there. */
  open(project: string, channel: string): Promise<OpenThread>;
  link(thread: OpenThread): Promise<string>;
  guildOf(thread: OpenThread): Promise<string>;
}

export function createOpener({
  api,
  threads,
  clock,
  onOpened,
}: {
  readonly api: Api;
  readonly threads: Threads;
  readonly clock: Clock;
  readonly onOpened: (project: string) => void;
}): Opener {
  const opening = new Map<string, Promise<OpenThread>>();
  const guilds = new Map<string, string>();

  async function look(channel: string) {
    const found = place.parse(await api.call("GET", `/channels/${channel}`));
    if (found.guild_id !== undefined) guilds.set(channel, found.guild_id);
    return found;
  }

  async function post(project: string, asked: string): Promise<OpenThread> {
    const known = threads.of(project);
    if (known !== undefined && isOpen(known)) return known;
    try {
      const there = await look(asked);
      // Given in a thread, the command means the channel that it is in.
      const channel = THREADS.has(there.type) ? (there.parent_id ?? asked) : asked;
      const { type } = channel === asked ? there : await look(channel);
      const isForum = type === FORUM || type === MEDIA;
      const begun: Thread =
        known?.channel === channel
          ? known
          : blankThread(project, channel, `${isForum ? "forum" : "card"}:${randomUUID()}`, since(clock.now()));
      await threads.put(begun);
      const root = isForum ? await postInForum(begun) : await postWithThread(begun);
      const thread: OpenThread = { ...begun, root, read: root };
      await threads.put(thread);
      // What was written in it before we knew it as ours was heard by nobody.
      onOpened(project);
      return thread;
    } catch (error) {
      if (codeOf(error) !== null) await threads.remove(project);
      throw sentence(error);
    }
  }

  async function postWithThread({ project, channel, key }: Thread): Promise<string> {
    const body = { ...renderCard(cardOf(project, clock.now()), []), nonce: nonce(key), enforce_nonce: true };
    const { id } = made.parse(await api.call("POST", `/channels/${channel}/messages`, body));
    const thread = { name: project, auto_archive_duration: ARCHIVE };
    // A thread has its first message's id: where the answer was lost, it is there.
    const found = async () => api.call("GET", `/channels/${id}`).catch(() => undefined);
    try {
      await api.call("POST", `/channels/${channel}/messages/${id}/threads`, thread, { found });
    } catch (error) {
      if (codeOf(error) !== ALREADY) throw error;
    }
    return id;
  }

  async function postInForum({ project, channel }: Thread): Promise<string> {
    const body = {
      name: project,
      auto_archive_duration: ARCHIVE,
      message: renderCard(cardOf(project, clock.now()), []),
    };
    return made.parse(await api.call("POST", `/channels/${channel}/threads`, body)).id;
  }

  return {
    open(project, channel) {
      const under = opening.get(project) ?? post(project, channel).finally(() => opening.delete(project));
      opening.set(project, under);
      return under;
    },
    link: async (thread) => `https://discord.com/channels/${await guildOf(thread)}/${thread.root}`,
    guildOf,
  };

  async function guildOf({ channel }: OpenThread): Promise<string> {
    return guilds.get(channel) ?? (await look(channel)).guild_id ?? "@me";
  }
}

/** A thread has been started from that message. */
const ALREADY = 160004;

export function cardOf(project: string, now: number, state = "frozen"): Card {
  return { project, state, since: now, session: "", question: null, waiting: 0, trouble: null, actions: [] };
}

const EPOCH = 1_420_070_400_000n;

/** The id that a message of that moment would have. */
export function since(ms: number): string {
  return String((BigInt(Math.floor(ms)) - EPOCH) << 22n);
}

export function timeOf(id: string): number {
  return Number((BigInt(id) >> 22n) + EPOCH);
}

function nonce(key: string): string {
  return key.replace(/[^a-z0-9]/g, "").slice(0, 25);
}

function sentence(error: unknown): unknown {
  switch (codeOf(error)) {
    case 50001:
    case 10003:
      return new BridgeError(
        "bad-input",
        "I cannot see this channel. Give my role View Channel here, and say it again.",
        error,
      );
    case 50013:
      return new BridgeError(
        "bad-input",
        "I may not write or open threads here. Give my role Send Messages, Create Public Threads and Send Messages in Threads, and say it again.",
        error,
      );
    default:
      return error;
  }
}
