import { stringOf } from "../../json.ts";
import { identity, type Methods, Refusal } from "../context.ts";
import { personOf } from "../wire.ts";
import { pageOf } from "./pages.ts";

const { team, bot, appId, appName } = identity;

/** Who and what there is, beside channels. */
export const workspaceMethods: Methods = {
  "auth.test": {
    tier: "special",
    run: () => ({
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: bot.name,
      team_id: team.id,
      user_id: bot.userId,
      bot_id: bot.botId,
      is_enterprise_install: false,
    }),
  },
  "users.info": {
    tier: "four",
    scopes: ["users:read"],
    run(args, { store }) {
      const person = store.people.get(stringOf(args.user));
      if (person === undefined) throw new Refusal("user_not_found");
      return { user: personOf(person) };
    },
  },
  "users.list": {
    tier: "two",
    scopes: ["users:read"],
    run(args, { store }) {
      const { items, next_cursor } = pageOf([...store.people.values()], args, 1000, ({ id }) => id);
      return { members: items.map(personOf), response_metadata: { next_cursor } };
    },
  },
  "usergroups.list": {
    tier: "two",
    scopes: ["usergroups:read"],
    run: (_args, { store }) => ({
      usergroups: [...store.groups.values()].map(({ id, handle, users }) => ({
        id,
        team_id: team.id,
        is_usergroup: true,
        name: handle,
        handle,
        user_count: users.length,
      })),
    }),
  },
  "usergroups.users.list": {
    tier: "two",
    scopes: ["usergroups:read"],
    run(args, { store }) {
      const group = store.groups.get(stringOf(args.usergroup));
      if (group === undefined) throw new Refusal("no_such_subteam");
      return { users: [...group.users] };
    },
  },
  "bots.info": {
    tier: "three",
    scopes: ["users:read"],
    run(args) {
      if (args.bot !== undefined && args.bot !== bot.botId) throw new Refusal("bot_not_found");
      return { bot: { id: bot.botId, deleted: false, name: appName, app_id: appId, user_id: bot.userId } };
    },
  },
  "team.info": {
    tier: "three",
    scopes: ["team:read"],
    run: () => ({ team: { id: team.id, name: team.name, domain: team.domain, email_domain: "", icon: {} } }),
  },
};
