import { type Client, Events } from "discord.js";
import { z } from "zod";
import { asBridgeError, type BridgeError } from "../../src/errors.ts";
import type { Clock } from "../../src/ports/ports.ts";
import { retry } from "../../src/support/retry.ts";
import { type Connection, type ConnectionOptions, createConnection } from "./connection.ts";

export interface GatewayOptions extends ConnectionOptions {
  readonly clock: Clock;
  /** Everything that comes, as it comes over the wire: discord.js' own events leave out what its cache does not know. */
  readonly onPacket: (type: string, data: unknown) => void;
  /** Each client, before it connects. */
  readonly onClient: (client: Client) => void;
  /** At every hello, but for the first, and when a server is back from an outage: something was left out. */
  readonly onReconnect: (why: string) => void;
  /** Discord has ended the connection for good. */
  readonly onRefused: (reason: BridgeError) => void;
  /** It stands again after that. */
  readonly onBack: () => void;
  /** Before another try: rejects while it could not go well. */
  readonly ready: () => Promise<void>;
}

/** The gateway, kept up by us where discord.js gives up: a token or an intent may be granted again. */
export interface Gateway {
  /** The one there is. */
  readonly client: Client;
  /** Resolves at the first hello; rejects with `chat-refused` or `chat-failed`. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds. Discord takes the token back after a thousand logins a day. */
const FIRST_PAUSE = 30_000;
const PAUSES = { first: 2 * FIRST_PAUSE, longest: 10 * 60_000 } as const;

const server = z.looseObject({ id: z.string(), unavailable: z.boolean().optional() });

export function createGateway(options: GatewayOptions): Gateway {
  const { clock, log, onPacket, onClient, onReconnect, onRefused, onBack, ready } = options;
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  /** Servers of which nothing is heard at the moment. */
  const out = new Set<string>();
  let connection = create();

  function create(): Connection {
    const made = createConnection({ ...options, signal });
    const { client } = made;
    onClient(client);
    client.on("raw" as never, ({ t, d }: { readonly t: string | null; readonly d: unknown }) => {
      if (t === null || signal.aborted) return;
      noteServer(t, d);
      onPacket(t, d);
    });
    // It has not come with the hello.
    client.on(Events.ShardReady, (_, missing) => {
      for (const id of missing ?? []) out.add(id);
    });
    return made;
  }

  /** What was written in a server's outage is read before anything that comes after it. */
  function noteServer(type: string, data: unknown): void {
    if (type !== "GUILD_CREATE" && type !== "GUILD_DELETE") return;
    const found = server.safeParse(data).data;
    if (found === undefined) return;
    if (type === "GUILD_DELETE" || found.unavailable) out.add(found.id);
    else if (out.delete(found.id)) onReconnect("a server is back");
  }

  async function connect(): Promise<void> {
    const made = connection;
    await made.open();
    const back = (why: string) => {
      // A client that was told to end in the middle of a reconnect comes up all the same.
      if (signal.aborted) void made.close();
      else onReconnect(why);
    };
    made.client.on(Events.ShardReady, () => back("a new session"));
    made.client.on(Events.ShardResume, () => back("the session goes on"));
  }

  /** Until it stands again. */
  async function comeBack(): Promise<void> {
    const onFailure = async (error: unknown): Promise<number> => {
      signal.throwIfAborted();
      log.warn(`no connection to Discord yet: ${asBridgeError(error).message}`);
      return 0;
    };
    await clock.after(FIRST_PAUSE, signal);
    await retry({ clock, signal, pauses: PAUSES, onFailure }, async () => {
      await ready();
      connection = create();
      await connect();
    });
  }

  async function keepUp(): Promise<void> {
    while (!signal.aborted) {
      const reason = await connection.over;
      if (signal.aborted) return;
      log.error(`Discord has ended the bot's connection: ${reason.message}`);
      onRefused(reason);
      await connection.close();
      await comeBack();
      if (signal.aborted) return;
      log.info("Discord lets the bot in again");
      onBack();
      onReconnect("Discord lets the bot in again");
    }
  }

  return {
    get client() {
      return connection.client;
    },
    async open() {
      await connect();
      void keepUp().catch((error: unknown) => {
        if (!signal.aborted) log.error(`Discord: ${asBridgeError(error).message}`);
      });
    },
    async close() {
      ending.abort(new Error("the gateway is closed"));
      await connection.close();
    },
  };
}
