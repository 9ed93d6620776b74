import type { types } from "@slack/bolt";
import type { Board, People, Records } from "../../src/ports/ports.ts";
import { createSerialQueue, type SerialQueue } from "../../src/support/serial.ts";
import type { LinkedEntry } from "../chat/asks.ts";
import { type Api, codeOf } from "./api.ts";
import type { SlackLogger } from "./logger.ts";
import type { Members } from "./members.ts";
import { renderHome, renderRefusal, shownTo } from "./render/index.ts";

/** The app's Home tab: for each who has opened it, the board as it is now. */
export interface Home {
  /** Shows it to all who have opened it; one whose view Slack does not take holds up nobody else. */
  put(board: Board): Promise<void>;
  opened(user: string): Promise<void>;
}

export interface HomeParts {
  readonly api: Api;
  readonly members: Members;
  readonly logger: SlackLogger;
  /** Under `viewers`: who has opened it, newest last. */
  readonly notes: Records<readonly string[]>;
  readonly people: () => People | null;
  /** The address of a thread; null where it is gone. */
  readonly link: (thread: string) => Promise<string | null>;
}

/** How many are shown it without opening it anew: a view for each takes a call, of a hundred a minute. */
const VIEWERS = 100;
const KEY = "viewers";

export function createHome({ api, members, logger, notes, people, link }: HomeParts): Home {
  let entries: Board["entries"] = [];
  /** One view after another for each who looks, so that the newest is the last; and one change of the notes. */
  const views = new Map<string, SerialQueue>();
  const notings = createSerialQueue();

  /** Resolves with whether the person is one to show it to from now on. */
  async function publish(user: string): Promise<boolean> {
    const queue = views.get(user) ?? createSerialQueue();
    views.set(user, queue);
    try {
      return await queue.run(() => show(user));
    } finally {
      if (!queue.busy) views.delete(user);
    }
  }

  async function show(user: string): Promise<boolean> {
    const refusal = await people()?.projects(await members.person(user), "");
    const isRefused = typeof refusal === "string";
    const view = isRefused ? renderRefusal(refusal) : await homeOf(user);
    try {
      await api.call("views.publish", { user_id: user, view });
      return !isRefused;
    } catch (error) {
      if (codeOf(error) === null) throw error;
      logger.info(`the Home tab of ${user} was not shown`, String(error));
      return codeOf(error) !== "user_not_found";
    }
  }

  /** Addresses are asked for only of what somebody looks at. */
  async function homeOf(user: string): Promise<types.HomeView> {
    const all = entries;
    const linked = shownTo(all, user).map(
      async (entry): Promise<LinkedEntry> => ({ ...entry, link: entry.thread && (await link(entry.thread)) }),
    );
    return renderHome(await Promise.all(linked), user, all.length);
  }

  async function note(change: (viewers: readonly string[]) => readonly string[]): Promise<void> {
    await notings.run(async () => {
      const viewers = (await notes.get(KEY)) ?? [];
      const next = change(viewers);
      if (next.length !== viewers.length || next.at(-1) !== viewers.at(-1)) await notes.set(KEY, next);
    });
  }

  const without = (user: string) => (viewers: readonly string[]) => viewers.filter((one) => one !== user);

  return {
    async put(board) {
      entries = board.entries;
      for (const user of (await notes.get(KEY)) ?? []) if (!(await publish(user))) await note(without(user));
    },
    async opened(user) {
      if (await publish(user)) await note((viewers) => [...without(user)(viewers), user].slice(-VIEWERS));
    },
  };
}
