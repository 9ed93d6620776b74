import { randomUUID } from "node:crypto";
import type { Meant } from "../../src/cockpit/answer/meant.ts";
import { BridgeError, type ErrorCode } from "../../src/errors.ts";
import type { ChatAnswer, ChatCall, ChatFields, Clock, GivenFile, People } from "../../src/ports/ports.ts";
import type { Confirmations } from "../chat/confirmations.ts";
import type { ThreadCommand } from "../chat/inbound.ts";
import type { OpenThread, Threads } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";
import { repliesAfter } from "./history.ts";
import type { SlackLogger } from "./logger.ts";
import type { Members } from "./members.ts";
import type { Opener } from "./opener.ts";
import { type Post, renderAnswer, renderConfirmation } from "./render/index.ts";

/** Where an answer goes that only the asker sees. */
export interface Corner {
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly user: string;
}

export interface Command extends Meant {
  readonly id: string;
  readonly channel: string;
  readonly user: string;
  readonly words: string;
  readonly filled?: ChatFields;
  readonly confirmed?: boolean;
}

/** Commands of people, wherever in Slack they come from, and their answers. */
export interface Calls {
  run(command: Command): Promise<ChatAnswer>;
  inThread(command: ThreadCommand): Promise<ChatAnswer>;
  /** Shown to that person alone; a file goes to everybody in the thread. */
  whisper(thread: OpenThread, user: string, answer: ChatAnswer): Promise<void>;
  tell(corner: Corner, answer: ChatAnswer): Promise<void>;
}

export interface CallsParts {
  readonly people: People;
  readonly threads: Threads;
  readonly members: Members;
  readonly api: Api;
  readonly opener: Opener;
  readonly clock: Clock;
  readonly logger: SlackLogger;
  readonly confirmations: Confirmations;
  /** A direct message, once under a key. */
  readonly direct: (user: string, key: string, post: Post) => Promise<void>;
}

/** Bytes: Slack takes ten times as much, but it is held in memory here. */
const MAX_FILE = 100 * 2 ** 20;
/** What is wrong with the file itself. */
const OWN: ReadonlySet<ErrorCode> = new Set(["bad-input", "too-large"]);
/** Seconds by which Slack's clock may be behind ours. */
const DOUBT = 60;

export function createCalls(parts: CallsParts): Calls {
  const { people, threads, members, api, opener, clock, logger, confirmations, direct } = parts;

  async function give(call: Omit<ChatCall, "open">): Promise<ChatAnswer> {
    return people.command({ ...call, open: (name) => opener.linked(name, call.channel) });
  }

  async function tell({ channel, thread, user }: Corner, given: ChatAnswer): Promise<void> {
    const answer = given.file === undefined ? given : await hand(given.file, thread);
    if (answer === null) return;
    const { text, blocks } =
      answer.confirm === undefined
        ? renderAnswer(answer.text)
        : renderConfirmation(answer.confirm.question, confirmations.idFor(answer.confirm.words));
    try {
      await api.call("chat.postEphemeral", { channel, user, text, blocks, ...(thread && { thread_ts: thread }) });
    } catch (error) {
      // Somebody who is not in the channel sees nothing there: it is for them alone all the same.
      if (codeOf(error) === null) throw error;
      logger.info("an answer could not be shown", String(error));
      // Buttons work where they were asked for.
      if (answer.confirm === undefined) await direct(user, randomUUID(), { text, blocks }).catch(notTold);
    }
  }

  function notTold(error: unknown): void {
    if (codeOf(error) === null) throw error;
    logger.info("an answer could not be told in a direct message", String(error));
  }

  /** A file is for everybody in its project's thread; who asked elsewhere is told where it is. */
  async function hand({ project, name, read }: GivenFile, asked: string | undefined): Promise<ChatAnswer | null> {
    const thread = threads.openOf(project);
    if (thread === undefined)
      return { text: `${project} has no thread for the file yet: "start ${project}" opens one.` };
    let content: Buffer;
    try {
      content = await read(MAX_FILE);
    } catch (error) {
      if (error instanceof BridgeError && OWN.has(error.code)) return { text: error.message };
      throw error;
    }
    const { channel, root } = thread;
    const since = `${Math.floor(clock.now() / 1000) - DOUBT}.000000`;
    const filesNow = async () =>
      (await repliesAfter(api, channel, root, since)).filter(({ files }) => files?.some((one) => one.name === name));
    try {
      // The same file may have been asked for a moment ago: what is there already is not this one.
      const before = new Set((await filesNow()).map(({ ts }) => ts));
      const found = async () => (await filesNow()).find(({ ts }) => !before.has(ts))?.ts;
      await api.upload({ channel, thread: root, name, title: name, content }, found);
    } catch (error) {
      const why = content.length === 0 ? "it is empty" : (codeOf(error) ?? "it does not answer");
      return { text: `Slack did not take ${name}: ${why}.` };
    }
    return thread.root === asked ? null : { text: `${name} is in the thread: ${await opener.link(thread)}` };
  }

  return {
    run: async ({ user, confirmed = false, ...call }) =>
      give({ ...call, person: await members.person(user), project: null, confirmed }),
    inThread: ({ thread, ...call }) =>
      give({ ...call, channel: thread.channel, project: thread.project, confirmed: false }),
    tell,
    whisper: ({ channel, root }, user, answer) => tell({ channel, thread: root, user }, answer),
  };
}
