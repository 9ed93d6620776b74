import { z } from "zod";
import type { Clock, Person } from "../../src/ports/ports.ts";
import { type Api, codeOf } from "./api.ts";

/** Milliseconds for which a name and roles are taken as they were. */
const FRESH = 5 * 60_000;

const user = z.looseObject({ id: z.string(), username: z.string(), global_name: z.string().nullish() });
const member = z.looseObject({
  nick: z.string().nullish(),
  roles: z.array(z.string()).default([]),
  user: user.optional(),
});

export interface Members {
  /**
   * With the name and the roles of that server; null, in a direct message, with the roles of all of ours. Never rejects
   * for what Discord does not tell: a name is then the id.
   */
  person(id: string, server: string | null): Promise<Person>;
}

/** `servers`: those whose roles count where no server is named. */
export function createMembers(api: Api, servers: () => readonly string[], clock: Clock): Members {
  const known = new Map<string, { readonly person: Person; readonly at: number }>();

  async function ask(id: string, server: string | null): Promise<Person> {
    const asked = server === null ? servers() : [server];
    const found = await Promise.all(
      asked.map(async (one) =>
        member.parse(await api.call("GET", `/guilds/${one}/members/${id}`).catch(unlessUnknown)),
      ),
    );
    const account =
      found.find((one) => one.user !== undefined)?.user ??
      user.safeParse(await api.call("GET", `/users/${id}`).catch(unlessUnknown)).data;
    const nick = found.length === 1 ? found[0]?.nick : undefined;
    const name = nick || account?.global_name || account?.username || id;
    return { id: `discord:${id}`, name, groups: found.flatMap(({ roles }) => roles) };
  }

  return {
    async person(id, server) {
      const key = `${server}:${id}`;
      const before = known.get(key);
      if (before !== undefined && clock.now() - before.at < FRESH) return before.person;
      const person = await ask(id, server);
      known.set(key, { person, at: clock.now() });
      return person;
    },
  };
}

function unlessUnknown(error: unknown): object {
  if (codeOf(error) === null) throw error;
  return {};
}
