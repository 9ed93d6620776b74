import { describe, expect, it } from "vitest";
import { checkSlack } from "../../adapters/slack/check.ts";
import { BridgeError } from "../../src/errors.ts";
import type { ChatAdapter, Message } from "../../src/ports/ports.ts";
import { type Handed, isSaid } from "../fakes/people.ts";
import { COPIES, loadedFirst } from "../fakes/undici.ts";
import { type SlackStage, setSlackStage } from "./stage.ts";

const said = (text: string): Message => ({ type: "said", text });

const idsOf = ({ people }: SlackStage) => people.handed.flatMap((one) => (one.type === "said" ? [one.message.id] : []));
const texts = ({ people }: SlackStage) =>
  people.handed.flatMap((one) => (one.type === "said" ? [one.message.text] : []));
const once = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];

async function opened(
  options: Parameters<typeof setSlackStage>[0] = {},
): Promise<SlackStage & { readonly thread: string }> {
  const stage = await setSlackStage(options);
  return { ...stage, thread: await stage.openThread("musica") };
}

async function refusal(task: Promise<unknown>): Promise<BridgeError> {
  return task.then(
    () => {
      throw new Error("it was not refused");
    },
    (error: unknown) => {
      if (error instanceof BridgeError) return error;
      throw error;
    },
  );
}

describe("the socket", () => {
  it.each([
    ["its connection breaks", (stage: SlackStage) => stage.twin.cut()],
    ["Slack wants it renewed", (stage: SlackStage) => stage.twin.refresh()],
    ["Slack warns that it will close it", (stage: SlackStage) => stage.twin.warn()],
  ])("comes back when %s, and what was written in between is heard", async (_, trouble) => {
    const stage = await opened();
    await stage.write("musica", "before");
    await stage.people.next(isSaid("before"));
    // As in the hole that a reconnect leaves: nobody is told of it.
    stage.twin.loseEvents(true);
    const calls = stage.twin.calls.length;
    trouble(stage);
    await stage.write("musica", "in the hole");
    await stage.twin.next(({ method }) => method === "apps.connections.open", calls);
    await stage.people.next(isSaid("in the hole"));
    stage.twin.loseEvents(false);
    await stage.write("musica", "after");
    await stage.people.next(isSaid("after"));
    expect(once(texts(stage))).toEqual(["before", "in the hole", "after"]);
  });

  it("comes back after an outage in which nothing answered", async () => {
    const stage = await opened();
    await stage.twin.down();
    await stage.twin.up();
    stage.twin.loseEvents(true);
    await stage.write("musica", "while it was away");
    await stage.people.next(isSaid("while it was away"));
    expect(stage.twin.connections).toBe(1);
  });

  it("notices that it is deaf, though it is open and answers pings", async () => {
    const stage = await opened({ speed: 200 });
    await stage.chat.show(stage.thread, {
      project: "musica",
      state: "idle",
      since: 0,
      session: "s",
      question: null,
      waiting: 0,
      tasks: 0,
      tasksPaused: false,
      place: null,
      limitedUntil: null,
      trouble: null,
      actions: [],
    });
    stage.twin.deafen();
    await stage.write("musica", "into a deaf ear");
    await stage.people.next(isSaid("into a deaf ear"));
    stage.twin.hear();
    await stage.write("musica", "heard");
    await stage.people.next(isSaid("heard"));
  });

  it("outlives Slack's word that it leaves events out, and catches up", async () => {
    const stage = await opened();
    stage.twin.loseEvents(true);
    await stage.write("musica", "left out");
    stage.twin.loseEvents(false);
    stage.twin.rateLimitedFrame();
    await stage.people.next(isSaid("left out"));
  });
});

describe("a token that is no good", () => {
  it.each([
    ["bot", "invalid_auth", /^Slack refuses the bot's token \(invalid_auth\)\. Set SLACK_BOT_TOKEN/],
    ["app", "invalid_auth", /^Slack refuses the app's token \(invalid_auth\)\. Set SLACK_APP_TOKEN/],
    ["bot", "token_revoked", /token_revoked/],
  ] as const)("is told of at the start: %s, %s", async (which, error, sentence) => {
    const stage = await setSlackStage({ stopped: true });
    stage.twin.refuseTokens(which, error);
    const refused = await refusal(stage.restart());
    expect(refused.code).toBe("chat-refused");
    expect(refused.message).toMatch(sentence);
  });

  it("does not end the bot in the middle: it comes back when the token does", async () => {
    const stage = await opened({ speed: 100 });
    stage.twin.refuseTokens("app", "token_revoked");
    const calls = stage.twin.calls.length;
    stage.twin.cut();
    await stage.twin.next(
      ({ method, answered }) => method === "apps.connections.open" && answered === "token_revoked",
      calls,
    );
    await stage.write("musica", "meanwhile");
    stage.twin.acceptTokens();
    await stage.people.next(isSaid("meanwhile"));
  });

  it("keeps a post for later", async () => {
    const stage = await opened();
    stage.twin.refuseTokens("bot", "token_revoked");
    expect((await refusal(stage.chat.post(stage.thread, "a", said("later")))).code).toBe("chat-refused");
    stage.twin.acceptTokens();
    await stage.chat.post(stage.thread, "a", said("later"));
    expect(await stage.read("musica")).toEqual([expect.stringContaining("later")]);
  });
});

/** All that is called in the life of a thread: opened, written in, posted in, asked in, shown. */
async function life(stage: SlackStage, chat: ChatAdapter): Promise<void> {
  const thread = await stage.openThread("musica");
  const id = await stage.write("musica", "hello");
  await stage.people.next(isSaid("hello"));
  await chat.post(thread, "r", { type: "receipt", prompt: id, state: "accepted" });
  await chat.post(thread, "a", said("some words"));
  await chat.post(thread, "d1", { type: "did", tool: "Bash", summary: "ls" });
  await chat.post(thread, "d2", { type: "did", tool: "Bash", summary: "pwd" });
  await chat.post(thread, "t", { type: "turn", state: "ended" });
  await chat.post(thread, "long", said(`${"word ".repeat(12_000)}the end`));
  const card = {
    project: "musica",
    state: "idle",
    since: 0,
    session: "s",
    question: null,
    waiting: 0,
    tasks: 0,
    tasksPaused: false,
    place: null,
    limitedUntil: null,
    trouble: null,
    actions: [],
  };
  await chat.show(thread, card);
  stage.people.direct.add("slack:U1");
  const question = { id: "q", kind: "text", text: "Lazy?", sentence: "Lazy?", asks: [], since: 1 } as const;
  await chat.post(thread, "q", { type: "question", question, to: ["slack:U1"] });
  const { channel, ts } = stage.place("musica");
  stage.people.answer(async () => ({ text: "It is idle." }));
  await stage.twin.write({ channel, thread: ts, user: "U1", text: "<@U0BOT> status" });
  await stage.twin.until(() => stage.twin.ephemerals("U1").find(({ text }) => /It is idle/.test(text)));
  await stage.twin.shortcut({ user: "U1", channel, ts, callbackId: "cockpit_send" });
  // Slack's three seconds for a form pass quickly here: who was too late for it is told.
  const isLate = () => stage.twin.ephemerals("U1").some(({ text }) => /choose it once more/.test(text));
  await stage.twin.until(() => stage.twin.views("U1").length > 0 || isLate());
  expect(stage.twin.messages("DU1")).toHaveLength(1);
  await stage.receipt(id, "accepted");
}

const METHODS = [
  "auth.test",
  "apps.connections.open",
  "chat.postMessage",
  "chat.update",
  "chat.getPermalink",
  "chat.postEphemeral",
  "conversations.history",
  "conversations.open",
  "conversations.replies",
  "users.info",
  "usergroups.users.list",
  "reactions.add",
  "agents.sessions.setStatus",
  "files.getUploadURLExternal",
  "files.completeUploadExternal",
] as const;

it.each(COPIES)("lives the whole life of a thread where %s undici was loaded first", async (_, copy) => {
  loadedFirst(copy);
  const stage = await setSlackStage({ stopped: true, speed: 100 });
  await life(stage, await stage.restart());
  const inThread = stage.twin.thread("C1", stage.place("musica").ts);
  expect(inThread.flatMap(({ files }) => files)).toHaveLength(1);
});

describe.each(METHODS)("%s", (method) => {
  it.each([
    ["429", { status: 429, retryAfter: 2 }],
    ["503", { status: 503 }],
    ["internal_error", { error: "internal_error" }],
    ["a connection that breaks", "drop before"],
    ["an answer that is lost", "drop after"],
  ] as const)("is done once for all that, after %s", async (_, how) => {
    const stage = await setSlackStage({ stopped: true, speed: 100 });
    stage.twin.misbehave({ method, how, times: 1 });
    await life(stage, await stage.restart());
    const answers = stage.twin.calls.filter((call) => call.method === method).map(({ answered }) => answered);
    expect(answers.length, "it was called again").toBeGreaterThan(how === "drop after" ? 0 : 1);
    const shown = await stage.read("musica");
    expect(shown.filter((text) => text.includes("some words"))).toHaveLength(1);
    const inThread = stage.twin.thread("C1", stage.place("musica").ts);
    expect(inThread.flatMap(({ files }) => files)).toHaveLength(1);
    const place = stage.place("musica");
    expect(
      stage.twin
        .messages("C1")
        .filter(({ bot_id }) => bot_id !== undefined)
        .map(({ ts }) => ts),
    ).toEqual([place.ts]);
    expect(once(idsOf(stage))).toHaveLength(1);
  });
});

it("gives up for now a call that goes on failing, and not after a hundred tries", async () => {
  const stage = await opened({ speed: 500 });
  const undo = stage.twin.misbehave({ method: "chat.postMessage", how: { status: 503 } });
  const before = stage.twin.calls.length;
  expect((await refusal(stage.chat.post(stage.thread, "a", said("words")))).code).toBe("chat-failed");
  const tries = stage.twin.calls.slice(before).filter(({ method }) => method === "chat.postMessage");
  expect(tries).toHaveLength(8);
  undo();
  await stage.chat.post(stage.thread, "a", said("words"));
  expect(await stage.read("musica")).toHaveLength(1);
});

describe("what is written", () => {
  it("is taken once by its id when Slack tells twice, and in another order", async () => {
    const stage = await opened();
    stage.twin.duplicate(3);
    for (const text of ["a", "b", "c"]) await stage.write("musica", text);
    await stage.people.next(isSaid("c"));
    stage.twin.shuffle(3);
    const ids: string[] = [];
    for (const text of ["d", "e", "f"]) ids.push(await stage.write("musica", text));
    await stage.people.next(isSaid("d"));
    expect(once(idsOf(stage))).toHaveLength(6);
    expect(ids.every((id) => idsOf(stage).includes(id))).toBe(true);
  });

  it("waits for what was written before it, however long that takes", async () => {
    const stage = await opened();
    const order: string[] = [];
    const { said: take } = stage.people;
    let let1: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      let1 = resolve;
    });
    Object.assign(stage.people, {
      said: async (message: Parameters<typeof take>[0]) => {
        if (message.text === "slow") await held;
        order.push(message.text);
        return take(message);
      },
    });
    await stage.write("musica", "slow");
    await stage.write("musica", "quick");
    await stage.twin.until(() => stage.twin.events.filter(({ acked }) => acked).length >= 2);
    let1();
    await stage.people.next(isSaid("quick"));
    expect(order).toEqual(["slow", "quick"]);
  });

  it("is handed over again where a crash took what Bolt had acknowledged", async () => {
    const stage = await opened();
    const { said: take } = stage.people;
    Object.assign(stage.people, { said: () => new Promise(() => undefined) });
    await stage.write("musica", "acknowledged");
    await stage.twin.until(() =>
      stage.twin.events.some(({ acked, event }) => acked && JSON.stringify(event).includes("acknowledged")),
    );
    await stage.stop();
    Object.assign(stage.people, { said: take });
    await stage.restart();
    await stage.people.next(isSaid("acknowledged"));
  });

  it("is tried again where it could not be kept", async () => {
    const stage = await opened({ speed: 100 });
    const { said: take } = stage.people;
    let failures = 0;
    Object.assign(stage.people, {
      said: async (message: Parameters<typeof take>[0]) => {
        failures += 1;
        if (failures <= 2) throw new BridgeError("disk-full", "The disk is full.");
        return take(message);
      },
    });
    await stage.write("musica", "hard to keep");
    await stage.people.next(isSaid("hard to keep"));
    expect(failures).toBe(3);
  });

  it("by bots, by Slack itself and by nobody is not for Claude", async () => {
    const stage = await opened();
    const { channel, ts: thread } = stage.place("musica");
    await stage.twin.writeAsBot({ channel, thread, text: "a bot" });
    await stage.twin.writeAsBot({ channel, thread, text: "a bot with a user", user: "U9" });
    await stage.twin.join({ channel, user: "U2" });
    await stage.twin.write({ channel, user: "U1", text: "in the channel, not the thread" });
    await stage.write("musica", "a person");
    await stage.people.next(isSaid("a person"));
    await stage.stop();
    await stage.restart();
    expect(once(texts(stage))).toEqual(["a person"]);
  });

  it("may have been edited and deleted while the bot was away", async () => {
    const stage = await opened({ speed: 500 });
    const first = await stage.write("musica", "first");
    const second = await stage.write("musica", "second");
    await stage.people.next(isSaid("second"));
    stage.people.inbox.push(first, second);
    await stage.stop();
    await stage.edit(first, "first, edited");
    await stage.erase(second);
    // Slack's history may lag behind, so that only what is missing for a while was deleted.
    await stage.clock.after(90_000);
    await stage.restart();
    const gone = await stage.people.next(
      (one): one is Extract<Handed, { type: "withdrawn" }> => one.type === "withdrawn",
    );
    expect(gone.id).toBe(second);
    const edited = await stage.people.next((one): one is Extract<Handed, { type: "edited" }> => one.type === "edited");
    expect(edited.message).toMatchObject({ id: first, text: "first, edited" });
  });

  it("comes with its files", async () => {
    const stage = await opened();
    const { channel, ts: thread } = stage.place("musica");
    const content = Buffer.from([0, 1, 2, 253, 254, 255]);
    await stage.twin.write({
      channel,
      thread,
      user: "U1",
      text: "look",
      files: [{ name: "a b.png", mimetype: "image/png", content }],
    });
    const { message } = await stage.people.next(isSaid("look"));
    const pieces: Buffer[] = [];
    for (const { open } of message.files) for await (const piece of await open()) pieces.push(Buffer.from(piece));
    expect(message.files.map(({ name }) => name)).toEqual(["a b.png"]);
    expect(Buffer.concat(pieces)).toEqual(content);
  });
});

describe("the doctor's look", () => {
  it("says who the bot is, and which token is no good", async () => {
    const { twin, clock } = await setSlackStage({ stopped: true });
    const tokens = { botToken: twin.botToken, appToken: twin.appToken, api: twin.url };
    expect(await checkSlack(tokens, clock)).toMatch(/^takes both tokens: @\S+ in \S+/);
    expect((await refusal(checkSlack({ ...tokens, botToken: "xoxb-no" }, clock))).message).toMatch(/SLACK_BOT_TOKEN/);
    expect((await refusal(checkSlack({ ...tokens, appToken: "xapp-no" }, clock))).message).toMatch(/SLACK_APP_TOKEN/);
  });
});
