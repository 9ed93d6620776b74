import { describe, expect, it } from "vitest";
import { addressed, audienceOf, namedOr } from "../../src/cockpit/audience.ts";
import type { Message } from "../../src/cockpit/message.ts";
import { memberOf, operator, refuseUnlessApprover } from "../../src/commands/authority.ts";
import { createFakeBridge } from "../cli/bridge.ts";
import { load } from "../config/load.ts";

describe("who may decide", () => {
  const person = (id: string, ...groups: readonly string[]) => ({ id, groups });

  it.each<[string, ReturnType<typeof person>, readonly string[] | null, boolean]>([
    ["whoever may use the bot, where a project has no approvers", person("slack:U1"), null, true],
    ["nobody, where it has none at all", person("slack:U1"), [], false],
    ["an approver", person("slack:U1"), ["discord:1", "slack:U1"], true],
    ["somebody else", person("slack:U2"), ["slack:U1"], false],
    ["the same id on another platform", person("discord:U1"), ["slack:U1"], false],
    ["a member of an approving group", person("slack:U2", "S9", "S1"), ["slack:S1"], true],
    ["a member of another platform's group of that name", person("discord:2", "S1"), ["slack:S1"], false],
    ["a group that is named like a whole id", person("discord:2", "slack:U1"), ["slack:U1"], false],
  ])("%s", (_, who, approvers, may) => expect(memberOf(who, () => approvers)("musica")).toBe(may));

  it("is asked of each project by itself", () => {
    const may = memberOf(person("slack:U1"), (project) => (project === "musica" ? ["slack:U1"] : ["slack:U2"]));
    expect(["musica", "other"].map(may)).toEqual([true, false]);
  });

  it("must be said with each prompt and answer: whoever forgets it does not compile", async () => {
    const bridge = createFakeBridge();
    const prompt = { id: "p1", author: "ann", text: "yes", kind: "text" } as const;
    // @ts-expect-error
    await bridge.prompt("musica", prompt);
    // @ts-expect-error
    await bridge.answer("musica", "q1", prompt);
    await bridge.prompt("musica", prompt, false);
  });

  it("lets the operator, and refuses others with what they may not", () => {
    expect(operator("musica")).toBe(true);
    refuseUnlessApprover({ mayDecide: operator }, "musica", "trust it");
    expect(() => refuseUnlessApprover({ mayDecide: () => false }, "musica", "trust it")).toThrow(
      "Only musica's approvers can trust it.",
    );
  });
});

describe("whom a question is for", () => {
  const owners = () => ["slack:OWNER"];
  const question = { id: "q", kind: "text", text: "?", sentence: "?", asks: [], since: 1 } as const;

  it("is who asked Claude, else the owners, else those who come then", () => {
    expect(audienceOf({ asker: "slack:U1" }, owners)).toEqual(["slack:U1"]);
    expect(audienceOf({ asker: null }, owners)).toEqual(["slack:OWNER"]);
    expect(
      namedOr(
        audienceOf({ asker: null }, () => []),
        () => ["slack:ONCALL"],
      ),
    ).toEqual(["slack:ONCALL"]);
  });

  it.each<[string, Message, readonly string[] | undefined]>([
    ["a question of nobody's in particular", { type: "question", question }, ["slack:OWNER"]],
    ["a question for somebody", { type: "question", question, to: ["slack:U1"] }, ["slack:U1"]],
    ["a notice for whoever asked", { type: "notice", level: "info", text: "x", to: [] }, ["slack:OWNER"]],
    ["a notice that pings nobody", { type: "notice", level: "info", text: "x" }, undefined],
  ])("%s", (_, message, to) => expect(addressed(message, owners)).toEqual({ ...message, ...(to && { to }) }));

  it("knows the owners of projects that are there", () => {
    const yaml = "defaults: { owners: [slack:U1] }\nprojects: { musica: { owners: [slack:U2] }, gone: {} }";
    const tree = { "/home/ann/projects/musica/a": "", "/home/ann/projects/other/a": "" };
    const { owners } = load({ yaml, tree });
    expect(["musica", "other", "gone", "never"].map(owners)).toEqual([["slack:U2"], ["slack:U1"], [], []]);
  });
});
