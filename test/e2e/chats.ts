import { createDiscordTwin, type DiscordTwin, snowflake } from "../twins/discord/index.ts";
import { createSlackTwin, type SlackTwin } from "../twins/slack/index.ts";

export type Who = "ann" | "bob" | "carl";

/** One of the bot's messages in a thread. */
export interface Told {
  readonly text: string;
  readonly pings: readonly string[];
}

/** A platform from its people's side. Ann and Carl may use the bot, Bob may not. */
export interface E2eChat {
  readonly name: "slack" | "discord";
  /** What the bot is started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ann says `start` in the channel. */
  start(project: string): Promise<void>;
  /** The project's thread, once it is there. */
  thread(project: string): Promise<string>;
  /** Resolves with what shows its receipts. */
  write(thread: string, text: string, who?: Who): Promise<() => readonly string[]>;
  /** Presses the button of that number, or of that decision, under the last question; resolves with what only they are told. */
  pick(thread: string, what: number | string, who?: Who): Promise<string>;
  /** The bot's messages in the thread, oldest first, without the card. */
  told(thread: string): readonly Told[];
  /** All that the thread shows, buttons and all. */
  shown(thread: string): string;
  card(thread: string): string;
  /** What only they were shown, in words. */
  aside(who: Who): readonly string[];
  /** What Ann sees of everything that waits. */
  board(): Promise<string>;
  /** Her direct messages from the bot, oldest first. */
  direct(): readonly string[];
  /** How the platform's own sessions stood; empty where it has none. */
  statuses(thread: string): readonly string[];
  ping(who: Who): string;
  readonly connections: number;
  until<T>(look: () => T | undefined | null | false): Promise<T>;
  cut(): void;
  duplicate(times: number): void;
  /** All that may go wrong with the bot's calls; returns what ends it. */
  misbehave(random: () => number): () => void;
  close(): Promise<void>;
}

const SLACK = { ann: "U1", bob: "U2", carl: "U3" } as const;

/** `clock`: milliseconds since 1970. */
export async function createSlackChat(clock: () => number): Promise<E2eChat> {
  const twin: SlackTwin = await createSlackTwin({ clock, rates: { factor: 50 } });
  for (const [name, id] of Object.entries(SLACK)) twin.user(id, { name: nameOf(name) });
  twin.channel("C1", { name: "general", members: Object.values(SLACK) });
  const receipts = { eyes: "accepted", white_check_mark: "delivered" };
  return {
    name: "slack",
    environment: {
      SLACK_BOT_TOKEN: twin.botToken,
      SLACK_APP_TOKEN: twin.appToken,
      SLACK_API_URL: twin.url,
      SLACK_ALLOW: `${SLACK.ann},${SLACK.carl}`,
    },
    start: async (project) => void (await twin.slash({ user: SLACK.ann, channel: "C1", text: `start ${project}` })),
    thread: async (project) =>
      (await twin.until(() => twin.messages("C1").find(({ text }) => text.startsWith(`${project} `)))).ts,
    async write(thread, text, who = "ann") {
      const place = await twin.write({ channel: "C1", thread, user: SLACK[who], text });
      return () =>
        Object.entries(receipts).flatMap(([emoji, state]) => (twin.message(place)?.reactions[emoji] ? [state] : []));
    },
    async pick(thread, what, who = "ann") {
      const asked = await twin.until(() =>
        twin.thread("C1", thread).findLast(({ blocks }) => JSON.stringify(blocks).includes(`cockpit_pick:${what}`)),
      );
      const before = twin.ephemerals(SLACK[who]).length;
      const place = { channel: "C1", ts: asked.ts };
      await twin.click({ user: SLACK[who], ...place, actionId: `cockpit_pick:${what}` });
      return (await twin.until(() => twin.ephemerals(SLACK[who])[before])).text;
    },
    told: (thread) => twin.thread("C1", thread).filter(({ bot_id, ts }) => bot_id !== undefined && ts !== thread),
    shown: (thread) => JSON.stringify(twin.thread("C1", thread).map(({ blocks }) => blocks)),
    card: (thread) => JSON.stringify(twin.message({ channel: "C1", ts: thread })?.blocks ?? ""),
    aside: (who) => twin.ephemerals(SLACK[who]).map(({ text }) => text),
    async board() {
      await twin.home(SLACK.ann);
      return JSON.stringify(await twin.until(() => twin.homes(SLACK.ann).at(-1)));
    },
    direct: () => twin.messages("DU1").map(({ text, blocks }) => JSON.stringify([text, blocks])),
    statuses: (thread) => twin.session("C1", thread)?.statuses.map(({ status }) => status) ?? [],
    ping: (who) => SLACK[who],
    get connections() {
      return twin.connections;
    },
    until: twin.until,
    cut: twin.cut,
    duplicate: twin.duplicate,
    misbehave(random) {
      const undo = [
        twin.misbehave({
          method: /^chat\.|^reactions\./,
          how: { status: 429, retryAfter: 1 },
          when: () => random() < 0.05,
        }),
        twin.misbehave({ method: /^chat\./, how: { status: 503 }, when: () => random() < 0.1 }),
        twin.misbehave({ method: "chat.postMessage", how: "drop after", when: () => random() < 0.1 }),
        twin.misbehave({ method: /^chat\./, how: "drop before", when: () => random() < 0.1 }),
      ];
      return () => {
        for (const stop of undo) stop();
      };
    },
    close: twin.close,
  };
}

const DISCORD = { ann: snowflake(101), bob: snowflake(102), carl: snowflake(103) } as const;
const GENERAL = snowflake(201);
/** What Discord shows of the card at the head of its thread. */
const STARTER = 21;

/** `clock`: milliseconds since 1970. */
export async function createDiscordChat(clock: () => number): Promise<E2eChat> {
  const twin: DiscordTwin = await createDiscordTwin({ clock, rates: { factor: 50 } });
  for (const [name, id] of Object.entries(DISCORD)) twin.user(id, { name: nameOf(name) });
  twin.channel(GENERAL, { name: "general" });
  const receipts = { "👀": "accepted", "✅": "delivered" };
  const isOurs = ({ user, deleted, type }: { user: string; deleted: boolean; type: number }) =>
    user === twin.bot.id && !deleted && type !== STARTER;
  return {
    name: "discord",
    environment: {
      DISCORD_TOKEN: twin.token,
      DISCORD_GUILD: twin.guild.id,
      DISCORD_API_URL: twin.url,
      DISCORD_ALLOW: `${DISCORD.ann},${DISCORD.carl}`,
    },
    start: async (project) =>
      void (await twin.slash({ user: DISCORD.ann, channel: GENERAL, command: "cockpit start", options: { project } })),
    thread: async (project) => (await twin.until(() => twin.threads(GENERAL).find(({ name }) => name === project))).id,
    async write(thread, text, who = "ann") {
      const place = await twin.write({ channel: thread, user: DISCORD[who], text });
      return () =>
        Object.entries(receipts).flatMap(([emoji, state]) => (twin.message(place)?.reactions[emoji] ? [state] : []));
    },
    async pick(thread, what, who = "ann") {
      const idIn = (components: unknown) =>
        new RegExp(`pick:[a-z0-9-]+:[0-9a-f]+:${what}`).exec(JSON.stringify(components))?.[0];
      // The buttons are under the last of several messages.
      const asked = await twin.until(() =>
        twin.messages(thread).findLast(({ components }) => idIn(components) !== undefined),
      );
      const customId = idIn(asked.components) ?? "";
      const view = await twin.click({ user: DISCORD[who], channel: thread, id: asked.id, customId });
      return twin.until(() => view.reply?.content || undefined);
    },
    told: (thread) =>
      twin
        .messages(thread)
        .filter(isOurs)
        .map(({ shown, pings }) => ({ text: shown, pings })),
    shown: (thread) =>
      twin
        .messages(thread)
        .map(({ shown }) => shown)
        .join("\n"),
    card: (thread) => twin.message({ channel: GENERAL, id: thread })?.shown ?? "",
    aside: (who) => [
      ...twin.ephemerals(DISCORD[who]).map(({ shown }) => shown),
      ...twin.messages(twin.dm(DISCORD[who])).map(({ shown }) => shown),
    ],
    board: async () =>
      twin
        .pins(GENERAL)
        .map(({ shown }) => shown)
        .join("\n"),
    direct: () => twin.messages(twin.dm(DISCORD.ann)).map(({ shown }) => shown),
    statuses: () => [],
    ping: (who) => DISCORD[who],
    get connections() {
      return twin.connections;
    },
    until: twin.until,
    cut: twin.cut,
    duplicate: twin.duplicate,
    misbehave(random) {
      const route = /^\/channels\//;
      const undo = [
        twin.misbehave({ route, how: { status: 429, retryAfter: 0.5 }, when: () => random() < 0.05 }),
        twin.misbehave({ route, how: { status: 503 }, when: () => random() < 0.1 }),
        twin.misbehave({ method: "POST", route: /\/messages$/, how: "drop after", when: () => random() < 0.1 }),
        twin.misbehave({ route, how: "drop before", when: () => random() < 0.1 }),
      ];
      return () => {
        for (const stop of undo) stop();
      };
    },
    close: twin.close,
  };
}

function nameOf(who: string): string {
  return `${who.charAt(0).toUpperCase()}${who.slice(1)}`;
}
