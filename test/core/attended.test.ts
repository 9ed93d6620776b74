import { describe, expect, it } from "vitest";
import { AT_ONCE } from "../../src/cockpit/freeze-policy.ts";
import type { Act } from "./claude.ts";
import { setStage } from "./stage.ts";

const MINUTE = 60_000;
const rules = { ...AT_ONCE, idle: 30 * MINUTE };
const tell = (text: string) => ({ id: "p1", author: "ann", text, kind: "text" as const });

function script(text: string): readonly Act[] {
  if (text === "ask") return [{ type: "say", text: "Lazy or eager?" }];
  return [{ type: "say", text: "Done." }];
}

describe("somebody at the terminal", () => {
  it("keeps what idles running, until they leave", async () => {
    const stage = setStage(script, "ready", rules);
    const { claude, clock, settle, saved } = stage;
    const one = stage.bridge();
    await one.open();
    await one.prompt("musica", tell("work"), true);
    await settle();
    await clock.advance(29 * MINUTE);
    claude.attend("musica", true);
    await clock.advance(3 * MINUTE);
    await settle();
    expect(saved().phase.name).toBe("idle");
    claude.attend("musica", false);
    await clock.advance(15_000);
    await settle();
    expect(saved().phase.name).toBe("frozen");
  });

  it("is not there any more five minutes after their last key", async () => {
    const stage = setStage(script, "ready", rules);
    const { claude, clock, settle, saved } = stage;
    const one = stage.bridge();
    await one.open();
    await one.prompt("musica", tell("work"), true);
    await settle();
    await clock.advance(28 * MINUTE);
    claude.attend("musica", true);
    await clock.advance(4 * MINUTE);
    expect(saved().phase.name).toBe("idle");
    await clock.advance(2 * MINUTE);
    await settle();
    expect(saved().phase.name).toBe("frozen");
  });

  it("has a question before it is frozen, where else that is done at once", async () => {
    const stage = setStage(script, "ready", rules);
    const { claude, clock, settle, saved, thread } = stage;
    const one = stage.bridge();
    await one.open();
    await one.start("musica", () => {});
    claude.attend("musica", true);
    await one.prompt("musica", tell("ask"), true);
    await settle();
    expect([saved().phase.name, saved().question?.sentence]).toEqual(["idle", "Lazy or eager?"]);
    expect(thread().filter(({ type }) => type === "question")).toHaveLength(1);
    await clock.advance(2 * MINUTE);
    expect(saved().phase.name).toBe("idle");
    claude.attend("musica", false);
    await clock.advance(15_000);
    await settle();
    expect(saved().phase.name).toBe("frozen");
    expect(saved().question?.sentence).toBe("Lazy or eager?");
  });

  it("is taken to be there where the terminal is slow to say, and not for ever where it never does", async () => {
    const stage = setStage(script, "ready", rules);
    const { claude, clock, settle, saved } = stage;
    const one = stage.bridge();
    await one.open();
    await one.start("musica", () => {});
    claude.attend("musica", "silent");
    await one.prompt("musica", tell("ask"), true);
    const pass = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) await clock.advance(1_000);
    };
    await pass(10);
    expect([saved().phase.name, saved().question?.sentence]).toEqual(["idle", "Lazy or eager?"]);
    await pass(60);
    expect(saved().phase.name).toBe("idle");
    await pass(180);
    await settle();
    expect(saved().phase.name).toBe("frozen");
  });

  it("stops nobody from stopping it", async () => {
    const stage = setStage(script, "ready", rules);
    const one = stage.bridge();
    await one.open();
    await one.start("musica", () => {});
    stage.claude.attend("musica", true);
    expect((await one.stop("musica")).phase).toEqual({ name: "frozen", held: true });
  });
});
