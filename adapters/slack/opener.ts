import { randomUUID } from "node:crypto";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { Clock } from "../../src/ports.ts";
import { type Api, codeOf } from "./api.ts";
import { keyOf, messagesAfter } from "./history.ts";
import { KEEP_PLAIN, metadataOf } from "./outbound.ts";
import { dateToken, renderCard } from "./render/index.ts";
import { isOpen, type OpenThread, type Threads } from "./threads.ts";

const posted = z.looseObject({ ts: z.string() });
const linked = z.looseObject({ permalink: z.string() });

export interface Opener {
  /** The project's thread: the one there is, or a new one in this channel. Rejects with a sentence where the bot cannot write there. */
  open(project: string, channel: string): Promise<OpenThread>;
  link(thread: OpenThread): Promise<string>;
}

export function createOpener({
  api,
  threads,
  clock,
}: {
  readonly api: Api;
  readonly threads: Threads;
  readonly clock: Clock;
}): Opener {
  const opening = new Map<string, Promise<OpenThread>>();

  async function post(project: string, channel: string): Promise<OpenThread> {
    const known = threads.of(project);
    if (known !== undefined && isOpen(known)) return known;
    // Kept before it is posted, so that a card whose answer a crash took is found again and not posted twice.
    const begun = known?.channel === channel ? known : { ...blank(project, channel), key: `card:${randomUUID()}` };
    await threads.put(begun);
    const found = async () => {
      const mine = (await messagesAfter(api, channel, begun.read)).find((message) => keyOf(message) === begun.key);
      return mine && { ts: mine.ts };
    };
    const earlier = begun === known ? await found().catch(() => undefined) : undefined;
    try {
      const { ts } = posted.parse(
        earlier ?? (await api.call("chat.postMessage", cardIn(channel, project, begun.key), found)),
      );
      const thread: OpenThread = { ...begun, root: ts, read: ts };
      await threads.put(thread);
      return thread;
    } catch (error) {
      if (codeOf(error) !== null) await threads.remove(project);
      throw sentence(error);
    }
  }

  function cardIn(channel: string, project: string, key: string) {
    const card = {
      project,
      state: "frozen",
      since: clock.now(),
      session: "",
      question: null,
      waiting: 0,
      trouble: null,
      actions: [],
    };
    return { channel, ...renderCard(card, dateToken, []), ...KEEP_PLAIN, metadata: metadataOf(key) };
  }

  function blank(project: string, channel: string) {
    const since = `${Math.floor(clock.now() / 1000) - 60}.000000`;
    return { project, channel, root: null, key: "", read: since, posted: {}, done: [], activity: null };
  }

  return {
    open(project, channel) {
      const under = opening.get(project) ?? post(project, channel).finally(() => opening.delete(project));
      opening.set(project, under);
      return under;
    },
    async link({ channel, root }) {
      const { permalink } = linked.parse(await api.call("chat.getPermalink", { channel, message_ts: root }));
      return permalink;
    },
  };
}

function sentence(error: unknown): unknown {
  switch (codeOf(error)) {
    case "not_in_channel":
    case "channel_not_found":
      return new BridgeError(
        "bad-input",
        "I am not in this channel. Invite me with /invite @cockpit, and say it again.",
        error,
      );
    case "is_archived":
      return new BridgeError("bad-input", "This channel is archived. Start the project in another one.", error);
    case "restricted_action":
    case "restricted_action_read_only_channel":
      return new BridgeError("bad-input", "I may not write in this channel. Start the project in another one.", error);
    default:
      return error;
  }
}
