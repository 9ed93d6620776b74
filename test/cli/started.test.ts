import { describe, expect, it } from "vitest";
import { differenceTo, type Given, startedWith } from "../../src/api/started.ts";

const given = (env: Given["env"], change: Partial<Given> = {}): Given => ({
  env,
  config: { claude: { environment: ["EXTRA"] } },
  settings: "s1",
  version: "1.0.0",
  variables: ["SLACK_BOT_TOKEN", "DISCORD_TOKEN"],
  ...change,
});

const ALL = { ANTHROPIC_API_KEY: "sk-1", SLACK_BOT_TOKEN: "xoxb-1", DISCORD_TOKEN: "d", EXTRA: "x", PATH: "/bin" };

describe("what a daemon was started with", () => {
  it("is told without a value, and otherwise by each", () => {
    const one = startedWith(given(ALL));
    expect(JSON.stringify(one)).not.toMatch(/sk-1|xoxb-1|\/bin/);
    expect(one.values).not.toEqual(startedWith(given(ALL)).values);
  });

  it.each<readonly [string, Given, Given, readonly string[], readonly string[]]>([
    ["the same", given(ALL), given({ ...ALL, PATH: "/other" }), [], []],
    ["nothing there", given({}), given(ALL), ["ANTHROPIC_API_KEY", "EXTRA", "SLACK_BOT_TOKEN", "DISCORD_TOKEN"], []],
    ["another key", given(ALL), given({ ...ALL, ANTHROPIC_API_KEY: "sk-2" }), ["ANTHROPIC_API_KEY"], []],
    ["an empty one here", given(ALL), given({ ...ALL, SLACK_BOT_TOKEN: "" }), [], ["SLACK_BOT_TOKEN"]],
    ["nothing here", given({ EXTRA: "x" }), given({}), [], ["EXTRA"]],
    [
      "another root, name and engine",
      given(ALL),
      given({ ...ALL, COCKPIT_ROOT: "/b", COCKPIT_NAME: "b", DOCKER_HOST: "unix:///b" }),
      ["COCKPIT_ROOT", "COCKPIT_NAME", "DOCKER_HOST"],
      [],
    ],
    ["a variable of some other tool", given(ALL), given({ ...ALL, SLACK_WEBHOOK_URL: "https://x" }), [], []],
    ["other settings", given(ALL), given(ALL, { settings: "s2" }), ["the settings' file as it is now"], []],
    ["another version", given(ALL), given(ALL, { version: "1.0.1" }), ["this version"], []],
  ])("differs: %s", (_, there, here, without, lost) => {
    expect(differenceTo(startedWith(there), here)).toEqual({ without, lost });
  });

  it("is of another version where it does not say", () => {
    expect(differenceTo(null, given(ALL))).toEqual({ without: ["this version"], lost: [] });
  });
});
