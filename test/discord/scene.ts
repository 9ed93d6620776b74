import { createDiscord, type DiscordOptions } from "../../adapters/discord/discord.ts";
import type { ChatAdapter, Message } from "../../src/ports/ports.ts";
import { fakePicture } from "../fakes/picture.ts";
import { createMemoryRecords } from "../fakes/records.ts";
import { type DiscordStage, setDiscordStage } from "./stage.ts";

export { isCall, isEdited, isSaid } from "../fakes/people.ts";

export const said = (text: string): Message => ({ type: "said", text });

export const texts = ({ people }: DiscordStage): readonly string[] =>
  people.handed.flatMap((one) => (one.type === "said" ? [one.message.text] : []));

export const once = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];

export type Opened = DiscordStage & { readonly thread: string };

/** With a thread of musica's. */
export async function opened(options: Parameters<typeof setDiscordStage>[0] = {}): Promise<Opened> {
  const stage = await setDiscordStage(options);
  return { ...stage, thread: await stage.openThread("musica") };
}

/** Another bot beside the stage's own, on a disk of its own. */
export function another(stage: DiscordStage, options: Partial<DiscordOptions>): ChatAdapter {
  const { twin, clock } = stage;
  const quiet = () => undefined;
  return createDiscord({
    token: twin.token,
    api: twin.url,
    guild: twin.guild.id,
    channel: undefined,
    onCall: {},
    commands: [],
    descriptions: {},
    picture: fakePicture,
    records: createMemoryRecords(new Map()),
    notes: createMemoryRecords(new Map()),
    clock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    client: {
      ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) },
      rest: { api: twin.url },
    },
    ...options,
  });
}

/** Until it holds: for what no call of Discord's tells of, turn by turn of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
