import { randomUUID } from "node:crypto";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { Clock } from "../../src/ports/ports.ts";
import { blankCard } from "../chat/card.ts";
import { createOpen, type Open } from "../chat/opener.ts";
import { blankThread, type OpenThread, type Threads } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";
import { keyOf, messagesAfter } from "./history.ts";
import { dateToken, renderCard } from "./render/index.ts";
import { KEEP_PLAIN, metadataOf } from "./wire.ts";

const posted = z.looseObject({ ts: z.string() });
const linked = z.looseObject({ permalink: z.string() });

export interface Opener {
  readonly open: Open;
  link(thread: OpenThread): Promise<string>;
  /** A link to the project's thread, opened where need be: also where somebody has deleted the one there was. */
  linked(project: string, channel: string): Promise<string>;
}

export function createOpener({
  api,
  threads,
  clock,
  onOpened,
}: {
  readonly api: Api;
  readonly threads: Threads;
  readonly clock: Clock;
  readonly onOpened: (project: string) => void;
}): Opener {
  const open = createOpen({
    threads,
    onOpened,
    begin: async (project, channel, earlier) =>
      earlier?.channel === channel ? earlier : blankThread(project, channel, `card:${randomUUID()}`, since()),
    async post({ channel, project, key, read }, again) {
      const found = async () => {
        const mine = (await messagesAfter(api, channel, read)).find((message) => keyOf(message) === key);
        return mine && { ts: mine.ts };
      };
      const earlier = again ? await found().catch(() => undefined) : undefined;
      return posted.parse(earlier ?? (await api.call("chat.postMessage", cardIn(channel, project, key), found))).ts;
    },
    isRefused: (error) => codeOf(error) !== null,
    sentence,
  });

  function cardIn(channel: string, project: string, key: string) {
    const card = blankCard(project, "frozen", clock.now());
    return { channel, ...renderCard(card, dateToken, []), ...KEEP_PLAIN, metadata: metadataOf(key) };
  }

  /** A minute of doubt: Slack's clock is not ours. */
  const since = () => `${Math.floor(clock.now() / 1000) - 60}.000000`;

  async function link({ channel, root }: OpenThread): Promise<string> {
    const { permalink } = linked.parse(await api.call("chat.getPermalink", { channel, message_ts: root }));
    return permalink;
  }

  return {
    open,
    link,
    async linked(project, channel) {
      const thread = await open(project, channel);
      try {
        return await link(thread);
      } catch (error) {
        if (!GONE.has(codeOf(error) ?? "")) throw error;
        await threads.remove(project);
        return link(await open(project, channel));
      }
    },
  };
}

/** The card was deleted, or its channel. */
const GONE = new Set(["message_not_found", "channel_not_found", "thread_not_found"]);

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
