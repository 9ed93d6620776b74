import { PassThrough } from "node:stream";
import { serve } from "../../src/api/server.ts";
import { startedWith } from "../../src/api/started.ts";
import { type App, openApp } from "../../src/app.ts";
import { type Config, loadConfig } from "../../src/config/config.ts";
import { hostFiles } from "../../src/config/host.ts";
import { createLog } from "../../src/log/log.ts";
import { platforms } from "../../src/platforms.ts";
import type { Clock } from "../../src/ports/ports.ts";
import type { World } from "./world.ts";

/** A world's bot in this process, so that its clock is ours; all else is what ships. With `served`, commands find it as their daemon. */
export async function openHere(world: World, clock: Clock, served = false): Promise<App> {
  const { environment } = world;
  const config = configOf(world);
  const log = createLog({ level: "warn", destination: new PassThrough().resume(), secrets: [] });
  const variables = platforms.flatMap((platform) => platform.variables);
  const app = await openApp({ config, env: environment, clock, log });
  await app.connected;
  if (!served) return app;
  const { ready, context } = app;
  const server = await serve({
    socket: config.socket,
    log,
    ready,
    context,
    chats: async () => app.chats(),
    started: startedWith({ env: environment, config, settings: config.print, version: "here", variables }),
    onShutdown: () => undefined,
  });
  return {
    ...app,
    async close() {
      await server.close();
      await app.close();
    },
  };
}

/** As its bot reads it. */
export function configOf({ environment }: World): Config {
  const home = environment.HOME ?? "";
  return loadConfig(environment, {
    files: hostFiles,
    home,
    cwd: home,
    uid: process.getuid?.() ?? 0,
    program: "/opt/luzia",
    platforms,
  });
}
