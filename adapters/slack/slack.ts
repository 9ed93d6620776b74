import { setMaxListeners } from "node:events";
import { App } from "@slack/bolt";
import { asBridgeError, BridgeError } from "../../src/errors.ts";
import type { ChatAdapter, ChatLog, Clock, People, Records } from "../../src/ports.ts";
import { createInbound, type Inbound } from "../chat/inbound.ts";
import { createOutbound } from "../chat/outbound.ts";
import { createThreads, idOf, isOpen, type Thread } from "../chat/threads.ts";
import { type Api, codeOf, createApi } from "./api.ts";
import { createCalls } from "./calls.ts";
import { createEvents } from "./events.ts";
import { repliesAfter } from "./history.ts";
import { createLogger } from "./logger.ts";
import { createMembers } from "./members.ts";
import { createOpener } from "./opener.ts";
import { createSocket, type Socket } from "./socket.ts";
import { createWire } from "./wire.ts";
import { before, createReader } from "./written.ts";

export interface SlackOptions {
  readonly botToken: string;
  readonly appToken: string;
  /** The Web API's address; undefined: Slack's own. */
  readonly api: string | undefined;
  /** Where a project that was started elsewhere gets its thread; undefined: it gets none. */
  readonly channel: string | undefined;
  /** By channel, whom a question is for where it is nobody's in particular. */
  readonly onCall: Readonly<Record<string, readonly string[]>>;
  readonly policy: { readonly groups: readonly string[] };
  readonly records: Records<Thread>;
  readonly clock: Clock;
  readonly log: ChatLog;
}

/** Milliseconds: how often the socket's silence is looked at, how long it may last, and in which time it has to answer. */
const TICK = 10_000;
const QUIET = 20_000;
const ANSWER = 10_000;
/** How often threads are read again without a reason, so that the place they were read to keeps up (milliseconds). */
const REREAD = 10 * 60_000;
/** A workspace that never tells of our own edits is not asked for ever (milliseconds). */
const LONG_QUIET = 15 * 60_000;
/** Milliseconds. */
const CLOSE_LIMIT = 5_000;

/** Slack, over Socket Mode. */
export function createSlack(options: SlackOptions): ChatAdapter {
  const { clock, log } = options;
  const closing = new AbortController();
  const { signal } = closing;
  // Every thread waits for something, with this to end it.
  setMaxListeners(0, signal);
  const logger = createLogger(log);
  const threads = createThreads(options.records);
  const api: Api = createApi({ token: options.botToken, url: options.api, clock, logger, signal });
  const members = createMembers(api, options.policy.groups, clock, logger);
  const opener = createOpener({
    api,
    threads,
    clock,
    onOpened: (project) => keep(inbound?.catchUp(project) ?? Promise.resolve()),
  });
  let people: People | null = null;
  let inbound: Inbound | null = null;
  let socket: Socket | null = null;
  const background = new Set<Promise<unknown>>();
  const loaded = threads.load();
  loaded.catch(() => undefined);

  const wire = createWire(api, clock, logger);
  const outbound = createOutbound({
    wire,
    threads,
    clock,
    log,
    onCall: options.onCall,
    wantsDirect: async (person) => (await people?.wantsDirect(person)) ?? false,
    signal,
  });

  async function caughtUp(why: string): Promise<void> {
    log.info(`catching up with Slack: ${why}`);
    await inbound?.catchUp();
  }

  /** A socket can be open, answer pings and carry nothing. Our own edit has to come back to us. */
  async function probe(): Promise<void> {
    let misses = 0;
    for (let next = 0; ; ) {
      await clock.after(TICK, signal);
      const silent = socket === null ? 0 : clock.now() - socket.heard;
      if (socket === null || silent < QUIET || clock.now() < next) continue;
      const asked = clock.now();
      const stirred = await wire.stir().catch(() => false);
      if (!stirred) continue;
      await clock.after(ANSWER, signal);
      if (socket.heard >= asked) {
        misses = 0;
        continue;
      }
      misses += 1;
      if (misses === 2) {
        log.warn(
          "Slack does not tell of the bot's own edits: is the app subscribed to message.channels and message.groups?",
        );
      }
      if (misses >= 2) next = clock.now() + LONG_QUIET;
      log.warn("the socket to Slack is open and deaf; connecting anew");
      await socket.renew();
    }
  }

  async function reread(): Promise<void> {
    while (!signal.aborted) {
      await clock.after(REREAD, signal);
      await caughtUp("as every now and then");
    }
  }

  function keep(task: Promise<unknown>): void {
    const kept = task
      .catch((error: unknown) => {
        if (!signal.aborted) log.error(`Slack: ${asBridgeError(error).message}`);
      })
      .finally(() => background.delete(kept));
    background.add(kept);
  }

  return {
    name: "slack",
    async open(handler) {
      people = handler;
      await loaded;
      const { user_id: self } = await api.call("auth.test", {});
      if (typeof self !== "string")
        throw new BridgeError("chat-refused", "Slack does not say who the bot is. Is SLACK_BOT_TOKEN a bot's token?");
      const line = createSocket({
        appToken: options.appToken,
        url: options.api,
        clock,
        logger,
        onReconnect: () => keep(caughtUp("the connection was new")),
        onGap: () => keep(caughtUp("Slack left events out")),
        signal,
      });
      socket = line;
      const app = new App({
        receiver: line.receiver,
        // Known already: Bolt would ask Slack by itself, and end the process over a bad token.
        authorize: async () => ({ botToken: options.botToken, botUserId: self }),
        clientOptions: { ...(options.api !== undefined && { slackApiUrl: options.api }), retryConfig: { retries: 0 } },
        logger,
      });
      const calls = createCalls({ people: handler, threads, members, api, opener, logger });
      const reader = createReader({ api, members, token: options.botToken, url: options.api, self, signal });
      const hears = createInbound({
        platform: "slack",
        people: handler,
        threads,
        clock,
        log,
        person: members.person,
        history: async ({ channel, root }, from) => {
          const messages = await repliesAfter(api, channel, root, from);
          const written = messages.flatMap((message) => reader.written(message) ?? []);
          return { written, ids: messages.map(({ ts }) => ts) };
        },
        before,
        timeOf: (ts) => Number(ts) * 1000,
        channelOf: ({ channel }) => channel,
        isLost: (error) => codeOf(error) !== null,
        command: calls.inThread,
        whisper: calls.whisper,
        signal,
      });
      inbound = hears;
      createEvents({ app, api, calls, inbound: hears, reader, threads, people: handler, members, logger, self });
      // Begun before anything new is heard: what was written first comes first in each thread.
      keep(hears.catchUp());
      await line.open();
      // What was written between the reading and the hello.
      keep(hears.catchUp());
      keep(probe());
      keep(reread());
    },
    async close() {
      closing.abort(new Error("Slack's adapter is closed"));
      await socket?.close();
      // What somebody has just written is put on disk first; a disk that takes it no more must not keep us here.
      const limit = new AbortController();
      const late = clock.after(CLOSE_LIMIT, limit.signal).catch(() => undefined);
      await Promise.race([Promise.allSettled(background), late]);
      limit.abort();
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
      if (thread === undefined || !isOpen(thread)) return;
      const { project } = thread;
      const card = {
        project,
        state: "removed",
        since: clock.now(),
        session: "",
        question: null,
        waiting: 0,
        trouble: null,
        actions: [],
      };
      await outbound.show(id, card).catch((error: unknown) => {
        // The message may be gone, or the channel: there is nothing left to say it in.
        log.warn(`the card of ${project} was not closed: ${asBridgeError(error).message}`);
      });
      await threads.remove(project);
    },
  };
}
