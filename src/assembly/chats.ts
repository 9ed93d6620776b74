import { chatCommands } from "../chat/words.ts";
import { commands } from "../commands/table.ts";
import type { NamedChat } from "../config/config.ts";
import { asBridgeError } from "../errors.ts";
import type { Log } from "../log/log.ts";
import type { ChatAdapter, ChatState, Clock, People } from "../ports/ports.ts";
import { createRetry } from "../support/retry.ts";
import type { Ground } from "./ground.ts";
import { picture } from "./picture.ts";

export interface ChatsParts {
  readonly clock: Clock;
  readonly log: Log;
}

/** The chats that there are tokens for, each with records of its own. */
export function createChats(
  chats: readonly NamedChat[],
  { store }: Pick<Ground, "store">,
  { clock, log }: ChatsParts,
): Promise<readonly ChatAdapter[]> {
  const offered = chatCommands(commands);
  return Promise.all(
    chats.map(({ name, create }) =>
      create({
        records: (kind) => store.records(kind === undefined ? name : `${name}-${kind}`),
        commands: offered,
        picture,
        clock,
        log,
      }),
    ),
  );
}

export interface Connections {
  states(): readonly ChatState[];
  /** Resolves once no chat is connecting any more. */
  open(people: People): Promise<void>;
  /** Nothing is tried any more. */
  close(): void;
}

export function createConnections(chats: readonly ChatAdapter[], { clock, log }: ChatsParts): Connections {
  const closing = new AbortController();
  const states = new Map<string, ChatState>(
    chats.map(({ name }) => [name, { name, state: "connecting", trouble: null }]),
  );
  const tell = (error: unknown, chat: string) => log.error({ err: error, chat }, asBridgeError(error).message);
  const retry = createRetry(clock, tell, closing.signal);

  /** Tried for as long as it may come to work: only what the platform refuses is left to people. */
  function connect(chat: ChatAdapter, people: People): Promise<void> {
    const { name } = chat;
    return retry(name, async () => {
      try {
        const hint = await chat.open(people, (state, trouble) => states.set(name, { name, state, trouble }));
        states.set(name, { name, state: "connected", trouble: hint });
        log.info({ chat: name }, hint === null ? "connected" : `connected, ${hint}`);
      } catch (error) {
        const { code, message } = asBridgeError(error);
        const isRefused = code === "chat-refused";
        states.set(name, { name, state: isRefused ? "refused" : "connecting", trouble: message });
        if (!isRefused) throw error;
        tell(error, name);
      }
    });
  }

  return {
    states: () => [...states.values()],
    open: async (people) => void (await Promise.all(chats.map((chat) => connect(chat, people)))),
    close: () => closing.abort(new Error("the bot is closed")),
  };
}
