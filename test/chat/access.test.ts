import { expect, it } from "vitest";
import { mayUse, refusal } from "../../src/chat/access.ts";

const policies = { slack: { users: ["U1"], groups: ["S1"], channels: ["C1"] } };
const person = (id: string, ...groups: readonly string[]) => ({ id, groups });

it.each([
  ["a user who is named", person("slack:U1"), "C9", true],
  ["a user who is not", person("slack:U2"), "C9", false],
  ["a member of a group", person("slack:U2", "S9", "S1"), "C9", true],
  ["a member of another group", person("slack:U2", "S9"), "C9", false],
  ["anybody in a channel that is named", person("slack:U2"), "C1", true],
  ["the same id on another platform", person("discord:U1", "S1"), "C1", false],
  ["an id that is a platform's name", person("slack"), "C9", false],
])("%s", (_, who, channel, may) => expect(mayUse(policies, who, channel)).toBe(may));

it("lets nobody in by default", () => {
  expect(mayUse({}, person("slack:U1"), "C1")).toBe(false);
  expect(mayUse({ slack: { users: [], groups: [], channels: [] } }, person("slack:U1"), "C1")).toBe(false);
});

it("refuses politely, and says what to do", () => {
  expect(refusal({ id: "slack:U7" })).toMatch(
    /^Sorry, .* add U7 under slack\.users in cockpit\.yaml, or to SLACK_ALLOW\.$/,
  );
});
