import { ApplicationFlags } from "discord.js";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { Api } from "./api.ts";

const application = z.looseObject({
  id: z.string(),
  name: z.string().default("the bot"),
  flags: z.number().default(0),
});

export interface Application {
  readonly id: string;
  readonly name: string;
  /** Whether Discord gives it what people write. */
  readonly reads: boolean;
}

export async function askApplication(api: Api): Promise<Application> {
  const { id, name, flags } = application.parse(await api.call("GET", "/applications/@me"));
  const reads = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;
  return { id, name, reads: (flags & reads) !== 0 };
}

export function noContent(cause?: unknown): BridgeError {
  return new BridgeError(
    "chat-refused",
    "Discord does not give the bot what people write. Switch on Message Content Intent on the application's page under Bot, and start the bot again.",
    cause,
  );
}
