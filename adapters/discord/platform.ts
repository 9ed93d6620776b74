import type { ChatPlatform } from "../../src/ports/ports.ts";
import { discordConfig, discordSettings, discordVariables } from "./settings.ts";

export const discord: ChatPlatform<typeof discordSettings> = {
  name: "discord",
  title: "Discord",
  variables: discordVariables,
  // They look like nothing in particular: ours is known by its value.
  tokens: [],
  settings: discordSettings,
  isId: (id) => /^[A-Za-z0-9]+$/.test(id),
  configure(settings, env) {
    const config = discordConfig(settings, env);
    if (config === null) return null;
    return {
      policy: config.policy,
      secrets: [config.token],
      async create({ records, commands, picture, clock, log }) {
        const { createDiscord } = await import("./discord.ts");
        return createDiscord({ ...config, commands, records: records(), notes: records("notes"), picture, clock, log });
      },
      check: async (clock) => (await import("./check.ts")).checkDiscord(config, clock),
    };
  },
};
