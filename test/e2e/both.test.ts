import { afterAll, beforeAll, expect, it } from "vitest";
import { createChatWorld, toldIn } from "./chat-life.ts";
import { createDiscordChat, createSlackChat, type E2eChat } from "./chats.ts";
import { machineReady } from "./machine.ts";
import { kill, state } from "./moments.ts";
import { recorded } from "./record.ts";
import type { World } from "./world.ts";

let slack: E2eChat;
let discord: E2eChat;
let world: World;

beforeAll(async () => {
  await machineReady();
  slack = await createSlackChat(Date.now);
  discord = await createDiscordChat(Date.now);
  world = await createChatWorld({ ...slack.environment, ...discord.environment });
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await slack.close();
  await discord.close();
});

/** What was done, as a thread shows it. */
function done(chat: E2eChat, thread: string): readonly string[] {
  return chat.told(thread).flatMap(({ text }) => /^Done with "([^"]*)"/.exec(text)?.[1] ?? []);
}

it("is in a thread on Slack and one on Discord: what is said on either reaches Claude once, and its words reach both", async () => {
  await world.project("musica");
  const { stdout } = await world.cli(["up"]);
  expect(stdout).toMatch(/slack: connected[\s\S]*discord: connected/);
  await slack.start("musica");
  const onSlack = await slack.thread("musica");
  await slack.until(() => slack.aside("ann").find((text) => /^Started cockpit musica/.test(text)));
  await discord.start("musica");
  const onDiscord = await discord.thread("musica");

  await slack.write(onSlack, "Fix the loading bug");
  for (const [chat, thread] of [[slack, onSlack] as const, [discord, onDiscord] as const]) {
    await toldIn(chat, thread, /Should I use lazy loading\?/);
    await chat.until(() => /frozen/.test(chat.card(thread)));
  }
  await state(world, "musica", ({ status }) => status === "stopped");
  expect(slack.told(onSlack).flatMap(({ pings }) => pings)).toEqual([slack.ping("ann")]);

  // Asked on one platform, answered on the other.
  await discord.write(onDiscord, "Lazily, please", "carl");
  await toldIn(slack, onSlack, /^Done with "Carl: Lazily, please"/);
  await toldIn(discord, onDiscord, /^Done with "Carl: Lazily, please"/);

  await Promise.all([slack.write(onSlack, "one"), discord.write(onDiscord, "two")]);
  await slack.write(onSlack, "three");
  const all = ["Ann: one", "Ann: two", "Ann: three"];
  const isDone = (chat: E2eChat, thread: string) => all.every((text) => done(chat, thread).join("\n").includes(text));
  await slack.until(() => isDone(slack, onSlack));
  await discord.until(() => isDone(discord, onDiscord));
  const said = await recorded(world, "musica");
  expect([...said.flatMap((text) => text.split("\n"))].sort()).toEqual(
    ["Ann: Fix the loading bug", "Carl: Lazily, please", ...all].sort(),
  );
  expect(done(slack, onSlack)).toEqual(said.slice(1));
  expect(done(discord, onDiscord)).toEqual(said.slice(1));
});

it("is killed, and goes on in both where it was", async () => {
  const onSlack = await slack.thread("musica");
  const onDiscord = await discord.thread("musica");
  kill(await world.pid());
  await slack.until(() => slack.connections === 0);
  await discord.until(() => discord.connections === 0);
  await slack.write(onSlack, "from Slack meanwhile");
  await discord.write(onDiscord, "from Discord meanwhile");
  await world.cli(["up"]);
  for (const [chat, thread] of [[slack, onSlack] as const, [discord, onDiscord] as const])
    await chat.until(() => ["Slack", "Discord"].every((from) => done(chat, thread).join().includes(`from ${from}`)));
  const said = (await recorded(world, "musica")).flatMap((text) => text.split("\n"));
  for (const from of ["Slack", "Discord"])
    expect(said.filter((text) => text === `Ann: from ${from} meanwhile`)).toHaveLength(1);
  expect(done(slack, onSlack)).toEqual(done(discord, onDiscord));
});
