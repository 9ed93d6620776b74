import { Client, type ClientOptions, Events, GatewayIntentBits, Partials, SimpleShardingStrategy } from "discord.js";
import { BridgeError } from "../../src/errors.ts";
import type { ChatLog } from "../../src/ports/ports.ts";
import { refused } from "./api.ts";
import { noContent } from "./application.ts";

export interface ConnectionOptions {
  readonly token: string;
  /** The API's address; undefined: Discord's own. */
  readonly api: string | undefined;
  readonly client: Partial<ClientOptions> | undefined;
  readonly log: ChatLog;
  readonly signal: AbortSignal;
}

/** One client of discord.js, which reconnects by itself until Discord ends it for good. */
export interface Connection {
  readonly client: Client;
  /** Resolves at the first hello; rejects with `chat-refused` or `chat-failed`. Aborted meanwhile, nothing of it is left. */
  open(): Promise<void>;
  /** Resolves where Discord has ended it for good, with the reason. */
  readonly over: Promise<BridgeError>;
  close(): Promise<void>;
}

/** Close codes. */
const TOKEN = 4004;
const INTENTS = 4014;

export function createConnection({ token, api, client: more, log, signal }: ConnectionOptions): Connection {
  /** discord.js' own way to the gateway: a client that was destroyed while it logged in cannot be destroyed again. */
  let manager: { destroy(): unknown } | null = null;
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      GatewayIntentBits.MessageContent,
    ],
    partials: [Partials.Channel],
    rest: { ...(api !== undefined && { api }) },
    ...more,
    ws: {
      ...more?.ws,
      buildStrategy(made) {
        manager = made;
        return new SimpleShardingStrategy(made);
      },
    },
  });
  // Without it, whatever a listener throws would end the process.
  client.on(Events.Error, (error) => log.warn(`Discord's client: ${error.message}`));
  const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
  const over = new Promise<BridgeError>((resolve) =>
    client.once(Events.ShardDisconnect, ({ code }) => resolve(endOf(code))),
  );
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

  async function close(): Promise<void> {
    await client.destroy();
    await manager?.destroy();
  }

  async function logIn(): Promise<void> {
    try {
      await client.login(token);
    } catch (error) {
      throw refusalOf(error);
    }
    const end = await Promise.race([ready, aborted, over]);
    if (end !== undefined) throw end;
    signal.throwIfAborted();
  }

  return {
    client,
    over,
    close,
    async open() {
      try {
        await logIn();
      } catch (error) {
        await close();
        throw error;
      }
      signal.throwIfAborted();
    },
  };
}

function refusalOf(error: unknown): BridgeError {
  const text = String(error);
  if (/intents/i.test(text)) return noContent(error);
  if (/token/i.test(text)) return refused(error);
  return new BridgeError("chat-failed", "Discord's gateway does not answer.", error);
}

function endOf(code: number): BridgeError {
  const cause = new Error(`the gateway closed with ${code}`);
  if (code === TOKEN) return refused(cause);
  if (code === INTENTS) return noContent(cause);
  return new BridgeError("chat-failed", `Discord has ended the connection (${code}).`, cause);
}
