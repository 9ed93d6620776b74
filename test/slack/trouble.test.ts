import { expect, it } from "vitest";
import { isSlacks } from "../../adapters/slack/reader.ts";
import type { ChatAnswer, Message } from "../../src/ports/ports.ts";
import { CARD } from "../contract/chat-adapter.ts";
import { given } from "../fakes/given.ts";
import { type Handed, isCall, isSaid } from "../fakes/people.ts";
import { type SlackStage, setSlackStage } from "./stage.ts";

const said = (text: string): Message => ({ type: "said", text });
const commands = ({ people }: SlackStage, words: RegExp) => people.handed.filter(isCall(words));

async function opened(
  options: Parameters<typeof setSlackStage>[0] = {},
): Promise<SlackStage & { readonly thread: string }> {
  const stage = await setSlackStage({ speed: 200, ...options });
  return { ...stage, thread: await stage.openThread("musica") };
}

/** The bot's connection was cut, and it has read again what there is; where nothing is new, it only looks for that. */
async function readAgain({ twin }: SlackStage, read = "conversations.replies"): Promise<void> {
  const from = twin.calls.length;
  twin.cut();
  const opened = await twin.next(
    ({ method, answered }) => method === "apps.connections.open" && answered === "ok",
    from,
  );
  const after = twin.calls.indexOf(opened);
  await twin.next(({ method, answered }) => method === read && answered === "ok", after);
}

const whispered = ({ twin }: SlackStage, words: RegExp) =>
  twin.until(() => twin.ephemerals("U1").find(({ shown }) => words.test(shown)));

it.each([
  ["the bot was put out of the channel", async ({ twin }: SlackStage) => twin.kick("C1")],
  ["its card was deleted", async (stage: SlackStage) => stage.twin.erase(stage.place("musica"))],
])("a thread that cannot be read, for %s, keeps no other from being heard", async (_, trouble) => {
  const stage = await opened();
  stage.twin.channel("C2", { name: "two", members: ["U1"] });
  await stage.twin.slash({ user: "U1", channel: "C2", text: "start other" });
  await stage.twin.until(() => stage.disk.get("other")?.includes('"root":"') || undefined);
  await trouble(stage);
  await stage.stop();
  const { channel, ts } = stage.place("other");
  await stage.twin.write({ channel, thread: ts, user: "U1", text: "still there?" });
  await stage.restart();
  await stage.people.next(isSaid("still there?"));
});

it("a project whose card was deleted gets a new one at its next start", async () => {
  const stage = await opened();
  const old = stage.place("musica");
  await stage.twin.erase(old);
  const { responses } = await stage.twin.slash({ user: "U1", channel: "C1", text: "start musica" });
  await stage.twin.until(() => responses.length > 0);
  expect(stage.place("musica").ts).not.toBe(old.ts);
  expect(JSON.stringify(responses)).toContain(stage.place("musica").ts.replace(".", ""));
});

it("a command that takes long holds up neither what is written after it, nor another command", async () => {
  const stage = await opened();
  let finish = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  stage.people.answer(async ({ words }) => {
    if (words === "start") await held;
    return { text: `${words} is done` };
  });
  const { channel, ts: thread } = stage.place("musica");
  await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> start" });
  await stage.write("musica", "hello");
  await stage.people.next(isSaid("hello"));
  await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> stop" });
  await whispered(stage, /stop is done/);
  expect(commands(stage, /^start$/)).toEqual([]);
  finish();
  await whispered(stage, /start is done/);
});

it("a command that a crash broke off is found again, also after what came behind it was read", async () => {
  const stage = await opened();
  stage.people.answer(() => new Promise<ChatAnswer>(() => undefined));
  const { channel, ts: thread } = stage.place("musica");
  await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> stop" });
  await stage.write("musica", "and then this");
  await stage.people.next(isSaid("and then this"));
  await readAgain(stage);
  await stage.stop();
  stage.people.answer(async () => ({ text: "stopped" }));
  await stage.restart();
  await stage.people.next(isCall(/^stop$/));
});

it("a mention that Slack tells of twice is one command", async () => {
  const stage = await opened();
  stage.people.answer(async () => ({ text: "all is well" }));
  stage.twin.duplicate(4);
  await stage.twin.write({ channel: "C1", user: "U1", text: "<@U0BOT> status" });
  await whispered(stage, /all is well/);
  await stage.write("musica", "after");
  await stage.people.next(isSaid("after"));
  expect(commands(stage, /^status$/)).toHaveLength(1);
});

it.each([
  ["a post", async ({ chat, thread }) => chat.post(thread, "a", said("words")), "chat.postMessage"],
] satisfies readonly [string, (stage: SlackStage & { readonly thread: string }) => Promise<void>, string][])(
  "%s that was given up, though it had got there, is found at the next try",
  async (_, act, method) => {
    const stage = await opened({ speed: 1000 });
    const undo = stage.twin.misbehave({ method, how: "drop after", times: 1 });
    const away = stage.twin.misbehave({ method: "conversations.replies", how: { error: "thread_not_found" } });
    await expect(act(stage)).rejects.toThrow();
    undo();
    away();
    await act(stage);
    expect(await stage.read("musica")).toHaveLength(1);
  },
);

it("a file whose upload's answer was lost, and a direct message, are there once", async () => {
  const stage = await opened();
  stage.twin.misbehave({ method: "files.completeUploadExternal", how: "drop after", times: 1 });
  await stage.chat.post(stage.thread, "long", said(`${"word ".repeat(12_000)}the end`));
  const names = stage.twin.thread("C1", stage.place("musica").ts).flatMap(({ files }) => files.map(({ name }) => name));
  expect(names).toHaveLength(1);
  stage.people.direct.add("slack:U1");
  stage.twin.misbehave({
    method: "chat.postMessage",
    how: "drop after",
    times: 1,
    when: (args) => JSON.stringify(args).includes("DU1"),
  });
  const question = { id: "q", kind: "text", text: "Lazy?", sentence: "Lazy?", asks: [], since: 1 } as const;
  await stage.chat.post(stage.thread, "q", { type: "question", question, to: ["slack:U1"] });
  expect(stage.twin.messages("DU1")).toHaveLength(1);
});

it.each([
  ["is empty", "", /Slack did not take e\.txt: it is empty/, null],
  ["that Slack refuses", "x", /Slack did not take e\.txt: file_uploads_disabled/, "file_uploads_disabled"],
])("a file that %s is said so, once", async (_, content, sentence, error) => {
  const stage = await opened();
  stage.people.answer(async () => ({ text: "", file: given("e.txt", content) }));
  if (error !== null) stage.twin.misbehave({ method: /^files\./, how: { error } });
  const { channel, ts: thread } = stage.place("musica");
  await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> file e.txt" });
  await whispered(stage, sentence);
  await readAgain(stage);
  expect(commands(stage, /^file/)).toHaveLength(1);
});

it("/cockpit file puts the file into the project's thread, and says where", async () => {
  const stage = await opened();
  stage.people.answer(async () => ({ text: "", file: given("report.txt", "all of it") }));
  await stage.twin.slash({ user: "U1", channel: "C1", text: "file musica report.txt" });
  await whispered(stage, /report\.txt is in the thread: <?https?:/);
  const files = stage.twin.thread("C1", stage.place("musica").ts).flatMap((message) => message.files);
  expect(files.map(({ name }) => name)).toEqual(["report.txt"]);
});

it("what `send` in the channel said is not missed in the thread", async () => {
  const stage = await opened({ speed: 1000 });
  await stage.twin.write({ channel: "C1", user: "U1", text: "<@U0BOT> send musica fix it" });
  const { call } = await stage.people.next(isCall(/^send musica fix it$/));
  stage.people.inbox.push(call.id);
  await stage.clock.after(90_000);
  await readAgain(stage, "conversations.history");
  await stage.write("musica", "after");
  await stage.people.next(isSaid("after"));
  expect(stage.people.handed.filter(({ type }) => type === "withdrawn")).toEqual([]);
});

it("a deletion that is told before its message takes it back all the same", async () => {
  const stage = await opened();
  stage.twin.shuffle(2);
  const id = await stage.write("musica", "taken back");
  await stage.erase(id);
  await stage.write("musica", "after");
  await stage.people.next(isSaid("after"));
  expect(stage.people.handed.filter(isSaid("taken back"))).toEqual([]);
});

it("what was refused, or edited, is not told of again at every reading while something waits", async () => {
  const stage = await opened();
  const waits = await stage.write("musica", "waits");
  await stage.people.next(isSaid("waits"));
  stage.people.inbox.push(waits);
  await stage.edit(waits, "waits, edited");
  await stage.people.next((one): one is Extract<Handed, { type: "edited" }> => one.type === "edited");
  stage.people.refuse("Sorry.");
  for (let at = 0; at < 60; at++) await stage.write("musica", `stranger ${at}`);
  const sorry = () => stage.twin.ephemerals("U1").filter(({ text }) => text === "Sorry.").length;
  await stage.twin.until(() => sorry() === 60);
  await readAgain(stage);
  await readAgain(stage);
  await stage.write("musica", "last");
  await stage.twin.until(() => sorry() === 61);
  expect(stage.people.handed.filter(({ type }) => type === "edited")).toHaveLength(1);
});

it("one thread that has no session leaves the others theirs; another app's metadata hides no message", async () => {
  const stage = await opened();
  const other = await stage.openThread("other");
  stage.twin.misbehave({ method: "agents.sessions.setStatus", how: { error: "channel_not_found" }, times: 1 });
  await stage.chat.show(stage.thread, { ...CARD, state: "working" });
  await stage.chat.show(other, { ...CARD, project: "other", state: "working" });
  expect(stage.twin.session("C1", stage.place("other").ts)?.status).toBe("processing");
});

it("an activity is finished before the end of its turn is told as done", async () => {
  const stage = await opened();
  await stage.chat.post(stage.thread, "d1", { type: "did", tool: "Bash", summary: "ls" });
  await stage.chat.post(stage.thread, "d2", { type: "did", tool: "Bash", summary: "pwd" });
  await stage.chat.post(stage.thread, "t", { type: "turn", state: "ended" });
  await stage.stop();
  expect((await stage.read("musica")).join()).not.toMatch(/working/i);
});

it.each([
  ["that this bot has put up", false],
  ["that stood there before it came", true],
])("a deaf socket is found by a card %s, and left for one other; none is left open at the end", async (_, stands) => {
  const stage = await opened({ speed: 100 });
  await stage.chat.show(stage.thread, CARD, stands);
  for (let at = 0; at < 2; at++) {
    stage.twin.deafen();
    await stage.write("musica", `deaf ${at}`);
    await stage.people.next(isSaid(`deaf ${at}`));
    await stage.twin.until(() => stage.twin.connections === 1);
  }
  await stage.stop();
  await stage.twin.until(() => stage.twin.connections === 0);
});

it("Slack may be away at the start, and the bot comes to it when it is back", async () => {
  const stage = await setSlackStage({ stopped: true, speed: 1000 });
  await stage.twin.down();
  await expect(stage.restart()).rejects.toMatchObject({ code: "chat-failed" });
  await stage.twin.up();
  await stage.restart();
  await stage.openThread("musica");
});

it("the bot's token goes to Slack alone", () => {
  const table: readonly [string, string | undefined, boolean][] = [
    ["https://files.slack.com/files-pri/T1-F1/a.png", undefined, true],
    ["https://slack.com/x", undefined, true],
    ["http://files.slack.com/x", undefined, false],
    ["https://files.slack.com.evil.org/x", undefined, false],
    ["https://evilslack.com/x", undefined, false],
    ["https://drive.google.com/x", undefined, false],
    ["http://127.0.0.1:99/files/x", "http://127.0.0.1:99/api/", true],
    ["http://127.0.0.1:98/files/x", "http://127.0.0.1:99/api/", false],
    ["nothing", undefined, false],
  ];
  for (const [address, api, is] of table) expect([address, isSlacks(address, api)]).toEqual([address, is]);
});

it("a file that cannot be had at first is fetched when it can", async () => {
  const stage = await opened();
  stage.twin.misbehave({ method: "download", how: { status: 503 }, times: 2 });
  const { channel, ts: thread } = stage.place("musica");
  const content = Buffer.from("content");
  await stage.twin.write({ channel, thread, user: "U1", text: "look", files: [{ name: "a.txt", content }] });
  const { message } = await stage.people.next(isSaid("look"));
  const pieces: Buffer[] = [];
  for (const { open } of message.files) for await (const piece of await open()) pieces.push(Buffer.from(piece));
  expect(Buffer.concat(pieces)).toEqual(content);
});

it("answers in a direct message stay in the thread they were asked in", async () => {
  const stage = await opened();
  stage.people.answer(async () => ({ text: "nothing waits" }));
  const { ts } = await stage.twin.write({ channel: "DU1", user: "U1", text: "status" });
  await stage.twin.write({ channel: "DU1", user: "U1", thread: ts, text: "status musica" });
  await stage.people.next(isCall(/^status musica$/));
  await stage.twin.until(() =>
    stage.twin.ephemerals("U1").some(({ channel, thread_ts }) => channel === "DU1" && thread_ts === ts),
  );
});

it("what is written in a thread before its card's answer has come is heard", async () => {
  const stage = await setSlackStage({ speed: 200 });
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  // The card is there, and nobody told the bot: its answer is lost, and looking for it takes a while.
  stage.twin.misbehave({ method: "chat.postMessage", how: "drop after", times: 1 });
  stage.twin.misbehave({ method: "conversations.history", how: { delay: held }, times: 1 });
  const started = stage.twin.slash({ user: "U1", channel: "C1", text: "start musica" });
  const card = await stage.twin.until(() => stage.twin.messages("C1")[0]);
  await stage.twin.write({ channel: "C1", thread: card.ts, user: "U1", text: "early" });
  await stage.twin.until(() =>
    stage.twin.events.some(({ acked, event }) => acked && JSON.stringify(event).includes("early")),
  );
  answer();
  await started;
  await stage.people.next(isSaid("early"));
});
