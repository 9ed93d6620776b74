import { BridgeError } from "../../src/errors.ts";
import type { Clock } from "../../src/ports/ports.ts";
import { createApi } from "./api.ts";
import { askApplication, noContent } from "./application.ts";
import { inviteLink } from "./permissions.ts";
import { askServers } from "./servers.ts";

export interface DiscordToken {
  readonly token: string;
  readonly api: string | undefined;
}

/**
 * Whether Discord takes the token and gives the bot what people write: resolves with who the bot is, where, and how to
 * let it in elsewhere. Rejects with `chat-refused` or `chat-failed`.
 */
export async function checkDiscord({ token, api: url }: DiscordToken, clock: Clock): Promise<string> {
  const { signal } = new AbortController();
  const api = createApi({ token, url, clock, signal });
  const { id, name, reads } = await askApplication(api);
  if (!reads) throw noContent();
  const found = await askServers(api);
  if (found.length === 0)
    throw new BridgeError("chat-refused", `${name} is in no server yet. Let it in with ${inviteLink(id)}`);
  return `takes the token: ${name} in ${found.map((one) => one.name).join(", ")}; let in elsewhere with ${inviteLink(id)}`;
}
