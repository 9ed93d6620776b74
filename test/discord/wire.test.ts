import { describe, expect, it, onTestFinished } from "vitest";
import { checkDiscord } from "../../adapters/discord/check.ts";
import { BridgeError } from "../../src/errors.ts";
import type { ChatAdapter, Message } from "../../src/ports.ts";
import { CARD } from "../contract/chat-adapter.ts";
import type { Handed } from "../fakes/people.ts";
import { snowflake } from "../twins/discord/index.ts";
import { ANN, type DiscordStage, GENERAL, setDiscordStage } from "./stage.ts";

const said = (text: string): Message => ({ type: "said", text });
const isSaid =
  (text: string) =>
  (one: Handed): one is Extract<Handed, { type: "said" }> =>
    one.type === "said" && one.message.text === text;
const isCommand = (one: Handed): one is Extract<Handed, { type: "command" }> => one.type === "command";
const once = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];
const texts = ({ people }: DiscordStage) =>
  people.handed.flatMap((one) => (one.type === "said" ? [one.message.text] : []));

type Opened = DiscordStage & { readonly thread: string };

async function opened(options: Parameters<typeof setDiscordStage>[0] = {}): Promise<Opened> {
  const stage = await setDiscordStage(options);
  return { ...stage, thread: await stage.openThread("musica") };
}

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
  // Discord's three seconds pass quickly here: who was too late for an answer of their own finds it in the thread.
  const asked = { user: ANN, channel: stage.root("musica"), command: "cockpit status" };
  const view = await stage.twin.slash(asked).catch(() => undefined);
  const isTold = () => stage.twin.messages(stage.root("musica")).some(({ content }) => /It is idle/.test(content));
  await stage.twin.until(() => view?.reply?.content.includes("It is idle.") || isTold());
  expect(stage.twin.messages(stage.twin.dm(ANN))).toHaveLength(1);
  await stage.receipt(id, "accepted");
}

const CALLS = [
  ["GET", /^\/applications\/@me$/],
  ["GET", /^\/users\/@me$/],
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
    const stage = await setDiscordStage({ stopped: true, speed: 50 });
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

describe("the gateway", () => {
  it("replays what was missed where the session goes on", async () => {
    const stage = await opened();
    const { resumes } = stage.twin;
    stage.twin.cut();
    await stage.write("musica", "while away");
    await stage.people.next(isSaid("while away"));
    await stage.twin.until(() => stage.twin.resumes > resumes);
    expect(once(texts(stage))).toEqual(["while away"]);
  });

  it.each([1000, 4000, 4007, 4009])("comes back after close code %i, and nothing is left out", async (code) => {
    const stage = await opened();
    stage.twin.loseEvents(true);
    stage.twin.closeWith(code);
    await stage.write("musica", "in the hole");
    await stage.people.next(isSaid("in the hole"));
    stage.twin.loseEvents(false);
    await stage.write("musica", "after");
    await stage.people.next(isSaid("after"));
    expect(once(texts(stage))).toEqual(["in the hole", "after"]);
  });

  it("takes what comes twice and in another order once", async () => {
    const stage = await opened();
    stage.twin.duplicate(3);
    for (const text of ["a", "b", "c"]) await stage.write("musica", text);
    await stage.people.next(isSaid("c"));
    stage.twin.shuffle(3);
    for (const text of ["d", "e", "f"]) await stage.write("musica", text);
    await stage.people.next(isSaid("d"));
    const ids = stage.people.handed.flatMap((one) => (one.type === "said" ? [one.message.id] : []));
    expect(once(ids)).toHaveLength(6);
  });

  it("reads at its start, in order, what was written while it was down", async () => {
    const stage = await opened();
    await stage.stop();
    for (let at = 1; at <= 120; at++) await stage.write("musica", `number ${at}`);
    await stage.restart();
    await stage.people.next(isSaid("number 120"));
    expect(once(texts(stage))).toEqual(Array.from({ length: 120 }, (_, at) => `number ${at + 1}`));
  });

  it("goes on where the token was refused for a while", async () => {
    const stage = await opened({ speed: 100 });
    stage.twin.refuseToken();
    await expect(stage.chat.post(stage.thread, "a", said("later"))).rejects.toMatchObject({ code: "chat-refused" });
    stage.twin.acceptToken();
    await stage.chat.post(stage.thread, "a", said("later"));
    expect(await stage.read("musica")).toEqual(["later"]);
  });

  it("ends no process over a listener that throws", async () => {
    const stage = await opened();
    const members = stage.twin.misbehave({ route: /members/, how: { status: 403, code: 50001 } });
    stage.people.answer(() => Promise.reject(new Error("a listener's own fault")));
    await stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit status" });
    await stage.twin.until(() => stage.log.some((line) => line.includes("a listener's own fault")));
    members();
    await stage.write("musica", "still there");
    await stage.people.next(isSaid("still there"));
  });
});

describe("the thread", () => {
  it.each([
    ["its card", /^\/channels\/\d+\/messages$/],
    ["the thread under it", /\/threads$/],
  ])("is one, also where the bot was killed before it knew of %s", async (_, route) => {
    const stage = await setDiscordStage({ speed: 1_000, discord: { channel: GENERAL } });
    const undo = stage.twin.misbehave({ method: "POST", route, how: "drop after" });
    const lost = stage.chat.thread("musica").catch((error: unknown) => error);
    await stage.twin.next(({ method, route: called }) => method === "POST" && route.test(called));
    await stage.stop();
    expect(await lost).toBeInstanceOf(Error);
    undo();
    // The nonce is forgotten by then.
    await stage.clock.after(10 * 60_000);
    const again = await stage.restart();
    expect(await again.thread("musica")).not.toBeNull();
    expect(stage.twin.messages(GENERAL).filter(({ type }) => type === 0)).toHaveLength(1);
    expect(stage.twin.threads(GENERAL)).toHaveLength(1);
  });

  it("is one in a forum, too", async () => {
    const forum = snowflake(202);
    const stage = await setDiscordStage({ speed: 100, discord: { channel: forum } });
    stage.twin.channel(forum, { name: "projects", type: "forum" });
    stage.twin.misbehave({ method: "POST", route: /\/threads$/, how: "drop after", times: 1 });
    expect(await stage.chat.thread("musica")).not.toBeNull();
    expect(stage.twin.threads(forum)).toHaveLength(1);
  });

  it("that somebody has deleted is opened anew by a start", async () => {
    const stage = await opened();
    const first = stage.root("musica");
    await stage.twin.deleteThread(first);
    await stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit start", options: { project: "musica" } });
    await stage.twin.until(() => stage.root("musica") !== first && stage.root("musica") !== "");
    expect(stage.twin.threads(GENERAL).filter(({ deleted }) => !deleted)).toHaveLength(1);
  });

  it("that is archived wakes by an answer, and by what Claude says", async () => {
    const stage = await opened();
    const root = stage.root("musica");
    await stage.twin.changeThread(root, { archived: true });
    await stage.write("musica", "the answer");
    await stage.people.next(isSaid("the answer"));
    await stage.twin.changeThread(root, { archived: true });
    await stage.chat.post(stage.thread, "a", said("some words"));
    expect(stage.twin.thread(root)).toMatchObject({ archived: false });
    expect(await stage.read("musica")).toEqual(["some words"]);
  });

  it("that is archived in a forum still gets its card", async () => {
    const forum = snowflake(202);
    const stage = await setDiscordStage({ discord: { channel: forum } });
    stage.twin.channel(forum, { name: "projects", type: "forum" });
    const thread = (await stage.chat.thread("musica")) ?? "";
    const root = stage.root("musica");
    await stage.twin.changeThread(root, { archived: true });
    await stage.chat.show(thread, { ...CARD, state: "working" });
    expect(stage.twin.message({ channel: root, id: root })?.shown).toContain("working");
  });

  it.each([{ locked: true }, { locked: true, archived: true }])(
    "that is %o is told of on the card and by a start, and gets all once it is unlocked",
    async (change) => {
      const stage = await opened({ twin: { permissions: WITHOUT_THREADS } });
      await stage.chat.show(stage.thread, CARD);
      await stage.twin.changeThread(stage.root("musica"), change);
      await expect(stage.chat.post(stage.thread, "a", said("kept"))).rejects.toMatchObject({
        code: "chat-failed",
        message: expect.stringMatching(/^The thread of musica is locked.*Unlock it/),
      });
      await stage.twin.until(() => stage.twin.message(card(stage))?.shown.includes("is locked"));
      const view = await stage.twin.slash({
        user: ANN,
        channel: GENERAL,
        command: "cockpit start",
        options: { project: "musica" },
      });
      await stage.twin.until(() => view.reply?.content.includes("is locked"));
      await stage.twin.changeThread(stage.root("musica"), { locked: false, archived: false });
      await stage.chat.post(stage.thread, "a", said("kept"));
      expect(await stage.read("musica")).toEqual(["kept"]);
      await stage.twin.until(() => !stage.twin.message(card(stage))?.shown.includes("is locked"));
    },
  );
});

const ALL = [
  "ViewChannel",
  "SendMessages",
  "SendMessagesInThreads",
  "CreatePublicThreads",
  "EmbedLinks",
  "AttachFiles",
  "AddReactions",
  "ReadMessageHistory",
  "UseApplicationCommands",
] as const;
const WITHOUT_THREADS = ALL;

describe("what the bot may not do", () => {
  it.each([
    ["SendMessages", "Send Messages"],
    ["SendMessagesInThreads", "Send Messages in Threads"],
    ["CreatePublicThreads", "Create Public Threads"],
    ["EmbedLinks", "Embed Links"],
    ["AttachFiles", "Attach Files"],
    ["AddReactions", "Add Reactions"],
    ["ReadMessageHistory", "Read Message History"],
    ["ViewChannel", "View Channels"],
  ] as const)("%s: is named to the one who starts", async (permission, name) => {
    const stage = await setDiscordStage({ twin: { permissions: ALL } });
    stage.twin.permit(GENERAL, stage.twin.bot.id, { deny: [permission] });
    const refused = await refusal(stage);
    expect(refused).toContain(`I lack ${name}`);
    expect(refused).toContain("Edit Channel, Permissions");
    expect(stage.twin.messages(GENERAL).filter(({ only }) => only === undefined)).toEqual([]);
  });

  it("is named all at once, and can be given", async () => {
    const stage = await setDiscordStage({ twin: { permissions: ["ViewChannel", "UseApplicationCommands"] } });
    expect(await refusal(stage)).toContain(
      "I lack Send Messages, Send Messages in Threads, Create Public Threads, Embed Links, Attach Files, Add Reactions, Read Message History in this channel.",
    );
    stage.twin.permit(GENERAL, stage.twin.bot.id, { allow: ALL });
    expect(await stage.openThread("musica")).not.toBe("");
  });

  async function refusal(stage: DiscordStage): Promise<string> {
    let told = "";
    stage.people.answer(async (call) => {
      try {
        return { text: await call.open("musica") };
      } catch (error) {
        told = error instanceof BridgeError ? error.message : String(error);
        return { text: told };
      }
    });
    await stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit start", options: { project: "musica" } });
    await stage.people.next(isCommand);
    stage.people.answer(async (call) => ({ text: await call.open("musica") }));
    return told;
  }
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
    const stage = await setDiscordStage({ speed: 1_000, discord: { channel: GENERAL }, twin: { rates: true } });
    const thread = (await stage.chat.thread("musica")) ?? "";
    await stage.clock.after(61 * 60_000);
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

describe("an interaction", () => {
  it("that came too late for its three seconds is done all the same, and answered in the channel", async () => {
    const stage = await opened();
    stage.people.answer(async () => ({ text: "It is idle." }));
    stage.twin.misbehave({
      method: "POST",
      route: /\/callback$/,
      how: { status: 404, code: 10062, message: "Unknown interaction" },
      times: 1,
    });
    await stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit status" }).catch(() => undefined);
    await stage.twin.until(() =>
      stage.twin.messages(GENERAL).find(({ content }) => content === `<@${ANN}> It is idle.`),
    );
    expect(stage.twin.messages(GENERAL).at(-1)?.pings).toEqual([]);
  });

  it("that took longer than its quarter of an hour is answered in the channel", async () => {
    const stage = await opened({ speed: 500 });
    stage.people.answer(async () => {
      await stage.clock.after(16 * 60_000);
      return { text: "Built at last." };
    });
    await stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit status" }).catch(() => undefined);
    await stage.twin.until(() =>
      stage.twin.messages(GENERAL).find(({ content }) => content === `<@${ANN}> Built at last.`),
    );
  });

  it("asks first also where the words are too long for a button, and forgets them at a restart", async () => {
    const stage = await opened();
    const words = `send musica ${"word ".repeat(60)}`.trim();
    stage.people.answer(async ({ confirmed }) =>
      confirmed ? { text: "done" } : { text: "", confirm: { question: "Really?", words } },
    );
    const view = await stage.twin.slash({ user: ANN, channel: GENERAL, command: "cockpit status" });
    const asked = await stage.twin.until(() => view.reply?.shown.includes("Really?") && view.reply);
    const button = { user: ANN, channel: asked.channel, id: asked.id, customId: idOf(asked.components) };
    expect(button.customId.length).toBeLessThanOrEqual(100);
    const yes = await stage.twin.click(button);
    await stage.twin.until(() => yes.reply?.content === "done");
    expect(stage.people.handed.flatMap((one) => (one.type === "command" ? [one.call.words] : [])).at(-1)).toBe(words);
    await stage.stop();
    await stage.restart();
    const late = await stage.twin.click(button);
    await stage.twin.until(() => late.reply?.content.startsWith("I do not remember what I asked there."));
  });

  it("with a form sends what stands in a message", async () => {
    const stage = await opened();
    const { channel, id } = await stage.twin.write({ channel: GENERAL, user: ANN, text: "Fix the bug" });
    await stage.twin.menu({ user: ANN, channel, id, command: "Send to a cockpit" });
    const modal = await stage.twin.until(() => stage.twin.modals(ANN).at(-1));
    expect(modal.title).toBe("Send to a cockpit");
    stage.people.answer(async () => ({ text: "Sent." }));
    const sent = await stage.twin.submit({ user: ANN, modal: modal.id, values: { project: ["other"] } });
    await stage.twin.until(() => sent.reply?.content === "Sent.");
    const calls = stage.people.handed.flatMap((one) => (one.type === "command" ? [one.call.words] : []));
    expect(calls.at(-1)).toBe("send other Fix the bug");
  });

  it("with a form refuses strangers, and says where there are no projects", async () => {
    const stage = await opened();
    const { channel, id } = await stage.twin.write({ channel: GENERAL, user: ANN, text: "Fix the bug" });
    const refused = async () => {
      const view = await stage.twin.menu({ user: ANN, channel, id, command: "Send to a cockpit" });
      return stage.twin.until(() => view.reply?.content);
    };
    stage.people.refuse("Sorry, not you.");
    expect(await refused()).toBe("Sorry, not you.");
    stage.people.refuse(null);
    Object.assign(stage.people, { projects: async () => [] });
    expect(await refused()).toMatch(/^There are no projects yet/);
  });

  it("with more projects than a select holds asks for the name", async () => {
    const stage = await opened();
    Object.assign(stage.people, { projects: async () => Array.from({ length: 40 }, (_, at) => `project-${at}`) });
    const { channel, id } = await stage.twin.write({ channel: GENERAL, user: ANN, text: "Fix the bug" });
    await stage.twin.menu({ user: ANN, channel, id, command: "Send to a cockpit" });
    const modal = await stage.twin.until(() => stage.twin.modals(ANN).at(-1));
    await stage.twin.submit({ user: ANN, modal: modal.id, values: { project: "project-39" } });
    await stage.people.next(
      (one): one is Extract<Handed, { type: "command" }> =>
        one.type === "command" && one.call.words === "send project-39 Fix the bug",
    );
  });
});

function idOf(components: readonly Readonly<Record<string, unknown>>[]): string {
  const [, id = ""] = /"custom_id":"([^"]*)"/.exec(JSON.stringify(components)) ?? [];
  return id;
}

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
  expect(BigInt(bits)).toBe(274_878_024_768n | (1n << 35n));
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
