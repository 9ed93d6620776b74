import { type Context, identity } from "./context.ts";
import { intents } from "./intents.ts";
import { bitsOf, every, type Permission, usual } from "./permissions.ts";
import { directMessages } from "./routes/guilds.ts";
import { isSnowflake } from "./snowflake.ts";
import type { Channel, Guild } from "./store.ts";
import type { DiscordPeople } from "./types.ts";
import { channelOf, guildCreateOf } from "./wire-channels.ts";
import { fullMemberOf, roleOf } from "./wire-people.ts";

type Builders = Pick<
  DiscordPeople,
  "user" | "role" | "setRoles" | "channel" | "addGuild" | "kick" | "permit" | "deleteChannel" | "dm"
>;

/** Who and what there is. The bot hears of what changes while it listens. */
export function createWorld(context: Context, permissions: readonly Permission[] = every): Builders {
  const { store, clock } = context;
  const bot = identity.bot.id;

  function tell(type: string, data: Readonly<Record<string, unknown>>, intent: number = intents.guilds): void {
    context.emit({ type, intent, data });
    context.changed();
  }

  function role(guild: Guild, id: string, name: string, bits: bigint, mentionable: boolean): void {
    const managed = id === identity.bot.roleId;
    guild.roles.set(id, { id, name, permissions: bits, mentionable, managed });
  }

  function found(id: string = identity.guild.id): Guild {
    const guild = store.guilds.get(id);
    if (guild === undefined) throw new Error(`there is no guild ${id}`);
    return guild;
  }

  function makeGuild(id: string, name: string): Guild {
    const { ownerId } = identity.guild;
    const maps = { roles: new Map(), members: new Map() };
    const guild: Guild = { id: checked(id), name, ownerId, ...maps, available: true, joined: true };
    store.guilds.set(id, guild);
    // @everyone gives no more than the bot is to have: else a permission could not be missing.
    role(guild, id, "@everyone", bitsOf(usual.filter((one) => permissions.includes(one))), false);
    role(guild, identity.bot.roleId, identity.bot.name, bitsOf(permissions), false);
    guild.members.set(bot, { nick: undefined, roles: [identity.bot.roleId], joinedAt: clock() });
    guild.members.set(ownerId, { nick: undefined, roles: [], joinedAt: clock() });
    return guild;
  }

  const world: Builders = {
    user(id, { name, globalName, nick, bot: isBot = false, roles = [], dms = true, member = true }) {
      store.people.set(checked(id), { id, name, globalName, bot: isBot, dms });
      if (!member) return;
      const guild = found();
      guild.members.set(id, { nick, roles, joinedAt: clock() });
      tell("GUILD_MEMBER_ADD", { ...fullMemberOf(context, guild, id), guild_id: guild.id }, intents.members);
    },
    role(id, { name, permissions: may = [], mentionable = false }) {
      const guild = found();
      role(guild, checked(id), name, bitsOf(may), mentionable);
      const made = guild.roles.get(id);
      if (made !== undefined) tell("GUILD_ROLE_CREATE", { guild_id: guild.id, role: roleOf(made, guild) });
    },
    setRoles(user, roles) {
      const guild = found();
      const member = guild.members.get(user);
      if (member === undefined) throw new Error(`${user} is not in the guild`);
      member.roles = roles;
      // Of itself the bot hears without the intent.
      const intent = user === bot ? intents.guilds : intents.members;
      tell("GUILD_MEMBER_UPDATE", { ...fullMemberOf(context, guild, user), guild_id: guild.id }, intent);
    },
    channel(id, { name, type = "text", topic, parent, tags = [], requireTag = false, guild }) {
      const channel: Channel = {
        id: checked(id),
        kind: type,
        guild: found(guild).id,
        name,
        topic,
        parent,
        overwrites: new Map(),
        tags: tags.map(({ moderated = false, ...tag }) => ({ ...tag, moderated })),
        requireTag,
        recipient: undefined,
        thread: undefined,
        messages: [],
        deleted: false,
      };
      store.channels.set(id, channel);
      tell("CHANNEL_CREATE", channelOf(context, channel));
    },
    addGuild(id, { name }) {
      const guild = makeGuild(id, name);
      tell("GUILD_CREATE", guildCreateOf(context, guild, false));
    },
    kick(id) {
      const guild = found(id);
      guild.joined = false;
      guild.members.delete(bot);
      tell("GUILD_DELETE", { id });
    },
    permit(id, who, { allow = [], deny = [] }) {
      const channel = channelAt(context, id);
      if (channel.kind === "thread") throw new Error("a thread has its parent's permissions");
      channel.overwrites.set(who, { allow: bitsOf(allow), deny: bitsOf(deny) });
      tell("CHANNEL_UPDATE", channelOf(context, channel));
    },
    deleteChannel(id) {
      const channel = channelAt(context, id);
      const wire = channelOf(context, channel);
      channel.deleted = true;
      for (const thread of store.threadsOf(id)) thread.deleted = true;
      tell("CHANNEL_DELETE", wire);
    },
    dm(user) {
      if (!store.people.has(user)) throw new Error(`there is no user ${user}`);
      return directMessages(context, user).id;
    },
  };

  const { guild, bot: own } = identity;
  store.people.set(bot, { id: bot, name: own.name, globalName: undefined, bot: true, dms: true });
  store.people.set(guild.ownerId, { id: guild.ownerId, name: "owner", globalName: undefined, bot: false, dms: true });
  makeGuild(guild.id, guild.name);
  return world;
}

function checked(id: string): string {
  if (!isSnowflake(id)) throw new Error(`${id} is no snowflake: snowflake(1) makes one`);
  return id;
}

export function channelAt({ store }: Context, id: string): Channel {
  const channel = store.channels.get(id);
  if (channel === undefined || channel.deleted) throw new Error(`there is no channel ${id}`);
  return channel;
}
