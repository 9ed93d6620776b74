import { discord } from "../adapters/discord/platform.ts";
import { slack } from "../adapters/slack/platform.ts";
import type { ChatPlatform } from "./ports/ports.ts";

/** Every chat platform there is, once. The rows load no SDK: each command line reads them. */
export const platforms: readonly ChatPlatform[] = [slack, discord];
