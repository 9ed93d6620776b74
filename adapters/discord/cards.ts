import { asBridgeError } from "../../src/errors.ts";
import type { Card, ChatLog, Clock } from "../../src/ports/ports.ts";
import type { OpenThread } from "../chat/threads.ts";
import { type Api, codeOf, DiscordRefusal, TOO_OLD } from "./api.ts";
import { isInForum } from "./opener.ts";
import { renderCard } from "./render/message.ts";

export interface CardsParts {
  readonly api: Api;
  readonly clock: Clock;
  readonly log: ChatLog;
  readonly signal: AbortSignal;
  readonly keep: (task: Promise<unknown>) => void;
  /** Why nothing can be said in that thread; undefined where it can. */
  readonly silence: (thread: OpenThread) => string | undefined;
}

/** The cards at the heads of their threads. */
export interface Cards {
  /** As `Wire.show` has it. */
  show(thread: OpenThread, card: Card, mentions: readonly string[], stands: boolean): Promise<boolean>;
  /** The same card again: its thread can or cannot be written in by now. Resolves with whether it stands there as it is. */
  repaint(thread: OpenThread): Promise<boolean>;
}

const ARCHIVED = 50083;
const UNKNOWN_MESSAGE = 10008;
/** Milliseconds after which an old card is edited again where Discord does not say. */
const PATIENCE = 60_000;

interface Shown {
  readonly card: Card;
  readonly mentions: readonly string[];
}

export function createCards({ api, clock, log, signal, keep, silence }: CardsParts): Cards {
  /** By thread, the card as it is, and those that Discord lets us put up only later. */
  const cards = new Map<string, Shown>();
  const late = new Set<string>();

  async function repaint(thread: OpenThread): Promise<boolean> {
    const { root } = thread;
    const shown = cards.get(root);
    if (shown === undefined || late.has(root)) return false;
    const trouble = shown.card.trouble ?? silence(thread) ?? null;
    try {
      await edit(thread, renderCard({ ...shown.card, trouble }, shown.mentions));
      return trouble === shown.card.trouble;
    } catch (error) {
      const code = codeOf(error);
      if (code === null) throw error;
      if (code === TOO_OLD) postpone(thread, error instanceof DiscordRefusal ? error.retryAfter : 0);
      // Deleted, out of sight, or in a post that is locked and archived: it is no reason to try for ever.
      else if (code === UNKNOWN_MESSAGE) log.warn(`somebody has deleted the card of ${thread.project}`);
      else log.warn(`the card of ${thread.project} cannot be changed: ${String(error)}`);
      return false;
    }
  }

  async function edit(thread: OpenThread, body: object): Promise<void> {
    const { root, channel } = thread;
    const place = isInForum(thread) ? root : channel;
    const attempt = () => api.call("PATCH", `/channels/${place}/messages/${root}`, body);
    try {
      await attempt();
    } catch (error) {
      if (codeOf(error) !== ARCHIVED || !isInForum(thread)) throw error;
      await api.call("PATCH", `/channels/${root}`, { archived: false });
      await attempt();
    }
  }

  /** An old message may be edited only so often: the card as it is by then is put up later. */
  function postpone(thread: OpenThread, ms: number): void {
    const { root, project } = thread;
    log.info(`Discord lets the card of ${project} be edited again only later`);
    late.add(root);
    keep(
      clock
        .after(ms || PATIENCE, signal)
        .finally(() => late.delete(root))
        .then(() => repaint(thread))
        .catch((error: unknown) => {
          if (!signal.aborted) log.warn(`the card of ${project} was not shown: ${asBridgeError(error).message}`);
        }),
    );
  }

  return {
    async show(thread, card, mentions, stands) {
      cards.set(thread.root, { card, mentions });
      return (stands && silence(thread) === undefined) || repaint(thread);
    },
    repaint,
  };
}
