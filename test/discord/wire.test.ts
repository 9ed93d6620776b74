import { describe, expect, it, onTestFinished } from "vitest";
import { checkDiscord } from "../../adapters/discord/check.ts";
import type { ChatAdapter } from "../../src/ports/ports.ts";
import { CARD } from "../contract/chat-adapter.ts";
import { COPIES, loadedFirst } from "../fakes/undici.ts";
import { snowflake } from "../twins/discord/index.ts";
import { isSaid, once, opened, said, texts } from "./scene.ts";
import { ANN, type DiscordStage, GENERAL, setDiscordStage } from "./stage.ts";

const card = (stage: DiscordStage) => ({ channel: GENERAL, id: stage.root("musica") });

/** All that is called in the life of a thread: opened, written in, posted in, asked in, shown, commanded. */
async function life(stage: DiscordStage, chat: ChatAdapter): Promise<void> {
  const thread = await stage.openThread("musica");
  const id = await stage.write("musica", "hello");
  await stage.people.next(isSaid("hello"));
  await chat.post(thread, "r", { type: "receipt", prompt: id, state: "accepted" });
  await chat.post(thread, "a", said("some words"));
  await chat.post(thread, "d1", { type: "did", tool: "Bash", summary: "ls" });
  await chat.post(thread, "d2", { type: "did", tool: "Bash", summary: "pwd" });
  await chat.post(thread, "t", { type: "turn", state: "ended" });
  await chat.post(thread, "long", said(`${"word ".repeat(12_000)}the end`));
  await chat.show(thread, { ...CARD, state: "idle" });
  stage.people.direct.add(stage.ann);
  const question = { id: "q", kind: "text", text: "Lazy?", sentence: "Lazy?", asks: [], since: 1 } as const;
  await chat.post(thread, "q", { type: "question", question, to: [stage.ann] });
  stage.people.answer(async () => ({ text: "It is idle." }));
  // Discord's three seconds pass quickly here: who was too late for an answer of their own gets it in a direct message.
  const asked = { user: ANN, channel: stage.root("musica"), command: "cockpit status" };
  const { twin } = stage;
  const shown = twin.slash(asked).then((view) => twin.until(() => view.reply?.content.includes("It is idle.")));
  const direct = () => twin.messages(twin.dm(ANN)).map(({ content }) => content);
  await Promise.any([shown, twin.until(() => direct().includes("It is idle."))]);
  expect(direct().filter((content) => content.includes("Lazy?"))).toHaveLength(1);
  await stage.receipt(id, "accepted");
}

const CALLS = [
  ["GET", /^\/applications\/@me$/],
  ["GET", /^\/users\/@me$/],
  ["GET", /^\/users\/@me\/guilds$/],
  ["PUT", /\/commands$/],
  ["GET", /^\/channels\/\d+$/],
  ["POST", /^\/channels\/\d+\/messages$/],
  ["POST", /\/messages\/\d+\/threads$/],
  ["GET", /^\/channels\/\d+\/messages$/],
  ["PATCH", /^\/channels\/\d+\/messages\/\d+$/],
  ["PUT", /\/reactions\//],
  ["GET", /\/members\/\d+$/],
  ["POST", /^\/users\/@me\/channels$/],
  ["POST", /\/callback$/],
  ["PATCH", /\/messages\/@original$/],
] as const;

describe.each(CALLS)("%s %s", (method, route) => {
  it.each([
    // discord.js waits by the machine's clock.
    ["429", { status: 429, retryAfter: 0.2 }],
    ["503", { status: 503 }],
    ["a connection that breaks", "drop before"],
    ["an answer that is lost", "drop after"],
  ] as const)("is done once for all that, after %s", async (_, how) => {
    // Whoever comes too late for them goes on all the same: the platform's own three seconds.
    const stage = await setDiscordStage({ stopped: true, speed: 50, twin: { ackTimeout: 3_000 } });
    stage.twin.misbehave({ method, route, how, times: 1 });
    await life(stage, await stage.restart());
    const calls = stage.twin.calls.filter((call) => call.method === method && route.test(call.route));
    expect(calls.length, "it was called again").toBeGreaterThan(how === "drop after" ? 0 : 1);
    expect((await stage.read("musica")).filter((text) => text.includes("some words"))).toHaveLength(1);
    const files = stage.twin.messages(stage.root("musica")).flatMap(({ attachments }) => attachments);
    expect(files).toHaveLength(1);
    const ours = stage.twin.messages(GENERAL).filter(({ embeds, type }) => embeds.length > 0 && type === 0);
    expect(ours.map(({ id }) => id)).toEqual([stage.root("musica")]);
    expect(stage.twin.threads(GENERAL)).toHaveLength(1);
    expect(once(texts(stage))).toEqual(["hello"]);
  });
});

it.each(COPIES)("lives the whole life of a thread where %s undici was loaded first", async (_, copy) => {
  loadedFirst(copy);
  const stage = await setDiscordStage({ stopped: true, speed: 50 });
  await life(stage, await stage.restart());
  const files = stage.twin.messages(stage.root("musica")).flatMap(({ attachments }) => attachments);
  expect(files).toHaveLength(1);
});

it("gives up for now a call that goes on failing, and posts it later", async () => {
  const stage = await opened({ speed: 500 });
  const undo = stage.twin.misbehave({ method: "POST", route: /\/messages$/, how: { status: 503 } });
  const before = stage.twin.calls.length;
  await expect(stage.chat.post(stage.thread, "a", said("words"))).rejects.toMatchObject({ code: "chat-failed" });
  const tries = stage.twin.calls
    .slice(before)
    .filter(({ method, route }) => method === "POST" && /messages$/.test(route));
  expect(tries).toHaveLength(8);
  undo();
  await stage.chat.post(stage.thread, "a", said("words"));
  expect(await stage.read("musica")).toEqual(["words"]);
});

it("keeps to Discord's own rates, in order", async () => {
  const { twin, chat, root } = await setDiscordStage({
    speed: 1,
    discord: { channel: GENERAL },
    twin: { rates: true },
  });
  const thread = (await chat.thread("musica")) ?? "";
  const texts = Array.from({ length: 8 }, (_, at) => `number ${at + 1}`);
  for (const text of texts) await chat.post(thread, text, said(text));
  const shown = twin.messages(root("musica")).filter(({ content }) => content.startsWith("number"));
  expect(shown.map(({ content }) => content)).toEqual(texts);
  expect(twin.violations).toEqual([]);
});

it.each([
  ["a message", said("words"), 50035],
  ["a file", said(`${"word ".repeat(12_000)}the end`), 40005],
])("%s that Discord does not take is told of, and holds up nothing", async (_, message, code) => {
  const stage = await opened();
  stage.twin.misbehave({
    method: "POST",
    route: /\/messages$/,
    how: { status: code === 40005 ? 413 : 400, code },
    when: ({ body, files }) => body.content === "words" || files.length > 0,
  });
  await stage.chat.post(stage.thread, "a", message);
  await stage.chat.post(stage.thread, "b", said("what comes after"));
  const shown = await stage.read("musica");
  expect(shown.at(-1)).toBe("what comes after");
  expect(shown.at(-2)).toContain("Discord did not take a message of Claude's");
});

it("does without a card that somebody has deleted", async () => {
  const stage = await opened();
  await stage.twin.erase(card(stage));
  await stage.chat.show(stage.thread, CARD);
  expect(stage.log.join()).toContain("somebody has deleted the card of musica");
});

describe("an old message", () => {
  it("that is the card is edited later, as it is by then, and holds up nothing", async () => {
    const stage = await setDiscordStage({ speed: 100, discord: { channel: GENERAL }, twin: { rates: true } });
    const thread = (await stage.chat.thread("musica")) ?? "";
    stage.clock.leap(61 * 60_000);
    const calls = stage.twin.calls.length;
    for (const state of ["idle", "working", "freezing", "frozen", "thawing", "idle"])
      await stage.chat.show(thread, { ...CARD, state });
    await stage.chat.show(thread, { ...CARD, state: "working" });
    await stage.chat.post(thread, "a", said("not held up"));
    expect(await stage.read("musica")).toEqual(["not held up"]);
    await stage.twin.until(() => stage.twin.message(card(stage))?.shown.includes("working"));
    expect(stage.twin.calls.slice(calls).some(({ code }) => code === 30046)).toBe(true);
  });

  it("that is the activity is followed by a new one", async () => {
    const stage = await opened({ speed: 100 });
    const { chat, thread, twin } = stage;
    await chat.post(thread, "d1", { type: "did", tool: "Bash", summary: "one" });
    twin.misbehave({ method: "PATCH", route: /\/messages\//, how: { status: 400, code: 30046 } });
    await chat.post(thread, "d2", { type: "did", tool: "Bash", summary: "two" });
    await twin.next(({ code }) => code === 30046);
    await chat.post(thread, "d3", { type: "did", tool: "Bash", summary: "three" });
    await chat.post(thread, "t", { type: "turn", state: "ended" });
    await chat.post(thread, "a", said("the end"));
    const shown = await stage.read("musica");
    expect(shown.at(-1)).toBe("the end");
    expect(shown.at(-2)).toMatch(/Done.*3 steps[\s\S]*one[\s\S]*two[\s\S]*three/);
  });
});

it("describes its commands in the languages that it was given", async () => {
  const stage = await setDiscordStage({ discord: { descriptions: { ja: { start: "コックピットを始める" } } } });
  const [command] = stage.twin.commands(stage.twin.guild.id);
  expect(JSON.stringify(command?.payload)).toContain('"ja":"コックピットを始める"');
});

it("says how to let it in where it is in no server", async () => {
  const stage = await setDiscordStage({ stopped: true, discord: { guild: undefined } });
  stage.twin.kick(stage.twin.guild.id);
  const chat = stage.make();
  const hint = await chat.open(stage.people);
  await chat.close();
  expect(hint).toMatch(
    /^in no server yet\. .*https:\/\/discord\.com\/oauth2\/authorize\?client_id=110000000000000001&/,
  );
  expect(hint).toContain("scope=bot+applications.commands");
  const [, bits = ""] = /permissions=(\d+)/.exec(hint ?? "") ?? [];
  expect(BigInt(bits)).toBe(274_878_024_768n | (1n << 35n) | (1n << 51n));
});

it("says how to let it in to its own server, and has its commands there once it is in", async () => {
  const server = snowflake(301);
  const stage = await setDiscordStage({ stopped: true, discord: { guild: server } });
  const chat = stage.make();
  onTestFinished(() => chat.close());
  expect(await chat.open(stage.people)).toMatch(/^not in the server of DISCORD_GUILD yet\. .*oauth2\/authorize/);
  expect(stage.twin.commands(server)).toEqual([]);
  stage.twin.addGuild(server, { name: "Late" });
  await stage.twin.until(() => stage.twin.commands(server).length > 0);
});

describe("the doctor's look", () => {
  it("tells who the bot is, where, and how to let it in elsewhere", async () => {
    const { twin, clock } = await setDiscordStage({ stopped: true });
    expect(await checkDiscord({ token: twin.token, api: twin.url }, clock)).toMatch(
      /^takes the token: .+ in Twin; let in elsewhere with https:\/\/discord\.com\/oauth2\/authorize/,
    );
  });

  it.each([
    ["the token", "token", /^Discord refuses the bot's token/],
    ["the intent", "intent", /Message Content Intent/],
    ["a server", "server", /in no server yet\. Let it in with https/],
  ])("names what is missing: %s", async (_, what, sentence) => {
    const { twin, clock } = await setDiscordStage({ stopped: true });
    if (what === "token") twin.refuseToken();
    if (what === "intent") twin.setPrivileged([]);
    if (what === "server") twin.kick(twin.guild.id);
    await expect(checkDiscord({ token: twin.token, api: twin.url }, clock)).rejects.toMatchObject({
      code: "chat-refused",
      message: expect.stringMatching(sentence),
    });
  });
});
