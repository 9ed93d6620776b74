import { ApplicationFlags } from "discord.js";
import { z } from "zod";
import { BridgeError } from "../../src/errors.ts";
import type { Clock } from "../../src/ports.ts";
import { createApi } from "./api.ts";
import { noContent } from "./gateway.ts";
import { inviteLink } from "./permissions.ts";

export interface DiscordToken {
  readonly token: string;
  readonly api: string | undefined;
}

const application = z.looseObject({ id: z.string(), name: z.string(), flags: z.number().default(0) });
const servers = z.array(z.looseObject({ name: z.string() }));

/**
 * Whether Discord takes the token and gives the bot what people write: resolves with who the bot is, where, and how to
 * let it in elsewhere. Rejects with `chat-refused` or `chat-failed`.
 */
export async function checkDiscord({ token, api: url }: DiscordToken, clock: Clock): Promise<string> {
  const { signal } = new AbortController();
  const api = createApi({ token, url, clock, signal });
  const { id, name, flags } = application.parse(await api.call("GET", "/applications/@me"));
  const reads = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;
  if ((flags & reads) === 0) throw noContent();
  const found = servers.parse(await api.call("GET", "/users/@me/guilds"));
  if (found.length === 0)
    throw new BridgeError("chat-refused", `${name} is in no server yet. Let it in with ${inviteLink(id)}`);
  return `takes the token: ${name} in ${found.map((one) => one.name).join(", ")}; let in elsewhere with ${inviteLink(id)}`;
}
