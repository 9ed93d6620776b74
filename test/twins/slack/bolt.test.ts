import { describe, expect, it } from "vitest";
import { stage } from "./bolt.ts";
import { gate, listener } from "./stage.ts";

const button = (value: string) => ({
  type: "button",
  action_id: "answer",
  text: { type: "plain_text", text: value },
  value,
});
const buttons = ["yes", "no"].map((value) => ({ type: "actions", elements: [button(value)] }));

describe("a conversation with the real Bolt", () => {
  it("hears a mention as two events of one message, and answers in its thread", async () => {
    const heard = listener();
    const { twin } = await stage((app) => {
      app.event("app_mention", async ({ event, say }) => {
        heard.add(`mention ${event.ts}`);
        await say({ text: "here", thread_ts: event.ts });
      });
      app.message(async ({ message }) => heard.add(`message ${message.ts}`));
    });
    expect(twin.connections).toBe(1);

    const { ts } = await twin.write({ channel: "C1", user: "U1", text: "<@U0BOT> hi" });
    await twin.until(() => twin.thread("C1", ts).length === 2);

    expect((await heard.atLeast(2)).toSorted()).toEqual([`mention ${ts}`, `message ${ts}`]);
    expect(twin.thread("C1", ts)[1]).toMatchObject({ user: "U0BOT", bot_id: "B0BOT", text: "here", thread_ts: ts });
    expect(twin.messages("C1")).toHaveLength(1);
    expect(twin.events.map(({ event }) => event.type)).toEqual(["message", "app_mention", "message"]);
    await twin.until(() => twin.events.every(({ acked }) => acked));
  });

  it("takes a command and answers it in the ack and by its URL, five times", async () => {
    const refused = listener<unknown>();
    const { twin } = await stage((app) => {
      app.command("/cockpit", async ({ ack, command, respond }) => {
        await ack({ text: `got ${command.text}` });
        for (const count of [1, 2, 3, 4, 5]) await respond({ text: `part ${count}`, response_type: "ephemeral" });
        await respond("too much").catch(refused.add);
      });
    });
    const { acked, responses } = await twin.slash({ user: "U1", channel: "C1", text: "list" });
    expect(acked).toEqual({ text: "got list" });
    expect(String(await refused.atLeast(1))).toContain("404");
    expect(responses).toHaveLength(5);
    expect(
      twin
        .ephemerals("U1")
        .map(({ via, text }) => `${via}: ${text}`)
        .slice(0, 2),
    ).toEqual(["ack: got list", "response_url: part 1"]);
    expect(twin.ephemerals("U2")).toEqual([]);
    await expect(twin.slash({ user: "U1", channel: "C1", text: "x", thread: "1.1" })).rejects.toThrow("in threads");
  });

  it("rejects what nobody acks", async () => {
    const { twin } = await stage(undefined, { ackTimeout: 60 });
    await expect(twin.slash({ user: "U1", channel: "C1", text: "" })).rejects.toThrow("operation_timeout");
    twin.cut();
    await twin.until(() => twin.connections === 0);
    await expect(twin.slash({ user: "U1", channel: "C1", text: "" })).rejects.toThrow("dispatch_failed");
  });

  it("presses a button, whose message then changes", async () => {
    const { twin, app } = await stage((bolt) => {
      bolt.action("answer", async ({ ack, respond, action }) => {
        await ack();
        if (action.type === "button") await respond({ replace_original: true, text: `${action.value} it is` });
      });
    });
    const { ts } = await app.client.chat.postMessage({ channel: "C1", text: "well?", blocks: buttons });
    const place = { channel: "C1", ts: String(ts) };
    await twin.click({ ...place, user: "U2", actionId: "answer", value: "no" });
    await twin.until(() => twin.message(place)?.text === "no it is");
    expect(twin.message(place)).toMatchObject({ blocks: [], was: ["well?"] });
    // The button is gone.
    await expect(twin.click({ ...place, user: "U2", actionId: "answer", value: "no" })).rejects.toThrow("no action");
  });

  it("opens a form, and keeps it open for an error", async () => {
    const form = {
      type: "modal" as const,
      callback_id: "ask",
      title: { type: "plain_text" as const, text: "Ask" },
      submit: { type: "plain_text" as const, text: "Send" },
      blocks: [
        {
          type: "input" as const,
          block_id: "q",
          label: { type: "plain_text" as const, text: "What?" },
          element: { type: "plain_text_input" as const, action_id: "text" },
        },
      ],
    };
    const late = listener<unknown>();
    const { twin } = await stage((app) => {
      app.command("/cockpit", async ({ ack, body, client }) => {
        await ack();
        await client.views.open({ trigger_id: body.trigger_id, view: form });
        await client.views.open({ trigger_id: body.trigger_id, view: form }).catch(late.add);
      });
      app.view("ask", async ({ ack, view }) => {
        const text = view.state.values.q?.text?.value;
        await (text === "no" ? ack({ response_action: "errors", errors: { q: "never" } }) : ack());
      });
    });
    await twin.slash({ user: "U1", channel: "C1", text: "" });
    expect(String(await late.atLeast(1))).toContain("exchanged_trigger_id");
    const view = twin.views("U1")[0]?.id ?? "";
    await expect(twin.submit({ user: "U1", view, values: {} })).rejects.toThrow("needs a value");
    await expect(twin.submit({ user: "U2", view, values: { q: "x" } })).rejects.toThrow("no open view");

    const { acked } = await twin.submit({ user: "U1", view, values: { text: "no" } });
    expect(acked).toMatchObject({ errors: { q: "never" } });
    expect(twin.views("U1")).toHaveLength(1);
    await twin.submit({ user: "U1", view, values: { q: "yes" } });
    expect(twin.views("U1")).toEqual([]);
  });

  it("hears of edits, deletions and reactions", async () => {
    const heard = listener();
    const { twin, app } = await stage((bolt) => {
      bolt.event("message", async ({ event }) => heard.add(event.subtype ?? event.type));
      bolt.event("reaction_added", async ({ event }) => heard.add(`${event.reaction} by ${event.user}`));
    });
    const place = await twin.write({ channel: "C1", user: "U1", text: "one" });
    await twin.edit({ ...place, text: "two" });
    await twin.react({ ...place, user: "U2", name: "eyes" });
    await app.client.chat.postMessage({ channel: "C1", thread_ts: place.ts, text: "reply" });
    await twin.erase(place);
    // The parent has a reply: it is not deleted but changed, into a tombstone.
    expect(await heard.atLeast(4)).toEqual(["message", "message_changed", "eyes by U2", "message_changed"]);
    const { messages } = await app.client.conversations.history({ channel: "C1" });
    expect(messages).toMatchObject([{ subtype: "tombstone", reply_count: 1 }]);
    expect(twin.message(place)).toMatchObject({ deleted: true, was: ["one"], text: "two", edited: { user: "U1" } });
  });
});

describe("what a message carries", () => {
  it("brings a file up, shares it later, and down again with the token only", async () => {
    const { twin, app } = await stage();
    const { ts } = await twin.write({ channel: "C1", user: "U1", text: "a picture please" });
    const content = Buffer.from([0, 255, 13, 10, 45, 45, 0]);
    const shared = gate();
    twin.holdShares(shared.opened);
    await app.client.filesUploadV2({
      channel_id: "C1",
      thread_ts: ts,
      initial_comment: "here",
      file: content,
      filename: "screen.png",
    });
    const [file] = twin.files;
    const info = await app.client.files.info({ file: file?.id ?? "" });
    expect(info.file?.shares).toEqual({});
    expect(twin.thread("C1", ts)).toHaveLength(1);
    shared.open();
    const upload = await twin.until(() => twin.thread("C1", ts)[1]);
    expect(upload).toMatchObject({ text: "here", subtype: "file_share", files: [{ name: "screen.png", content }] });

    const url = info.file?.url_private_download ?? "";
    const page = await fetch(url);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const bytes = await fetch(url, { headers: { authorization: `Bearer ${twin.botToken}` } });
    expect(Buffer.from(await bytes.arrayBuffer())).toEqual(content);
  });

  it("carries metadata, for those who ask, and pages", async () => {
    const { twin, app } = await stage();
    const { chat, conversations } = app.client;
    const { ts } = await twin.write({ channel: "C1", user: "U1", text: "go" });
    const metadata = { event_type: "part", event_payload: { number: 1 } };
    const first = await chat.postMessage({ channel: "C1", thread_ts: ts, text: "1", metadata });
    for (const text of ["2", "3"]) await chat.postMessage({ channel: "C1", thread_ts: ts, text });
    await chat.update({ channel: "C1", ts: first.ts ?? "", text: "one" });

    const plain = await conversations.replies({ channel: "C1", ts });
    expect(plain.messages?.map(({ text, metadata: none }) => [text, none])).toEqual([
      ["go", undefined],
      ["one", undefined],
      ["2", undefined],
      ["3", undefined],
    ]);
    const page = { channel: "C1", ts, limit: 2, oldest: ts, include_all_metadata: true };
    const one = await conversations.replies(page);
    expect(one.messages?.map(({ text }) => text)).toEqual(["go", "one", "2"]);
    expect(one.messages?.[1]?.metadata).toEqual(metadata);
    const cursor = one.response_metadata?.next_cursor ?? "";
    const two = await conversations.replies({ ...page, cursor });
    expect([one.has_more, two.has_more, two.messages?.map(({ text }) => text)]).toEqual([true, false, ["go", "3"]]);
  });

  it("has sessions, with the Stop button of a thread at work", async () => {
    const stopped = listener();
    const { twin, app } = await stage((bolt) => {
      bolt.event("agent_session_stopped", async ({ event }) => stopped.add(event.thread_ts));
    });
    const { channel, ts } = await twin.write({ channel: "C1", user: "U1", text: "go" });
    const { sessions } = app.client.agents;
    const place = { channel_id: channel, thread_ts: ts };
    await sessions.setStatus({ ...place, status: "processing", title: "Work" });
    await twin.stopSession({ user: "U1", channel, thread: ts });
    expect(await stopped.atLeast(1)).toEqual([ts]);
    await sessions.setStatus({ ...place, status: "suspended", title: "ignored" });
    await expect(twin.stopSession({ user: "U1", channel, thread: ts })).rejects.toThrow("no Stop button");
    expect(twin.session(channel, ts)).toMatchObject({ title: "Work", status: "suspended" });
    await sessions.rename({ ...place, title: "Play" });
    expect(twin.sessions.map(({ title }) => title)).toEqual(["Play"]);
  });
});
