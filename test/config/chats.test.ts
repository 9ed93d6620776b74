import { describe, expect, it } from "vitest";
import { discordConfig } from "../../adapters/discord/settings.ts";
import { slackConfig } from "../../adapters/slack/settings.ts";
import { BridgeError } from "../../src/errors.ts";

const TOKENS = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };

function sentence(task: () => unknown): string {
  try {
    task();
  } catch (error) {
    if (error instanceof BridgeError && error.code === "bad-config") return error.message;
    throw error;
  }
  return "not refused";
}

describe("Slack's settings", () => {
  const read = (env: Readonly<Record<string, string>>, slack = {}) => slackConfig(slack, env);

  it("are not there without tokens, and whole with them", () => {
    expect(read({})).toBeNull();
    expect(read(TOKENS)).toEqual({
      botToken: "xoxb-1",
      appToken: "xapp-1",
      api: undefined,
      channel: undefined,
      onCall: {},
      policy: { users: [], groups: [], channels: [] },
    });
  });

  it("take who may from the file and from SLACK_ALLOW", () => {
    const slack = { users: ["U1"], groups: ["S1"], channels: ["C1"], "on-call": { C1: ["U1"] }, api: "http://x/api/" };
    expect(read({ ...TOKENS, SLACK_ALLOW: "U2, S2,C2 W3" }, slack)).toMatchObject({
      api: "http://x/api/",
      onCall: { C1: ["U1"] },
      policy: { users: ["U1", "U2", "W3"], groups: ["S1", "S2"], channels: ["C1", "C2"] },
    });
  });

  it.each([
    [{ SLACK_BOT_TOKEN: "xoxb-1" }, /^SLACK_APP_TOKEN is missing; expected one that begins with xapp-/],
    [{ SLACK_APP_TOKEN: "xapp-1" }, /^SLACK_BOT_TOKEN is missing; expected one that begins with xoxb-/],
    [{ SLACK_BOT_TOKEN: "xapp-1", SLACK_APP_TOKEN: "xoxb-1" }, /^SLACK_BOT_TOKEN is no token of that kind/],
    [{ ...TOKENS, SLACK_ALLOW: "U1,ann" }, /^SLACK_ALLOW has "ann"; expected ids of members/],
  ])("%j are refused with a sentence", (env, expected) => {
    const refused = sentence(() => read(env));
    expect(refused).toMatch(expected);
    expect(refused).not.toContain("xoxb-1");
  });
});

describe("Discord's settings", () => {
  const read = (env: Readonly<Record<string, string>>, discord = {}) => discordConfig(discord, env);
  const [one, two] = ["175928847299117063", "175928847299117064"];

  it("are not there without a token, and take who may from the file and from DISCORD_ALLOW", () => {
    expect(read({})).toBeNull();
    const env = { DISCORD_TOKEN: "t", DISCORD_ALLOW: two ?? "" };
    expect(read(env, { users: [one], guild: one })).toMatchObject({
      token: "t",
      guild: one,
      policy: { users: [one, two], groups: [two], channels: [two] },
    });
  });

  it("refuse what is no id", () => {
    expect(sentence(() => read({ DISCORD_TOKEN: "t", DISCORD_ALLOW: "ann" }))).toMatch(/^DISCORD_ALLOW has "ann"/);
  });
});
