import { afterAll, beforeAll, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import { createLeapingClock } from "../fakes/leaping-clock.ts";
import { say } from "../twins/model/index.ts";
import { createDiscordChat, createSlackChat, type E2eChat } from "./chats.ts";
import { openHere } from "./here.ts";
import { machineReady } from "./machine.ts";
import { createWorld, type World } from "./world.ts";

const config = `
defaults:
  freeze: { grace: 0s }
  reminders: { after: 1m, again: 24h }
`;
const SOON = { timeout: 280_000, interval: 250 };
const MINUTE = 60_000;

/** What takes a minute is not waited for: the bot, and both platforms, are in this time. */
const clock = createLeapingClock();
let app: App;

let slack: E2eChat;
let discord: E2eChat;
let world: World;

beforeAll(async () => {
  await machineReady();
  slack = await createSlackChat(clock.now);
  discord = await createDiscordChat(clock.now);
  const script = ({ lastText }: { readonly lastText: string }) =>
    say(/loading bug/.test(lastText) ? "I looked at it. Should I use lazy loading?" : `Done: ${lastText}`);
  world = await createWorld(script, { config, environment: { ...slack.environment, ...discord.environment } });
  for (const slug of ["musica", "clock"]) await world.project(slug);
  app = await openHere(world, clock, true);
});

afterAll(async () => {
  await app.close();
  await world[Symbol.asyncDispose]();
  await slack.close();
  await discord.close();
});

it("shows what waits on the Home tab, in a pinned message and on the terminal, and reminds once", async () => {
  // Its time comes while the rest goes on.
  const scheduled = await world.cli(["schedule", "clock", "* * * * *", "scheduled work"]);
  expect(scheduled.stderr).toBe("");
  expect(scheduled.stdout).toMatch(/^Scheduled for clock, next /);
  await slack.start("musica");
  const onSlack = await slack.thread("musica");
  await slack.until(() => slack.aside("ann").find((text) => /^Started cockpit musica/.test(text)));
  await discord.start("musica");
  const onDiscord = await discord.thread("musica");
  expect(await slack.board()).toContain("Nothing waits for anybody.");

  await slack.write(onSlack, "Fix the loading bug");
  await expect.poll(slack.board, SOON).toMatch(/Waiting for you[\s\S]*\*musica\*[\s\S]*Should I use lazy loading\?/);
  await expect.poll(discord.board, SOON).toMatch(/musica[\s\S]*Should I use lazy loading\?/);
  const { stdout } = await world.cli(["board"]);
  expect(stdout).toMatch(/musica[\s\S]*Should I use lazy loading\?/);
  expect(stdout).toMatch(/https?:\/\//);

  clock.leap(MINUTE);
  // Ann is told directly, once; her thread says so without pinging her again.
  await expect.poll(() => slack.direct().length, SOON).toBe(1);
  expect(slack.direct()[0]).toContain("Should I use lazy loading?");
  await expect.poll(() => slack.shown(onSlack), SOON).toContain("Still waiting for");
  expect(slack.told(onSlack).flatMap(({ pings }) => pings)).toEqual([slack.ping("ann")]);
  expect((await world.cli(["snooze", "musica", "2h"])).status).toBe(0);

  await discord.write(onDiscord, "Lazily, please", "carl");
  await expect.poll(async () => (await world.cli(["board"])).stdout, SOON).not.toContain("musica");
  await expect.poll(slack.board, SOON).toContain("Nothing waits for anybody.");
  await expect.poll(discord.board, SOON).toContain("Nothing waits for anybody.");
  expect(slack.direct()).toHaveLength(1);
});

it("brings a scheduled task when its time comes, and a queued one at once", async () => {
  await world.cli(["queue", "musica", "tidy up"]);
  await world.twin.next(({ view }) => view.lastText === "tidy up");
  await world.twin.next(({ view }) => view.lastText === "scheduled work");
  const removed = await world.cli(["schedule", "clock", "--remove", "1"]);
  expect(removed.stdout).toBe("No longer scheduled: scheduled work\n");
});
