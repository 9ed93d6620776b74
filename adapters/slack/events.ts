import type { App, BlockAction, ButtonAction, MessageShortcut, types } from "@slack/bolt";
import { z } from "zod";
import { wordsFor } from "../../src/cockpit/answer/decide.ts";
import type { ChatAnswer, Clock, People } from "../../src/ports/ports.ts";
import type { Confirmations, Confirmed } from "../chat/confirmations.ts";
import type { Inbound } from "../chat/inbound.ts";
import { createMemory } from "../chat/memory.ts";
import type { Threads } from "../chat/threads.ts";
import type { Api } from "./api.ts";
import type { Calls, Corner } from "./calls.ts";
import { parseMessage } from "./history.ts";
import type { Home } from "./home.ts";
import type { SlackLogger } from "./logger.ts";
import type { Members } from "./members.ts";
import type { Reader } from "./reader.ts";
import {
  CHOOSE,
  OPEN,
  PICK,
  type Post,
  REASON,
  renderAnswer,
  renderNote,
  renderOutcome,
  SEND_CHOICE,
} from "./render/index.ts";
import { formOf, REASON_FORM, readForm, readReason, reasonFormOf, SEND_FORM } from "./views.ts";
import type { SlackWire } from "./wire.ts";

export interface EventsParts {
  readonly app: App;
  /** Never Bolt's own client: it tries a hundred times, and posts twice after a lost answer. */
  readonly api: Api;
  readonly home: Home;
  readonly wire: Pick<SlackWire, "tell">;
  readonly calls: Calls;
  readonly confirmations: Confirmations;
  readonly inbound: Inbound;
  readonly reader: Reader;
  readonly threads: Threads;
  readonly people: People;
  readonly members: Members;
  readonly clock: Clock;
  readonly logger: SlackLogger;
  readonly self: string;
}

/** Everything that Bolt hands over, each to the one it is for. Listeners never throw: Bolt would only log it. */
export function createEvents({
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
}: EventsParts): void {
  app.error(async (error) => logger.error("Bolt", String(error)));

  app.event("message", async ({ event }) => {
    if (event.subtype === "message_changed") {
      const now = parseMessage(event.message);
      const then = parseMessage(event.previous_message);
      // Slack tells of a preview of a link, too.
      if (now === null || now.text === then?.text) return;
      const thread = threads.at(event.channel, now.thread_ts);
      const written = reader.written(now);
      if (thread !== undefined && written !== null)
        inbound.edited(thread, { ...written, edition: written.edition ?? event.ts });
      return;
    }
    if (event.subtype === "message_deleted") {
      const { channel, deleted_ts: ts } = event;
      const thread = threads.at(channel, parseMessage(event.previous_message)?.thread_ts);
      return thread && inbound.erased(thread, ts);
    }
    const message = parseMessage(event);
    if (message === null) return;
    const thread = threads.at(event.channel, message.thread_ts);
    if (thread !== undefined) {
      const written = message.ts === thread.root ? null : reader.written(message);
      if (written !== null) inbound.wrote(thread, written);
      return;
    }
    const isDirect = event.channel_type === "im" && message.bot_id === undefined && message.subtype === undefined;
    if (isDirect && message.user !== undefined && message.user !== self)
      await aside(
        { channel: event.channel, user: message.user, thread: message.thread_ts },
        message.ts,
        message.text ?? "",
      );
  });

  app.event("app_mention", async ({ event }) => {
    // In a thread of ours the message itself was heard already.
    if (threads.at(event.channel, event.thread_ts) !== undefined || event.user === undefined || event.bot_id) return;
    const words = event.text.replace(new RegExp(`<@${self}(\\|[^>]*)?>`, "g"), " ").trim();
    await aside({ channel: event.channel, thread: event.thread_ts, user: event.user }, event.ts, words);
  });

  /** Slack tells twice of what was not acknowledged in time. */
  const heard = createMemory();

  /** Said to the bot outside of any thread of ours. */
  async function aside(corner: Corner, ts: string, words: string): Promise<void> {
    // No message's id: it is not one of the thread that a catch-up would miss there.
    const id = `slack-call:${corner.channel}:${ts}`;
    if (!heard.isNew(id)) return;
    const answer = await calls.run({ id, channel: corner.channel, user: corner.user, words, at: Number(ts) * 1000 });
    await calls.tell(corner, answer);
  }

  app.command("/cockpit", async ({ command, ack, respond }) => {
    const at = clock.now();
    await ack();
    const { channel_id: channel, user_id: user, text: words, trigger_id: id } = command;
    const answer = await calls.run({ id: `slack:command:${id}`, channel, user, words, at });
    await settle({ channel, user }, answer, (text) => respond(text));
  });

  /** By the response URL, which works where the bot is not a member, too; it lives for half an hour. */
  async function settle(
    corner: Corner,
    answer: ChatAnswer,
    respond: (message: Post & { response_type: "ephemeral" }) => Promise<unknown>,
  ): Promise<void> {
    if (answer.confirm !== undefined || answer.file !== undefined) return calls.tell(corner, answer);
    try {
      await respond({ ...renderAnswer(answer.text), response_type: "ephemeral" });
    } catch (error) {
      logger.info("a response URL did not work", String(error));
      await calls.tell(corner, answer);
    }
  }

  app.action<BlockAction<ButtonAction>>(/^cockpit:/, async ({ action, body, ack }) => {
    await ack();
    const channel = body.channel?.id;
    if (channel === undefined) return;
    const [, name = "", number] = action.action_id.split(":");
    const value = action.value ?? "";
    const { id: user } = body.user;
    const thread = body.message?.thread_ts ?? body.container.thread_ts ?? body.message?.ts;
    // Those of a card have been asked by its own dialog, and our question's has been given; those under a message have not.
    const confirmed = number === undefined;
    const asked =
      name === "confirmed" ? confirmedBy(value, `${body.container.message_ts ?? ""}`) : { words: `${name} ${value}` };
    if (asked === null) return;
    if (asked.words === null) return void (await calls.tell({ channel, user, thread }, { text: asked.text }));
    const { words } = asked;
    const answer = await calls.run({ id: `slack:action:${body.trigger_id}`, channel, user, words, confirmed });
    await calls.tell({ channel, user, thread }, answer);
  });

  /** Null where that button was pressed before. */
  function confirmedBy(value: string, message: string): Confirmed | null {
    if (!confirmations.isFirst(message)) return null;
    return confirmations.confirmed(value, Number(message) * 1000, clock.now());
  }

  /** An answer by a button, by menus and a button, or by a form: as words, which say what they say in the thread. */
  async function picked(corner: Corner, { project, token }: Asked, text: string): Promise<void> {
    const { channel, user } = corner;
    const answer =
      text === ""
        ? { text: "Choose an answer to each question first, then send them." }
        : await people.pick({ person: await members.person(user), channel, project, token, text });
    await calls.tell(corner, answer);
  }

  app.action<BlockAction<ButtonAction>>(new RegExp(`^${PICK}:`), async ({ action, body, ack }) => {
    await ack();
    const [asked, code] = askedIn(action.value);
    const corner = cornerOf(body);
    if (asked === null) return;
    if (corner === null) await pickedAtHome(body.user.id, body.trigger_id, asked, wordsFor(code));
    else await picked(corner, asked, wordsFor(code));
  });

  /** On the Home tab there is no thread to whisper in. */
  async function pickedAtHome(
    user: string,
    trigger_id: string,
    { project, token }: Asked,
    text: string,
  ): Promise<void> {
    const channel = threads.of(project)?.channel ?? "";
    const answer = await people.pick({ person: await members.person(user), channel, project, token, text });
    try {
      await api.call("views.open", { trigger_id, view: renderOutcome(answer.text) });
    } catch (error) {
      logger.info("the outcome was not shown in time", String(error));
      await wire.tell(user, `outcome:${trigger_id}`, renderNote(answer.text));
    }
  }

  // A link: Slack opens it by itself, and wants to hear that we know.
  app.action(new RegExp(`^${OPEN}:`), async ({ ack }) => ack());

  app.event("app_home_opened", async ({ event }) => {
    if (event.tab === "home") await home.opened(event.user);
  });

  app.action<BlockAction<ButtonAction>>(new RegExp(`^${REASON}:`), async ({ action, body, ack }) => {
    await ack();
    const [asked, code] = askedIn(action.value);
    const corner = cornerOf(body);
    if (asked === null || corner === null) return;
    const { channel, thread, user } = corner;
    await openForm(body.trigger_id, reasonFormOf({ ...asked, words: wordsFor(code), channel, thread }), {
      channel,
      thread,
      user,
    });
  });

  app.view(REASON_FORM, async ({ view, body, ack }) => {
    await ack();
    const { words, reason, channel, thread, ...asked } = readReason(view);
    await picked({ channel, thread, user: body.user.id }, asked, `${words}: ${reason}`);
  });

  app.action(new RegExp(`^${CHOOSE}:`), async ({ ack }) => ack());

  app.action<BlockAction<ButtonAction>>(SEND_CHOICE, async ({ action, body, ack }) => {
    await ack();
    const [asked] = askedIn(action.value);
    const corner = cornerOf(body);
    if (asked !== null && corner !== null) await picked(corner, asked, chosenIn(body.state));
  });

  app.shortcut<MessageShortcut>("cockpit_send", async ({ shortcut, ack }) => {
    await ack();
    const { channel, user, message } = shortcut;
    const corner = { channel: channel.id, user: user.id };
    const projects = await people.projects(await members.person(user.id), channel.id);
    if (typeof projects === "string") return calls.tell(corner, { text: projects });
    await openForm(shortcut.trigger_id, formOf(projects, message.text ?? "", channel.id, clock.now()), corner);
  });

  async function openForm(trigger_id: string, view: types.ModalView, corner: Corner): Promise<void> {
    try {
      await api.call("views.open", { trigger_id, view });
    } catch (error) {
      // Slack takes a form within three seconds only, and a 429 may have been longer.
      logger.info("the form was not opened", String(error));
      await calls.tell(corner, { text: "Slack did not let me open the form in time. Please choose it once more." });
    }
  }

  app.view(SEND_FORM, async ({ view, body, ack }) => {
    await ack();
    const { project, text, channel, opened } = readForm(view);
    const filled = { command: "send", arguments: { project, message: text }, options: {} };
    const user = body.user.id;
    const call = { id: `slack:view:${view.id}`, channel, user, words: `send ${project} ${text}`, filled, at: opened };
    const answer = await calls.run(call);
    await calls.tell({ channel, user }, answer);
  });

  app.event("agent_session_stopped", async ({ event }) => {
    const { channel, thread_ts: thread, user, event_ts: ts } = event;
    const found = threads.at(channel, thread);
    if (found === undefined) return;
    const words = `interrupt ${found.project}`;
    const answer = await calls.run({ id: `slack:stop:${channel}:${ts}`, channel, user, words });
    await calls.tell({ channel, thread, user }, answer);
  });
}

/** Which question a button belongs to. */
interface Asked {
  readonly project: string;
  readonly token: string;
}

/** What a button of a question carries: the question, and what it says. */
function askedIn(value = ""): readonly [Asked | null, string] {
  const [project, token, code = ""] = value.split(" ");
  return [project === undefined || token === undefined ? null : { project, token }, code];
}

function cornerOf(body: BlockAction): Corner | null {
  const channel = body.channel?.id;
  if (channel === undefined) return null;
  return { channel, thread: body.message?.thread_ts ?? body.container.thread_ts, user: body.user.id };
}

const option = z.looseObject({ value: z.string() });
const chosen = z.looseObject({
  values: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({ selected_option: option.nullish(), selected_options: z.array(option).optional() }),
    ),
  ),
});

/** One line for each menu, in their order; empty where one of them is. */
function chosenIn(state: unknown): string {
  const values = chosen.safeParse(state).data?.values ?? {};
  const menus = Object.entries(values).filter(([block]) => block.startsWith(`${CHOOSE}:`));
  const lines = menus
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, menu]) => Object.values(menu))
    .map(({ selected_option: one, selected_options: several }) =>
      (several ?? (one ? [one] : [])).map(({ value }) => value).join(", "),
    );
  return lines.includes("") ? "" : lines.join("\n");
}
