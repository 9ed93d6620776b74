import { type BoardsParts, createBoards } from "./boards.ts";
import { createLinks } from "./links.ts";
import { createReminders, type RemindersParts } from "./reminders.ts";

export type WaitingParts = BoardsParts & Omit<RemindersParts, "chats" | "links">;

/** All that follows from a question that waits, beyond its thread: boards and reminders. */
export interface WaitingRoom {
  /** Begins. The bridge must know every cockpit by now. */
  open(): void;
  /** A cockpit, or a thread, is perhaps another than a moment ago, or gone. */
  changed(): void;
  /** The addresses of the project's threads, where they can be had. */
  links(project: string): Promise<readonly string[]>;
  /** As `Reminders` has it. */
  snooze(project: string, until: number): Promise<boolean>;
  /** Resolves once nothing is written any more. It does not wait for a platform. */
  close(): Promise<void>;
}

export function createWaitingRoom(parts: WaitingParts): WaitingRoom {
  const links = createLinks(parts.chats, parts.clock, parts.log);
  const boards = createBoards(parts);
  const reminders = createReminders({ ...parts, links });
  return {
    open() {
      boards.open();
      reminders.open();
    },
    changed() {
      boards.changed();
      reminders.changed();
    },
    links: links.of,
    snooze: reminders.snooze,
    async close() {
      boards.close();
      await reminders.close();
    },
  };
}
