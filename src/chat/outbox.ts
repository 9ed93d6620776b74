import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Bridge } from "../bridge/bridge.ts";
import type { Cockpit } from "../cockpit/state.ts";
import { type Log, logFailures } from "../log/log.ts";
import type { Card, ChatAdapter, Clock, Feed, Records } from "../ports/ports.ts";
import { createRetry } from "../support/retry.ts";
import { cardOf } from "./card.ts";

export interface OutboxParts {
  readonly chats: readonly ChatAdapter[];
  readonly bridge: Pick<Bridge, "list" | "place">;
  readonly feed: Feed;
  /** By `<chat>:<project>`, the number of the last entry that was posted. */
  readonly cursors: Records<number>;
  /** By the same, what the card that stands there says: one that says it already is not put up again. */
  readonly cards: Records<string>;
  readonly clock: Clock;
  readonly log: Log;
  readonly owners: (project: string) => readonly string[];
}

/**
 * Brings what stands in each project's feed to its thread on each platform, in order, each at its own pace: a
 * platform that is slow or away holds nothing up but itself. The cursor follows the post.
 */
export interface Outbox {
  /** Begins with the threads that are there. Each chat must be open, or opening. */
  open(): Promise<void>;
  /** What is posted from now on belongs in the thread that is about to be opened there. */
  prepare(project: string, chat: string): Promise<void>;
  /** A thread was opened. */
  opened(project: string): void;
  /** The cockpit is another than a moment ago. */
  changed(cockpit: Cockpit): void;
  close(): Promise<void>;
}

export function createOutbox({ chats, bridge, feed, cursors, cards, clock, log, owners }: OutboxParts): Outbox {
  const stop = new AbortController();
  // Every thread waits for something, with this to end it.
  setMaxListeners(0, stop.signal);
  const retry = createRetry(clock, logFailures(log), stop.signal);
  const following = new Map<string, Promise<void>>();
  const painting = new Map<string, Promise<void>>();
  const latest = new Map<string, Cockpit>();
  const dirty = new Set<string>();
  const leaving = new Map<string, Promise<void>>();
  const keyOf = (chat: ChatAdapter, project: string) => `${chat.name}:${project}`;

  function follow(chat: ChatAdapter, project: string): void {
    const key = keyOf(chat, project);
    if (following.has(key)) return;
    following.set(
      key,
      retry(key, () => bring(chat, project, key)).finally(() => following.delete(key)),
    );
  }

  async function bring(chat: ChatAdapter, project: string, key: string): Promise<void> {
    const thread = await chat.thread(project);
    if (thread === null) return;
    paint(chat, project);
    const seq = (await cursors.get(key)) ?? 0;
    // It was closed while the platform was away: what stands in the feed by now is another cockpit's.
    if (seq > (await feed.last(project))) return farewell(chat, project, thread);
    await feed.subscribe(
      project,
      seq,
      async (entry) => {
        await chat.post(thread, entry.key, entry.message);
        await cursors.set(key, entry.seq);
      },
      stop.signal,
    );
    if (stop.signal.aborted) return;
    // It ended by itself: the project's feed was closed, for the cockpit was removed.
    await farewell(chat, project, thread);
  }

  function farewell(chat: ChatAdapter, project: string, thread: string): Promise<void> {
    const key = keyOf(chat, project);
    latest.delete(project);
    const done = retry(`closing ${key}`, async () => {
      await chat.closeThread(thread);
      await cards.delete(key);
      await cursors.delete(key);
    });
    leaving.set(
      key,
      done.finally(() => leaving.delete(key)),
    );
    return done;
  }

  /** After a restart a thousand cards are as they were. */
  async function show(chat: ChatAdapter, thread: string, card: Card): Promise<void> {
    const key = keyOf(chat, card.project);
    const print = createHash("sha256")
      .update(JSON.stringify([thread, card]))
      .digest("hex");
    const before = await cards.get(key);
    const stands = before === print;
    // What is half put up may be either: only what surely stands there is not put up again.
    if (before !== undefined && !stands) await cards.delete(key);
    const isShown = await chat.show(thread, card, stands);
    if (isShown && !stands) await cards.set(key, print);
    if (!isShown && stands) await cards.delete(key);
  }

  /** Latest wins: what changes while a card is being put up is on the next one. */
  function paint(chat: ChatAdapter, project: string): void {
    const key = keyOf(chat, project);
    dirty.add(key);
    if (painting.has(key)) return;
    const done = retry(`the card of ${key}`, async () => {
      while (dirty.has(key) && !stop.signal.aborted) {
        dirty.delete(key);
        const thread = await chat.thread(project);
        const cockpit = latest.get(project);
        if (cockpit === undefined || thread === null) return;
        try {
          await show(chat, thread, cardOf(cockpit, owners(project), bridge.place(project)));
        } catch (error) {
          dirty.add(key);
          throw error;
        }
      }
    });
    painting.set(
      key,
      done.finally(() => {
        painting.delete(key);
        // What came while it was on its way out.
        if (dirty.has(key) && latest.has(project) && !stop.signal.aborted) paint(chat, project);
      }),
    );
  }

  return {
    async open() {
      const cockpits = await bridge.list();
      for (const cockpit of cockpits) latest.set(cockpit.project, cockpit);
      for (const chat of chats) {
        const threads = await chat.threads();
        for (const { project, thread } of threads) {
          const wasRemoved = !latest.has(project) && ((await cursors.get(keyOf(chat, project))) ?? 0) > 0;
          if (wasRemoved) void farewell(chat, project, thread);
          else follow(chat, project);
        }
        for (const { project } of cockpits) {
          const key = keyOf(chat, project);
          const isNew = !threads.some((one) => one.project === project) && (await cursors.get(key)) === undefined;
          // A chat that is new to it gets what is said from now on, and not all of its past.
          if (isNew) await cursors.set(key, await feed.last(project));
          follow(chat, project);
        }
      }
    },
    async prepare(project, name) {
      for (const chat of chats) {
        const key = keyOf(chat, project);
        // A thread on its way out must not be taken for the new one.
        if (((await cursors.get(key)) ?? 0) > (await feed.last(project))) await following.get(key);
        await leaving.get(key);
        if (chat.name !== name || (await chat.threads()).some((one) => one.project === project)) continue;
        await cursors.set(key, await feed.last(project));
      }
    },
    opened(project) {
      for (const chat of chats) {
        // A look that found no thread a moment ago may still be on its way out.
        const before = following.get(keyOf(chat, project)) ?? Promise.resolve();
        void before.then(() => follow(chat, project));
        paint(chat, project);
      }
    },
    changed(cockpit) {
      const isNew = !latest.has(cockpit.project);
      latest.set(cockpit.project, cockpit);
      for (const chat of chats) {
        if (isNew) follow(chat, cockpit.project);
        paint(chat, cockpit.project);
      }
    },
    async close() {
      stop.abort(new Error("the outbox is closed"));
      await Promise.allSettled([...following.values(), ...painting.values(), ...leaving.values()]);
    },
  };
}
