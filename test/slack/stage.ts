import { readFile } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { onTestFinished } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { Thread } from "../../adapters/chat/threads.ts";
import { createSlack, type SlackOptions } from "../../adapters/slack/slack.ts";
import { createLog, type Log } from "../../src/log/log.ts";
import type { ChatAdapter } from "../../src/ports/ports.ts";
import type { ChatStage } from "../contract/chat-adapter.ts";
import { createFastClock, type FastClock } from "../fakes/fast-clock.ts";
import { createRecordedPeople, type RecordedPeople } from "../fakes/people.ts";
import { fakePicture } from "../fakes/picture.ts";
import { createMemoryRecords } from "../fakes/records.ts";
import { createSlackTwin, type SlackTwin, type SlackTwinOptions } from "../twins/slack/index.ts";

/** How much faster than the machine's time the bot and Slack live. */
const SPEED = 20;

export interface SlackStage extends ChatStage {
  readonly twin: SlackTwin;
  readonly clock: FastClock;
  readonly log: string[];
  /** What the bot has kept. */
  readonly disk: Map<string, string>;
  /** A bot's adapter that nobody has opened yet. */
  make(): ChatAdapter;
  /** Where the project's thread is. */
  place(project: string): { readonly channel: string; readonly ts: string };
}

export interface SlackStageOptions {
  readonly twin?: SlackTwinOptions;
  readonly slack?: Partial<SlackOptions>;
  /** The bot is not started. */
  readonly stopped?: boolean;
  readonly speed?: number;
}

/** Milliseconds in which the bot must acknowledge: the platform gives 3,000, which a loaded machine may take by itself. */
const PATIENCE = 30_000;

/** The real Bolt against Slack's twin, with one channel, Ann, and Bob, who is a stranger. */
export async function setSlackStage(options: SlackStageOptions = {}): Promise<SlackStage> {
  const clock = createFastClock(options.speed ?? SPEED);
  // No more rights than the manifest asks for, and no other events.
  const { scopes, events } = await readManifest();
  const twin = await createSlackTwin({
    clock: clock.now,
    ackTimeout: PATIENCE,
    rates: { factor: 1000 },
    scopes,
    events,
    ...options.twin,
  });
  twin.user("U1", { name: "Ann" });
  twin.user("U2", { name: "Bob" });
  twin.channel("C1", { name: "general", members: ["U1", "U2"] });
  twin.group("S1", { handle: "devs", users: ["U1"] });
  const people: RecordedPeople = createRecordedPeople();
  const disk = new Map<string, string>();
  const notes = new Map<string, string>();
  const lines: string[] = [];
  const log = logInto(lines);
  let bot: ChatAdapter | null = null;

  function make(): ChatAdapter {
    return createSlack({
      botToken: twin.botToken,
      appToken: twin.appToken,
      api: twin.url,
      channel: undefined,
      onCall: {},
      policy: { groups: ["S1"] },
      picture: fakePicture,
      records: createMemoryRecords<Thread>(disk),
      notes: createMemoryRecords<readonly string[]>(notes),
      clock,
      log,
      ...options.slack,
    });
  }
  async function stop(): Promise<void> {
    await bot?.close();
    bot = null;
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

  const place = (project: string) => {
    const { channel, root }: Thread = JSON.parse(disk.get(project) ?? "null");
    return { channel, ts: root ?? "" };
  };
  const thread = (project: string) => twin.thread("C1", place(project).ts);
  const placeOf = (id: string) => {
    const [, channel = "", ts = ""] = id.split(":");
    return { channel, ts };
  };
  const lastWith = (project: string, sign: string) => {
    const found = thread(project).findLast(({ blocks }) => JSON.stringify(blocks).includes(sign));
    if (found === undefined) throw new Error(`${project} shows no ${sign}`);
    return { channel: "C1", ts: found.ts };
  };
  /** A menu for one takes a text, one for several a list. */
  const selectedIn = (
    place: { readonly channel: string; readonly ts: string },
    at: number,
    list: readonly string[],
  ) => {
    const menus = JSON.stringify(twin.message(place)?.blocks);
    const isMultiple = menus.includes(`"multi_static_select","action_id":"cockpit_choose:${at}"`);
    return isMultiple ? list : (list[0] ?? "");
  };
  const words = (value: unknown): string => JSON.stringify(value).replaceAll("\\n", "\n");
  people.answer(async (call) => ({ text: await call.open(call.words.split(" ")[1] ?? "") }));

  return {
    chat: options.stopped ? make() : await restart(),
    people,
    twin,
    clock,
    log: lines,
    disk,
    make,
    cut: () => void twin.cut(),
    lose() {
      const method = /^(chat\.postMessage|chat\.update|files\.completeUploadExternal)$/;
      twin.misbehave({ method, how: "drop after", times: 1 });
    },
    refuse(sign) {
      const when = (args: unknown) => JSON.stringify(args).includes(sign);
      twin.misbehave({ method: /^chat\.(postMessage|update)$/, how: { error: "unforeseen_fault" }, when });
      // What is in a file shows only in its bytes.
      twin.misbehave({ method: "files.getUploadURLExternal", how: { error: "unforeseen_fault" } });
    },
    stop,
    restart,
    place,
    ann: "slack:U1",
    async openThread(project) {
      await twin.slash({ user: "U1", channel: "C1", text: `start ${project}` });
      await twin.until(() => JSON.parse(disk.get(project) ?? "null")?.root != null || undefined);
      return (await bot?.thread(project)) ?? "";
    },
    async write(project, text) {
      const wire = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      const { channel, ts } = await twin.write({ ...at(place(project)), user: "U1", text: wire });
      return `slack:${channel}:${ts}`;
    },
    async pick(project, what) {
      const { channel, ts } = lastWith(project, "cockpit_pick");
      await twin.click({ user: "U1", channel, ts, actionId: `cockpit_pick:${what}` });
    },
    async reason(project, code, text) {
      const { channel, ts } = lastWith(project, "cockpit_reason");
      await twin.click({ user: "U1", channel, ts, actionId: `cockpit_reason:${code}` });
      const view = await twin.until(() => twin.views("U1").at(-1));
      await twin.submit({ user: "U1", view: view.id, values: { text } });
    },
    async choose(project, lists) {
      const place = { user: "U1", ...lastWith(project, "cockpit_choose") };
      for (const [at, list] of lists.entries())
        await twin.click({
          ...place,
          actionId: `cockpit_choose:${at}`,
          selected: selectedIn(place, at, list.map(String)),
        });
      await twin.click({ ...place, actionId: "cockpit_send_choice" });
    },
    edit: async (id, text) => void (await twin.edit({ ...placeOf(id), text })),
    erase: (id) => twin.erase(placeOf(id)),
    read: async (project) =>
      thread(project)
        .slice(1)
        .filter(({ bot_id, deleted }) => bot_id !== undefined && !deleted)
        .map(({ text, blocks }) => words([text, blocks])),
    card: async (project) => words(thread(project)[0]?.blocks),
    pinged: async (project) => [...new Set(thread(project).flatMap(({ pings }) => pings.map((id) => `slack:${id}`)))],
    direct: async () => twin.messages("DU1").map(({ text, blocks }) => words([text, blocks])),
    async receipt(id, state) {
      const name = { accepted: "eyes", delivered: "white_check_mark" }[state];
      await twin.until(() => twin.message(placeOf(id))?.reactions[name]);
    },
  };
}

function at({ channel, ts }: { readonly channel: string; readonly ts: string }) {
  return { channel, thread: ts };
}

function logInto(lines: string[]): Log {
  const stream = new PassThrough();
  stream.on("data", (piece: Buffer) => lines.push(...piece.toString("utf8").trim().split("\n")));
  return createLog({ level: "debug", destination: stream, secrets: [], pretty: false });
}

const manifest = z.looseObject({
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
  settings: z.looseObject({ event_subscriptions: z.looseObject({ bot_events: z.array(z.string()) }) }),
});

async function readManifest(): Promise<{ readonly scopes: readonly string[]; readonly events: readonly string[] }> {
  const text = await readFile(new URL("../../manifest.yml", import.meta.url), "utf8");
  const { oauth_config, settings } = manifest.parse(parse(text));
  return { scopes: oauth_config.scopes.bot, events: settings.event_subscriptions.bot_events };
}
