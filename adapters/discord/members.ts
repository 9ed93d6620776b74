import { z } from "zod";
import type { Clock, Person } from "../../src/ports.ts";
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
  /** Never rejects for what Discord does not tell: a name is then the id. */
  person(id: string): Promise<Person>;
}

/** `guild`: the server whose roles count; undefined before one is known. */
export function createMembers(api: Api, guild: () => string | undefined, clock: Clock): Members {
  const known = new Map<string, { readonly person: Person; readonly at: number }>();

  async function ask(id: string): Promise<Person> {
    const server = guild();
    const found =
      server === undefined ? {} : await api.call("GET", `/guilds/${server}/members/${id}`).catch(unlessUnknown);
    const { nick, roles, user: who } = member.parse(found);
    const account = who ?? user.safeParse(await api.call("GET", `/users/${id}`).catch(unlessUnknown)).data;
    const name = nick || account?.global_name || account?.username || id;
    return { id: `discord:${id}`, name, groups: roles };
  }

  return {
    async person(id) {
      const before = known.get(id);
      if (before !== undefined && clock.now() - before.at < FRESH) return before.person;
      const person = await ask(id);
      known.set(id, { person, at: clock.now() });
      return person;
    },
  };
}

function unlessUnknown(error: unknown): object {
  if (codeOf(error) === null) throw error;
  return {};
}
