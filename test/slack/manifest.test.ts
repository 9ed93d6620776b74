import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { commands } from "../../src/commands/table.ts";

const root = new URL("../../", import.meta.url);

/** Slack's own limits; a key that Slack does not know makes it refuse the whole manifest. */
const schema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(1) }),
  display_information: z.strictObject({
    name: z.string().max(35),
    description: z.string().max(140),
    long_description: z.string().min(174).max(4_000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().regex(/^[a-z0-9-_.]{1,80}$/), always_online: z.boolean() }),
    agent_view: z.strictObject({
      agent_description: z.string().max(300),
      suggested_prompts: z.array(z.strictObject({ title: z.string(), message: z.string() })).max(4),
    }),
    shortcuts: z.array(
      z.strictObject({
        type: z.enum(["global", "message"]),
        name: z.string().max(24),
        callback_id: z.string().max(255),
        description: z.string().max(150),
      }),
    ),
    slash_commands: z.array(
      z.strictObject({
        command: z.string().regex(/^\/[a-z]{1,31}$/),
        description: z.string().max(2_000),
        usage_hint: z.string().max(1_000),
        should_escape: z.boolean(),
      }),
    ),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()) }),
    interactivity: z.strictObject({ is_enabled: z.literal(true) }),
    org_deploy_enabled: z.literal(false),
    socket_mode_enabled: z.literal(true),
    token_rotation_enabled: z.literal(false),
  }),
});

/** Any of them will do where there are several; which, depends on the kind of channel. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  "agents.sessions.setStatus": ["chat:write", "assistant:write"],
  "apps.connections.open": [],
  "auth.test": [],
  "bots.info": ["users:read"],
  "chat.delete": ["chat:write"],
  "chat.getPermalink": [],
  "chat.postEphemeral": ["chat:write"],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.history": ["channels:history", "groups:history", "im:history"],
  "conversations.info": ["channels:read", "groups:read", "im:read"],
  "conversations.members": ["channels:read", "groups:read", "im:read"],
  "conversations.open": ["im:write"],
  "conversations.replies": ["channels:history", "groups:history", "im:history"],
  "files.completeUploadExternal": ["files:write"],
  "files.getUploadURLExternal": ["files:write"],
  "files.info": ["files:read"],
  "reactions.add": ["reactions:write"],
  "reactions.get": ["reactions:read"],
  "reactions.remove": ["reactions:write"],
  "usergroups.users.list": ["usergroups:read"],
  "users.info": ["users:read"],
  "views.open": [],
  "views.publish": [],
  "views.update": [],
};

const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
  agent_session_stopped: ["assistant:write"],
  app_home_opened: [],
  app_mention: ["app_mentions:read"],
  "message.channels": ["channels:history"],
  "message.groups": ["groups:history"],
  "message.im": ["im:history"],
};

async function manifest(): Promise<z.output<typeof schema>> {
  return schema.parse(parse(await readFile(new URL("manifest.yml", root), "utf8")));
}

/** What the adapter's sources name, by a pattern with one group. */
async function named(pattern: RegExp): Promise<readonly string[]> {
  const folder = new URL("adapters/slack/", root);
  const files = (await readdir(folder)).filter((name) => name.endsWith(".ts"));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")));
  const found = texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
  return [...new Set(found)];
}

describe("the manifest", () => {
  it("is one that Slack takes", async () => {
    expect((await manifest()).display_information.name).toBe("Luzia Cockpit");
  });

  it("subscribes to every event that the adapter listens to", async () => {
    const { bot_events: events } = (await manifest()).settings.event_subscriptions;
    const heard = await named(/\bapp\.event\(\s*"([^"]+)"/g);
    expect(heard.length).toBeGreaterThan(0);
    for (const event of heard)
      expect(events).toEqual(
        expect.arrayContaining(event === "message" ? ["message.channels", "message.groups", "message.im"] : [event]),
      );
  });

  it("has the slash commands and shortcuts that the adapter answers", async () => {
    const { slash_commands, shortcuts } = (await manifest()).features;
    expect(await named(/\bapp\.command\(\s*"([^"]+)"/g)).toEqual(slash_commands.map(({ command }) => command));
    expect(await named(/\bapp\.shortcut(?:<[^>]*>)?\(\s*"([^"]+)"/g)).toEqual(
      shortcuts.map(({ callback_id }) => callback_id),
    );
  });

  it("asks for what every method and every event needs", async () => {
    const { oauth_config, settings } = await manifest();
    const { bot } = oauth_config.scopes;
    const methods = await named(/"((?:[a-z]+\.)+[a-zA-Z]+)"/g);
    expect(methods.length).toBeGreaterThan(0);
    for (const method of methods) {
      expect(Object.keys(SCOPES), "a method whose scopes this test does not know").toContain(method);
      expect(bot).toEqual(expect.arrayContaining([...(SCOPES[method] ?? [])]));
    }
    for (const event of settings.event_subscriptions.bot_events)
      expect(bot).toEqual(expect.arrayContaining([...(EVENT_SCOPES[event] ?? ["an unknown event"])]));
    expect(bot).toEqual([...new Set(bot)].sort());
  });

  it("hints at commands that there are", async () => {
    const { slash_commands, agent_view } = (await manifest()).features;
    const known = ["help", ...commands.map(({ name }) => name)];
    const hinted = slash_commands.flatMap(({ usage_hint }) => usage_hint.split(" | ").map((one) => one.split(" ")[0]));
    for (const name of [...hinted, ...agent_view.suggested_prompts.map(({ message }) => message)])
      expect(known).toContain(name);
  });
});
