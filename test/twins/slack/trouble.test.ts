import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { stage } from "./bolt.ts";
import { gate, listener } from "./stage.ts";

describe("what goes wrong between Bolt and the twin", () => {
  it("loses an answer, and the SDK then posts twice", async () => {
    const { twin, app } = await stage();
    twin.misbehave({ method: "chat.postMessage", how: "drop after", times: 1 });
    await app.client.chat.postMessage({ channel: "C1", text: "once" });
    expect(twin.messages("C1").map(({ text }) => text)).toEqual(["once", "once"]);
    twin.misbehave({ method: "chat.postMessage", how: "drop before", times: 1 });
    await app.client.chat.postMessage({ channel: "C1", text: "again" });
    expect(twin.messages("C1")).toHaveLength(3);
    const posts = twin.calls.filter(({ method }) => method === "chat.postMessage");
    expect(posts.map(({ answered }) => answered)).toEqual(["dropped", "ok", "dropped", "ok"]);
  });

  it("fails as it is told, and stops when told", async () => {
    const { twin, app } = await stage();
    const { chat } = app.client;
    twin.misbehave({ method: /^chat\./, how: { status: 503 }, times: 1 });
    await chat.postMessage({ channel: "C1", text: "after a 503" });
    const stop = twin.misbehave({
      method: "chat.postMessage",
      how: { error: "channel_not_found" },
      when: ({ text }) => text === "bad",
    });
    await expect(chat.postMessage({ channel: "C1", text: "bad" })).rejects.toThrow("channel_not_found");
    await chat.postMessage({ channel: "C1", text: "good" });
    stop();
    await chat.postMessage({ channel: "C1", text: "bad" });
    expect(twin.messages("C1").map(({ text }) => text)).toEqual(["after a 503", "good", "bad"]);
  });

  it("holds a call until it is let go", async () => {
    const { twin, app } = await stage();
    const held = gate();
    twin.misbehave({ method: "chat.postMessage", how: { delay: held.opened }, times: 1 });
    const done = app.client.chat.postMessage({ channel: "C1", text: "late" });
    const answered = twin.next(({ method }) => method === "chat.postMessage");
    await twin.until(() => twin.calls.at(-1)?.answered === "pending");
    expect(twin.messages("C1")).toEqual([]);
    held.open();
    expect((await answered).answered).toBe("ok");
    await done;
  });

  it("cuts the line: what happens then is in the history only, and Bolt comes back", async () => {
    const heard = listener();
    const { twin, app, connected } = await stage((bolt) => {
      bolt.message(async ({ message }) => heard.add("text" in message ? (message.text ?? "") : ""));
    });
    const back = connected();
    twin.cut();
    await twin.until(() => twin.connections === 0);
    await twin.write({ channel: "C1", user: "U1", text: "lost" });
    await back;
    await twin.write({ channel: "C1", user: "U1", text: "heard" });
    expect(await heard.atLeast(1)).toEqual(["heard"]);
    const { messages } = await app.client.conversations.history({ channel: "C1" });
    expect(messages?.map(({ text }) => text)).toEqual(["heard", "lost"]);
    expect(twin.events.map(({ sent }) => sent)).toEqual([0, 1]);
  });

  it("asks to reconnect, and gets a new socket with a new ticket", async () => {
    const { twin, connected } = await stage();
    const opened = twin.next(({ method }) => method === "apps.connections.open");
    const back = connected();
    twin.refresh();
    await back;
    const socket = new WebSocket(String((await opened).answer?.url));
    const refused = await new Promise<string>((resolve) => {
      socket.once("open", () => resolve("open"));
      socket.once("error", ({ message }) => resolve(message));
    });
    expect(refused).toContain("401");
  });

  it("goes deaf without closing, until it reconnects", async () => {
    const heard = listener();
    const { twin, connected } = await stage((bolt) => {
      bolt.message(async ({ message }) => heard.add(message.ts));
    });
    twin.deafen();
    await twin.write({ channel: "C1", user: "U1", text: "unheard" });
    expect(twin.connections).toBe(1);
    const back = connected();
    twin.refresh();
    await back;
    const { ts } = await twin.write({ channel: "C1", user: "U1", text: "heard" });
    expect(await heard.atLeast(1)).toEqual([ts]);
    // Not to be seen by what was heard: an event whose ack finds the socket closing never reaches a listener either.
    expect(twin.events.map(({ sent }) => sent)).toEqual([0, 1]);
  });

  it("is stalled, which the client's own pings find out", async () => {
    const { twin, connected } = await stage();
    const opened = twin.next(({ method }) => method === "apps.connections.open");
    const back = connected();
    twin.stall();
    await back;
    expect((await opened).answered).toBe("ok");
  });

  it("delivers twice, as a retry of the same event, and in another order", async () => {
    const heard = listener();
    const { twin } = await stage((bolt) => {
      bolt.event("message", async ({ body, context }) => heard.add(`${body.event_id} ${context.retryNum}`));
    });
    twin.duplicate(1);
    await twin.write({ channel: "C1", user: "U1", text: "twice" });
    await heard.atLeast(2);
    twin.shuffle(2);
    await twin.write({ channel: "C1", user: "U1", text: "a" });
    await twin.write({ channel: "C1", user: "U1", text: "b" });
    const [first, second, third] = twin.events.map(({ event_id }) => event_id);
    expect(await heard.atLeast(4)).toEqual([`${first} 0`, `${first} 1`, `${third} 0`, `${second} 0`]);
  });

  it("retries what came while nobody was there, when told to", async () => {
    const heard = listener();
    const { twin } = await stage(
      (bolt) => {
        bolt.event("message", async ({ context }) => heard.add(String(context.retryReason)));
      },
      { retries: { after: Array(100).fill(100), whenAway: true } },
    );
    twin.cut();
    await twin.until(() => twin.connections === 0);
    await twin.write({ channel: "C1", user: "U1", text: "later" });
    expect(await heard.atLeast(1)).toEqual(["timeout"]);
  });

  it("is away, and on the same port again", async () => {
    const { twin, app, connected } = await stage();
    const back = connected();
    await twin.down();
    await expect(fetch(`${twin.url}auth.test`)).rejects.toThrow();
    expect(twin.connections).toBe(0);
    await twin.up();
    await back;
    expect((await app.client.auth.test()).user_id).toBe("U0BOT");
  });

  it("takes tokens back, and tells them apart", async () => {
    const { twin, app } = await stage();
    const { auth, apps } = app.client;
    await expect(auth.test({ token: twin.appToken })).rejects.toThrow("not_allowed_token_type");
    await expect(apps.connections.open({ token: twin.botToken })).rejects.toThrow("not_allowed_token_type");
    await expect(auth.test({ token: "xoxb-else" })).rejects.toThrow("invalid_auth");
    twin.refuseTokens("bot", "token_revoked");
    await expect(auth.test()).rejects.toThrow("token_revoked");
    expect((await apps.connections.open({ token: twin.appToken })).ok).toBe(true);
    twin.acceptTokens();
    expect((await auth.test()).ok).toBe(true);
  });
});
