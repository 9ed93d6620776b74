import { BridgeError } from "../../src/errors.ts";
import type { OpenThread } from "../chat/threads.ts";
import { codeOf } from "./api.ts";
import { lockedSentence, silencedSentence } from "./permissions.ts";

/** What keeps the bot from writing in a thread until people settle it; the card says so. */
export interface Silence {
  /** Rejects with `chat-failed` and the sentence where the thread is shut. */
  into<T>(thread: OpenThread, write: () => Promise<T>): Promise<T>;
  of(thread: OpenThread): string | undefined;
}

export interface SilenceParts {
  /** What the bot may not do in that channel, by Discord's own names; empty where that is not known. */
  readonly missing: (channel: string) => readonly string[];
  /** Wakes an archived thread. */
  readonly wake: (thread: OpenThread) => Promise<unknown>;
  readonly onChange: (thread: OpenThread) => void;
}

const ARCHIVED = 50083;
const THREAD_LOCKED = 160005;
const NO_ACCESS = 50001;
const NO_PERMISSION = 50013;

export function createSilence({ missing, wake, onChange }: SilenceParts): Silence {
  /** By thread. */
  const shut = new Map<string, string>();

  function reasonOf({ project, channel }: OpenThread, code: number | null): string | null {
    const lacking = missing(channel);
    switch (code) {
      case ARCHIVED:
      case THREAD_LOCKED:
        return lockedSentence(project);
      case NO_ACCESS:
        return silencedSentence(project, lacking.length > 0 ? lacking : ["View Channels"]);
      case NO_PERMISSION:
        return silencedSentence(project, lacking.length > 0 ? lacking : ["Send Messages in Threads"]);
      default:
        return null;
    }
  }

  /** A message wakes an archived thread by itself, an edit does not; a locked one stays as it is. */
  async function awake<T>(thread: OpenThread, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (codeOf(error) !== ARCHIVED) throw error;
      await wake(thread).catch((refusal: unknown) => {
        throw codeOf(refusal) === null ? refusal : error;
      });
      return write();
    }
  }

  return {
    async into(thread, write) {
      const { root } = thread;
      try {
        const done = await awake(thread, write);
        if (shut.delete(root)) onChange(thread);
        return done;
      } catch (error) {
        const reason = reasonOf(thread, codeOf(error));
        if (reason === null) throw error;
        if (shut.get(root) !== reason) {
          shut.set(root, reason);
          onChange(thread);
        }
        throw new BridgeError("chat-failed", reason, error);
      }
    },
    of: ({ root }) => shut.get(root),
  };
}
