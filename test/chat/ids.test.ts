import { expect, it } from "vitest";
import { joined, messageRefs, newest, oldest } from "../../adapters/chat/ids.ts";
import { discordIds } from "../../adapters/discord/ids.ts";
import { slackIds } from "../../adapters/slack/ids.ts";

it.each([
  ["of Slack's, as records of today have it", slackIds, "slack:C1:1700000000.000100", "C1", "1700000000.000100"],
  ["of Discord's, as records of today have it", discordIds, "discord:20:17592", "20", "17592"],
  [
    "with signs of its own",
    messageRefs("matrix"),
    "matrix:!room%3Aexample.org:%24event%2F%C3%A4%3Aexample.org",
    "!room:example.org",
    "$event/ä:example.org",
  ],
  ["of numbers and words", messageRefs("teams"), "teams:19%3Aa%40thread.v2:1%3Bx", "19:a@thread.v2", "1;x"],
])("an id %s is read as it was made", (_, ids, whole, channel, id) => {
  expect(ids.idOf({ channel, id })).toBe(whole);
  expect(ids.refOf(whole)).toEqual({ channel, id });
});

it.each([
  ["another platform's", "discord:1:2"],
  ["a call's", "slack-call:C1:1700000000.000100"],
  ["a command's", "slack:command:13345224609.738474920.8088930838d88f008e0"],
  ["a stop's", "slack:stop:C1:1700000000.000100"],
  ["the terminal's", "8e32f26f-0000-4000-8000-000000000000"],
])("%s id is none of a message", (_, id) => expect(slackIds.refOf(id)).toBeNull());

it("is one of several, whatever stands in them", () => {
  expect(joined("a:b", "c")).not.toBe(joined("a", "b:c"));
  // Threads of today.
  expect(joined("C1", "1700000000.000100")).toBe("C1:1700000000.000100");
});

it.each([
  ["Slack's", slackIds, ["1699999999.999999", "1700000000.000099", "1700000000.000100"]],
  ["Discord's, of which the old are shorter", discordIds, ["99", "100", "101"]],
  ["those that only their platform can order", { isAfter: (a: string, b: string) => a < b }, ["c", "b", "a"]],
])("%s are ordered", (_, order, [first = "", second = "", third = ""]) => {
  expect(newest(order, second, [third, first])).toBe(third);
  expect(oldest(order, second, [third, first])).toBe(first);
  expect(newest(order, second, [])).toBe(second);
  expect(order.isAfter(second, second)).toBe(false);
});

it.each([
  [slackIds, "1700000000.000100"],
  [discordIds, "175928847299117063"],
])("an id lies before each, at about its time", (ids, id) => {
  expect(ids.isAfter(id, ids.before(id))).toBe(true);
  expect(Math.abs(ids.timeOf(id) - ids.timeOf(ids.before(id)))).toBeLessThanOrEqual(1000);
});
