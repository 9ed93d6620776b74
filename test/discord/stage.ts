import { PassThrough } from "node:stream";
import { onTestFinished } from "vitest";
import type { Thread } from "../../adapters/chat/threads.ts";
import { createDiscord, type DiscordOptions } from "../../adapters/discord/discord.ts";
import { chatCommands } from "../../src/chat/words.ts";
import { commands } from "../../src/commands/table.ts";
import { createLog } from "../../src/log/log.ts";
import type { ChatAdapter } from "../../src/ports/ports.ts";
import type { ChatStage } from "../contract/chat-adapter.ts";
import { createFastClock, type FastClock } from "../fakes/fast-clock.ts";
import { createRecordedPeople } from "../fakes/people.ts";
import { fakePicture } from "../fakes/picture.ts";
import { createMemoryRecords } from "../fakes/records.ts";
import { createDiscordTwin, type DiscordTwin, type DiscordTwinOptions, snowflake } from "../twins/discord/index.ts";

export const ANN = snowflake(101);
export const BOB = snowflake(102);
export const GENERAL = snowflake(201);

/** What the bot asks for, and no more. */
export const ALL = [
  "ViewChannel",
  "SendMessages",
  "SendMessagesInThreads",
  "CreatePublicThreads",
  "EmbedLinks",
  "AttachFiles",
  "AddReactions",
  "ReadMessageHistory",
  "UseApplicationCommands",
] as const;

/** What Discord shows of the card at the head of its thread. */
const STARTER = 21;

export interface DiscordStage extends ChatStage {
  readonly twin: DiscordTwin;
  readonly clock: FastClock;
  readonly log: string[];
  readonly disk: Map<string, string>;
  readonly notes: Map<string, string>;
  make(change?: Partial<DiscordOptions>): ChatAdapter;
  /** The project's thread; its card has the same id. */
  root(project: string): string;
}

export interface DiscordStageOptions {
  readonly twin?: DiscordTwinOptions;
  readonly discord?: Partial<DiscordOptions>;
  readonly stopped?: boolean;
  readonly speed?: number;
  /** Milliseconds of real time that one try of a call may take. */
  readonly timeout?: number;
}

/** Milliseconds in which the bot must acknowledge: the platform gives 3,000, which a loaded machine may take by itself. */
const PATIENCE = 30_000;

/** The real discord.js against Discord's twin, with one channel, Ann, and Bob. */
export async function setDiscordStage(options: DiscordStageOptions = {}): Promise<DiscordStage> {
  const clock = createFastClock(options.speed ?? 20);
  const twin = await createDiscordTwin({
    clock: clock.now,
    ackTimeout: PATIENCE,
    rates: { factor: 1000 },
    ...options.twin,
  });
  twin.user(ANN, { name: "Ann" });
  twin.user(BOB, { name: "Bob" });
  twin.channel(GENERAL, { name: "general" });
  const people = createRecordedPeople();
  const disk = new Map<string, string>();
  const notes = new Map<string, string>();
  const lines: string[] = [];
  const stream = new PassThrough();
  stream.on("data", (piece: Buffer) => lines.push(...piece.toString("utf8").trim().split("\n")));
  const log = createLog({ level: "debug", destination: stream, secrets: [], pretty: false });
  let bot: ChatAdapter | null = null;

  function make(change: Partial<DiscordOptions> = {}): ChatAdapter {
    return createDiscord({
      token: twin.token,
      api: twin.url,
      guild: twin.guild.id,
      channel: undefined,
      onCall: {},
      commands: chatCommands(commands),
      descriptions: {},
      picture: fakePicture,
      records: createMemoryRecords<Thread>(disk),
      notes: createMemoryRecords<readonly string[]>(notes),
      clock,
      log,
      client: {
        ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) },
        rest: { api: twin.url, ...(options.timeout !== undefined && { timeout: options.timeout }) },
      },
      ...options.discord,
      ...change,
    });
  }
  async function stop(): Promise<void> {
    await bot?.close();
    bot = null;
    await twin.until(() => twin.connections === 0);
  }
  async function restart(): Promise<ChatAdapter> {
    bot = make();
    await bot.open(people);
    return bot;
  }
  onTestFinished(async () => {
    await stop();
    await twin.close();
  });
  const root = (project: string): string => {
    const kept: Thread | null = JSON.parse(disk.get(project) ?? "null");
    return kept?.root ?? "";
  };
  const place = (id: string) => {
    const [, channel = "", message = ""] = id.split(":");
    return { channel, id: message };
  };
  const lastWith = (project: string, sign: string) => {
    const found = twin.messages(root(project)).findLast(({ components }) => JSON.stringify(components).includes(sign));
    if (found === undefined) throw new Error(`${project} shows no ${sign}`);
    return { user: ANN, channel: root(project), id: found.id };
  };
  const idIn = (message: { readonly channel: string; readonly id: string }, fits: (id: string) => boolean): string => {
    const all = JSON.stringify(twin.message(message)?.components).matchAll(/"custom_id":"([^"]*)"/g);
    return [...all].map(([, id = ""]) => id).find(fits) ?? "";
  };
  people.answer(async (call) => ({ text: await call.open(call.words.split(" ")[1] ?? "") }));

  return {
    chat: options.stopped ? make() : await restart(),
    people,
    twin,
    clock,
    log: lines,
    disk,
    notes,
    make,
    lose() {
      const when = ({ method }: { readonly method: string }) => method !== "GET";
      twin.misbehave({ route: /\/messages(\/\d+)?$/, how: "drop after", when, times: 1 });
    },
    refuse(sign) {
      twin.misbehave({
        route: /\/messages(\/\d+)?$/,
        how: { status: 400, code: 240000 },
        when: ({ body, files }) => files.length > 0 || JSON.stringify(body).includes(sign),
      });
    },
    // Without a session to take up again, Discord tells of nothing it missed.
    cut: () => void twin.invalidate(false),
    stop,
    restart,
    root,
    ann: `discord:${ANN}`,
    async openThread(project) {
      // An answer that came too late for Discord is no matter here.
      await twin
        .slash({ user: ANN, channel: GENERAL, command: "cockpit start", options: { project } })
        .catch(() => undefined);
      await twin.until(() => root(project) !== "");
      return (await bot?.thread(project)) ?? "";
    },
    async write(project, text) {
      const { channel, id } = await twin.write({ channel: root(project), user: ANN, text });
      return `discord:${channel}:${id}`;
    },
    async reason(project, code, text) {
      const place = lastWith(project, "reason:");
      const customId = idIn(place, (id) => id.startsWith("reason:") && id.endsWith(`:${code}`));
      await twin.click({ ...place, customId });
      const modal = await twin.until(() => twin.modals(ANN).at(-1));
      await twin.submit({ user: ANN, modal: modal.id, values: { text } });
    },
    async pick(project, number) {
      const place = lastWith(project, "pick:");
      await twin.click({
        ...place,
        customId: idIn(place, (id) => id.startsWith("pick:") && id.endsWith(`:${number}`)),
      });
    },
    async choose(project, lists) {
      const place = lastWith(project, "choose:");
      for (const [at, list] of lists.entries()) {
        const customId = idIn(place, (id) => id.startsWith("choose:") && id.endsWith(`:${at}`));
        await twin.select({ ...place, customId, values: list.map(String) });
      }
      await twin.click({ ...place, customId: idIn(place, (id) => id.startsWith("chosen:")) });
    },
    direct: async () => twin.messages(twin.dm(ANN)).map(({ shown }) => shown),
    edit: async (id, text) => void (await twin.edit({ ...place(id), text })),
    erase: (id) => twin.erase(place(id)),
    read: async (project) =>
      twin
        .messages(root(project))
        .filter(({ user, deleted, type }) => user === twin.bot.id && !deleted && type !== STARTER)
        .map(({ shown }) => shown),
    card: async (project) => twin.message({ channel: GENERAL, id: root(project) })?.shown ?? "",
    pinged: async (project) => [
      ...new Set(twin.messages(root(project)).flatMap(({ pings }) => pings.map((id) => `discord:${id}`))),
    ],
    async receipt(id, state) {
      const emoji = { accepted: "👀", delivered: "✅" }[state];
      await twin.until(() => twin.message(place(id))?.reactions[emoji]);
    },
  };
}
