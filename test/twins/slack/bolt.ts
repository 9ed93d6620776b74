import { App, LogLevel, SocketModeReceiver } from "@slack/bolt";
import { onTestFinished } from "vitest";
import type { SlackTwin, SlackTwinOptions } from "./index.ts";
import { twinWithPeople } from "./stage.ts";

export interface Stage {
  readonly twin: SlackTwin;
  readonly app: App;
  /**
   * The client has read the next `hello`: a little later than the twin counts the socket. An `app.stop()` in between is
   * an unhandled rejection of `undefined` in socket-mode 3.1.0.
   */
  connected(): Promise<unknown>;
}

/** What the test hears is in its own hands; what Bolt says to itself is not to be read. */
export const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** The real Bolt, connected to a twin. Its reconnect takes `clientPingTimeout`, which is short here. */
export async function stage(
  listen: (app: App) => void = () => undefined,
  options: SlackTwinOptions = {},
): Promise<Stage> {
  const twin = await twinWithPeople(options);
  const retryConfig = { retries: 3, minTimeout: 20, maxTimeout: 50 };
  const receiver = new SocketModeReceiver({
    appToken: twin.appToken,
    clientPingTimeout: 300,
    logger: silent,
    installerOptions: {
      clientOptions: { slackApiUrl: twin.url, retryConfig: { forever: true, minTimeout: 20, maxTimeout: 50 } },
    },
  });
  const app = new App({
    token: twin.botToken,
    receiver,
    deferInitialization: true,
    logger: silent,
    clientOptions: { slackApiUrl: twin.url, retryConfig },
  });
  await app.init();
  listen(app);
  await app.start();
  onTestFinished(async () => {
    await app.stop();
  });
  const connected = () => new Promise((resolve) => receiver.client.once("connected", resolve));
  return { twin, app, connected };
}
