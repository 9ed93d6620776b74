import { readFile } from "node:fs/promises";
import type { ChatAnswer, People, Person } from "../../src/ports.ts";
import { type Api, codeOf } from "./api.ts";
import type { ThreadCommand } from "./inbound.ts";
import type { SlackLogger } from "./logger.ts";
import type { Members } from "./members.ts";
import type { Opener } from "./opener.ts";
import { escaped, type Post, renderAnswer } from "./render/index.ts";
import type { OpenThread, Threads } from "./threads.ts";

/** Where an answer goes that only the asker sees. */
export interface Corner {
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly user: string;
}

export interface Command {
  readonly id: string;
  readonly channel: string;
  readonly user: string;
  readonly words: string;
  readonly confirmed?: boolean;
}

/** Commands of people, wherever in Slack they come from, and their answers. */
export interface Calls {
  run(command: Command): Promise<ChatAnswer>;
  inThread(command: ThreadCommand): Promise<ChatAnswer>;
  /** Shown to that person alone; a file goes to everybody in the thread. */
  whisper(thread: OpenThread, user: string, answer: ChatAnswer, words: string): Promise<void>;
  tell(corner: Corner, answer: ChatAnswer, words: string): Promise<void>;
}

export interface CallsParts {
  readonly people: People;
  readonly threads: Threads;
  readonly members: Members;
  readonly api: Api;
  readonly opener: Opener;
  readonly logger: SlackLogger;
}

export function createCalls({ people, threads, members, api, opener, logger }: CallsParts): Calls {
  async function give(
    id: string,
    channel: string,
    person: Person,
    project: string | null,
    words: string,
    confirmed: boolean,
  ): Promise<ChatAnswer> {
    return people.command({
      id,
      person,
      channel,
      project,
      words,
      confirmed,
      open: async (name) => opener.link(await opener.open(name, channel)),
    });
  }

  async function tell({ channel, thread, user }: Corner, answer: ChatAnswer, words: string): Promise<void> {
    const { text, blocks } =
      answer.confirm === undefined ? renderAnswer(answer.text) : confirmation(answer.confirm, words);
    try {
      await api.call("chat.postEphemeral", { channel, user, text, blocks, ...(thread && { thread_ts: thread }) });
    } catch (error) {
      // Somebody who is not in the channel sees nothing there.
      if (codeOf(error) === null) throw error;
      logger.info("an answer could not be shown", String(error));
    }
  }

  return {
    run: async ({ id, channel, user, words, confirmed = false }) =>
      give(id, channel, await members.person(user), null, words, confirmed),
    inThread: ({ id, thread, person, words }) => give(id, thread.channel, person, thread.project, words, false),
    tell,
    async whisper(thread, user, answer, words) {
      if (answer.file !== undefined) {
        await api.upload({
          channel: thread.channel,
          thread: thread.root,
          name: answer.file.name,
          title: answer.file.name,
          content: await readFile(answer.file.path),
        });
        return;
      }
      const named = words === "" ? words : withProject(words, thread.project);
      await tell(
        { channel: thread.channel, thread: threads.of(thread.project)?.root ?? thread.root, user },
        answer,
        named,
      );
    },
  };
}

/** A button does not know the thread it was pressed for: the command it stands for has to name the project. */
function withProject(words: string, project: string): string {
  const [name = "", next, ...rest] = words.trim().split(/\s+/);
  return next === project ? words : [name, project, ...(next === undefined ? [] : [next]), ...rest].join(" ");
}

function confirmation(question: string, words: string): Post {
  return {
    text: escaped(question),
    blocks: [
      { type: "section", text: { type: "plain_text", text: question } },
      {
        type: "actions",
        elements: [
          {
            type: "button",
            style: "danger",
            action_id: "cockpit:confirmed",
            text: { type: "plain_text", text: "Yes, do it" },
            value: words.slice(0, 2000),
          },
        ],
      },
    ],
  };
}
