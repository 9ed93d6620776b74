import type { Log } from "../log/log.ts";
import type { ChatAdapter, Clock } from "../ports/ports.ts";
import { withTimeout } from "../support/timeout.ts";

/** Where a project's threads are. Nothing here rejects: an address that cannot be had is left out. */
export interface Links {
  /** In every chat that has one. */
  of(project: string): Promise<readonly string[]>;
  /** In the chat of that name; null where it has none. */
  at(chat: string, project: string): Promise<string | null>;
}

/** Milliseconds: a platform that does not answer holds nothing up. */
const LINK_LIMIT = 5_000;

export function createLinks(chats: readonly ChatAdapter[], clock: Clock, log: Log): Links {
  /** Looked up among those there are: asked for by name, a chat may open a new one. */
  async function find(chat: ChatAdapter, project: string): Promise<string | null> {
    const found = (await chat.threads()).find((one) => one.project === project);
    return found === undefined ? null : chat.board.link(found.thread);
  }

  async function link(chat: ChatAdapter, project: string): Promise<string | null> {
    try {
      return await withTimeout(clock, LINK_LIMIT, `${chat.name}'s link to ${project}`, () => find(chat, project));
    } catch (error) {
      log.warn({ err: error, chat: chat.name, project }, "no link");
      return null;
    }
  }

  return {
    async of(project) {
      const links = await Promise.all(chats.map((chat) => link(chat, project)));
      return links.filter((one) => one !== null);
    },
    async at(name, project) {
      const chat = chats.find((one) => one.name === name);
      return chat === undefined ? null : link(chat, project);
    },
  };
}
