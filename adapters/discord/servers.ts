import { z } from "zod";
import { type Api, codeOf } from "./api.ts";

const servers = z.array(z.looseObject({ id: z.string(), name: z.string() }));
const roles = z.array(
  z.looseObject({ id: z.string(), tags: z.looseObject({ bot_id: z.string().optional() }).nullish() }),
);

export interface Server {
  readonly id: string;
  readonly name: string;
}

export async function askServers(api: Api): Promise<readonly Server[]> {
  return servers.parse(await api.call("GET", "/users/@me/guilds"));
}

/** The servers that the bot is in. */
export interface Servers {
  /** Asks Discord which they are. */
  learn(): Promise<void>;
  add(id: string): void;
  remove(id: string): void;
  all(): readonly string[];
  /** The role that Discord made for the bot in that server; null where there is none. */
  ownRole(server: string): Promise<string | null>;
}

export function createServers(api: Api, self: () => string): Servers {
  const known = new Set<string>();
  const own = new Map<string, string | null>();

  return {
    async learn() {
      known.clear();
      for (const { id } of await askServers(api)) known.add(id);
    },
    add: (id) => void known.add(id),
    remove(id) {
      known.delete(id);
      // Let in again, it gets another one.
      own.delete(id);
    },
    all: () => [...known],
    async ownRole(server) {
      const before = own.get(server);
      if (before !== undefined) return before;
      try {
        const all = roles.parse(await api.call("GET", `/guilds/${server}/roles`));
        const found = all.find(({ tags }) => tags?.bot_id === self())?.id ?? null;
        own.set(server, found);
        return found;
      } catch (error) {
        if (codeOf(error) === null) throw error;
        return null;
      }
    },
  };
}
