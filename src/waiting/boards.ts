import type { Bridge } from "../bridge/bridge.ts";
import { waitingIn } from "../cockpit/waiting/board.ts";
import { type Log, logFailures } from "../log/log.ts";
import type { Board, ChatAdapter, Clock } from "../ports/ports.ts";
import { createRetry } from "../support/retry.ts";

export interface BoardsParts {
  readonly chats: readonly ChatAdapter[];
  readonly bridge: Pick<Bridge, "known">;
  readonly clock: Clock;
  readonly log: Log;
  readonly owners: (project: string) => readonly string[];
}

/** Keeps each chat's board as it should be, at its own pace: a platform that is slow or away holds nothing up but itself. */
export interface Boards {
  /** Puts each board as it is; what changed before says nothing, for not all was known then. */
  open(): void;
  /** A cockpit, or a thread, is another than a moment ago, or gone. */
  changed(): void;
  /** Nothing more is put. It does not wait for a platform. */
  close(): void;
}

export function createBoards({ chats, bridge, clock, log, owners }: BoardsParts): Boards {
  const stop = new AbortController();
  const retry = createRetry(clock, logFailures(log), stop.signal);
  /** By chat: what stands there, so that nothing is put that says the same. */
  const shown = new Map<ChatAdapter, string>();
  const dirty = new Set<ChatAdapter>();
  const putting = new Set<ChatAdapter>();
  let isOpen = false;

  async function boardOf(chat: ChatAdapter): Promise<Board> {
    const threads = new Map((await chat.threads()).map(({ project, thread }) => [project, thread]));
    const entries = waitingIn(bridge.known(), owners);
    return { entries: entries.map((entry) => ({ ...entry, thread: threads.get(entry.project) ?? null })) };
  }

  async function put(chat: ChatAdapter): Promise<void> {
    const board = await boardOf(chat);
    const text = JSON.stringify(board);
    if (stop.signal.aborted || shown.get(chat) === text) return;
    // Half put, it may be either: only what is surely there is not put again.
    shown.delete(chat);
    await chat.board.put(board);
    shown.set(chat, text);
  }

  /** Latest wins: what changes while a board is being put is on the next one. */
  async function catchUp(chat: ChatAdapter): Promise<void> {
    putting.add(chat);
    while (dirty.has(chat) && !stop.signal.aborted) {
      dirty.delete(chat);
      await retry(`the board of ${chat.name}`, () => put(chat));
    }
    // In the same turn as the last look at `dirty`, so that no change falls in between.
    putting.delete(chat);
  }

  function mark(chat: ChatAdapter): void {
    dirty.add(chat);
    if (isOpen && !putting.has(chat)) void catchUp(chat);
  }

  return {
    open() {
      isOpen = true;
      chats.forEach(mark);
    },
    changed: () => chats.forEach(mark),
    close: () => stop.abort(new Error("the boards are closed")),
  };
}
