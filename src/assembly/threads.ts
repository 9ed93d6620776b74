import { keepFile } from "../../adapters/files/attachments.ts";
import type { Bridge } from "../bridge/bridge.ts";
import { createOutbox, type Outbox } from "../chat/outbox.ts";
import { createPeople } from "../chat/people.ts";
import type { Caller, Context } from "../commands/command.ts";
import type { ChatAdapter, People } from "../ports/ports.ts";
import { createWaitingRoom, type WaitingRoom } from "../waiting/waiting.ts";
import { filesOf, type HallParts } from "./bridge.ts";

/** What is shown of cockpits: each one's thread, and what waits in all of them. */
export interface Shown {
  readonly outbox: Outbox;
  readonly waiting: WaitingRoom;
}

export function shownIn(
  chats: readonly ChatAdapter[],
  { config, clock, log, ground }: HallParts,
  bridge: Bridge,
): Shown {
  const { feed, store } = ground;
  const parts = { chats, bridge, feed, clock, log, owners: config.owners };
  return {
    outbox: createOutbox({ ...parts, cursors: store.records("outbox"), cards: store.records("cards") }),
    waiting: createWaitingRoom({ ...parts, records: store.records("reminders"), rules: config.reminders }),
  };
}

/** Who comes in from chats. */
export function peopleOn(hall: HallParts, { outbox, waiting }: Shown, context: Omit<Context, Caller>): People {
  const { config, log } = hall;
  return createPeople({
    policies: Object.fromEntries(config.chats.map(({ name, policy }) => [name, policy])),
    log,
    context,
    checkProject: (name) => config.project(name).slug,
    approvers: (name) => config.project(name).approvers,
    prepare: outbox.prepare,
    opened(slug) {
      outbox.opened(slug);
      waiting.changed();
    },
    keepFile: async (name, event, file, at) => keepFile(filesOf(hall, name), event, file, at),
  });
}
