import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { isJson, type Json } from "../json.ts";
import { listener, twinWithPeople } from "./stage.ts";
import type { SlackTwin } from "./types.ts";

/** A client that is not Bolt, for frames that Bolt does not survive. */
async function connect(twin: SlackTwin) {
  const opened = await fetch(`${twin.url}apps.connections.open`, {
    method: "POST",
    headers: { authorization: `Bearer ${twin.appToken}` },
  });
  const body: unknown = await opened.json();
  const socket = new WebSocket(isJson(body) ? String(body.url) : "");
  onTestFinished(() => socket.terminate());
  const frames = listener<Json>();
  socket.on("message", (data) => frames.add(JSON.parse(String(data))));
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await frames.atLeast(1);
  return { socket, frames, closed };
}

it("greets, and turns away every socket while the link is disabled", async () => {
  const twin = await twinWithPeople();
  const { frames, closed } = await connect(twin);
  expect(frames.items).toMatchObject([{ type: "hello", num_connections: 1 }]);
  twin.warn();
  twin.disableLink();
  await closed;
  expect(frames.items.slice(1).map(({ reason }) => reason)).toEqual(["warning", "link_disabled"]);
  const late = await connect(twin);
  await late.closed;
  expect(late.frames.items).toMatchObject([{ type: "disconnect", reason: "link_disabled" }]);
  twin.enableLink();
  expect((await connect(twin)).frames.items).toMatchObject([{ type: "hello" }]);
});

it("gives each event to one of the sockets, and tells of limits in a frame without an event", async () => {
  const twin = await twinWithPeople();
  const one = await connect(twin);
  const two = await connect(twin);
  await twin.write({ channel: "C1", user: "U1", text: "a" });
  await twin.write({ channel: "C1", user: "U1", text: "b" });
  await Promise.all([one.frames.atLeast(2), two.frames.atLeast(2)]);
  expect([one.frames.items.length, two.frames.items.length]).toEqual([2, 2]);
  one.socket.close();
  await twin.until(() => twin.connections === 1);
  twin.rateLimitedFrame();
  const [, , limited] = await two.frames.atLeast(3);
  expect(limited).toMatchObject({ type: "events_api", payload: { type: "app_rate_limited" } });
  expect(limited?.payload).not.toHaveProperty("event");
});

it("sends again what nobody acked, as often as it is told", async () => {
  const twin = await twinWithPeople({ retries: { after: [10, 10] } });
  const { frames, socket } = await connect(twin);
  await twin.write({ channel: "C1", user: "U1", text: "a" });
  const [, ...sent] = await frames.atLeast(3);
  expect(sent.map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
    [0, ""],
    [1, "timeout"],
  ]);
  socket.send(JSON.stringify({ envelope_id: sent[1]?.envelope_id }));
  await twin.until(() => twin.events[0]?.acked);
});
