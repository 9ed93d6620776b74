import { z } from "zod";
import type { Clock, Person } from "../../src/ports/ports.ts";
import { type Api, codeOf } from "./api.ts";
import type { SlackLogger } from "./logger.ts";

/** Milliseconds for which a name or a group is taken as it was; who was taken out of a group may go on for as long. */
const FRESH = 5 * 60_000;

const member = z.looseObject({
  user: z.looseObject({
    name: z.string().optional(),
    real_name: z.string().optional(),
    is_bot: z.boolean().optional(),
    profile: z.looseObject({ display_name: z.string().optional(), real_name: z.string().optional() }).optional(),
  }),
});
const users = z.looseObject({ users: z.array(z.string()).default([]) });

export interface Members {
  /** Never rejects for what Slack does not tell: a name is then the id. */
  person(id: string): Promise<Person>;
  /** What is known by now. */
  nameOf(id: string): string;
}

/** `groups`: those that decide who may; no other is looked at. */
export function createMembers(api: Api, groups: readonly string[], clock: Clock, logger: SlackLogger): Members {
  const names = new Map<string, { readonly name: string; readonly at: number }>();
  const memberships = new Map<string, { readonly users: readonly string[]; readonly at: number }>();

  async function name(id: string): Promise<string> {
    const known = names.get(id);
    if (known !== undefined && clock.now() - known.at < FRESH) return known.name;
    try {
      const { user } = member.parse(await api.call("users.info", { user: id }));
      const found = user.profile?.display_name || user.real_name || user.profile?.real_name || user.name || id;
      names.set(id, { name: found, at: clock.now() });
      return found;
    } catch (error) {
      if (codeOf(error) === null && known === undefined) throw error;
      return known?.name ?? id;
    }
  }

  async function usersOf(group: string): Promise<readonly string[]> {
    const known = memberships.get(group);
    if (known !== undefined && clock.now() - known.at < FRESH) return known.users;
    try {
      const found = users.parse(await api.call("usergroups.users.list", { usergroup: group }));
      memberships.set(group, { users: found.users, at: clock.now() });
      return found.users;
    } catch (error) {
      if (codeOf(error) === null) throw error;
      logger.error(
        `the members of the user group ${group} are not known, so nobody is let in by it (${codeOf(error)})`,
      );
      return [];
    }
  }

  return {
    async person(id) {
      const held: string[] = [];
      for (const group of groups) if ((await usersOf(group)).includes(id)) held.push(group);
      return { id: `slack:${id}`, name: await name(id), groups: held };
    },
    nameOf: (id) => names.get(id)?.name ?? id,
  };
}
