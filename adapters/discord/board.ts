import { z } from "zod";
import type { Board, BoardEntry, ChatLog, Records } from "../../src/ports/ports.ts";
import { newest } from "../chat/ids.ts";
import { isOpen, type Threads } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";
import { isText, type Places } from "./channels.ts";
import { discordIds } from "./ids.ts";
import { BOARD_TITLE, renderBoard } from "./render/board.ts";

export interface BoardMessageParts {
  readonly api: Api;
  readonly threads: Threads;
  readonly places: Places;
  /** Under `board`: the channel and the message. */
  readonly notes: Records<readonly string[]>;
  /** Where it is to stand; undefined: where the newest thread is. */
  readonly channel: string | undefined;
  readonly log: ChatLog;
  /** The bot's own user id. */
  readonly self: () => string;
  /** The address of a thread; null where it is gone. */
  readonly link: (thread: string) => Promise<string | null>;
}

const KEY = "board";
/** Unknown channel, unknown message, missing access. */
const GONE = new Set([10003, 10008, 50001]);

const pins = z.looseObject({
  items: z.array(
    z.looseObject({
      message: z.looseObject({
        id: z.string(),
        author: z.looseObject({ id: z.string() }),
        embeds: z.array(z.looseObject({ title: z.string().nullish() })).default([]),
      }),
    }),
  ),
});

/** One message, pinned and edited in place, that shows everything that waits. */
export function createBoardMessage(parts: BoardMessageParts): { put(board: Board): Promise<void> } {
  const { api, threads, places, notes, log, self, link } = parts;
  /** What was said once is not said with every change. */
  const complaints = new Set<string>();

  /** A text channel; null where there is none yet. Posts of a forum have no place beside them. */
  async function place(): Promise<string | null> {
    const channel = parts.channel ?? newestChannel();
    if (channel === undefined) return null;
    const found = await granted(
      () => places.look(channel),
      (code) => `the board has no place (${code}): give the bot's role View Channels in its channel`,
    );
    return found !== null && isText(found) ? channel : null;
  }

  /** Null where Discord refuses it, which is said once. */
  async function granted<T>(call: () => Promise<T>, sentence: (code: number) => string): Promise<T | null> {
    try {
      return await call();
    } catch (error) {
      const code = codeOf(error);
      if (code === null) throw error;
      const words = sentence(code);
      if (!complaints.has(words)) log.warn(words);
      complaints.add(words);
      return null;
    }
  }

  function newestChannel(): string | undefined {
    const open = threads.all().filter(isOpen);
    const [first, ...others] = open.map(({ root }) => root);
    const last = first && newest(discordIds, first, others);
    return open.find(({ root }) => root === last)?.channel;
  }

  /** What a bot left behind that was killed before it had noted it. */
  async function pinned(channel: string): Promise<string | undefined> {
    const { items } = pins.parse(await api.call("GET", `/channels/${channel}/messages/pins`));
    const isOurs = ({ author, embeds }: (typeof items)[number]["message"]) =>
      author.id === self() && embeds.some(({ title }) => title === BOARD_TITLE);
    return items.find(({ message }) => isOurs(message))?.message.id;
  }

  /** Resolves with whether it was still there. */
  async function change(method: "PATCH" | "DELETE", channel: string, message: string, body?: object): Promise<boolean> {
    try {
      await api.call(method, `/channels/${channel}/messages/${message}`, body);
      return true;
    } catch (error) {
      if (!GONE.has(codeOf(error) ?? 0)) throw error;
      return false;
    }
  }

  /** In the first form that Discord takes: what somebody asks may be what it never will. */
  async function inSomeForm<T>(forms: readonly object[], give: (body: object) => Promise<T>): Promise<T> {
    const [body = {}, ...plainer] = forms;
    try {
      return await give(body);
    } catch (error) {
      if (codeOf(error) === null || plainer.length === 0) throw error;
      return inSomeForm(plainer, give);
    }
  }

  /** Where it stood before its channel was set: what waits is not for whoever reads there any more. */
  async function erase(channel: string, message: string): Promise<void> {
    await granted(
      () => change("DELETE", channel, message),
      (code) => `the board's earlier message stays (${code}): delete it by hand`,
    );
  }

  /** Resolves with whether it was still there. */
  async function renew(channel: string, message: string, forms: readonly object[]): Promise<boolean> {
    const isThere = await granted(
      () => inSomeForm(forms, (body) => change("PATCH", channel, message, body)),
      (code) => `the board was not changed (${code})`,
    );
    return isThere ?? true;
  }

  async function begin(channel: string, forms: readonly object[]): Promise<void> {
    const earlier = await pinned(channel).catch(() => undefined);
    if (earlier !== undefined && (await renew(channel, earlier, forms))) return notes.set(KEY, [channel, earlier]);
    const [, last = "none"] = (await notes.get(KEY)) ?? [];
    // Under this nonce Discord takes it once, should its answer be lost.
    const message = await granted(
      () => inSomeForm(forms, (body) => api.post(channel, `board after ${last}`, body)),
      (code) => `the board was not written (${code}): give the bot's role Send Messages and Embed Links there`,
    );
    if (message === null) return;
    await notes.set(KEY, [channel, message]);
    await granted(
      () => api.call("PUT", `/channels/${channel}/messages/pins/${message}`),
      (code) => `the board is not pinned (${code}): give the bot's role Pin Messages in its channel`,
    );
  }

  /** Where nobody has said in which channel it is to stand, it tells nobody there what is asked in another. */
  async function formsIn(channel: string, entries: readonly BoardEntry[]): Promise<readonly object[]> {
    const isHere = ({ project }: BoardEntry) =>
      parts.channel !== undefined || (threads.of(project)?.channel ?? channel) === channel;
    const here = await Promise.all(entries.filter(isHere).map(entryOf));
    const elsewhere = entries.length - here.length;
    return [renderBoard(here, elsewhere), renderBoard(here, elsewhere, false)];
  }

  async function entryOf(entry: BoardEntry) {
    return { ...entry, link: entry.thread === null ? null : await link(entry.thread) };
  }

  return {
    async put({ entries }) {
      const [channel = "", message = ""] = (await notes.get(KEY)) ?? [];
      // An empty one is not worth a message of its own.
      if (message === "" && entries.length === 0) return;
      const isMoved = message !== "" && parts.channel !== undefined && channel !== parts.channel;
      if (message !== "" && !isMoved && (await renew(channel, message, await formsIn(channel, entries)))) return;
      const here = await place();
      if (here === null) return;
      if (isMoved) await erase(channel, message);
      await begin(here, await formsIn(here, entries));
    },
  };
}
