import { Client, type ClientOptions, Events, GatewayIntentBits, Partials } from "discord.js";
import { BridgeError } from "../../src/errors.ts";
import type { ChatLog } from "../../src/ports.ts";
import { refused } from "./api.ts";

export interface GatewayOptions {
  readonly token: string;
  /** The API's address; undefined: Discord's own. */
  readonly api: string | undefined;
  readonly client: Partial<ClientOptions> | undefined;
  readonly log: ChatLog;
  readonly signal: AbortSignal;
  /** Everything that comes, as it comes over the wire: discord.js' own events leave out what its cache does not know. */
  readonly onPacket: (type: string, data: unknown) => void;
  /** At every hello, but for the first. */
  readonly onReconnect: (why: string) => void;
}

export interface Gateway {
  readonly client: Client;
  /** Resolves at the first hello; rejects with `chat-refused` or `chat-failed`. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export function createGateway({
  token,
  api,
  client: more,
  log,
  signal,
  onPacket,
  onReconnect,
}: GatewayOptions): Gateway {
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
  });
  // Without it, whatever a listener throws would end the process.
  client.on(Events.Error, (error) => log.warn(`Discord's client: ${error.message}`));
  client.on(Events.Invalidated, () => log.error("Discord has ended the bot's session; start the bot again"));
  client.on("raw" as never, ({ t, d }: { readonly t: string | null; readonly d: unknown }) => {
    if (t !== null) onPacket(t, d);
  });

  function back(why: string): void {
    // A client that was told to end in the middle of a reconnect comes up all the same.
    if (signal.aborted) void client.destroy();
    else onReconnect(why);
  }

  return {
    client,
    async open() {
      try {
        const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
        await client.login(token);
        await ready;
      } catch (error) {
        throw refusalOf(error);
      }
      client.on(Events.ShardReady, () => back("a new session"));
      client.on(Events.ShardResume, () => back("the session goes on"));
    },
    close: () => client.destroy(),
  };
}

function refusalOf(error: unknown): unknown {
  const text = String(error);
  if (/intents/i.test(text)) return noContent(error);
  if (/token/i.test(text)) return refused(error);
  return new BridgeError("chat-failed", "Discord's gateway does not answer.", error);
}

export function noContent(cause?: unknown): BridgeError {
  return new BridgeError(
    "chat-refused",
    "Discord does not give the bot what people write. Switch on Message Content Intent on the application's page under Bot, and start the bot again.",
    cause,
  );
}
