import type { ChatPlatform } from "../../src/ports/ports.ts";
import { slackConfig, slackSettings, slackVariables } from "./settings.ts";

export const slack: ChatPlatform<typeof slackSettings> = {
  name: "slack",
  title: "Slack",
  variables: slackVariables,
  tokens: [/xox[a-z]-[\w.-]+/g, /xapp-[\w-]+/g],
  settings: slackSettings,
  isId: (id) => /^[A-Za-z0-9]+$/.test(id),
  configure(settings, env) {
    const config = slackConfig(settings, env);
    if (config === null) return null;
    return {
      policy: config.policy,
      secrets: [config.botToken, config.appToken],
      async create({ records, picture, clock, log }) {
        const { createSlack } = await import("./slack.ts");
        return createSlack({ ...config, records: records(), notes: records("notes"), picture, clock, log });
      },
      check: async (clock) => (await import("./check.ts")).checkSlack(config, clock),
    };
  },
};
