import { stringOf } from "../../json.ts";
import { type Context, identity } from "../context.ts";
import { refuse } from "../errors.ts";
import { applicationFlags } from "../intents.ts";
import type { Route } from "../router.ts";
import type { Guild } from "../store.ts";
import { channelOf, guildObjectOf } from "../wire-channels.ts";
import { fullMemberOf, personOf, roleOf } from "../wire-people.ts";

export const guildRoutes: readonly Route[] = [
  {
    on: "GET /users/@me",
    run: (_, context) => ({ ...personOf(context, identity.bot.id), email: null, verified: true, mfa_enabled: false }),
  },
  {
    on: "GET /users/@me/guilds",
    run: (_, { store }) =>
      [...store.guilds.values()]
        .filter(({ joined }) => joined)
        .map(({ id, name }) => ({ id, name, icon: null, owner: false, permissions: "0", features: [] })),
  },
  {
    on: "GET /users/:user",
    run({ params }, context) {
      if (!context.store.people.has(params.user ?? "")) throw refuse("unknownUser");
      return personOf(context, params.user ?? "");
    },
  },
  {
    on: "POST /users/@me/channels",
    run({ body }, context) {
      const recipient = stringOf(body.recipient_id);
      if (!context.store.people.has(recipient) || recipient === identity.bot.id) throw refuse("directMessagesClosed");
      return channelOf(context, directMessages(context, recipient));
    },
  },
  { on: "GET /applications/@me", run: application },
  { on: "GET /oauth2/applications/@me", run: application },
  { on: "GET /guilds/:guild", run: ({ params }, context) => guildObjectOf(guildFor(context, params.guild)) },
  {
    on: "GET /guilds/:guild/channels",
    run({ params }, context) {
      const guild = guildFor(context, params.guild);
      return [...context.store.channels.values()]
        .filter((one) => one.guild === guild.id && one.kind !== "thread" && !one.deleted)
        .map((one) => channelOf(context, one));
    },
  },
  {
    on: "GET /guilds/:guild/roles",
    run({ params }, context) {
      const guild = guildFor(context, params.guild);
      return [...guild.roles.values()].map((role) => roleOf(role, guild));
    },
  },
  {
    on: "GET /guilds/:guild/members/search",
    run({ params, query }, context) {
      const guild = guildFor(context, params.guild);
      const wanted = (query.query ?? "").toLowerCase();
      return [...guild.members.keys()]
        .filter((id) => context.store.people.get(id)?.name.toLowerCase().startsWith(wanted))
        .map((id) => fullMemberOf(context, guild, id));
    },
  },
  {
    on: "GET /guilds/:guild/members/:user",
    words: ["user"],
    run({ params }, context) {
      const guild = guildFor(context, params.guild);
      const user = params.user === "@me" ? identity.bot.id : (params.user ?? "");
      if (!context.store.people.has(user)) throw refuse("unknownUser");
      const member = fullMemberOf(context, guild, user);
      if (member === undefined) throw refuse("unknownMember");
      return member;
    },
  },
  {
    on: "GET /guilds/:guild/members",
    run({ params, query }, context) {
      const guild = guildFor(context, params.guild);
      if (!context.privileged().includes("GuildMembers")) throw refuse("missingAccess");
      const ids = [...guild.members.keys()].filter((id) => BigInt(id) > BigInt(query.after ?? "0"));
      return ids.slice(0, Number(query.limit ?? 1)).map((id) => fullMemberOf(context, guild, id));
    },
  },
];

export function guildFor({ store }: Context, id: string | undefined): Guild {
  const guild = store.guilds.get(id ?? "");
  if (guild === undefined) throw refuse("unknownGuild");
  if (!guild.joined) throw refuse("missingAccess");
  return guild;
}

/** The same channel every time. */
export function directMessages(context: Context, user: string) {
  const { store } = context;
  const existing = [...store.channels.values()].find((one) => one.kind === "dm" && one.recipient === user);
  if (existing !== undefined) return existing;
  const channel = {
    id: store.id(),
    kind: "dm" as const,
    guild: undefined,
    name: "",
    topic: undefined,
    parent: undefined,
    overwrites: new Map(),
    tags: [],
    requireTag: false,
    recipient: user,
    thread: undefined,
    messages: [],
    deleted: false,
  };
  store.channels.set(channel.id, channel);
  return channel;
}

export function applicationOf(context: Context) {
  return { id: identity.applicationId, flags: applicationFlags(context.privileged()) };
}

function application(_: unknown, context: Context) {
  const { store } = context;
  return {
    ...applicationOf(context),
    name: "Cockpit",
    icon: null,
    description: "",
    summary: "",
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: "0".repeat(64),
    team: null,
    owner: personOf(context, identity.guild.ownerId),
    bot: personOf(context, identity.bot.id),
    approximate_guild_count: [...store.guilds.values()].filter(({ joined }) => joined).length,
    redirect_uris: [],
    interactions_endpoint_url: null,
    integration_types_config: { 0: { oauth2_install_params: { scopes: ["bot"], permissions: "0" } } },
  };
}
