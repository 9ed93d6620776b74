import { describe, expect, it } from "vitest";
import { asBridgeError } from "../../src/errors.ts";
import type { ChatAnswer, Message } from "../../src/ports/ports.ts";
import { CARD } from "../contract/chat-adapter.ts";
import { snowflake } from "../twins/discord/index.ts";
import { isSaid, opened, said, until } from "./scene.ts";
import { ALL, ANN, type DiscordStage, GENERAL, setDiscordStage } from "./stage.ts";

const card = (stage: DiscordStage) => ({ channel: GENERAL, id: stage.root("musica") });
const cardsIn = ({ twin }: DiscordStage, channel: string) =>
  twin.messages(channel).filter(({ embeds, deleted, type }) => embeds.length > 0 && !deleted && type === 0);

describe("the thread", () => {
  it.each([
    ["its card", /^\/channels\/\d+\/messages$/],
    ["the thread under it", /\/threads$/],
  ])("is one, also where the bot was killed before it knew of %s", async (_, route) => {
    const stage = await setDiscordStage({ discord: { channel: GENERAL } });
    const undo = stage.twin.misbehave({ method: "POST", route, how: "drop after" });
    const lost = stage.chat.thread("musica").catch((error: unknown) => error);
    await stage.twin.next(({ method, route: called }) => method === "POST" && route.test(called));
    await stage.stop();
    expect(await lost).toBeInstanceOf(Error);
    undo();
    // The nonce is forgotten by then.
    stage.clock.leap(10 * 60_000);
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
      const stage = await opened({ twin: { permissions: ALL } });
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

describe("a new thread soon after the old one", () => {
  it.each([
    ["a connection that breaks", "drop before"],
    ["a 503", { status: 503 }],
  ] as const)("gets a card of its own after %s, and nothing is said again", async (_, how) => {
    const stage = await opened({ speed: 20 });
    const first = stage.root("musica");
    await stage.write("musica", "old words");
    await stage.people.next(isSaid("old words"));
    await stage.chat.closeThread(stage.thread);
    stage.twin.misbehave({ method: "POST", route: new RegExp(`^/channels/${GENERAL}/messages$`), how, times: 1 });
    await stage.openThread("musica");
    expect(stage.root("musica")).not.toBe(first);
    await stage.write("musica", "new words");
    await stage.people.next(isSaid("new words"));
    expect(stage.people.handed.filter(isSaid("old words"))).toHaveLength(1);
  });
});

describe("a start", () => {
  /** What the one who starts it there is told. */
  async function toldIn(stage: DiscordStage, start: () => Promise<unknown>): Promise<string> {
    const told = new Promise<string>((resolve) =>
      stage.people.answer(async (call): Promise<ChatAnswer> => {
        const text = await call.open("musica").catch((error: unknown) => asBridgeError(error).message);
        resolve(text);
        return { text };
      }),
    );
    await start();
    return told;
  }
  const slash = (stage: DiscordStage, channel: string) =>
    stage.twin.slash({ user: ANN, channel, command: "cockpit start", options: { project: "musica" } });

  it("in a direct message says where to, and leaves nothing behind", async () => {
    const stage = await setDiscordStage();
    const channel = stage.twin.dm(ANN);
    const told = await toldIn(stage, () => stage.twin.write({ channel, user: ANN, text: "start musica" }));
    expect(told).toMatch(/^A thread can be opened in a text channel or a forum of a server only\./);
    expect(cardsIn(stage, channel)).toEqual([]);
  });

  it("in a voice channel says where to, and leaves nothing behind", async () => {
    const stage = await setDiscordStage();
    const voice = snowflake(203);
    stage.twin.channel(voice, { name: "talk", type: "voice" });
    const told = await toldIn(stage, () => slash(stage, voice));
    expect(told).toMatch(/^A thread can be opened in a text channel or a forum of a server only\./);
    expect(cardsIn(stage, voice)).toEqual([]);
  });

  it("whose thread is refused leaves no card, however often it is tried", async () => {
    const stage = await setDiscordStage();
    const undo = stage.twin.misbehave({ method: "POST", route: /\/threads$/, how: { status: 403, code: 50013 } });
    for (const _ of [1, 2]) expect(await toldIn(stage, () => slash(stage, GENERAL))).toContain("Create Public Threads");
    expect(cardsIn(stage, GENERAL)).toEqual([]);
    undo();
    expect(await toldIn(stage, () => slash(stage, GENERAL))).toContain("https://");
    expect(cardsIn(stage, GENERAL)).toHaveLength(1);
  });

  it("that Discord refuses for a reason of its own says so in a sentence", async () => {
    const stage = await setDiscordStage();
    stage.twin.misbehave({ method: "POST", route: /\/threads$/, how: { status: 400, code: 160006 } });
    expect(await toldIn(stage, () => slash(stage, GENERAL))).toBe(
      "Discord does not let me open a thread in this channel (160006). Say it again in another one.",
    );
  });

  it("elsewhere, where the old channel is closed to the bot, says what is to be done", async () => {
    const stage = await opened();
    const news = snowflake(205);
    stage.twin.channel(news, { name: "news" });
    stage.twin.permit(GENERAL, stage.twin.bot.id, { deny: ["ViewChannel"] });
    const told = await toldIn(stage, () => slash(stage, news));
    expect(told).toMatch(
      /^The thread of musica is in a channel that I cannot see any more\. Give my role View Channels/,
    );
  });
});

describe("a forum that wants a tag", () => {
  const forum = snowflake(204);
  const tag = { id: snowflake(501), name: "talk" };

  it.each([
    ["gets one that all may set", [{ ...tag, id: snowflake(502), moderated: true }, tag]],
    ["gets the only one", [tag]],
  ])("%s", async (_, tags) => {
    const stage = await setDiscordStage({ discord: { channel: forum } });
    stage.twin.channel(forum, { name: "forum", type: "forum", requireTag: true, tags });
    expect(await stage.chat.thread("musica")).not.toBeNull();
    const { body } = stage.twin.calls.findLast(({ route }) => route === `/channels/${forum}/threads`) ?? {};
    expect(body).toMatchObject({ applied_tags: [tag.id] });
  });

  it("and has none for the bot is told of in a sentence", async () => {
    const stage = await setDiscordStage({ discord: { channel: forum } });
    const tags = [{ ...tag, moderated: true }];
    stage.twin.channel(forum, { name: "forum", type: "forum", requireTag: true, tags });
    await expect(stage.chat.thread("musica")).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringMatching(/^Posts in this forum need a tag/),
    });
  });
});

describe("an archived thread", () => {
  const options = [{ label: "A" }, { label: "B" }];
  const asks = [{ text: "Which?", multiple: false, options }];
  const question = { id: "q", kind: "choices", text: "Which?", sentence: "Which?", asks, since: 1 } as const;

  it("still shows what became of a question", async () => {
    const stage = await opened();
    await stage.chat.post(stage.thread, "question:q", { type: "question", question });
    await stage.twin.changeThread(stage.root("musica"), { archived: true });
    await stage.chat.post(stage.thread, "s", { type: "settled", question, outcome: "Ann: A" });
    expect((await stage.read("musica")).join()).toContain("Ann: A");
  });

  it("still shows the end of an activity", async () => {
    const stage = await opened();
    await stage.chat.post(stage.thread, "d", { type: "did", tool: "Bash", summary: "ls" });
    await stage.twin.changeThread(stage.root("musica"), { archived: true });
    await stage.chat.post(stage.thread, "t", { type: "turn", state: "ended" });
    expect((await stage.read("musica")).join()).not.toContain("Working");
  });

  it("that is locked, too, keeps what became of a question until it is unlocked", async () => {
    const stage = await opened({ twin: { permissions: ALL } });
    const settled: Message = { type: "settled", question, outcome: "Ann: A" };
    await stage.chat.post(stage.thread, "question:q", { type: "question", question });
    await stage.twin.changeThread(stage.root("musica"), { archived: true, locked: true });
    await expect(stage.chat.post(stage.thread, "s", settled)).rejects.toThrow(/is locked/);
    await stage.twin.changeThread(stage.root("musica"), { archived: false, locked: false });
    await stage.chat.post(stage.thread, "s", settled);
    expect((await stage.read("musica")).join()).toContain("Ann: A");
  });
});

describe("a post in a forum", () => {
  const forum = snowflake(202);

  async function posted() {
    const stage = await setDiscordStage({ discord: { channel: forum }, twin: { permissions: ALL } });
    stage.twin.channel(forum, { name: "projects", type: "forum" });
    const thread = (await stage.chat.thread("musica")) ?? "";
    await stage.chat.show(thread, CARD);
    return { ...stage, thread, post: { channel: stage.root("musica"), id: stage.root("musica") } };
  }

  it("that is locked says so on its card", async () => {
    const { twin, chat, thread, post } = await posted();
    await twin.changeThread(post.id, { locked: true });
    await expect(chat.post(thread, "a", said("kept"))).rejects.toThrow(/is locked/);
    await twin.until(() => twin.message(post)?.shown.includes("is locked"));
  });

  it("that is locked and archived cannot say so, which is no failure", async () => {
    const { twin, chat, thread, post, log } = await posted();
    await twin.changeThread(post.id, { locked: true, archived: true });
    await expect(chat.post(thread, "a", said("kept"))).rejects.toThrow(/is locked/);
    await chat.show(thread, { ...CARD, state: "working" });
    await until(() => log.some((line) => line.includes("the card of musica cannot be changed")));
  });
});
