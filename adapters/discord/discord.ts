import { setMaxListeners } from "node:events";
import { Readable } from "node:stream";
import { Client, type ClientOptions, Events, GatewayIntentBits, Partials } from "discord.js";
import { asBridgeError, BridgeError } from "../../src/errors.ts";
import type {
  ChatAdapter,
  ChatAnswer,
  ChatCommand,
  ChatFile,
  ChatLog,
  Clock,
  People,
  Records,
} from "../../src/ports.ts";
import { createInbound, type Inbound, type Written } from "../chat/inbound.ts";
import { createOutbound } from "../chat/outbound.ts";
import { createThreads, idOf, isOpen, type OpenThread, type Thread } from "../chat/threads.ts";
import { codeOf, createApi, refused } from "./api.ts";
import { registration } from "./commands.ts";
import { createInteractions, type Interactions } from "./interactions.ts";
import { createMembers } from "./members.ts";
import { cardOf, createOpener, timeOf } from "./opener.ts";
import { post } from "./render.ts";
import { createWire, type DiscordMessage, messagesAfter, parseMessage } from "./wire.ts";

export interface DiscordOptions {
  readonly token: string;
  /** The API's address; undefined: Discord's own. */
  readonly api: string | undefined;
  /** The server whose commands are registered at once; undefined: in all of them, which takes a while. */
  readonly guild: string | undefined;
  /** Where a project that was started elsewhere gets its thread; undefined: it gets none. */
  readonly channel: string | undefined;
  readonly onCall: Readonly<Record<string, readonly string[]>>;
  /** The table, for the commands that Discord is to offer. */
  readonly commands: readonly ChatCommand[];
  readonly records: Records<Thread>;
  readonly clock: Clock;
  readonly log: ChatLog;
  /** For tests: discord.js waits five seconds between two starts otherwise. */
  readonly client?: Partial<ClientOptions>;
}

/** How often threads are read again without a reason (milliseconds). */
const REREAD = 10 * 60_000;
/** Usual messages, and replies. */
const WRITTEN = new Set([0, 19]);

/** Discord, over its gateway. */
export function createDiscord(options: DiscordOptions): ChatAdapter {
  const { clock, log, token } = options;
  const closing = new AbortController();
  const { signal } = closing;
  setMaxListeners(0, signal);
  const api = createApi({ token, url: options.api, clock, log, signal });
  const threads = createThreads(options.records);
  const opener = createOpener({
    api,
    threads,
    clock,
    onOpened: (project) => keep(inbound?.catchUp(project) ?? Promise.resolve()),
  });
  let guild = options.guild;
  const members = createMembers(api, () => guild, clock);
  let people: People | null = null;
  let inbound: Inbound | null = null;
  let client: Client | null = null;
  let self = "";
  const loaded = threads.load();
  loaded.catch(() => undefined);

  const wire = createWire({ api, threads, log, self: () => self, guildOf: opener.guildOf });
  const outbound = createOutbound({
    wire,
    threads,
    clock,
    log,
    onCall: options.onCall,
    wantsDirect: async (person) => (await people?.wantsDirect(person)) ?? false,
    signal,
  });

  const threadAt = (channel: string): OpenThread | undefined =>
    threads.all().find((one): one is OpenThread => isOpen(one) && one.root === channel);

  function written(message: DiscordMessage): Written | null {
    const { id, type, author, content, edited_timestamp: edition, attachments } = message;
    if (!WRITTEN.has(type) || author.bot === true || author.id === self) return null;
    const rest = content.replace(new RegExp(`^\\s*<@!?${self}>[,:]?\\s*`), "");
    return {
      id,
      user: author.id,
      edition: edition ?? null,
      words: async () => ({ text: await named(rest), toBot: rest !== content }),
      files: attachments.map(({ filename, url }) => fileOf(filename, url)),
    };
  }

  /** Mentions as names: Claude knows no ids. */
  async function named(text: string): Promise<string> {
    const ids = [...text.matchAll(/<@!?(\d+)>/g)].map(([, id = ""]) => id);
    const names = new Map(await Promise.all(ids.map(async (id) => [id, (await members.person(id)).name] as const)));
    return text.replace(/<@!?(\d+)>/g, (_, id: string) => `@${names.get(id) ?? id}`);
  }

  /** Attachments are on Discord's own servers, and their address is the right to them. */
  function fileOf(name: string, url: string): ChatFile {
    return {
      name,
      async open() {
        const response = await fetch(url, { signal });
        if (!response.ok || response.body === null)
          throw new BridgeError("bad-input", `Discord does not give out ${name} (${response.status}).`);
        return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
      },
    };
  }

  /** Nobody else sees a direct message; who takes none is told in the thread. */
  async function refuse(thread: OpenThread, user: string, text: string): Promise<void> {
    try {
      const channel = (await api.call("POST", "/users/@me/channels", { recipient_id: user })) as { id: string };
      await api.call("POST", `/channels/${channel.id}/messages`, post(text));
    } catch (error) {
      if (codeOf(error) === null) throw error;
      await api.call("POST", `/channels/${thread.root}/messages`, post(`<@${user}> ${text}`, [user]));
    }
  }

  function listen(to: Client, calls: Interactions, handler: Inbound): void {
    to.on(Events.Error, (error) => log.warn(`Discord's client: ${error.message}`));
    // As they come over the wire: discord.js' own events leave out what its cache does not know.
    to.on("raw" as never, (packet: { t: string | null; d: unknown }) => {
      const message = parseMessage(packet.d);
      const channel = channelOf(packet.d);
      const thread = channel === null ? undefined : threadAt(channel);
      if (packet.t === "MESSAGE_CREATE" && message !== null && channel !== null) {
        const said = written(message);
        if (said === null) return;
        if (thread !== undefined) handler.wrote(thread, said);
        else if (isDirect(packet.d)) keep(aside(calls, channel, said));
      }
      if (packet.t === "MESSAGE_UPDATE" && message !== null && thread !== undefined) {
        const said = written(message);
        if (said !== null && said.edition !== null) handler.edited(thread, said);
      }
      if (packet.t === "MESSAGE_DELETE" && thread !== undefined) handler.erased(thread, idIn(packet.d));
    });
    const back = () => {
      // A client that was told to end in the middle of a reconnect comes up all the same.
      if (signal.aborted) void to.destroy();
      else keep(handler.catchUp());
    };
    to.on(Events.ShardReady, back);
    to.on(Events.ShardResume, back);
  }

  async function aside(calls: Interactions, channel: string, said: Written): Promise<void> {
    const { text } = await said.words();
    const answer = await calls.run({ id: `discord-call:${channel}:${said.id}`, user: said.user, channel, words: text });
    await api.call("POST", `/channels/${channel}/messages`, await calls.shown(answer));
  }

  async function reread(): Promise<void> {
    while (!signal.aborted) {
      await clock.after(REREAD, signal);
      await inbound?.catchUp();
    }
  }

  function keep(task: Promise<unknown>): void {
    void task.catch((error: unknown) => {
      if (!signal.aborted) log.error(`Discord: ${asBridgeError(error).message}`);
    });
  }

  async function login(to: Client): Promise<void> {
    try {
      const ready = new Promise<void>((resolve) => to.once(Events.ClientReady, () => resolve()));
      await to.login(token);
      await ready;
    } catch (error) {
      const text = String(error);
      if (/intents/i.test(text))
        throw new BridgeError(
          "chat-refused",
          "Discord does not give the bot what people write. Switch on Message Content Intent on the application's page under Bot, and start the bot again.",
          error,
        );
      if (/token/i.test(text)) throw refused(error);
      throw new BridgeError("chat-failed", "Discord's gateway does not answer.", error);
    }
  }

  return {
    name: "discord",
    async open(handler) {
      people = handler;
      await loaded;
      const application = (await api.call("GET", "/applications/@me")) as { id: string };
      const user = (await api.call("GET", "/users/@me")) as { id: string };
      self = user.id;
      const to = new Client({
        intents: [
          GatewayIntentBits.Guilds,
          GatewayIntentBits.GuildMessages,
          GatewayIntentBits.DirectMessages,
          GatewayIntentBits.MessageContent,
        ],
        partials: [Partials.Channel],
        rest: { ...(options.api !== undefined && { api: options.api }) },
        ...options.client,
      });
      client = to;
      const calls = createInteractions({
        client: to,
        api,
        people: handler,
        threads,
        members,
        opener,
        commands: options.commands,
        log,
      });
      const hears = createInbound({
        platform: "discord",
        people: handler,
        threads,
        clock,
        log,
        person: members.person,
        history: async ({ root }, from) => {
          const messages = await messagesAfter(api, root, from);
          return { written: messages.flatMap((one) => written(one) ?? []), ids: messages.map(({ id }) => id) };
        },
        before: (id) => String(BigInt(id) - 1n),
        timeOf,
        channelOf: ({ root }) => root,
        command: ({ id, thread, person, words }) =>
          calls.run({ id, user: person.id.slice("discord:".length), channel: thread.root, words }),
        isLost: (error) => codeOf(error) !== null,
        whisper: async (thread, _user, answer: ChatAnswer) =>
          void (await api.call("POST", `/channels/${thread.root}/messages`, await calls.shown(answer))),
        refuse: (thread, user, reason) => refuse(thread, user, reason),
        signal,
      });
      inbound = hears;
      listen(to, calls, hears);
      keep(hears.catchUp());
      await login(to);
      guild ??= to.guilds.cache.first()?.id;
      const route = options.guild === undefined ? "commands" : `guilds/${options.guild}/commands`;
      await api.call(
        "PUT",
        `/applications/${application.id}/${route}` as `/${string}`,
        registration(options.commands) as never,
      );
      keep(hears.catchUp());
      keep(reread());
    },
    async close() {
      closing.abort(new Error("Discord's adapter is closed"));
      await client?.destroy();
    },
    async threads() {
      await loaded;
      return threads
        .all()
        .flatMap((thread) => (isOpen(thread) ? [{ project: thread.project, thread: idOf(thread) }] : []));
    },
    async thread(project) {
      await loaded;
      const found = threads.of(project);
      if (found !== undefined && isOpen(found)) return idOf(found);
      const channel = found?.channel ?? options.channel;
      return channel === undefined ? null : idOf(await opener.open(project, channel));
    },
    post: (thread, key, message) => outbound.post(thread, key, message),
    show: (thread, card) => outbound.show(thread, card),
    async closeThread(id) {
      const thread = threads.all().find((one) => isOpen(one) && idOf(one) === id);
      if (thread === undefined) return;
      await outbound.show(id, cardOf(thread.project, clock.now(), "removed")).catch((error: unknown) => {
        log.warn(`the card of ${thread.project} was not closed: ${asBridgeError(error).message}`);
      });
      await threads.remove(thread.project);
    },
  };
}

function field(value: unknown, name: string): string | null {
  if (typeof value !== "object" || value === null) return null;
  const found = Object.entries(value).find(([key]) => key === name)?.[1];
  return typeof found === "string" ? found : null;
}

const channelOf = (value: unknown) => field(value, "channel_id");
const isDirect = (value: unknown) => field(value, "guild_id") === null;
const idIn = (value: unknown) => field(value, "id") ?? "";
