import { describe, expect, it } from "vitest";
import { decide, decisionsOn, WORDS } from "../../src/cockpit/answer/decide.ts";
import type { Question } from "../../src/cockpit/state.ts";
import { choicesQuestion, permissionQuestion, textQuestion } from "./states.ts";

const plan: Question = { ...permissionQuestion, id: "q-plan", kind: "plan" };
const ruled: Question = { ...permissionQuestion, call: { tool: "Bash", input: {}, rules: ["Bash(npm test)"] } };

describe("what words decide", () => {
  it.each([
    "yes",
    "Yes.",
    " OK ",
    "allow",
    "Allow once",
    "👍",
    "sí",
    "はい",
    "好的",
    "ja",
    "да",
    "ano",
    "sim",
    "va bene",
    "d’accord",
  ])("%s allows it, once", (words) => {
    expect(decide(permissionQuestion, words)).toEqual({ verdict: "allow", scope: "once" });
    expect(decide(plan, words)).toEqual({ verdict: "allow", scope: "once" });
  });

  it.each(["no", "No!", "deny", "Reject", "nein", "いいえ", "不", "нет", "não", "👎"])("%s denies it", (words) => {
    expect(decide(permissionQuestion, words)).toEqual({ verdict: "deny", scope: "once" });
    expect(decide(plan, words)).toEqual({ verdict: "deny", scope: "once" });
  });

  it.each([
    ["yes, but only in src", "yes, but only in src"],
    ["yes\nand delete the rest", "yes\nand delete the rest"],
    ["Deny: use git mv", "use git mv"],
    ["no, use the cache", "use the cache"],
    ["reject – test first", "test first"],
    ["run the tests", "run the tests"],
    ["nobody knows", "nobody knows"],
    ["1", "1"],
  ])("%j allows nothing, and is the reason", (words, reason) => {
    expect(decide(permissionQuestion, words)).toEqual({ verdict: "deny", scope: "once", reason });
    expect(decide(plan, words)).toEqual({ verdict: "deny", scope: "once", reason });
  });

  it("is for longer where a rule says for what", () => {
    expect(decide(ruled, "Allow for this session")).toEqual({ verdict: "allow", scope: "session" });
    expect(decide(ruled, "always")).toEqual({ verdict: "allow", scope: "always" });
    expect(decide(permissionQuestion, "always")).toEqual({ verdict: "allow", scope: "once" });
    expect(decide(plan, "always")).toMatchObject({ verdict: "deny" });
  });

  it("is nothing on a question that wants no decision", () => {
    expect([decide(textQuestion, "yes"), decide(choicesQuestion, "yes")]).toEqual([null, null]);
  });

  it.each([
    ["permission", ["Bash(ls)"]],
    ["permission", []],
    ["plan", []],
  ] as const)("is just what a button says (%s, rules: %j)", (kind, rules) => {
    const asked: Question = { ...permissionQuestion, kind, call: { tool: "Bash", input: {}, rules } };
    const offered = decisionsOn(kind, rules);
    const meant = offered.map(({ code, asksWhy }) => ({
      verdict: ["deny", "reject"].includes(code) ? "deny" : "allow",
      scope: code === "session" || code === "always" ? code : "once",
      ...(code === "acceptEdits" && { acceptsEdits: true }),
      ...(asksWhy && { reason: "because" }),
    }));
    expect(offered.map(({ words, asksWhy }) => decide(asked, asksWhy ? `${words}: because` : words))).toEqual(meant);
    expect(offered.every(({ code, words }) => WORDS[code] === words)).toBe(true);
  });
});
