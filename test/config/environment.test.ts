import { describe, expect, it } from "vitest";
import { credentials, passThrough } from "../../src/config/environment.ts";
import type { Env } from "../../src/config/file.ts";
import { createFiles } from "../fakes/files.ts";
import { load } from "./load.ts";

const pass = (env: Env, environment: string[] = []) => passThrough(env, { claude: { environment } });

describe("what reaches Claude", () => {
  const aws = { AWS_REGION: "eu", AWS_PROFILE: "p" };
  const google = { CLOUD_ML_REGION: "eu", GOOGLE_CLOUD_PROJECT: "p", VERTEX_REGION_CLAUDE_HAIKU: "us" };

  it.each<[string, Env, Env]>([
    ["nothing of no concern", { PATH: "/bin", HOME: "/root", SLACK_TOKEN: "x", ANTHROPIC: "x" }, {}],
    ["nothing empty", { ANTHROPIC_API_KEY: "", HTTP_PROXY: undefined }, {}],
    [
      "everything of Anthropic's",
      { ANTHROPIC_API_KEY: "k", ANTHROPIC_MODEL: "m" },
      { ANTHROPIC_API_KEY: "k", ANTHROPIC_MODEL: "m" },
    ],
    ["the token", { CLAUDE_CODE_OAUTH_TOKEN: "t", CLAUDE_CODE_OTHER: "x" }, { CLAUDE_CODE_OAUTH_TOKEN: "t" }],
    ["proxies in both cases", { https_proxy: "http://p", NO_PROXY: "a" }, { https_proxy: "http://p", NO_PROXY: "a" }],
    ["no cloud that is off", { ...aws, ...google, CLAUDE_CODE_USE_BEDROCK: "0" }, { CLAUDE_CODE_USE_BEDROCK: "0" }],
    ["Bedrock's", { ...aws, ...google, CLAUDE_CODE_USE_BEDROCK: "1" }, { ...aws, CLAUDE_CODE_USE_BEDROCK: "1" }],
    ["Vertex's", { ...aws, ...google, CLAUDE_CODE_USE_VERTEX: "true" }, { ...google, CLAUDE_CODE_USE_VERTEX: "true" }],
  ])("%s", (_, env, expected) => {
    expect(pass(env)).toEqual(expected);
  });

  it("is widened by the configuration", () => {
    const config = load({ yaml: "claude: { environment: [NPM_TOKEN, NOT_SET] }" });
    expect(passThrough({ NPM_TOKEN: "n", OTHER: "o" }, config)).toEqual({ NPM_TOKEN: "n" });
  });
});

describe("what stands on loopback", () => {
  it.each([
    ["http://127.0.0.1:8080", "http://host.docker.internal:8080"],
    ["http://127.8.9.1/v1/", "http://host.docker.internal/v1/"],
    ["http://localhost:1?x=localhost", "http://host.docker.internal:1?x=localhost"],
    ["https://LOCALHOST", "https://host.docker.internal"],
    ["http://[::1]:9", "http://host.docker.internal:9"],
    ["http://u:p@127.1:9/a", "http://u:p@host.docker.internal:9/a"],
    ["http://0.0.0.0:9", "http://host.docker.internal:9"],
    ["http://[::ffff:127.0.0.1]:9", "http://host.docker.internal:9"],
    ["http://127.0.0.1.example.com", "http://127.0.0.1.example.com"],
    ["http://localhost.example.com", "http://localhost.example.com"],
    ["https://gateway.example.com/localhost", "https://gateway.example.com/localhost"],
    ["http://10.0.0.1", "http://10.0.0.1"],
    ["not a url", "not a url"],
  ])("%s becomes %s", (from, to) => {
    expect(pass({ ANTHROPIC_BASE_URL: from })).toEqual({ ANTHROPIC_BASE_URL: to });
  });

  it("is moved in proxies and in a project's own environment too", () => {
    expect(pass({ https_proxy: "http://localhost:3128" })).toEqual({ https_proxy: "http://host.docker.internal:3128" });
    const yaml = "projects: { a: { directory: /a, environment: { ANTHROPIC_BASE_URL: 'http://localhost:1' } } }";
    const { environment } = load({ yaml, tree: { "/a": null } }).project("a");
    expect(environment).toEqual({ ANTHROPIC_BASE_URL: "http://host.docker.internal:1" });
  });

  it.each<[string, Env, Env]>([
    ["is kept past a proxy", {}, { NO_PROXY: "host.docker.internal", no_proxy: "host.docker.internal" }],
    [
      "joins what is kept past it",
      { no_proxy: "a" },
      { NO_PROXY: "a,host.docker.internal", no_proxy: "a,host.docker.internal" },
    ],
  ])("%s", (_, env, expected) => {
    const gateway = { ANTHROPIC_BASE_URL: "http://localhost:1", HTTPS_PROXY: "http://proxy" };
    expect(pass({ ...gateway, ...env })).toMatchObject(expected);
  });
});

it.each<[string, Env, object]>([
  [
    "a cloud",
    { CLAUDE_CODE_USE_VERTEX: "1", ANTHROPIC_API_KEY: "k" },
    { kind: "variable", name: "CLAUDE_CODE_USE_VERTEX" },
  ],
  [
    "a gateway's token",
    { ANTHROPIC_AUTH_TOKEN: "t", ANTHROPIC_API_KEY: "k" },
    { kind: "variable", name: "ANTHROPIC_AUTH_TOKEN" },
  ],
  ["a key", { ANTHROPIC_API_KEY: "k", CLAUDE_CODE_OAUTH_TOKEN: "t" }, { kind: "variable", name: "ANTHROPIC_API_KEY" }],
  ["a token", { CLAUDE_CODE_OAUTH_TOKEN: "t" }, { kind: "variable", name: "CLAUDE_CODE_OAUTH_TOKEN" }],
  ["a file", { ANTHROPIC_API_KEY: "" }, { kind: "file", path: "/home/ann/.claude/.credentials.json" }],
])("signs in with %s", (_, env, expected) => {
  const files = createFiles({ "/home/ann/.claude/.credentials.json": "{}" });
  expect(credentials(env, { home: "/home/ann", files })).toEqual(expected);
});

it("says what to do where there is nothing to sign in with", () => {
  const none = credentials({}, { home: "/home/ann", files: createFiles({}) });
  expect(none).toEqual({
    kind: "none",
    sentence: expect.stringMatching(/no credentials\. Set CLAUDE_CODE_OAUTH_TOKEN/),
  });
});
