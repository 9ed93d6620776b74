import { z } from "zod";
import type { OpenThread } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";

const place = z.looseObject({
  id: z.string(),
  type: z.number(),
  flags: z.number().default(0),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  last_message_id: z.string().nullish(),
  thread_metadata: z.looseObject({ locked: z.boolean().optional() }).optional(),
  available_tags: z
    .array(z.looseObject({ id: z.string(), name: z.string(), moderated: z.boolean().default(false) }))
    .catch([]),
});

export type DiscordChannel = z.infer<typeof place>;

/** Channel types. */
const TEXT = new Set([0, 5]);
const FORUMS = new Set([15, 16]);
const THREADS = new Set([10, 11, 12]);

export const isText = ({ type }: DiscordChannel): boolean => TEXT.has(type);
export const isForum = ({ type }: DiscordChannel): boolean => FORUMS.has(type);
export const isThread = ({ type }: DiscordChannel): boolean => THREADS.has(type);

/** Channels as Discord has them. */
export interface Places {
  /** As it is now. */
  look(channel: string): Promise<DiscordChannel>;
  /** The server of a thread of ours; null where Discord does not tell. */
  serverOf(thread: OpenThread): Promise<string | null>;
}

export function createPlaces(api: Api): Places {
  /** By channel: it never moves. Many threads of one channel want to know it at once. */
  const servers = new Map<string, string>();
  const asking = new Map<string, Promise<DiscordChannel>>();

  async function look(channel: string): Promise<DiscordChannel> {
    const found = place.parse(await api.call("GET", `/channels/${channel}`));
    if (found.guild_id !== undefined) servers.set(channel, found.guild_id);
    return found;
  }

  function lookTogether(channel: string): Promise<DiscordChannel> {
    const under = asking.get(channel) ?? look(channel).finally(() => asking.delete(channel));
    asking.set(channel, under);
    return under;
  }

  return {
    look,
    async serverOf({ channel }) {
      const known = servers.get(channel);
      if (known !== undefined) return known;
      try {
        return (await lookTogether(channel)).guild_id ?? null;
      } catch (error) {
        if (codeOf(error) === null) throw error;
        return null;
      }
    },
  };
}
