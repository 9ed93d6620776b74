import { z } from "zod";
import type { ChatLog } from "../../src/ports/ports.ts";
import type { Inbound, Written } from "../chat/inbound.ts";
import { createMemory } from "../chat/memory.ts";
import type { OpenThread, Threads } from "../chat/threads.ts";
import type { Calls } from "./calls.ts";
import { type DiscordMessage, isBlank, parseMessage } from "./history.ts";
import type { Reader, ServerOf } from "./reader.ts";

/** Where a packet belongs; each is null where it does not say. */
const placed = z.looseObject({
  id: z.string().nullish(),
  ids: z.array(z.string()).nullish(),
  channel_id: z.string().nullish(),
  guild_id: z.string().nullish(),
});

export interface HearingParts {
  readonly threads: Threads;
  readonly reader: Reader;
  readonly inbound: Inbound;
  readonly calls: Calls;
  readonly log: ChatLog;
  readonly keep: (task: Promise<unknown>) => void;
  /** The message as it is now; null while Discord does not give the bot what people write. */
  readonly again: (channel: string, id: string) => Promise<DiscordMessage | null>;
}

/** Every packet of the gateway's, to the one whom it is for. */
export function createHearing(parts: HearingParts): (type: string, data: unknown) => void {
  const { threads, reader, inbound, calls, log, keep, again } = parts;
  /** A gateway may tell of a direct message twice; what stands in a thread is known by the thread. */
  const heard = createMemory();

  /** What is said to the bot in a direct message is a command. */
  async function aside(channel: string, said: Written): Promise<void> {
    const { text } = await said.words();
    const id = `discord-call:${channel}:${said.id}`;
    const call = { id, user: said.user, server: null, channel, policy: channel, words: text, at: said.at };
    await calls.tell(channel, await calls.run(call));
  }

  /** What comes empty may be a sticker, or what Discord keeps from us: that is read once we may. */
  async function unlessHidden({ root }: OpenThread, id: string, hand: (now: DiscordMessage) => void): Promise<void> {
    const now = await again(root, id);
    if (now !== null) return hand(now);
    log.warn(`message ${id} came without its words, and is read once Discord gives them`);
  }

  function written(type: string, thread: OpenThread, message: DiscordMessage, serverOf: ServerOf): void {
    const hand = (now: DiscordMessage) => {
      const said = reader.written(now, serverOf);
      if (said === null) return;
      if (type === "MESSAGE_CREATE") inbound.wrote(thread, said);
      else if (said.edition !== null) inbound.edited(thread, said);
    };
    if (isBlank(message)) keep(unlessHidden(thread, message.id, hand));
    else hand(message);
  }

  return (type, data) => {
    const { id, ids, channel_id: channel, guild_id: server } = placed.safeParse(data).data ?? {};
    if (!channel) return;
    const thread = threads.in(channel);
    if (thread !== undefined && type === "MESSAGE_DELETE" && id) inbound.erased(thread, id);
    if (thread !== undefined && type === "MESSAGE_DELETE_BULK")
      for (const one of ids ?? []) inbound.erased(thread, one);
    if (type !== "MESSAGE_CREATE" && type !== "MESSAGE_UPDATE") return;
    const message = parseMessage(data);
    if (message === null) return;
    const serverOf = async () => server ?? null;
    if (thread !== undefined) return written(type, thread, message, serverOf);
    if (type !== "MESSAGE_CREATE" || server) return;
    const said = reader.written(message, serverOf);
    if (said !== null && heard.isNew(message.id)) keep(aside(channel, said));
  };
}
