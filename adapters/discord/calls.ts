import { randomUUID } from "node:crypto";
import type { Meant } from "../../src/cockpit/answer/meant.ts";
import { BridgeError, type ErrorCode } from "../../src/errors.ts";
import type { ChatAnswer, ChatFields, GivenFile, People } from "../../src/ports/ports.ts";
import type { Confirmations } from "../chat/confirmations.ts";
import type { Threads } from "../chat/threads.ts";
import { type Api, codeOf } from "./api.ts";
import type { Members } from "./members.ts";
import type { Opener } from "./opener.ts";
import { type Post, post, renderAnswer, renderConfirmation } from "./render/message.ts";

export interface CallsParts {
  readonly api: Api;
  readonly people: People;
  readonly threads: Threads;
  readonly members: Members;
  readonly opener: Opener;
  readonly confirmations: Confirmations;
}

/** Commands of people, wherever in Discord they come from, and their answers. */
export interface Calls {
  readonly confirmations: Confirmations;
  run(call: Called): Promise<ChatAnswer>;
  /** The answer as a message; a file goes into its project's thread. */
  shown(answer: ChatAnswer): Promise<Post>;
  /** Where everybody there sees it. */
  tell(channel: string, answer: ChatAnswer): Promise<void>;
}

export interface Called extends Meant {
  readonly id: string;
  readonly user: string;
  /** Null in a direct message. */
  readonly server: string | null;
  /** Where it was given: a channel, or a thread. */
  readonly channel: string;
  /** The channel of which it is said who may. */
  readonly policy: string;
  readonly words: string;
  readonly filled?: ChatFields;
  readonly confirmed?: boolean;
}

/** What is wrong with the file itself. */
const OWN: ReadonlySet<ErrorCode> = new Set(["bad-input", "too-large"]);
/** Bytes: what a server without boosts takes. */
const MAX_FILE = 10 * 2 ** 20;

export function createCalls(parts: CallsParts): Calls {
  const { api, people, threads, members, opener, confirmations } = parts;

  async function shown(answer: ChatAnswer): Promise<Post> {
    if (answer.confirm !== undefined)
      return renderConfirmation(answer.confirm.question, confirmations.idFor(answer.confirm.words));
    return answer.file === undefined ? renderAnswer(answer.text) : post(await hand(answer.file));
  }

  /** A file is for everybody in its project's thread; who asked is told where it is. */
  async function hand({ project, name, read }: GivenFile): Promise<string> {
    const thread = threads.openOf(project);
    if (thread === undefined) return `${project} has no thread for the file yet: "start ${project}" opens one.`;
    const body = { ...post(""), attachments: [{ id: 0, filename: name }] };
    try {
      const files = [{ name, data: await read(MAX_FILE) }];
      await api.post(thread.root, randomUUID(), body, { files });
    } catch (error) {
      if (error instanceof BridgeError && OWN.has(error.code)) return error.message;
      if (codeOf(error) === null) throw error;
      return `Discord did not take ${name}: ${String(error)}`;
    }
    return `${name} is in ${await opener.link(thread)}`;
  }

  return {
    confirmations,
    async run({ id, user, server, channel, policy, words, filled, confirmed = false, at, about }) {
      return people.command({
        id,
        ...(at !== undefined && { at }),
        ...(about !== undefined && { about }),
        person: await members.person(user, server),
        channel: policy,
        project: threads.in(channel)?.project ?? null,
        words,
        ...(filled !== undefined && { filled }),
        confirmed,
        open: (name) => opener.linked(name, channel),
      });
    },
    shown,
    tell: async (channel, answer) => void (await api.post(channel, randomUUID(), await shown(answer))),
  };
}
