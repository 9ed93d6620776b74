import { expect, it } from "vitest";
import { tokenOf } from "../../src/cockpit/answer/token.ts";
import type { Message } from "../../src/ports/ports.ts";
import { CARD } from "../contract/chat-adapter.ts";
import { screenQuestion } from "../core/states.ts";
import { type Handed, isCall, isSaid } from "../fakes/people.ts";
import { snowflake } from "../twins/discord/index.ts";
import { ANN, BOB, type DiscordStage, GENERAL, setDiscordStage } from "./stage.ts";

const said = (text: string): Message => ({ type: "said", text });

async function opened(
  options: Parameters<typeof setDiscordStage>[0] = {},
): Promise<DiscordStage & { readonly thread: string }> {
  const stage = await setDiscordStage(options);
  return { ...stage, thread: await stage.openThread("musica") };
}

it("registers every command of the table, and offers projects", async () => {
  const { twin } = await setDiscordStage();
  const [command] = twin.commands(twin.guild.id);
  const names = JSON.stringify(command?.payload);
  for (const name of ["start", "stop", "status", "respond", "interrupt", "file", "notify", "help"])
    expect(names).toContain(`"name":"${name}"`);
  const choices = await twin.autocomplete({
    user: ANN,
    channel: GENERAL,
    command: "cockpit start",
    option: "project",
    value: "mus",
  });
  expect(choices.map(({ value }) => value)).toEqual(["musica"]);
});

it("offers Claude's own commands and the project's", async () => {
  const stage = await opened();
  const asked = { user: ANN, command: "cockpit slash", option: "command" };
  const offered = async (place: object) =>
    (await stage.twin.autocomplete({ ...asked, channel: GENERAL, value: "/", ...place })).map(({ value }) => value);
  expect(await offered({ options: { project: "other" } })).toEqual(["/deploy-other", "/compact", "/context"]);
  expect(await offered({ channel: stage.root("musica"), value: "dep" })).toEqual(["/deploy-musica"]);
  expect(await offered({})).toEqual([]);
});

it("answers a command to the asker alone; a second start leads to the same thread", async () => {
  const stage = await opened();
  const view = await stage.twin.slash({
    user: BOB,
    channel: GENERAL,
    command: "cockpit start",
    options: { project: "musica" },
  });
  const reply = await stage.twin.until(() => view.reply !== undefined && !view.reply.loading && view.reply);
  expect(reply.only).toBe(BOB);
  expect(reply.content).toContain(`/${stage.root("musica")}`);
  expect(stage.twin.threads(GENERAL)).toHaveLength(1);
});

it("needs no project in its thread, for a slash command and for a mention", async () => {
  const stage = await opened();
  stage.people.answer(async () => ({ text: "stopped" }));
  await stage.twin.slash({ user: ANN, channel: stage.root("musica"), command: "cockpit stop" });
  expect((await stage.people.next(isCall(/^stop$/))).call).toMatchObject({ project: "musica", channel: GENERAL });
  await stage.write("musica", `<@${stage.twin.bot.id}> status`);
  expect((await stage.people.next(isCall(/^status$/))).call).toMatchObject({ project: "musica" });
  expect(stage.people.handed.filter(({ type }) => type === "said")).toEqual([]);
});

it("a button on the card is a command; one that asks first is done after a yes", async () => {
  const stage = await opened();
  stage.people.answer(async ({ confirmed, words }) =>
    words.startsWith("remove") && !confirmed
      ? { text: "", confirm: { question: "Remove musica?", words: "remove musica" } }
      : { text: `done: ${words}` },
  );
  const actions = [...CARD.actions, { command: "remove", label: "Remove", style: "danger" } as const];
  await stage.chat.show(stage.thread, { ...CARD, actions });
  const card = { channel: GENERAL, id: stage.root("musica") };
  const view = await stage.twin.click({ user: BOB, ...card, customId: "cockpit:remove musica" });
  const asked = await stage.twin.until(() => view.reply?.shown.includes("Remove musica?") && view.reply);
  const yes = await stage.twin.click({
    user: BOB,
    channel: asked.channel,
    id: asked.id,
    customId: "confirmed:remove musica",
  });
  await stage.twin.until(() => yes.reply?.content.includes("done: remove musica"));
  expect(stage.people.handed.filter(isCall(/^remove/)).map(({ call }) => call.confirmed)).toEqual([false, true]);
});

it("a button under a message is a command with what stands behind the project's name", async () => {
  const stage = await opened();
  const actions = [{ command: "slash", rest: "/compact", label: "Shorten" }];
  const failed = { type: "turn", state: "failed", reason: "It is too long.", actions } as const;
  await stage.chat.post(stage.thread, "f1", failed);
  const root = stage.root("musica");
  const told = stage.twin.messages(root).find(({ content }) => content.includes("too long"));
  await stage.twin.click({ user: BOB, channel: root, id: told?.id ?? "", customId: "cockpit:slash musica /compact" });
  expect((await stage.people.next(isCall(/^slash/))).call).toMatchObject({ words: "slash musica /compact" });
});

it("a screen that waits for a key comes with its picture, and a button is a key", async () => {
  const stage = await opened();
  await stage.chat.post(stage.thread, "question:q-screen", { type: "question", question: screenQuestion });
  const root = stage.root("musica");
  const shown = stage.twin.messages(root);
  expect(shown.flatMap(({ attachments }) => attachments.map(({ name }) => name))).toEqual([
    expect.stringMatching(/^screen-\w+\.png$/),
  ]);
  const asked = shown.find(({ components }) => JSON.stringify(components).includes("Escape"));
  const customId = `pick:musica:${tokenOf(screenQuestion)}:Escape`;
  await stage.twin.click({ user: BOB, channel: root, id: asked?.id ?? "", customId });
  const { pick } = await stage.people.next((one): one is Extract<Handed, { type: "pick" }> => one.type === "pick");
  expect(pick).toMatchObject({ project: "musica", text: "Escape" });
});

it("a refusal is a direct message", async () => {
  const stage = await opened();
  stage.people.refuse("Sorry, not you.");
  await stage.write("musica", "let me in");
  await stage.twin.until(() =>
    stage.twin.messages(stage.twin.dm(ANN)).some(({ content }) => content === "Sorry, not you."),
  );
  expect((await stage.read("musica")).join()).not.toContain("Sorry");
});

it("in a forum the thread is a post", async () => {
  const forum = snowflake(202);
  const stage = await setDiscordStage({ discord: { channel: forum } });
  stage.twin.channel(forum, { name: "projects", type: "forum" });
  const thread = (await stage.chat.thread("musica")) ?? "";
  await stage.chat.post(thread, "a", said("some words"));
  await stage.chat.show(thread, { ...CARD, state: "working" });
  expect(stage.twin.threads(forum).map(({ name }) => name)).toEqual(["musica"]);
  const shown = stage.twin.messages(stage.root("musica")).map((message) => message.shown);
  expect(shown).toEqual([expect.stringContaining("working"), "some words"]);
});

it.each([
  ["its connection breaks", async ({ twin }: DiscordStage) => twin.cut()],
  ["its session is lost", async ({ twin }: DiscordStage) => twin.invalidate(false)],
  [
    "nothing answers for a while",
    async ({ twin }: DiscordStage) => {
      await twin.down();
      await twin.up();
    },
  ],
])("comes back when %s, and what was written in between is heard", async (_, trouble) => {
  const stage = await opened();
  stage.twin.loseEvents(true);
  await trouble(stage);
  await stage.write("musica", "in the hole");
  await stage.people.next(isSaid("in the hole"));
  stage.twin.loseEvents(false);
});

it.each([
  ["a 503", { status: 503 }],
  ["a connection that breaks", "drop before"],
  ["an answer that is lost", "drop after"],
] as const)("posts once, after %s", async (_, how) => {
  const stage = await opened({ speed: 100 });
  stage.twin.misbehave({ method: "POST", route: /\/messages$/, how, times: 1 });
  await stage.chat.post(stage.thread, "a", said("some words"));
  expect(await stage.read("musica")).toEqual(["some words"]);
});

it("splits what is long, and past a few messages puts it into a file", async () => {
  const stage = await opened();
  await stage.chat.post(stage.thread, "a", said("word ".repeat(900)));
  expect((await stage.read("musica")).length).toBeGreaterThan(1);
  await stage.chat.post(stage.thread, "b", said(`${"word ".repeat(9_000)}the end`));
  const files = stage.twin.messages(stage.root("musica")).flatMap(({ attachments }) => attachments);
  expect(files).toHaveLength(1);
});

it.each([
  ["token", { refuse: true }, /^Discord refuses the bot's token\. Set DISCORD_TOKEN/],
  ["intent", { privileged: [] as const }, /Message Content Intent/],
] as const)("a %s that is not granted is told of", async (_, { ...what }, sentence) => {
  const stage = await setDiscordStage({
    stopped: true,
    ...("privileged" in what && { twin: { privileged: what.privileged } }),
  });
  if ("refuse" in what) stage.twin.refuseToken();
  await expect(stage.restart()).rejects.toMatchObject({
    code: "chat-refused",
    message: expect.stringMatching(sentence),
  });
});
