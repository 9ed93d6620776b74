import { App } from "@slack/bolt";
import { BridgeError } from "../../src/errors.ts";
import type { ChatAdapter, People } from "../../src/ports/ports.ts";
import { type ChatOptions, createChat, type Line, type Platform, type Room } from "../chat/chat.ts";
import { createConfirmations } from "../chat/confirmations.ts";
import { type Api, codeOf, createApi } from "./api.ts";
import { createCalls } from "./calls.ts";
import { createEvents } from "./events.ts";
import { latestOf, repliesAfter } from "./history.ts";
import { createHome } from "./home.ts";
import { slackIds } from "./ids.ts";
import { createLogger } from "./logger.ts";
import { createMembers } from "./members.ts";
import { createOpener } from "./opener.ts";
import { createReader } from "./reader.ts";
import { type Post, renderNote } from "./render/index.ts";
import { createSocket, type Socket } from "./socket.ts";
import { createWire } from "./wire.ts";

/** Characters of a button's `value`, as Slack has it. */
const VALUE_LIMIT = 2_000;

export interface SlackOptions extends ChatOptions {
  readonly botToken: string;
  readonly appToken: string;
  /** The Web API's address; undefined: Slack's own. */
  readonly api: string | undefined;
  readonly policy: { readonly groups: readonly string[] };
}

/** Milliseconds: how often the socket's silence is looked at, how long it may last, and in which time it has to answer. */
const TICK = 10_000;
const QUIET = 20_000;
const ANSWER = 10_000;
/** A workspace that never tells of our own edits is not asked for ever (milliseconds). */
const LONG_QUIET = 15 * 60_000;

/** Slack, over Socket Mode. */
export function createSlack(options: SlackOptions): ChatAdapter {
  return createChat(options, (room) => createPlatform(options, room));
}

function createPlatform(options: SlackOptions, room: Room): Platform<Post> {
  const { threads, signal, keep, catchUp } = room;
  const { clock, log } = options;
  const logger = createLogger(log);
  const api: Api = createApi({ token: options.botToken, url: options.api, clock, logger, signal });
  const members = createMembers(api, options.policy.groups, clock, logger);
  const onOpened = (project: string) => catchUp("its thread is open", project);
  const opener = createOpener({ api, threads, clock, onOpened });
  const wire = createWire(api, clock, logger);
  const home = createHome({ api, members, logger, notes: options.notes, people: room.people, link: room.link });
  let socket: Socket | null = null;

  /** A socket can be open, answer pings and carry nothing. Our own edit has to come back to us. */
  async function probe(line: Socket): Promise<void> {
    let misses = 0;
    for (let next = 0; ; ) {
      await clock.after(TICK, signal);
      if (clock.now() - line.heard < QUIET || clock.now() < next) continue;
      const asked = clock.now();
      const stirred = await wire.stir().catch(() => false);
      if (!stirred) continue;
      await clock.after(ANSWER, signal);
      if (line.heard >= asked) {
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
      await line.renew();
    }
  }

  async function meet(people: People): Promise<Line> {
    const { user_id: self } = await api.call("auth.test", {});
    if (typeof self !== "string")
      throw new BridgeError("chat-refused", "Slack does not say who the bot is. Is SLACK_BOT_TOKEN a bot's token?");
    const line = createSocket({
      appToken: options.appToken,
      url: options.api,
      clock,
      logger,
      onReconnect: () => catchUp("the connection was new"),
      onGap: () => catchUp("Slack left events out"),
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
    const confirmations = createConfirmations(VALUE_LIMIT);
    const calls = createCalls({
      people,
      threads,
      members,
      api,
      opener,
      clock,
      logger,
      confirmations,
      direct: wire.tell,
    });
    const reader = createReader({ api, members, token: options.botToken, url: options.api, self, signal });
    return {
      reads: {
        person: members.person,
        history: async ({ channel, root }, from) => {
          const messages = await repliesAfter(api, channel, root, from);
          const written = messages.flatMap((message) => reader.written(message) ?? []);
          return { written, ids: messages.map(({ ts }) => ts) };
        },
        latest: (open) => latestOf(api, open),
        channelOf: ({ channel }) => channel,
        isLost: (error) => codeOf(error) !== null,
        command: calls.inThread,
        whisper: calls.whisper,
      },
      async connect(inbound) {
        createEvents({
          app,
          api,
          home,
          wire,
          calls,
          confirmations,
          inbound,
          reader,
          threads,
          people,
          members,
          clock,
          logger,
          self,
        });
        await line.open();
        keep(probe(line));
        return null;
      },
    };
  }

  return {
    name: "slack",
    title: "Slack",
    ids: slackIds,
    wire,
    open: opener.open,
    meet,
    disconnect: async () => socket?.close(),
    link: opener.link,
    tell: (user, key, text) => wire.tell(user, key, renderNote(text)),
    put: home.put,
  };
}
