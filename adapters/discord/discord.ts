import { type ClientOptions, Events, PermissionsBitField } from "discord.js";
import { z } from "zod";
import type { ChatAdapter, ChatCommand, People } from "../../src/ports.ts";
import { type ChatOptions, createChat, type Line, type Platform, type Room } from "../chat/chat.ts";
import type { Inbound, Written } from "../chat/inbound.ts";
import type { OpenThread } from "../chat/threads.ts";
import { codeOf, createApi } from "./api.ts";
import { type Descriptions, registration } from "./commands.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { messagesAfter, parseMessage } from "./history.ts";
import { timeOf } from "./ids.ts";
import { createInteractions, type Interactions } from "./interactions.ts";
import { createMembers } from "./members.ts";
import { createOpener } from "./opener.ts";
import { inviteLink, missingFrom } from "./permissions.ts";
import { type Post, post } from "./render.ts";
import { createWire } from "./wire.ts";
import { createReader, type Reader } from "./written.ts";

export interface DiscordOptions extends ChatOptions {
  readonly token: string;
  /** The API's address; undefined: Discord's own. */
  readonly api: string | undefined;
  /** The server whose commands are registered at once; undefined: in all of them, which takes a while. */
  readonly guild: string | undefined;
  /** The table, for the commands that Discord is to offer. */
  readonly commands: readonly ChatCommand[];
  readonly descriptions: Descriptions;
  /** For tests: discord.js waits five seconds between two starts otherwise. */
  readonly client?: Partial<ClientOptions>;
}

const identified = z.looseObject({ id: z.string() });

/** Where a packet belongs; each is null where it does not say. */
const placed = z.looseObject({
  id: z.string().nullish(),
  channel_id: z.string().nullish(),
  guild_id: z.string().nullish(),
});

/** Discord, over its gateway. */
export function createDiscord(options: DiscordOptions): ChatAdapter {
  return createChat(options, (room) => createPlatform(options, room));
}

function createPlatform(options: DiscordOptions, { threads, signal, keep, catchUp }: Room): Platform<Post> {
  const { clock, log, token } = options;
  const api = createApi({ token, url: options.api, clock, signal });
  let { guild } = options;
  let self = "";
  let gateway: Gateway | null = null;
  const members = createMembers(api, () => guild, clock);
  const opener = createOpener({
    api,
    threads,
    clock,
    self: () => self,
    missing,
    onOpened: (project) => catchUp("its thread is open", project),
  });
  const wire = createWire({
    api,
    threads,
    clock,
    log,
    signal,
    keep,
    self: () => self,
    guildOf: opener.guildOf,
  });

  function missing(channel: string): readonly string[] {
    const found = gateway?.client.channels.cache.get(channel);
    if (found === undefined || found.isDMBased()) return [];
    const permissions = found.permissionsFor(self) ?? new PermissionsBitField(PermissionsBitField.All);
    return missingFrom(permissions);
  }

  /** Nobody else sees a direct message; who takes none is told in the thread. */
  async function refuse(thread: OpenThread, user: string, text: string): Promise<void> {
    try {
      const channel = identified.parse(await api.call("POST", "/users/@me/channels", { recipient_id: user }));
      await api.call("POST", `/channels/${channel.id}/messages`, post(text));
    } catch (error) {
      if (codeOf(error) === null) throw error;
      await api.call("POST", `/channels/${thread.root}/messages`, post(`<@${user}> ${text}`, [user]));
    }
  }

  /** What is said to the bot in a direct message is a command. */
  async function aside(calls: Interactions, channel: string, said: Written): Promise<void> {
    const { text } = await said.words();
    const answer = await calls.run({ id: `discord-call:${channel}:${said.id}`, user: said.user, channel, words: text });
    await api.call("POST", `/channels/${channel}/messages`, await calls.shown(answer));
  }

  function hear(type: string, data: unknown, reader: Reader, inbound: Inbound, calls: Interactions): void {
    const { id, channel_id: channel, guild_id: server } = placed.safeParse(data).data ?? {};
    if (!channel) return;
    const thread = threads.in(channel);
    if (type === "MESSAGE_DELETE" && thread !== undefined && id) inbound.erased(thread, id);
    if (type !== "MESSAGE_CREATE" && type !== "MESSAGE_UPDATE") return;
    const message = parseMessage(data);
    const said = message && reader.written(message);
    if (!said) return;
    if (thread === undefined) {
      if (type === "MESSAGE_CREATE" && !server) keep(aside(calls, channel, said));
    } else if (type === "MESSAGE_CREATE") inbound.wrote(thread, said);
    else if (said.edition !== null) inbound.edited(thread, said);
  }

  async function register(application: string): Promise<void> {
    const route = options.guild === undefined ? "commands" : `guilds/${options.guild}/commands`;
    const table = registration(options.commands, options.descriptions);
    await api.call("PUT", `/applications/${application}/${route}`, table);
  }

  async function meet(people: People): Promise<Line> {
    const { id: application } = identified.parse(await api.call("GET", "/applications/@me"));
    self = identified.parse(await api.call("GET", "/users/@me")).id;
    const { commands } = options;
    const calls = createInteractions({ application, api, people, threads, members, opener, commands, log });
    const reader = createReader({ self, person: members.person, signal });
    return {
      reads: {
        person: members.person,
        history: async ({ root }, from) => {
          const messages = await messagesAfter(api, root, from);
          return { written: messages.flatMap((one) => reader.written(one) ?? []), ids: messages.map(({ id }) => id) };
        },
        before: (id) => String(BigInt(id) - 1n),
        timeOf,
        channelOf: ({ root }) => root,
        isLost: (error) => codeOf(error) !== null,
        command: ({ id, thread, person, words }) =>
          calls.run({ id, user: person.id.slice("discord:".length), channel: thread.root, words }),
        whisper: async ({ root }, _user, answer) =>
          void (await api.call("POST", `/channels/${root}/messages`, await calls.shown(answer))),
        refuse,
      },
      async connect(inbound) {
        const line = createGateway({
          token,
          api: options.api,
          client: options.client,
          log,
          signal,
          onPacket: (type, data) => hear(type, data, reader, inbound, calls),
          onReconnect: (why) => catchUp(why),
        });
        gateway = line;
        calls.listen(line.client);
        await line.open();
        const servers = line.client.guilds.cache;
        const isIn = options.guild === undefined ? servers.size > 0 : servers.has(options.guild);
        guild ??= servers.first()?.id;
        if (isIn || options.guild === undefined) await register(application);
        // Let in later: its commands are registered then.
        line.client.on(Events.GuildCreate, ({ id }) => {
          guild ??= id;
          if (id === options.guild) keep(register(application));
        });
        if (isIn) return null;
        const where = options.guild === undefined ? "in no server yet" : "not in the server of DISCORD_GUILD yet";
        return `${where}. Who may manage it lets the bot in with ${inviteLink(application)}`;
      },
    };
  }

  return {
    name: "discord",
    title: "Discord",
    wire,
    open: opener.open,
    meet,
    disconnect: async () => gateway?.close(),
  };
}
