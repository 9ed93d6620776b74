import type { Route } from "../router.ts";
import { channelRoutes } from "./channels.ts";
import { commandRoutes } from "./commands.ts";
import { guildRoutes } from "./guilds.ts";
import { interactionRoutes } from "./interactions.ts";
import { messageRoutes } from "./messages.ts";
import { pinRoutes, reactionRoutes } from "./reactions.ts";
import { threadRoutes } from "./threads.ts";
import { webhookRoutes } from "./webhooks.ts";

/** In this order: `/messages/pins` is no message. */
export const routes: readonly Route[] = [
  ...guildRoutes,
  ...commandRoutes,
  ...pinRoutes,
  ...messageRoutes,
  ...reactionRoutes,
  ...threadRoutes,
  ...channelRoutes,
  ...interactionRoutes,
  ...webhookRoutes,
];
