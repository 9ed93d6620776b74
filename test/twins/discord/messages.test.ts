import { AttachmentBuilder, ChannelType, EmbedBuilder, Events, GatewayIntentBits, MessageFlags } from "discord.js";
import { expect, it } from "vitest";
import { DISCORDS, loadedFirst } from "../../fakes/undici.ts";
import { channelOf, clientOf, everyIntent, stage } from "./client.ts";
import { ada, bob, forum, listener, twinWithPeople, work } from "./stage.ts";

it("hears people and never writes what they see otherwise", async () => {
  const heard = listener();
  const { twin, client } = await stage((bot) => {
    bot.on(Events.MessageCreate, ({ content, author }) => heard.add(`${author.username}: ${content}`));
    bot.on(Events.MessageUpdate, (_, { content }) => heard.add(`edited: ${content}`));
    bot.on(Events.MessageDelete, ({ id }) => heard.add(`deleted ${id === said.id}`));
    bot.on(Events.MessageReactionAdd, ({ emoji }, { id }) => heard.add(`${emoji.name} ${id === bob}`));
  });
  const said = await twin.write({ channel: work, user: ada, text: "hi" });
  await twin.edit({ ...said, text: "hi all" });
  await twin.react({ ...said, user: bob, emoji: "👍" });
  await twin.erase(said);
  await twin.write({ channel: twin.dm(ada), user: ada, text: "psst" });
  expect(await heard.atLeast(5)).toEqual(["ada: hi", "edited: hi all", "👍 true", "deleted true", "ada: psst"]);
  await channelOf(client, work).send("ours");
  expect(twin.messages(work).map(({ content, deleted }) => [content, deleted])).toEqual([
    ["hi all", true],
    ["ours", false],
  ]);
});

it("hides what others write without the intent, but not what calls the bot", async () => {
  const heard = listener();
  const { twin, client } = await stage(
    (bot) => {
      bot.on(Events.MessageCreate, ({ content }) => heard.add(content));
    },
    { privileged: [] },
    { intents: everyIntent.filter((intent) => intent !== GatewayIntentBits.MessageContent) },
  );
  await twin.write({ channel: work, user: ada, text: "secret" });
  await twin.write({ channel: work, user: ada, text: `<@${twin.bot.id}> hi` });
  expect(await heard.atLeast(2)).toEqual(["", `<@${twin.bot.id}> hi`]);
  const fetched = await channelOf(client, work).messages.fetch({ limit: 10, cache: false });
  expect(fetched.map(({ content }) => content)).toEqual([`<@${twin.bot.id}> hi`, ""]);
  await client.destroy();
  const eager = clientOf(twin);
  await expect(eager.login(twin.token)).rejects.toThrow("Used disallowed intents");
  expect(twin.closes).toEqual([4014]);
  await expect(clientOf(twin).login("wrong")).rejects.toThrow("An invalid token was provided.");
});

it("calls whom allowed_mentions lets it call: everybody, where it is left out", async () => {
  const { twin, client } = await stage(undefined, { rates: false });
  const channel = channelOf(client, work);
  const content = `@everyone <@${ada}> <@${bob}>`;
  await channel.send(content);
  await channel.send({ content, allowedMentions: { parse: [] } });
  await channel.send({ content, allowedMentions: { users: [bob] } });
  await channel.send({ embeds: [new EmbedBuilder().setDescription(content)] });
  const components = [{ type: 10, content }];
  await channel.send({ components, flags: MessageFlags.IsComponentsV2 });
  const said = await twin.write({ channel: work, user: ada, text: "hm" });
  const reply = { messageReference: said.id };
  await channel.send({ content: "yes", reply });
  await channel.send({ content: "no", reply, allowedMentions: { repliedUser: false } });
  const quiet = await channel.send({ content: `<@${bob}>`, allowedMentions: { parse: [] } });
  await quiet.edit({ components: [] });
  const pingsOf = () => twin.message({ channel: work, id: quiet.id })?.pings;
  expect(pingsOf()).toEqual([]);
  await quiet.edit({ content: `<@${bob}>!` });
  expect(pingsOf()).toEqual([bob]);
  const all = ["everyone", ada, bob];
  expect(twin.messages(work).map(({ pings }) => pings)).toEqual([all, [], [bob], [], all, [], [ada], [], [bob]]);
});

it("carries files both ways", async () => {
  loadedFirst(DISCORDS);
  const files = listener<{ readonly name: string; readonly url: string }>();
  const { twin, client } = await stage((bot) => {
    bot.on(Events.MessageCreate, ({ attachments, author }) => {
      for (const [, { name, url }] of attachments) if (!author.bot) files.add({ name, url });
    });
  });
  const bytes = Buffer.from([0, 1, 2, 255, 13, 10]);
  const file = new AttachmentBuilder(bytes, { name: "a b.bin", description: "six" });
  await channelOf(client, work).send({ content: "look", files: [file] });
  expect(twin.messages(work)[0]?.attachments).toMatchObject([{ name: "a_b.bin", description: "six", size: 6 }]);
  expect(twin.files[0]?.content.equals(bytes)).toBe(true);
  const big = new AttachmentBuilder(Buffer.alloc(10 * 1024 * 1024 + 1), { name: "big" });
  await expect(channelOf(client, work).send({ files: [big] })).rejects.toMatchObject({ code: 40005, status: 413 });

  await twin.write({ channel: work, user: ada, text: "", files: [{ name: "x.txt", content: bytes }] });
  const [seen] = await files.atLeast(1);
  const response = await fetch(seen?.url ?? "");
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(twin.calls.at(-1)).toMatchObject({ method: "GET", authorized: false, answered: 200 });
});

it("sends once what is sent twice with a nonce", async () => {
  const { twin, client } = await stage();
  const channel = channelOf(client, work);
  twin.misbehave({ method: "POST", route: /\/messages$/, how: "drop after", times: 2 });
  const message = { content: "once", nonce: "key-1", enforceNonce: true };
  // discord.js does not try again by itself.
  await expect(channel.send(message)).rejects.toThrow("other side closed");
  await expect(channel.send({ content: "twice" })).rejects.toThrow();
  const { id } = await channel.send(message);
  await channel.send({ content: "twice" });
  expect(twin.messages(work).map(({ content }) => content)).toEqual(["once", "twice", "twice"]);
  expect(twin.messages(work)[0]).toMatchObject({ id, nonce: "key-1" });
});

it("keeps archived threads as Discord does, and wakes them by a message", async () => {
  const { twin, client } = await stage();
  const archived = { archived: true };
  const starter = await channelOf(client, work).send("root");
  const thread = await starter.startThread({ name: "talk" });
  expect(thread.id).toBe(starter.id);
  const message = await thread.send("first");
  await twin.changeThread(thread.id, archived);
  await expect(message.edit("changed")).rejects.toMatchObject({ code: 50083 });
  await expect(message.react("👍")).rejects.toMatchObject({ code: 50083 });
  await thread.send("second");
  expect(twin.thread(thread.id)).toMatchObject({ archived: false, locked: false });
  await twin.changeThread(thread.id, { ...archived, locked: true });
  await expect(thread.send("third")).rejects.toMatchObject({ code: 50083 });
  await expect(twin.write({ channel: thread.id, user: ada, text: "me too" })).rejects.toThrow("is locked");
  await thread.setArchived(false);
  expect(thread.archived).toBe(false);
  await twin.deleteThread(thread.id);
  await expect(thread.send("fourth")).rejects.toMatchObject({ code: 10003 });
  expect(twin.messages(thread.id).map(({ content }) => content)).toEqual(["", "first", "second"]);
});

it("posts in a forum, pins, and reads back by pages", async () => {
  const { twin, client } = await stage();
  const channel = client.channels.cache.get(forum);
  if (channel?.type !== ChannelType.GuildForum) throw new Error("no forum");
  const post = await channel.threads.create({ name: "musica", message: { content: "the card" } });
  const card = await post.fetchStarterMessage();
  await card?.pin();
  expect(twin.pins(post.id).map(({ content, id }) => [content, id === post.id])).toEqual([["the card", true]]);
  const said = [];
  for (const text of ["a", "b", "c"]) said.push(await twin.write({ channel: post.id, user: ada, text }));
  const [a, b] = said;
  const { messages } = post;
  const read = async (page: { readonly after?: string; readonly before?: string; readonly limit?: number }) =>
    (await messages.fetch({ ...page, cache: false })).map(({ content }) => content);
  expect(await read({ after: a?.id ?? "" })).toEqual(["c", "b"]);
  expect(await read({ after: a?.id ?? "", limit: 1 })).toEqual(["b"]);
  expect(await read({ before: b?.id ?? "", limit: 1 })).toEqual(["a"]);
  const { threads } = await channel.threads.fetchActive();
  expect([...threads.keys()]).toEqual([post.id]);
  expect(twin.threads(forum).map(({ name, members }) => [name, members])).toEqual([["musica", [twin.bot.id, ada]]]);
});

it("names the permission's lack by Discord's numbers", async () => {
  const { twin, client } = await stage();
  const channel = channelOf(client, work);
  twin.permit(work, twin.bot.id, { deny: ["SendMessages"] });
  await twin.until(() => twin.events.some(({ type }) => type === "CHANNEL_UPDATE"));
  await expect(channel.send("hi")).rejects.toMatchObject({ code: 50013, status: 403 });
  twin.permit(work, twin.bot.id, { deny: ["ViewChannel"] });
  await expect(channel.messages.fetch({ limit: 1 })).rejects.toMatchObject({ code: 50001 });
  twin.user("100000000000000009", { name: "shy", dms: false });
  const shy = await client.users.fetch("100000000000000009");
  await expect(shy.send("hi")).rejects.toMatchObject({ code: 50007 });
  expect(twin.invalidRequests).toBe(3);
});

it("is one of several who may write there", async () => {
  const twin = await twinWithPeople();
  await expect(twin.write({ channel: forum, user: ada, text: "hi" })).rejects.toThrow("nobody writes in the forum");
  await expect(twin.write({ channel: twin.dm(ada), user: bob, text: "hi" })).rejects.toThrow("may not SendMessages");
  await expect(twin.write({ channel: work, user: "100000000000000099", text: "hi" })).rejects.toThrow("no user");
});
