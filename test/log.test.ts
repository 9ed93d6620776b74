import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { BridgeError } from "../src/errors.ts";
import { createLog, type Log } from "../src/log/log.ts";
import { platforms } from "../src/platforms.ts";

const KNOWN = 'pa"ss\\word\n1';

async function lines(write: (log: Log) => void, pretty?: boolean): Promise<string> {
  const destination = new PassThrough();
  const log = createLog({
    level: "info",
    destination,
    tokens: platforms.flatMap(({ tokens }) => tokens),
    secrets: [KNOWN, "known-token", "known-token-longer", "ab", ""],
    ...(pretty === undefined ? {} : { pretty }),
  });
  write(log);
  destination.end();
  return text(destination);
}

const logged = async (write: (log: Log) => void) => JSON.parse(await lines(write));

describe("the log", () => {
  it("is a line of JSON for each entry", async () => {
    const output = await lines((log) => {
      log.info({ project: "musica" }, "one");
      log.debug("not asked for");
      log.warn("two");
    });
    const entries = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(entries).toMatchObject([
      { level: 30, project: "musica", msg: "one" },
      { level: 40, msg: "two" },
    ]);
    expect(entries[0].time).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it.each([true, undefined])("is for people on a terminal, or when asked for (%s)", async (pretty) => {
    const destination = Object.assign(new PassThrough(), { isTTY: true });
    const log = createLog({
      level: "info",
      destination,
      secrets: ["known-token"],
      ...(pretty === undefined ? {} : { pretty }),
    });
    const first = new Promise((resolve) => destination.once("data", (data) => resolve(String(data))));
    log.info({ note: "known-token" }, "hello");
    const output = await first;
    expect(output).toContain("hello");
    expect(output).not.toMatch(/^\{|known-token/);
  });

  it("says what an error is, and what caused it", async () => {
    const error = new BridgeError("engine-failed", "It broke.", new Error("deep", { cause: new Error("deeper") }));
    const entry = await logged((log) => log.error({ err: error }, "failed"));
    expect(entry.err).toMatchObject({
      code: "engine-failed",
      message: "It broke.",
      cause: { cause: { message: "deeper" } },
    });
  });
});

describe("no secret is logged", () => {
  const shaped = ["sk-ant-api03-abc_DEF-123", "xoxb-12-34-abcDEF", "xapp-1-A0-99-abc"];

  it.each([...shaped, KNOWN, "known-token", "known-token-longer"])("%j, wherever it stands", async (secret) => {
    const cause = new Error(`cause has ${secret}`, { cause: { note: [secret] } });
    const output = await lines((log) => {
      log.info(`message with ${secret}.`);
      log.info("formatted %s and %j", secret, { secret });
      log.info({ a: { b: [{ c: `x${secret}y` }] }, [secret]: 1 });
      log.child({ name: secret }).info("child");
      log.error({ err: new BridgeError("internal", `told ${secret}`, cause) }, "failed");
      log.error(new Error(secret));
    });
    expect(output.trim().split("\n")).toHaveLength(6);
    expect(output).not.toContain(secret);
    expect(output).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(output.match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(10);
    expect(output).not.toContain("-longer");
  });

  it.each([
    "authorization",
    "Authorization",
    "token",
    "apiKey",
    "api_key",
    "x-api-key",
    "ANTHROPIC_API_KEY",
    "password",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "botToken",
    "client_secret",
    "set-cookie",
    "AWS_SECRET_ACCESS_KEY",
  ])("what stands under %s", async (key) => {
    expect(await logged((log) => log.info({ deep: [{ [key]: "plain" }] }))).toMatchObject({
      deep: [{ [key]: "[redacted]" }],
    });
    expect(await logged((log) => log.info({ [key]: { kept: ["plain"] } }))).toMatchObject({ [key]: "[redacted]" });
  });

  it.each([
    ["Authorization: Bearer abc.def-123=", "Authorization: Bearer [redacted]"],
    ["at http://ann:hush@proxy:3128/", "at http://ann:[redacted]@proxy:3128/"],
  ])("%s", async (from, to) => {
    expect((await logged((log) => log.info(from))).msg).toBe(to);
  });

  it.each([
    [{ inputTokens: 5, maxTokens: 3, token_count: 2 }],
    [{ token: null, secret: false }],
    [{ note: "a task, and abc@example.com, http://host:80/a@b" }],
  ])("and what is none stays: %j", async (entry) => {
    expect(await logged((log) => log.info(entry))).toMatchObject(entry);
  });
});
