import { webApi } from "@slack/bolt";
import { describe, expect, it } from "vitest";
import { silent } from "./bolt.ts";
import { pingsOf, problemsOf, type SlackTwin, viewProblems } from "./index.ts";
import { twinWithPeople } from "./stage.ts";

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const markdown = (text: string) => ({ type: "markdown", text });
const button = (rest: object = {}) => ({ type: "button", text: { type: "plain_text", text: "ok" }, ...rest });
const actions = (...elements: object[]) => ({ type: "actions", elements });
const select = (count: number, text = "a") => ({
  type: "static_select",
  action_id: "s",
  options: Array.from({ length: count }, (_, value) => ({ text: { type: "plain_text", text }, value: `${value}` })),
});
const x = (length: number) => "x".repeat(length);

describe("blocks", () => {
  it.each([
    ["text of 3,000", [section(x(3000))], [section(x(3001))]],
    ["no empty text", [section("a")], [section("")]],
    [
      "a header of 150",
      [{ type: "header", text: { type: "plain_text", text: x(150) } }],
      [{ type: "header", text: { type: "plain_text", text: x(151) } }],
    ],
    ["plain headers", [], [{ type: "header", text: { type: "mrkdwn", text: "a" } }]],
    ["50 blocks", Array(50).fill({ type: "divider" }), Array(51).fill({ type: "divider" })],
    ["12,000 of markdown in all", [markdown(x(6000)), markdown(x(6000))], [markdown(x(6000)), markdown(x(6001))]],
    ["25 elements", [actions(...Array(25).fill(button()))], [actions(...Array(26).fill(button()))]],
    ["some elements", [], [actions()]],
    [
      "a button's text of 75",
      [actions(button({ text: { type: "plain_text", text: x(75) } }))],
      [actions(button({ text: { type: "plain_text", text: x(76) } }))],
    ],
    ["a button's value of 2,000", [actions(button({ value: x(2000) }))], [actions(button({ value: x(2001) }))]],
    ["two styles", [actions(button({ style: "danger" }))], [actions(button({ style: "default" }))]],
    ["an action id of 255", [actions(button({ action_id: x(255) }))], [actions(button({ action_id: x(256) }))]],
    [
      "action ids once",
      [actions(button({ action_id: "a" }), button({ action_id: "b" }))],
      [actions(button({ action_id: "a" }), button({ action_id: "a" }))],
    ],
    [
      "block ids once",
      [{ ...section("a"), block_id: "a" }],
      [
        { ...section("a"), block_id: "a" },
        { ...section("b"), block_id: "a" },
      ],
    ],
    [
      "10 in a context",
      [{ type: "context", elements: Array(10).fill({ type: "mrkdwn", text: "a" }) }],
      [{ type: "context", elements: Array(11).fill({ type: "mrkdwn", text: "a" }) }],
    ],
    ["100 options", [actions(select(100))], [actions(select(101))]],
    ["an option's text of 75", [actions(select(1, x(75)))], [actions(select(1, x(76)))]],
    [
      "10 fields of 2,000",
      [{ type: "section", fields: Array(10).fill({ type: "mrkdwn", text: x(2000) }) }],
      [{ type: "section", fields: [{ type: "mrkdwn", text: x(2001) }] }],
    ],
    ["known blocks", [], [{ type: "paragraph", text: "a" }]],
    ["known properties", [], [{ ...section("a"), colour: "red" }]],
    ["elements where they belong", [], [actions({ type: "plain_text_input", action_id: "a" })]],
  ])("may have %s", (_, fine, wrong) => {
    expect(problemsOf(fine)).toEqual([]);
    expect(problemsOf(wrong)).toHaveLength(1);
  });

  it("are more in views, which have limits of their own", () => {
    const view = {
      type: "modal",
      title: { type: "plain_text", text: x(24) },
      blocks: Array(100).fill({ type: "divider" }),
    };
    expect(viewProblems(view)).toEqual([]);
    const input = { type: "input", label: { type: "plain_text", text: "a" }, element: { type: "plain_text_input" } };
    expect(viewProblems({ ...view, blocks: [input] })).toHaveLength(1);
    expect(viewProblems({ ...view, title: { type: "plain_text", text: x(25) } })).toHaveLength(1);
    expect(viewProblems({ ...view, private_metadata: x(3001) })).toHaveLength(1);
  });
});

describe("pings", () => {
  it.each([
    ["hi <!channel> <@U1> <!subteam^S1|@ops> <!here|here>", ["!channel", "U1", "S1", "!here"]],
    ["&lt;!channel&gt; &lt;@U1&gt; <#C1|work> <!date^1^{date}|then> @channel", []],
  ])("are in text: %s", (text, pings) => {
    expect(pingsOf(text)).toEqual(pings);
    expect(pingsOf("", [section(text)])).toEqual(pings);
    expect(pingsOf("", [markdown(text)])).toEqual(pings);
    expect(pingsOf("", [{ type: "section", text: { type: "plain_text", text } }])).toEqual([]);
  });

  it("are in rich text, and in any version of a message", async () => {
    const elements = [
      { type: "user", user_id: "U2" },
      { type: "broadcast", range: "here" },
      { type: "text", text: "<!channel>" },
    ];
    expect(pingsOf("", [{ type: "rich_text", elements: [{ type: "rich_text_section", elements }] }])).toEqual([
      "U2",
      "!here",
    ]);
    const { twin, chat } = await clientOf();
    const { ts = "" } = await chat.postMessage({ channel: "C1", text: "<@U1>" });
    await chat.update({ channel: "C1", ts, text: "calm", blocks: [markdown("<!channel>")] });
    expect(twin.message({ channel: "C1", ts })?.pings).toEqual(["U1", "!channel"]);
  });
});

async function clientOf(options: Parameters<typeof twinWithPeople>[0] = {}) {
  const twin: SlackTwin = await twinWithPeople({ rates: false, ...options });
  const client = new webApi.WebClient(twin.botToken, {
    slackApiUrl: twin.url,
    logger: silent,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  return { twin, client, chat: client.chat };
}

describe("what the Web API refuses", () => {
  it("says so in Slack's words", async () => {
    const { twin, client, chat } = await clientOf();
    twin.channel("C2", { name: "apart", withBot: false });
    twin.channel("C3", { name: "secret", private: true, withBot: false });
    const own = await chat.postMessage({ channel: "C1", text: "own" });
    const theirs = await twin.write({ channel: "C1", user: "U1", text: "theirs" });
    const post = (args: object) => chat.postMessage({ channel: "C1", ...args } as { channel: string; text: string });
    const update = (args: object) => chat.update({ channel: "C1", ts: own.ts ?? "", text: "b", ...args });
    const react = (name: string) => client.reactions.add({ channel: "C1", timestamp: theirs.ts, name });
    await react("eyes");

    const refusals: readonly (readonly [string, Promise<unknown>])[] = [
      ["channel_not_found", post({ channel: "C9", text: "a" })],
      ["channel_not_found", post({ channel: "C3", text: "a" })],
      ["not_in_channel", post({ channel: "C2", text: "a" })],
      ["no_text", post({ text: " " })],
      ["thread_not_found", post({ text: "a", thread_ts: "1.000001" })],
      ["invalid_thread_ts", post({ text: "a", thread_ts: "x" })],
      ["invalid_blocks", post({ blocks: [section(x(3001))] })],
      ["invalid_blocks_format", post({ text: "a", blocks: "nonsense" })],
      ["msg_blocks_too_long", post({ blocks: [markdown(x(12_001))] })],
      ["invalid_metadata_format", post({ text: "a", metadata: { event_type: "a" } })],
      ["metadata_too_large", post({ text: "a", metadata: { event_type: "a", event_payload: { a: x(20_000) } } })],
      ["msg_too_long", update({ text: x(4001) })],
      ["message_not_found", update({ ts: "1.000001" })],
      ["cant_update_message", update({ ts: theirs.ts })],
      ["cant_delete_message", chat.delete({ channel: "C1", ts: theirs.ts })],
      ["already_reacted", react("eyes")],
      ["invalid_name", react(":eyes:")],
      ["no_reaction", client.reactions.remove({ channel: "C1", timestamp: theirs.ts, name: "tada" })],
      ["user_not_found", client.users.info({ user: "U9" })],
      ["thread_not_found", client.conversations.replies({ channel: "C1", ts: "1.000001" })],
      [
        "invalid_trigger_id",
        client.views.open({
          trigger_id: "1.1",
          view: { type: "modal", blocks: [], title: { type: "plain_text", text: "a" } },
        }),
      ],
      ["unknown_method", client.apiCall("chat.sing")],
    ];
    for (const [error, call] of refusals) await expect(call, error).rejects.toMatchObject({ data: { error } });
    expect(twin.message({ channel: "C1", ts: own.ts ?? "" })?.text).toBe("own");

    const long = await post({ text: x(40_001) });
    expect((long as { message?: { text?: string } }).message?.text).toHaveLength(40_000);
    // Blocks that are left out go with a new text, and metadata stays until it is emptied.
    await update({ blocks: [section("a")], metadata: { event_type: "a", event_payload: {} } });
    await update({ text: "c" });
    expect(twin.message({ channel: "C1", ts: own.ts ?? "" })).toMatchObject({
      blocks: [],
      metadata: { event_type: "a" },
    });
  });

  it("wants scopes where scopes are given", async () => {
    const { client, chat } = await clientOf({ scopes: ["chat:write"] });
    await chat.postMessage({ channel: "C1", text: "may" });
    await expect(client.users.info({ user: "U1" })).rejects.toMatchObject({
      data: { error: "missing_scope", needed: "users:read" },
    });
  });

  it("limits rates, a channel and a method each, until time has passed", async () => {
    let now = 1_000_000;
    const { twin, client, chat } = await clientOf({ rates: true, clock: () => now });
    const post = () => chat.postMessage({ channel: "C1", text: "a" });
    for (let count = 0; count < 5; count += 1) await post();
    await expect(post()).rejects.toMatchObject({ retryAfter: 5 });
    expect(twin.violations).toMatchObject([{ method: "chat.postMessage", answered: 429 }]);
    now += 5_000;
    const { ts = "" } = await post();

    const update = () => chat.update({ channel: "C1", ts, text: "b" });
    for (let count = 0; count < 50; count += 1) await update();
    await expect(update()).rejects.toMatchObject({ retryAfter: 60 });
    await client.reactions.add({ channel: "C1", timestamp: ts, name: "eyes" });
  });

  it("lets more through with a factor", async () => {
    let now = 1_000_000;
    const { twin, chat } = await clientOf({ rates: { factor: 1000 }, clock: () => now });
    const post = () => chat.postMessage({ channel: "C1", text: "a" });
    for (let count = 0; count < 5; count += 1) await post();
    await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
    expect(twin.violations).toHaveLength(1);
    now += 5;
    await post();
  });
});
