import { expect, it } from "vitest";
import { AT_ONCE, type FreezePolicy } from "../../src/cockpit/freeze-policy.ts";
import { setStage } from "./stage.ts";

/** A policy by which nothing can be judged while it is broken. */
function fragile() {
  const state = { broken: false };
  const policy: FreezePolicy = {
    ...AT_ONCE,
    get grace() {
      if (state.broken) throw new RangeError("more than can be taken");
      return AT_ONCE.grace;
    },
    get rationed() {
      if (state.broken) throw new RangeError("more than can be taken");
      return AT_ONCE.rationed;
    },
  };
  return { state, policy };
}

const tell = (id: string, text: string) => ({ id, author: "ann", text, kind: "text" as const });

it("is never accepted, what people write while it cannot be judged", async () => {
  const { state, policy } = fragile();
  const stage = setStage(() => [{ type: "say", text: "Done." }], "ready", policy);
  const one = stage.bridge();
  await one.open();
  state.broken = true;
  await expect(one.prompt("musica", tell("p1", "work"), true)).rejects.toThrow();
  state.broken = false;
  await one.prompt("musica", tell("p1", "work"), true);
  await stage.settle();
  expect(stage.claude.heard("musica")).toEqual(["work"]);
});

it("is left out, what has happened and cannot be judged, and what comes after it is taken", async () => {
  const { state, policy } = fragile();
  const script = (text: string) => {
    state.broken = text === "break";
    return [{ type: "say" as const, text: text === "break" ? "Shall I go on?" : "Done." }];
  };
  const stage = setStage(script, "ready", policy);
  const one = stage.bridge();
  await one.open();
  await one.prompt("musica", tell("p1", "break"), true);
  await stage.settle();
  expect([state.broken, stage.saved().question]).toEqual([true, null]);
  state.broken = false;
  await one.prompt("musica", tell("p2", "go on"), true);
  await stage.settle();
  expect(stage.claude.heard("musica")).toEqual(["break", "go on"]);
  expect(stage.thread().flatMap((message) => (message.type === "said" ? [message.text] : []))).toContain("Done.");
});
