import { webApi } from "@slack/bolt";
import { BridgeError } from "../../src/errors.ts";
import type { Clock } from "../../src/ports/ports.ts";
import { createApi } from "./api.ts";
import { createLogger } from "./logger.ts";
import { appTokenRefused } from "./socket.ts";

export interface SlackTokens {
  readonly botToken: string;
  readonly appToken: string;
  readonly api: string | undefined;
}

/** Whether Slack takes both tokens: resolves with who the bot is there. Rejects with `chat-refused` or `chat-failed`. */
export async function checkSlack({ botToken, appToken, api: url }: SlackTokens, clock: Clock): Promise<string> {
  const closing = new AbortController();
  const quiet = () => undefined;
  const logger = createLogger({ debug: quiet, info: quiet, warn: quiet, error: quiet });
  const options = { url, clock, logger, signal: closing.signal };
  const { user, team } = await createApi({ ...options, token: botToken }).call("auth.test", {});
  const app = new webApi.WebClient(appToken, {
    ...(url !== undefined && { slackApiUrl: url }),
    logger,
    retryConfig: { retries: 1 },
    timeout: 15_000,
  });
  try {
    await app.apps.connections.open({});
  } catch (error) {
    throw appTokenRefused(error) ?? new BridgeError("chat-failed", "Slack does not answer.", error);
  }
  return `takes both tokens: @${user} in ${team}`;
}
