import { Client, type ClientOptions, Events, GatewayIntentBits, Partials } from "discord.js";
import { onTestFinished } from "vitest";
import type { DiscordTwin, DiscordTwinOptions } from "./index.ts";
import { twinWithPeople } from "./stage.ts";

export const everyIntent = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.MessageContent,
];

/** The real discord.js, not yet logged in. It waits five seconds between two IDENTIFYs unless it is told otherwise. */
export function clientOf(twin: DiscordTwin, options: Partial<ClientOptions> = {}): Client {
  const client = new Client({
    intents: everyIntent,
    // Without it, nothing in direct messages is told.
    partials: [Partials.Channel],
    rest: { api: twin.url },
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) },
    ...options,
  });
  // Else a listener that throws ends the process.
  client.on(Events.Error, () => undefined);
  onTestFinished(() => client.destroy());
  return client;
}

export interface Stage {
  readonly twin: DiscordTwin;
  readonly client: Client<true>;
}

/** The real discord.js, logged in to a twin. */
export async function stage(
  listen: (client: Client) => void = () => undefined,
  options: DiscordTwinOptions = {},
  clientOptions: Partial<ClientOptions> = {},
): Promise<Stage> {
  const twin = await twinWithPeople(options);
  const client = clientOf(twin, clientOptions);
  listen(client);
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(twin.token);
  return { twin, client: await ready };
}

export function channelOf(client: Client<true>, id: string) {
  const channel = client.channels.cache.get(id);
  if (channel?.isSendable() !== true) throw new Error(`${id} takes no messages`);
  return channel;
}
