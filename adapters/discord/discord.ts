import { randomUUID } from "node:crypto";
import { type Client, type ClientOptions, Events, PermissionsBitField } from "discord.js";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { ChatAdapter, ChatCommand, People } from "../../src/ports/ports.ts";
import { personId } from "../../src/support/person-id.ts";
import { type ChatOptions, createChat, type Line, type Platform, type Room } from "../chat/chat.ts";
import { createConfirmations } from "../chat/confirmations.ts";
import type { OpenThread } from "../chat/threads.ts";
import { codeOf, createApi } from "./api.ts";
import { askApplication, noContent } from "./application.ts";
import { createBoardMessage } from "./board.ts";
import { createCalls } from "./calls.ts";
import { createPlaces } from "./channels.ts";
import type { Descriptions } from "./commands.ts";
import { createHearing } from "./events.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { type DiscordMessage, isBlank, latestOf, messagesAfter, parseMessage, type ThreadPlace } from "./history.ts";
import { discordIds } from "./ids.ts";
import { createInteractions } from "./interactions.ts";
import { createMembers } from "./members.ts";
import { createOpener } from "./opener.ts";
import { inviteLink, missingFrom } from "./permissions.ts";
import { createReader } from "./reader.ts";
import { createRegistrar } from "./registrar.ts";
import { type Post, post } from "./render/message.ts";
import { createServers } from "./servers.ts";
import { createWire } from "./wire.ts";

/** Characters of a button's `custom_id`, as Discord has it. */
const ID_LIMIT = 100;

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

/** Discord, over its gateway. */
export function createDiscord(options: DiscordOptions): ChatAdapter {
  return createChat(options, (room) => createPlatform(options, room));
}

function createPlatform(options: DiscordOptions, room: Room): Platform<Post> {
  const { threads, signal, keep, catchUp, report } = room;
  const { clock, log, token } = options;
  const api = createApi({ token, url: options.api, clock, signal, timeout: options.client?.rest?.timeout });
  let self = "";
  let gateway: Gateway | null = null;
  const servers = createServers(api, () => self);
  const home = () => (options.guild === undefined ? servers.all() : [options.guild]);
  const members = createMembers(api, home, clock);
  const places = createPlaces(api);
  const onOpened = (project: string) => catchUp("its thread is open", project);
  const opener = createOpener({ api, threads, places, clock, log, self: () => self, missing, onOpened });
  const { link } = opener;
  const wire = createWire({ api, threads, clock, log, signal, keep, self: () => self, missing, link });

  const { channel, notes } = options;
  const board = createBoardMessage({ api, threads, places, notes, channel, log, self: () => self, link: room.link });

  function missing(channel: string): readonly string[] {
    const found = gateway?.client.channels.cache.get(channel);
    if (found === undefined || found.isDMBased()) return [];
    const permissions = found.permissionsFor(self) ?? new PermissionsBitField(PermissionsBitField.All);
    return missingFrom(permissions);
  }

  /** Nobody else sees a direct message. Resolves with false where the person takes none. */
  async function direct(user: string, key: string, content: Post): Promise<boolean> {
    try {
      const channel = identified.parse(await api.call("POST", "/users/@me/channels", { recipient_id: user }));
      await api.post(channel.id, key, content);
      return true;
    } catch (error) {
      if (codeOf(error) === null) throw error;
      return false;
    }
  }

  /** Who takes no direct message is told in the thread: everybody there saw what was written. */
  async function refuse(thread: OpenThread, user: string, text: string): Promise<void> {
    const key = randomUUID();
    if (!(await direct(user, key, post(text)))) await api.post(thread.root, key, post(`<@${user}> ${text}`, [user]));
  }

  /** The bot's application. Rejects with `chat-refused` where what people write is kept from it. */
  async function application(): Promise<string> {
    const { id, reads } = await askApplication(api);
    if (!reads) throw noContent();
    return id;
  }

  /** What comes empty is read again once it is known that we may. Nothing of it is done with before. */
  async function readable(read: () => Promise<readonly DiscordMessage[]>): Promise<readonly DiscordMessage[]> {
    const messages = await read();
    if (!messages.some(isBlank)) return messages;
    await application();
    return read();
  }

  async function placeOf(thread: OpenThread): Promise<ThreadPlace | null> {
    const server = await places.serverOf(thread);
    return server === null ? null : { root: thread.root, channel: thread.channel, server };
  }

  async function again(channel: string, id: string): Promise<DiscordMessage | null> {
    if (!(await askApplication(api)).reads) return null;
    return parseMessage(await api.call("GET", `/channels/${channel}/messages/${id}`));
  }

  async function meet(people: People): Promise<Line> {
    const id = await application();
    self = identified.parse(await api.call("GET", "/users/@me")).id;
    await servers.learn();
    const { commands, descriptions, guild } = options;
    const confirmations = createConfirmations(ID_LIMIT);
    const calls = createCalls({ api, people, threads, members, opener, confirmations });
    const interactions = createInteractions({
      application: id,
      api,
      calls,
      people,
      threads,
      members,
      commands,
      log,
      direct,
    });
    const reader = createReader({ api, members, servers, self, signal });
    const onTrouble = (trouble: string | null) => report("connected", trouble);
    const registrar = createRegistrar({
      api,
      application: id,
      guild,
      servers: servers.all,
      commands,
      descriptions,
      clock,
      log,
      signal,
      keep,
      onTrouble,
    });

    /** With its commands, where it is let in. Resolves with what is wanting. */
    async function takeServers(): Promise<string | null> {
      const isIn = guild === undefined ? servers.all().length > 0 : servers.all().includes(guild);
      const trouble = isIn || guild === undefined ? await registrar.register() : null;
      if (isIn) return trouble;
      const where = guild === undefined ? "in no server yet" : "not in the server of DISCORD_GUILD yet";
      return `${where}. Who may manage it lets the bot in with ${inviteLink(id)}`;
    }

    function follow(client: Client): void {
      interactions.listen(client);
      // Let in later: its commands are registered then.
      client.on(Events.GuildCreate, (server) => {
        servers.add(server.id);
        if (guild === undefined || server.id === guild) keep(takeServers().then(onTrouble));
      });
      client.on(Events.GuildDelete, (server) => servers.remove(server.id));
    }

    return {
      reads: {
        person: async (user, thread) => members.person(user, await places.serverOf(thread)),
        history: async (thread, from) => {
          const messages = await readable(() => messagesAfter(api, thread.root, from));
          const serverOf = () => places.serverOf(thread);
          return {
            written: messages.flatMap((one) => reader.written(one, serverOf) ?? []),
            ids: messages.map((one) => one.id),
          };
        },
        async latest(open) {
          const known = (await Promise.all(open.map(placeOf))).filter((one) => one !== null);
          return latestOf(api, known);
        },
        channelOf: ({ root }) => root,
        isLost: (error) => codeOf(error) !== null || (error instanceof BridgeError && error.code === "chat-refused"),
        async command({ thread, person, ...call }) {
          const { own: user } = personId(person.id);
          const server = await places.serverOf(thread);
          return calls.run({ ...call, user, server, channel: thread.root, policy: thread.channel });
        },
        whisper: ({ root }, _user, answer) => calls.tell(root, answer),
        refuse,
      },
      async connect(inbound) {
        const line = createGateway({
          token,
          api: options.api,
          client: options.client,
          clock,
          log,
          signal,
          onPacket: createHearing({ threads, reader, inbound, calls, log, keep, again }),
          onClient: follow,
          onReconnect: (why) => catchUp(why),
          onRefused: ({ message }) => report("refused", message),
          async ready() {
            await application();
          },
          onBack: () => onTrouble(null),
        });
        gateway = line;
        await line.open();
        return takeServers();
      },
    };
  }

  return {
    name: "discord",
    title: "Discord",
    ids: discordIds,
    wire,
    open: opener.open,
    meet,
    disconnect: async () => gateway?.close(),
    link,
    tell: wire.tell,
    put: board.put,
  };
}
