import { describe, expect, it } from "vitest";
import { tokenOf } from "../../src/cockpit/answer/token.ts";
import { BridgeError } from "../../src/errors.ts";
import type { ChatAnswer, ChatCall } from "../../src/ports/ports.ts";
import { CARD } from "../contract/chat-adapter.ts";
import { screenQuestion } from "../core/states.ts";
import { given } from "../fakes/given.ts";
import { type Handed, isCall } from "../fakes/people.ts";
import { type SlackStage, setSlackStage } from "./stage.ts";

async function opened(options: Parameters<typeof setSlackStage>[0] = {}): Promise<SlackStage> {
  const stage = await setSlackStage(options);
  await stage.openThread("musica");
  return stage;
}

/** From now on commands answer so. */
function answering(stage: SlackStage, answer: ChatAnswer | ((call: ChatCall) => Promise<ChatAnswer>)): void {
  stage.people.answer(typeof answer === "function" ? answer : async () => answer);
}

/** What a person got for themselves alone, of which the last says this. */
async function whispered(stage: SlackStage, user: string, words: RegExp) {
  return stage.twin.until(() =>
    stage.twin.ephemerals(user).find(({ text, blocks }) => words.test(`${text} ${JSON.stringify(blocks)}`)),
  );
}

describe("/cockpit", () => {
  it("opens one thread, and leads everybody to it", async () => {
    const stage = await setSlackStage();
    stage.twin.channel("C2", { name: "other", members: ["U2"] });
    await stage.twin.slash({ user: "U1", channel: "C1", text: "start musica" });
    const link = await whispered(stage, "U1", /https?:\S+/);
    await stage.twin.slash({ user: "U2", channel: "C2", text: "start musica" });
    const other = await whispered(stage, "U2", /https?:\S+/);
    expect(other.text).toBe(link.text);
    expect(link.text).toContain(stage.place("musica").ts.replace(".", ""));
    expect(stage.twin.messages("C1").filter(({ bot_id }) => bot_id !== undefined)).toHaveLength(1);
    expect(stage.twin.messages("C2")).toEqual([]);
  });

  it("opens one thread for two who start at once", async () => {
    const stage = await setSlackStage();
    await Promise.all(["U1", "U2"].map((user) => stage.twin.slash({ user, channel: "C1", text: "start musica" })));
    const [one, other] = await Promise.all(["U1", "U2"].map((user) => whispered(stage, user, /https?:/)));
    expect(one?.text).toBe(other?.text);
    expect(stage.twin.messages("C1")).toHaveLength(1);
  });

  it("finds the card again whose answer a crash took", async () => {
    const stage = await setSlackStage();
    stage.twin.misbehave({ method: "chat.postMessage", how: "drop after", times: 1 });
    const undo = stage.twin.misbehave({
      method: "conversations.history",
      how: { delay: new Promise(() => undefined) },
    });
    void stage.twin.slash({ user: "U1", channel: "C1", text: "start musica" });
    await stage.twin.until(() => stage.twin.calls.some(({ method }) => method === "conversations.history"));
    await stage.stop();
    undo();
    await stage.restart();
    await stage.openThread("musica");
    expect(stage.twin.messages("C1")).toHaveLength(1);
  });

  it.each([
    ["that the bot is not in", { withBot: false }, /Invite me with \/invite @cockpit/],
    ["that is private and unknown to it", { withBot: false, private: true }, /Invite me with \/invite @cockpit/],
  ])("says what to do in a channel %s", async (_, options, sentence) => {
    const stage = await setSlackStage();
    stage.twin.channel("C3", { name: "elsewhere", members: ["U1"], ...options });
    answering(stage, async (call) => {
      try {
        return { text: await call.open("musica") };
      } catch (error) {
        return { text: error instanceof BridgeError ? error.message : String(error) };
      }
    });
    const acked = await stage.twin.slash({ user: "U1", channel: "C3", text: "start musica" });
    await stage.twin.until(() => acked.responses.length > 0);
    expect(JSON.stringify(acked.responses)).toMatch(sentence);
    await stage.stop();
  });

  it("hands over who asks, where, and in which words; a long answer reads well", async () => {
    const stage = await opened({ slack: { policy: { groups: ["S1"] } } });
    const lines = Array.from({ length: 120 }, (_, at) => `${at}`.padEnd(8) + "some line of output".repeat(2));
    answering(stage, { text: lines.join("\n") });
    await stage.twin.slash({ user: "U1", channel: "C1", text: "output musica" });
    const { call } = await stage.people.next(isCall(/^output musica$/));
    expect(call).toMatchObject({
      person: { id: "slack:U1", name: "Ann", groups: ["S1"] },
      channel: "C1",
      project: null,
    });
    expect(call.confirmed).toBe(false);
    await whispered(stage, "U1", /some line of output/);
  });
});

describe("in a thread", () => {
  it("a mention with a command is one, for that project; its answer is for the asker alone", async () => {
    const stage = await opened();
    answering(stage, { text: "musica is frozen" });
    const { channel, ts: thread } = stage.place("musica");
    await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> stop" });
    const { call } = await stage.people.next(isCall(/^stop$/));
    expect(call).toMatchObject({ project: "musica", person: { id: "slack:U1" } });
    const answer = await whispered(stage, "U1", /musica is frozen/);
    expect(answer.thread_ts).toBe(thread);
    expect(stage.twin.ephemerals("U2")).toEqual([]);
    expect(stage.people.handed.filter(({ type }) => type === "said")).toEqual([]);
  });

  it("a command is carried out once, also when its message is read again", async () => {
    const stage = await opened();
    answering(stage, { text: "done" });
    const { channel, ts: thread } = stage.place("musica");
    await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> stop" });
    await whispered(stage, "U1", /done/);
    await stage.stop();
    await stage.restart();
    expect(stage.people.handed.filter(isCall(/^stop$/))).toHaveLength(1);
  });

  it("a command from long ago is not carried out behind people's backs", async () => {
    const stage = await opened();
    const { channel, ts: thread } = stage.place("musica");
    await stage.stop();
    await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> stop" });
    stage.clock.leap(20 * 60_000);
    await stage.restart();
    await whispered(stage, "U1", /I was away when you wrote .*stop.*, so it was not done/);
    expect(stage.people.handed.filter(isCall(/^stop$/))).toEqual([]);
  });

  it("a mention that is no command is for Claude", async () => {
    const stage = await opened();
    const { channel, ts: thread } = stage.place("musica");
    await stage.twin.write({
      channel,
      thread,
      user: "U1",
      text: "<@U0BOT> please ask <@U2> about <https://x.org|the page> &amp; more",
    });
    const { message } = await stage.people.next((one): one is Extract<Handed, { type: "said" }> => one.type === "said");
    expect(message.text).toBe("please ask @Bob about the page (https://x.org) & more");
  });

  it("a refusal is for the one who wrote alone, and comes once", async () => {
    const stage = await opened();
    stage.people.refuse("Sorry, you may not use this bot here.");
    await stage.write("musica", "let me in");
    const told = await whispered(stage, "U1", /Sorry, you may not/);
    expect(told.thread_ts).toBe(stage.place("musica").ts);
    await stage.stop();
    await stage.restart();
    expect(stage.twin.ephemerals("U1").filter(({ text }) => /Sorry/.test(text))).toHaveLength(1);
  });

  it("a file that was asked for comes into the thread", async () => {
    const stage = await opened();
    answering(stage, { text: "", file: given("report.txt", "all of it") });
    const { channel, ts: thread } = stage.place("musica");
    await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> file report.txt" });
    const shown = await stage.twin.until(() =>
      stage.twin.thread(channel, thread).find(({ files }) => files.length > 0),
    );
    expect(shown.files.map(({ name, content }) => [name, content.toString()])).toEqual([["report.txt", "all of it"]]);
  });
});

describe("buttons", () => {
  it("on the card are commands for its project", async () => {
    const stage = await opened();
    answering(stage, { text: "Started." });
    await stage.chat.show((await stage.chat.thread("musica")) ?? "", CARD);
    await stage.twin.click({ user: "U2", ...stage.place("musica"), actionId: "cockpit:start" });
    const { call } = await stage.people.next(
      (one): one is Extract<Handed, { type: "command" }> => one.type === "command" && one.call.confirmed,
    );
    expect(call).toMatchObject({ words: "start musica", person: { id: "slack:U2", name: "Bob" } });
    await whispered(stage, "U2", /Started\./);
  });

  it("under a message are commands with what stands behind the project's name, and are asked about", async () => {
    const stage = await opened();
    const actions = [{ command: "start", rest: "--new", label: "New conversation" }];
    const failed = { type: "turn", state: "failed", reason: "It is too long.", actions } as const;
    await stage.chat.post((await stage.chat.thread("musica")) ?? "", "f1", failed);
    const { channel, ts: thread } = stage.place("musica");
    const told = stage.twin.thread(channel, thread).find(({ text }) => text.includes("too long"));
    await stage.twin.click({ user: "U2", channel, ts: told?.ts ?? "", actionId: "cockpit:start:0" });
    const { call } = await stage.people.next(isCall(/--new/));
    expect(call).toMatchObject({ words: "start musica --new", confirmed: false });
  });

  it("are keys under a screen that waits for one, with its picture", async () => {
    const stage = await opened();
    const message = { type: "question", question: screenQuestion } as const;
    await stage.chat.post((await stage.chat.thread("musica")) ?? "", "question:q-screen", message);
    const { channel, ts: thread } = stage.place("musica");
    const files = stage.twin.thread(channel, thread).flatMap((one) => one.files);
    expect(files.map(({ name, content }) => [name, content.toString()])).toEqual([
      [expect.stringMatching(/^screen-\w+\.png$/), "picture of Do you trust this?"],
    ]);
    const asked = stage.twin.thread(channel, thread).find(({ text }) => text.includes("waits for a key"));
    await stage.twin.click({ user: "U2", channel, ts: asked?.ts ?? "", actionId: "cockpit_pick:Escape" });
    const { pick } = await stage.people.next((one): one is Extract<Handed, { type: "pick" }> => one.type === "pick");
    expect(pick).toMatchObject({ project: "musica", text: "Escape", token: tokenOf(screenQuestion) });
  });

  it("ask first where a command does", async () => {
    const stage = await opened();
    answering(stage, async ({ confirmed }) =>
      confirmed
        ? { text: "Removed." }
        : { text: "", confirm: { question: "Remove musica for good?", words: "remove musica" } },
    );
    const { channel, ts: thread } = stage.place("musica");
    await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> remove" });
    const asked = await whispered(stage, "U1", /Remove musica for good\?/);
    await stage.twin.click({ user: "U1", channel: asked.channel, ts: asked.ts, actionId: "cockpit:confirmed" });
    await whispered(stage, "U1", /Removed\./);
    const calls = stage.people.handed.filter(isCall(/^remove/)).map(({ call }) => [call.words, call.confirmed]);
    expect(calls).toEqual([
      ["remove", false],
      ["remove musica", true],
    ]);
    // What was done once is not done again by the same button, whatever has come since.
    await stage.twin.click({ user: "U1", channel: asked.channel, ts: asked.ts, actionId: "cockpit:confirmed" });
    await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> status" });
    await stage.people.next(isCall(/^status/));
    expect(stage.people.handed.filter(isCall(/^remove/))).toHaveLength(2);
  });

  it("take no yes after ten minutes", async () => {
    const stage = await opened();
    answering(stage, { text: "", confirm: { question: "Remove musica for good?", words: "remove musica" } });
    const { channel, ts: thread } = stage.place("musica");
    await stage.twin.write({ channel, thread, user: "U1", text: "<@U0BOT> remove" });
    const asked = await whispered(stage, "U1", /Remove musica for good\?/);
    stage.clock.leap(11 * 60_000);
    await stage.twin.click({ user: "U1", channel: asked.channel, ts: asked.ts, actionId: "cockpit:confirmed" });
    await whispered(stage, "U1", /^That was asked too long ago/);
    expect(stage.people.handed.filter(isCall(/^remove/))).toHaveLength(1);
  });
});

describe("elsewhere", () => {
  it("a mention in the channel, and a direct message, are commands", async () => {
    const stage = await opened();
    answering(stage, { text: "nothing waits" });
    await stage.twin.write({ channel: "C1", user: "U1", text: "<@U0BOT> status" });
    await whispered(stage, "U1", /nothing waits/);
    answering(stage, { text: "still nothing" });
    await stage.twin.write({ channel: "DU1", user: "U1", text: "status musica" });
    await stage.people.next(isCall(/^status musica$/));
    expect(stage.people.handed.filter(isCall(/^status/))).toHaveLength(2);
  });

  it("an answer that cannot be shown to one person alone is shown to nobody else", async () => {
    const stage = await opened();
    answering(stage, { text: "secret words" });
    stage.twin.misbehave({ method: "response_url", how: { status: 501 } });
    stage.twin.misbehave({ method: "chat.postEphemeral", how: { error: "user_not_in_channel" } });
    await stage.twin.slash({ user: "U1", channel: "C1", text: "output musica" });
    await stage.twin.until(() =>
      stage.twin.messages("DU1").find(({ blocks }) => /secret words/.test(JSON.stringify(blocks))),
    );
    expect(JSON.stringify(stage.twin.messages("C1"))).not.toContain("secret words");
  });

  it("a message is sent to a cockpit by the shortcut on it", async () => {
    const stage = await opened();
    answering(stage, { text: "Delivered." });
    const { channel, ts } = await stage.twin.write({ channel: "C1", user: "U2", text: "the build is broken" });
    await stage.twin.shortcut({ user: "U1", channel, ts, callbackId: "cockpit_send" });
    const view = await stage.twin.until(() => stage.twin.views("U1").at(-1));
    const shown = stage.clock.now();
    await stage.twin.submit({ user: "U1", view: view.id, values: { project: "musica" } });
    const { call } = await stage.people.next(isCall(/^send/));
    expect(call.words).toBe("send musica the build is broken");
    // Begun when the form was opened: what is asked since, its words are not meant for.
    expect(call.at).toBeGreaterThan(Number(ts) * 1000 - 1);
    expect(call.at).toBeLessThanOrEqual(shown);
    await whispered(stage, "U1", /Delivered\./);
  });
});

it("a form that Slack does not open in time is said so", async () => {
  const stage = await opened();
  stage.twin.misbehave({ method: "views.open", how: { error: "expired_trigger_id" } });
  await stage.twin.shortcut({ user: "U1", ...stage.place("musica"), callbackId: "cockpit_send" });
  await whispered(stage, "U1", /choose it once more/);
});

describe("an agent session", () => {
  it("shows how the cockpit stands, and its Stop button interrupts", async () => {
    const stage = await opened();
    const { channel, ts: thread } = stage.place("musica");
    const id = (await stage.chat.thread("musica")) ?? "";
    for (const state of ["thawing", "working"]) await stage.chat.show(id, { ...CARD, state });
    answering(stage, { text: "Interrupted musica." });
    await stage.twin.stopSession({ user: "U1", channel, thread });
    const { call } = await stage.people.next(isCall(/^interrupt/));
    expect(call).toMatchObject({ words: "interrupt musica", person: { id: "slack:U1" } });
    for (const state of ["idle", "freezing", "frozen"]) await stage.chat.show(id, { ...CARD, state });
    await stage.chat.closeThread(id);
    const session = stage.twin.session(channel, thread);
    expect(session?.title).toBe("musica");
    expect(session?.statuses.map(({ status }) => status)).toEqual(["processing", "active", "suspended", "closed"]);
  });

  it("is done without where the workspace has none", async () => {
    const stage = await opened();
    stage.twin.misbehave({ method: "agents.sessions.setStatus", how: { error: "unknown_method" } });
    const id = (await stage.chat.thread("musica")) ?? "";
    for (const state of ["working", "idle", "frozen"]) await stage.chat.show(id, { ...CARD, state });
    expect(await stage.card("musica")).toMatch(/frozen/i);
    expect(stage.twin.calls.filter(({ method }) => method === "agents.sessions.setStatus")).toHaveLength(1);
  });
});

describe("a question", () => {
  const question = {
    id: "q",
    kind: "text",
    text: "Lazy or eager?",
    sentence: "Lazy or eager?",
    asks: [],
    since: 1,
  } as const;

  it("that is nobody's in particular is for whoever is on call in the channel", async () => {
    const stage = await opened({ slack: { onCall: { C1: ["U2"] } } });
    const thread = (await stage.chat.thread("musica")) ?? "";
    await stage.chat.post(thread, "a", { type: "question", question, to: [] });
    expect(await stage.pinged("musica")).toEqual(["slack:U2"]);
  });

  it("reaches those who want it in a direct message, too, once, with a link", async () => {
    const stage = await opened();
    stage.people.direct.add("slack:U1");
    const thread = (await stage.chat.thread("musica")) ?? "";
    await stage.chat.post(thread, "a", { type: "question", question, to: ["slack:U1", "slack:U2"] });
    await stage.stop();
    const again = await stage.restart();
    await again.post(thread, "a", { type: "question", question, to: ["slack:U1", "slack:U2"] });
    const direct = stage.twin.messages("DU1");
    expect(direct).toHaveLength(1);
    expect(JSON.stringify(direct[0]?.blocks)).toMatch(/Lazy or eager\?.*https?:.*Answer in the thread/);
    expect(stage.twin.messages("DU2")).toEqual([]);
  });
});

describe("an activity", () => {
  it("is one message a turn, edited as tools run", async () => {
    const stage = await opened();
    const thread = (await stage.chat.thread("musica")) ?? "";
    await stage.chat.post(thread, "t1", { type: "turn", state: "started" });
    for (let at = 1; at <= 30; at++)
      await stage.chat.post(thread, `d${at}`, { type: "did", tool: "Bash", summary: `step ${at}` });
    await stage.chat.post(thread, "t1e", { type: "turn", state: "ended" });
    const shown = await stage.twin.until(() => {
      const bots = stage.twin.thread("C1", stage.place("musica").ts).filter(({ bot_id }) => bot_id !== undefined);
      return bots.length === 2 && JSON.stringify(bots[1]).includes("step 30") ? bots[1] : undefined;
    });
    expect(JSON.stringify(shown?.blocks)).toContain("30");
    await stage.chat.post(thread, "d31", { type: "did", tool: "Bash", summary: "another turn" });
    expect(await stage.read("musica")).toHaveLength(2);
  });
});
