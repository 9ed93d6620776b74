import { namedOr } from "../../src/cockpit/audience.ts";
import type { ShownScreen } from "../../src/cockpit/state.ts";
import type { Card, ChatLog, Clock, Message, Picture } from "../../src/ports/ports.ts";
import { ownIds } from "../../src/support/person-id.ts";
import { createSerialQueue } from "../../src/support/serial.ts";
import { createActivities } from "./activity.ts";
import type { MessageIds } from "./ids.ts";
import { createPosting } from "./posting.ts";
import type { OpenThread, Threads } from "./threads.ts";
import type { Receipt, Wire } from "./wire.ts";

export interface Outbound {
  post(thread: string, key: string, message: Message): Promise<void>;
  show(thread: string, card: Card, stands?: boolean): Promise<boolean>;
}

export interface OutboundParts<P> {
  /** The platform's name, as ids of people have it. */
  readonly platform: string;
  readonly wire: Wire<P>;
  readonly ids: MessageIds;
  readonly threads: Threads;
  readonly clock: Clock;
  readonly log: ChatLog;
  /** By channel, the platform's ids of those a question is for that is nobody's in particular. */
  readonly onCall: Readonly<Record<string, readonly string[]>>;
  readonly picture: Picture;
  readonly wantsDirect: (person: string) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Milliseconds between two edits of a card, which people look at to see that their answer has started something: within a second. */
const CARD_PAUSE = 700;

export function createOutbound<P>(parts: OutboundParts<P>): Outbound {
  const { wire, ids, threads, clock, log, signal } = parts;
  const posting = createPosting({ wire, ids, threads, log });
  const { rendered, keep, isPosted, postAll, editIfTaken } = posting;
  const activities = createActivities({ wire, threads, posting, clock, log, signal });
  const receipts = new Map<string, Receipt>();
  const reactions = createSerialQueue();

  function mentions(to: readonly string[], channel: string): readonly string[] {
    const onCall = () => (parts.onCall[channel] ?? []).map((user) => `${parts.platform}:${user}`);
    return [...new Set(ownIds(namedOr(to, onCall), parts.platform))];
  }

  /** Receipts go their own way: they must not hold up what Claude says. */
  function receipt(prompt: string, state: Receipt): void {
    const ref = ids.refOf(prompt);
    // Of what was said on another platform, or at a terminal, there is nothing to show here.
    if (ref === null) return;
    receipts.set(prompt, state);
    void reactions.run(async () => {
      const latest = receipts.get(prompt);
      receipts.delete(prompt);
      if (latest === undefined) return;
      await wire.react(ref.channel, ref.id, latest).catch((error: unknown) => {
        if (!signal.aborted) log.error(`a receipt was not shown: ${String(error)}`);
      });
    });
  }

  async function question(
    thread: OpenThread,
    key: string,
    message: Extract<Message, { type: "question" }>,
  ): Promise<void> {
    const { project } = thread;
    const whom = mentions(message.to ?? [], thread.channel);
    await postAll(thread, key, rendered(message, { project, mentions: whom }));
    if (message.question.screen !== undefined) await picture(thread, key, message.question.screen);
    const id = threads.of(project)?.posted[key] ?? thread.root;
    for (const user of whom) {
      const name = `${key}:direct:${user}`;
      if (!(await parts.wantsDirect(`${parts.platform}:${user}`)) || (await isPosted(project, name))) continue;
      await wire.direct(thread, name, user, id, message.question.sentence).catch((error: unknown) => {
        if (!signal.aborted) log.error(`a direct message was not sent: ${String(error)}`);
      });
      await keep(project, name, thread.root);
    }
  }

  /** How the screen looks that a question is about; its words are there already. */
  async function picture(thread: OpenThread, key: string, { view }: ShownScreen): Promise<void> {
    const { project } = thread;
    const content = () =>
      parts.picture(view).catch((error: unknown) => {
        log.error(`the screen of ${project} is not shown as a picture: ${String(error)}`);
        return null;
      });
    await postAll(thread, key, { posts: [], file: { name: "screen.png", title: `The screen of ${project}`, content } });
  }

  /** The question stays where it was asked, without its buttons and with what became of it. */
  async function settled(
    thread: OpenThread,
    key: string,
    { question, outcome }: Extract<Message, { type: "settled" }>,
  ): Promise<void> {
    const { project } = thread;
    if (await isPosted(project, key)) return;
    const about = { project, mentions: [], ...(outcome !== null && { outcome }) };
    const { posts } = rendered({ type: "question", question }, about);
    const asked = `question:${question.id}`;
    const id = threads.of(project)?.posted[posts.length > 1 ? `${asked}#${posts.length}` : asked];
    const last = posts.at(-1);
    if (id !== undefined && last !== undefined) {
      await editIfTaken(thread, last, (form) => wire.edit(thread, id, form)).catch((error: unknown) => {
        if (!wire.isLost(error) && !wire.isWorn?.(error)) throw error;
      });
    }
    await keep(project, key, thread.root);
  }

  return {
    async post(id, key, message) {
      const thread = threads.open(id);
      const { project } = thread;
      switch (message.type) {
        case "did":
          return activities.did(thread, key, message.tool, message.summary);
        case "receipt":
          return message.state === "refused" ? undefined : receipt(message.prompt, message.state);
        case "question":
          await activities.end(thread, "stopped");
          return question(thread, key, message);
        case "settled":
          return settled(thread, key, message);
        case "turn":
          if (message.state !== "started") await activities.end(thread, message.state);
          return postAll(thread, key, rendered(message, { project, mentions: [] }));
        case "notice": {
          // For nobody in particular is for whoever is on call.
          const whom = message.to === undefined ? [] : mentions(message.to, thread.channel);
          return postAll(thread, key, rendered(message, { project, mentions: whom }));
        }
        default:
          return postAll(thread, key, rendered(message, { project, mentions: [] }));
      }
    },
    async show(id, card, stands = false) {
      const thread = threads.open(id);
      const isShown = await wire.show(thread, card, mentions(card.question?.to ?? [], thread.channel), stands);
      // What changes meanwhile is on the next card.
      if (!stands) await clock.after(CARD_PAUSE, signal).catch(() => undefined);
      return isShown;
    },
  };
}
