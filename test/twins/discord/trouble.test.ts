import { type Client, Events, HTTPError } from "discord.js";
import { expect, it } from "vitest";
import { channelOf, clientOf, stage } from "./client.ts";
import { snowflake } from "./index.ts";
import { ada, type Heard, listener, work } from "./stage.ts";

function hears(heard: Heard<string>): (client: Client) => void {
  return (client) => void client.on(Events.MessageCreate, ({ content }) => heard.add(content));
}

it("replays what happened while the line was cut, and nothing of it after an outage", async () => {
  const heard = listener();
  const { twin, client } = await stage(hears(heard));
  const say = (text: string) => twin.write({ channel: work, user: ada, text });
  twin.cut();
  expect(twin.connections).toBe(0);
  await say("while cut");
  expect(await heard.atLeast(1)).toEqual(["while cut"]);
  expect([twin.identifies, twin.resumes]).toEqual([1, 1]);

  await twin.down();
  await say("while down");
  await twin.up();
  await twin.until(() => twin.identifies === 2);
  await say("after");
  expect(await heard.atLeast(2)).toEqual(["while cut", "after"]);
  expect(twin.resumes).toBe(1);
  const missed = await channelOf(client, work).messages.fetch({ limit: 3, cache: false });
  expect(missed.map(({ content }) => content)).toEqual(["after", "while down", "while cut"]);
});

it("asks to reconnect, and takes sessions back", async () => {
  const heard = listener();
  const { twin } = await stage(hears(heard));
  const say = (text: string) => twin.write({ channel: work, user: ada, text });
  twin.reconnect();
  await twin.until(() => twin.resumes === 1);
  twin.forgetSessions();
  await say("lost");
  twin.closeWith(4000);
  await twin.until(() => twin.identifies === 2);
  twin.invalidate();
  await say("lost, too");
  await twin.until(() => twin.identifies === 3);
  twin.loseEvents(true);
  await say("never told");
  twin.loseEvents(false);
  await say("told");
  expect(await heard.atLeast(1)).toEqual(["told"]);
  expect(twin.events.map(({ sent }) => sent).slice(-4)).toEqual([0, 0, 0, 1]);
});

it("goes deaf, which the client finds out by its heartbeats", async () => {
  const heard = listener();
  const { twin } = await stage(hears(heard), { heartbeat: 60 });
  twin.deafen();
  await twin.write({ channel: work, user: ada, text: "kept" });
  expect(await heard.atLeast(1)).toEqual(["kept"]);
  expect([twin.resumes, twin.identifies]).toEqual([1, 1]);
});

it("tells twice, and in another order", async () => {
  const heard = listener();
  const { twin } = await stage((client) => {
    client.on(Events.MessageCreate, ({ content }) => heard.add(content));
    client.on(Events.MessageReactionAdd, ({ emoji }) => heard.add(emoji.name ?? ""));
  });
  twin.shuffle(2);
  const a = await twin.write({ channel: work, user: ada, text: "a" });
  await twin.write({ channel: work, user: ada, text: "b" });
  twin.duplicate(1);
  await twin.react({ ...a, user: ada, emoji: "👍" });
  expect(await heard.atLeast(4)).toEqual(["b", "a", "👍", "👍"]);
});

it("keeps to the buckets, with discord.js waiting for them", async () => {
  const { twin, client } = await stage(undefined, { rates: { factor: 50 } });
  const channel = channelOf(client, work);
  await Promise.all(Array.from({ length: 11 }, (_, index) => channel.send(String(index))));
  expect(twin.violations).toEqual([]);
  expect(twin.messages(work).map(({ content }) => content)).toEqual([..."0123456789", "10"]);
  const at = twin.calls.filter(({ method }) => method === "POST").map((call) => call.at);
  expect((at[5] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(90);

  twin.misbehave({ method: "POST", route: /messages$/, how: { status: 429, retryAfter: 0.05 }, times: 1 });
  await channel.send("after a 429");
  expect(twin.calls.slice(-2).map(({ answered }) => answered)).toEqual([429, 200]);
  expect([twin.violations.length, twin.invalidRequests]).toEqual([0, 1]);
});

it("fails as it is told: discord.js tries four times at once, or not at all", async () => {
  const { twin, client } = await stage(undefined, { rates: false });
  const channel = channelOf(client, work);
  const route = `/channels/${work}/messages`;
  const stop = twin.misbehave({ route, how: { status: 503 } });
  await expect(channel.send("lost")).rejects.toThrow(HTTPError);
  stop();
  twin.misbehave({ route, how: "drop before", times: 1 });
  await expect(channel.send("lost")).rejects.toThrow("other side closed");
  const refused = { status: 400, code: 30046, message: "later" };
  twin.misbehave({ method: "PATCH", route: /messages/, how: refused, when: ({ body }) => body.content === "bad" });
  const message = await channel.send("good");
  await expect(message.edit("bad")).rejects.toMatchObject({ code: 30046 });
  await message.edit("better");
  expect(twin.calls.filter((call) => call.route === route).map(({ answered }) => answered)).toEqual([
    503,
    503,
    503,
    503,
    "dropped",
    200,
  ]);
  expect(twin.messages(work)).toMatchObject([{ content: "better", was: ["good"] }]);
});

it("edits old messages slowly", async () => {
  const now = { ms: Date.parse("2026-11-23T12:00:00Z") };
  const { twin, client } = await stage(undefined, { clock: () => now.ms });
  client.rest.options.rejectOnRateLimit = ["/"];
  const message = await channelOf(client, work).send("0");
  now.ms += 60 * 60_000;
  for (const text of ["1", "2", "3"]) await message.edit(text);
  await expect(message.edit("4")).rejects.toThrow(expect.objectContaining({ sublimitTimeout: 20_050 }));
  expect(twin.calls.at(-1)).toMatchObject({ answered: 429, code: 30046 });
  now.ms += 20_000;
  await message.edit("5");
  expect(twin.messages(work)[0]?.was).toEqual(["0", "1", "2", "3"]);
});

it("loses a guild for a while, and for good, and a switch of the portal", async () => {
  const heard = listener();
  const { twin, client } = await stage((bot) => {
    bot.on(Events.GuildUnavailable, ({ name }) => heard.add(`away ${name}`));
    bot.on(Events.GuildAvailable, ({ name }) => heard.add(`back ${name}`));
    bot.on(Events.GuildCreate, ({ name }) => heard.add(`new ${name}`));
    bot.on(Events.GuildDelete, ({ name }) => heard.add(`gone ${name}`));
    bot.on(Events.ShardError, ({ message }) => heard.add(message));
  });
  const second = snowflake(41);
  twin.guildDown();
  twin.guildUp();
  twin.addGuild(second, { name: "second" });
  twin.kick(second);
  twin.setPrivileged([]);
  expect((await heard.atLeast(6)).slice(-5)).toEqual([
    "away Twin",
    "back Twin",
    "new second",
    "gone second",
    "Used disallowed intents",
  ]);
  expect(client.guilds.cache.size).toBe(1);
  expect(twin.connections).toBe(0);
});

it("takes the token back, and is told of it by both doors", async () => {
  const { twin, client } = await stage();
  const gone = new Promise<number>((resolve) => client.once(Events.ShardDisconnect, ({ code }) => resolve(code)));
  client.on(Events.ShardError, () => undefined);
  twin.refuseToken();
  expect(await gone).toBe(4004);
  await expect(channelOf(client, work).send("hi")).rejects.toMatchObject({ status: 401 });
  // From then on, discord.js sends nothing at all.
  await expect(channelOf(client, work).send("hi")).rejects.toThrow("Expected token to be set");
  twin.acceptToken();
  const back = clientOf(twin);
  await back.login(twin.token);
  expect([twin.identifies, twin.invalidRequests]).toEqual([2, 1]);
});
