import { expect, it } from "vitest";
import { stage } from "./bolt.ts";
import { listener } from "./stage.ts";

const text = (value: string) => ({ type: "plain_text" as const, text: value });
const menu = {
  type: "static_select" as const,
  action_id: "pick",
  options: ["a", "b"].map((value) => ({ text: text(value.toUpperCase()), value })),
};

it("lets nobody do what Slack's client does not offer", async () => {
  const { twin, app } = await stage();
  twin.user("U3", { name: "eve" });
  await expect(twin.write({ channel: "C1", user: "U3", text: "hi" })).rejects.toThrow("U3 is not in C1");
  await expect(twin.write({ channel: "C1", user: "U9", text: "hi" })).rejects.toThrow("no user U9");
  await expect(twin.write({ channel: "C1", thread: "1.1", user: "U1", text: "hi" })).rejects.toThrow("no message 1.1");
  const theirs = await twin.writeAsBot({ channel: "C1", text: "beep" });
  await expect(twin.click({ ...theirs, user: "U1", actionId: "pick" })).rejects.toThrow("not the bot's");
  const { ts = "" } = await app.client.chat.postMessage({ channel: "C1", text: "ours" });
  await expect(twin.click({ channel: "C1", ts, user: "U3", actionId: "pick" })).rejects.toThrow("U3 is not in C1");
});

it("shows the app what happens where it is, and nothing of elsewhere", async () => {
  const heard = listener();
  const { twin, app } = await stage((bolt) => {
    bolt.event("message", async ({ event }) => heard.add(`${event.channel_type} ${event.subtype} ${event.channel}`));
    bolt.event("member_joined_channel", async ({ event }) => heard.add(`joined ${event.user}`));
  });
  twin.user("U3", { name: "eve" });
  twin.channel("C2", { name: "apart", members: ["U1"], withBot: false });
  await twin.write({ channel: "C2", user: "U1", text: "unheard" });
  await twin.join({ channel: "C1", user: "U3" });
  await twin.writeAsBot({ channel: "C1", text: "beep" });
  twin.loseEvents(true);
  await twin.write({ channel: "C1", user: "U3", text: "lost" });
  twin.loseEvents(false);
  await twin.write({
    channel: "DU1",
    user: "U1",
    text: "<@U0BOT> psst",
    files: [{ name: "a.txt", content: Buffer.from("a") }],
  });
  // They run at once: their order is nobody's promise.
  expect((await heard.atLeast(4)).toSorted()).toEqual([
    "channel bot_message C1",
    "channel channel_join C1",
    "im file_share DU1",
    "joined U3",
  ]);
  expect(twin.events.at(-1)?.event.type).toBe("message");

  const { conversations } = app.client;
  expect((await conversations.open({ users: "U1" })).channel?.id).toBe("DU1");
  await conversations.join({ channel: "C2" });
  expect((await conversations.members({ channel: "C2" })).members).toEqual(["U1", "U0BOT"]);
  const all = await conversations.list({ types: "public_channel,im", limit: 2 });
  expect([all.channels?.length, all.response_metadata?.next_cursor === ""]).toEqual([2, false]);
  twin.kick("C2");
  await expect(conversations.history({ channel: "C2" })).rejects.toThrow("not_in_channel");
  twin.archive("C1");
  await expect(app.client.chat.postMessage({ channel: "C1", text: "a" })).rejects.toThrow("is_archived");
});

it("says something to one person, who may choose from it", async () => {
  const { twin, app } = await stage((bolt) => {
    bolt.action("pick", async ({ ack, action, body, respond }) => {
      await ack();
      const chosen = action.type === "static_select" ? action.selected_option?.value : undefined;
      const again = "container" in body && body.container.is_ephemeral === true;
      await respond(again ? { delete_original: true } : { text: `${chosen} <@U2>`, response_type: "in_channel" });
    });
  });
  const blocks = [{ type: "section", text: text("Which?"), accessory: menu }];
  await app.client.chat.postEphemeral({ channel: "C1", user: "U1", text: "fallback", blocks });
  const [only] = twin.ephemerals("U1");
  expect(only).toMatchObject({ shown: "Which? A B", via: "chat.postEphemeral" });
  const place = { channel: "C1", ts: only?.ts ?? "", actionId: "pick" };
  await expect(twin.click({ ...place, user: "U1", selected: "c" })).rejects.toThrow("no option c");
  await expect(twin.click({ ...place, user: "U2", selected: "a" })).rejects.toThrow("no message");
  await twin.click({ ...place, user: "U1", selected: "a" });
  await twin.until(() => twin.ephemerals("U1")[0]?.deleted);

  const { ts = "" } = await app.client.chat.postMessage({ channel: "C1", text: "fallback", blocks });
  await twin.click({ ...place, ts, user: "U2", selected: "b" });
  const said = await twin.until(() => twin.messages("C1")[1]);
  expect(said).toMatchObject({ shown: "b <@U2>", pings: ["U2"], bot_id: "B0BOT" });
});

it("goes from a message to a form, and on to a second one", async () => {
  const input = (id: string) => ({
    type: "input" as const,
    block_id: id,
    label: text(id),
    element: { ...menu, action_id: id },
  });
  const modal = (id: string) => ({
    type: "modal" as const,
    callback_id: id,
    title: text(id),
    submit: text("Go"),
    notify_on_close: true,
    blocks: [input(id)],
  });
  const heard = listener();
  const { twin } = await stage((bolt) => {
    bolt.shortcut("ask", async ({ ack, shortcut, client }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: modal("one") });
    });
    bolt.view("one", async ({ ack, view }) => {
      heard.add(`${view.state.values.one?.one?.selected_option?.value}`);
      await ack({ response_action: "push", view: modal("two") });
    });
    bolt.view({ callback_id: "two", type: "view_closed" }, async ({ ack }) => {
      heard.add("closed");
      await ack();
    });
  });
  const place = await twin.write({ channel: "C1", user: "U1", text: "look" });
  await twin.shortcut({ ...place, user: "U2", callbackId: "ask" });
  const [one] = await twin.until(() => twin.views("U2").length === 1 && twin.views("U2"));
  await twin.submit({ user: "U2", view: one?.id ?? "", values: { one: "b" } });
  const two = twin.views("U2")[1];
  expect(two?.view).toMatchObject({ callback_id: "two" });
  await twin.dismiss({ user: "U2", view: two?.id ?? "" });
  expect(heard.items).toEqual(["b", "closed"]);
  expect(twin.views("U2")).toHaveLength(1);
});

it("has a home, whose buttons work", async () => {
  const { twin } = await stage((bolt) => {
    const show = (value: string) => ({
      type: "home" as const,
      blocks: [
        { type: "actions" as const, elements: [menu] },
        { type: "markdown" as const, text: value },
      ],
    });
    bolt.event("app_home_opened", async ({ event, client }) => {
      await client.views.publish({ user_id: event.user, view: show("hello") });
    });
    bolt.action("pick", async ({ ack, body, client }) => {
      await ack();
      await client.views.publish({ user_id: body.user.id, view: show("picked") });
    });
  });
  await twin.home("U1");
  const first = await twin.until(() => twin.homes("U1")[0]);
  await twin.click({ view: first.id, user: "U1", actionId: "pick", selected: "a" });
  const second = await twin.until(() => twin.homes("U1")[1]);
  expect(second.view.blocks).toMatchObject([{ type: "actions" }, { text: "picked" }]);
  await expect(twin.click({ view: first.id, user: "U1", actionId: "pick", selected: "a" })).rejects.toThrow(
    "no open view",
  );
});
