import { describe, expect, it } from "vitest";
import type { Bridge } from "../../src/bridge/bridge.ts";
import { BridgeError } from "../../src/errors.ts";
import type { Act } from "./claude.ts";
import { musica, type Stage, setStage } from "./stage.ts";
import { buildTown } from "./town.ts";

const say = (text: string): Act => ({ type: "say", text });

function script(text: string): readonly Act[] {
  if (text === "fix it") return [say("Lazy or eager?")];
  if (text === "long") return [say("One."), { type: "hold" }, say("Two.")];
  if (text === "leave") return [{ type: "exit", code: 1 }];
  if (text === "leave later") return [{ type: "hold" }, { type: "exit", code: 1 }];
  return [say(`Doing: ${text}`)];
}

const tell = (bridge: Bridge, id: string, text: string) =>
  bridge.prompt("musica", { id, author: "ann", text, kind: "text" }, true);

async function opened(): Promise<Stage & { readonly one: Bridge }> {
  const stage = setStage(script);
  const one = stage.bridge();
  await one.open();
  return { ...stage, one };
}

const behind: Readonly<Record<string, (stage: Stage) => unknown>> = {
  killed: ({ claude }) => claude.engine.die("musica", 137),
  "out of memory": ({ claude }) => claude.engine.die("musica", 137, true),
  stopped: ({ claude }) => claude.engine.stop("musica"),
  removed: ({ claude }) => claude.engine.remove("musica"),
};

const before: Readonly<Record<string, (bridge: Bridge) => Promise<unknown>>> = {
  idle: (bridge) => bridge.start("musica", () => {}),
  working: (bridge) => tell(bridge, "p1", "long"),
  "asking, and frozen": (bridge) => tell(bridge, "p1", "fix it"),
};

describe.each(Object.entries(behind))("a container %s behind the bridge's back", (_, harm) => {
  it.each(Object.entries(before))("is seen when asked, and the next message resumes it (%s)", async (_name, begin) => {
    const stage = await opened();
    await begin(stage.one);
    await stage.settle();
    await harm(stage);
    expect((await stage.one.look("musica"))?.phase.name).toBe("frozen");
    expect((await stage.one.list()).map(({ phase }) => phase.name)).toEqual(["frozen"]);
    await tell(stage.one, "next", "go on");
    await stage.settle();
    expect(stage.claude.heard("musica").at(-1)).toBe("go on");
    expect(stage.saved()).toMatchObject({ phase: { name: "idle" }, inbox: [], question: null });
  });

  it("is found by the next bridge, which tells why the turn was lost", async () => {
    const stage = await opened();
    await tell(stage.one, "p1", "long");
    await stage.settle();
    await stage.one.close();
    await harm(stage);
    const two = stage.bridge();
    await two.open();
    await stage.settle();
    expect(stage.saved().phase.name).toBe("frozen");
    expect(JSON.stringify(stage.thread())).toContain("Claude stopped: it");
  });
});

describe("a container started behind the bridge's back", () => {
  it("is taken up", async () => {
    const { one, claude, settle } = await opened();
    const { session } = await one.start("musica", () => {});
    await one.stop("musica");
    await settle();
    await claude.engine.start(musica, session.id);
    await one.look("musica");
    await settle();
    expect((await one.look("musica"))?.phase.name).toBe("idle");
  });
});

describe("a container paused behind the bridge's back", () => {
  it("is shown as frozen, and woken by a message", async () => {
    const { one, claude, settle, saved } = await opened();
    await one.start("musica", () => {});
    await settle();
    claude.engine.pause("musica");
    expect((await one.look("musica"))?.phase.name).toBe("frozen");
    await tell(one, "p1", "one");
    await settle();
    expect([saved().phase.name, claude.heard("musica")]).toEqual(["idle", ["one"]]);
  });
});

describe("a Claude that ends", () => {
  it("in the middle of its turn is told of, and resumed by the next message", async () => {
    const { one, claude, settle, saved, thread } = await opened();
    await tell(one, "p1", "leave");
    await settle();
    expect([saved().phase.name, saved().inbox]).toEqual(["frozen", []]);
    expect(JSON.stringify(thread())).toContain("the next message resumes it");
    await tell(one, "p2", "one");
    await settle();
    expect(claude.heard("musica")).toEqual(["leave", "one"]);
  });

  it("while messages wait is thawed for them, each delivered once", async () => {
    const { one, claude, settle, saved } = await opened();
    await tell(one, "p1", "leave later");
    await settle();
    await tell(one, "p2", "two");
    await tell(one, "p3", "three");
    await settle();
    claude.goOn("musica");
    await settle();
    expect(claude.heard("musica")).toEqual(["leave later", "two", "three"]);
    expect(saved()).toMatchObject({ phase: { name: "idle" }, inbox: [], delivery: null });
  });
});

describe("a Claude that does not come to its prompt", () => {
  it("is given up, with the message kept and held; a start tries again", async () => {
    const { one, claude, settle, saved, clock } = await opened();
    claude.stick("musica", true);
    await tell(one, "p1", "one");
    await settle();
    await clock.advance(120_000);
    await settle();
    expect(saved()).toMatchObject({ phase: { name: "frozen", held: true }, inbox: [{ id: "p1" }] });
    expect(saved().trouble).toContain("prompt");
    expect(one.failure("musica")?.code).toBe("claude-stuck");
    claude.stick("musica", false);
    await one.start("musica", () => {});
    await settle();
    expect([claude.heard("musica"), saved().inbox, saved().trouble]).toEqual([["one"], [], null]);
    expect(one.failure("musica")).toBeNull();
  });
});

describe("a screen that takes no text", () => {
  it("fails the delivery, keeps the message, and a start tries again", async () => {
    const { one, claude, settle, saved, clock, thread } = await opened();
    await one.start("musica", () => {});
    claude.stick("musica", true);
    await tell(one, "p1", "one");
    await settle();
    await clock.advance(120_000);
    await settle();
    expect(saved()).toMatchObject({ phase: { name: "idle" }, inbox: [{ id: "p1" }] });
    expect(JSON.stringify(thread())).toContain("nothing was typed");
    claude.stick("musica", false);
    await one.start("musica", () => {});
    await settle();
    expect([claude.heard("musica"), saved().inbox]).toEqual([["one"], []]);
  });
});

describe("an engine that fails", () => {
  const missing = () => new BridgeError("engine-missing", "No container engine answers.");

  it.each(["prepare", "start"] as const)("in %s: the message is kept, and its reason told", async (method) => {
    const { one, claude, settle, saved, thread } = await opened();
    claude.engine.failNext(method, missing());
    await tell(one, "p1", "one");
    await settle();
    expect(saved()).toMatchObject({ phase: { name: "frozen", held: true }, inbox: [{ id: "p1" }] });
    expect(JSON.stringify(thread())).toContain("No container engine answers.");
    expect(one.failure("musica")?.code).toBe("engine-missing");
    await one.start("musica", () => {});
    await settle();
    expect([claude.heard("musica"), saved().trouble]).toEqual([["one"], null]);
  });

  it("lets a start fail with its own error", async () => {
    const { one, claude } = await opened();
    claude.engine.failNext("start", missing());
    await expect(one.start("musica", () => {})).rejects.toMatchObject({ code: "engine-missing" });
  });

  it("lets a stop fail with its own error; the next one stops", async () => {
    const { one, claude, saved } = await opened();
    await one.start("musica", () => {});
    claude.engine.failNext("stop", new BridgeError("engine-failed", "It refuses."));
    await expect(one.stop("musica")).rejects.toMatchObject({ code: "engine-failed" });
    expect(saved().phase.name).toBe("freezing");
    expect((await one.stop("musica")).phase.name).toBe("frozen");
    expect(saved().trouble).toBeNull();
  });

  it("is shown in the list, beside what was last known", async () => {
    const { one, claude, settle } = await opened();
    await one.start("musica", () => {});
    await settle();
    claude.engine.failNext("list", missing());
    expect(await one.list()).toMatchObject([{ phase: { name: "idle" }, trouble: "No container engine answers." }]);
    expect(await one.list()).toMatchObject([{ trouble: null }]);
  });

  it("does not keep the daemon from opening", async () => {
    const stage = await opened();
    await tell(stage.one, "p1", "one");
    await stage.settle();
    await stage.one.close();
    stage.claude.engine.failNext("list", missing());
    const two = stage.bridge();
    await two.open();
    await tell(two, "p2", "two");
    await stage.settle();
    expect(stage.claude.heard("musica")).toEqual(["one", "two"]);
  });
});

it("an engine is asked once for all cockpits, however many there are: at the opening, and in a list", async () => {
  const town = buildTown(script);
  const { bridge: one } = town.bridge();
  await one.open();
  for (let at = 0; at < 30; at += 1) await one.start(`p${at}`, () => {});
  for (let at = 0; at < 30; at += 1) await one.stop(`p${at}`);
  await one.close();
  const { bridge: two, fuse } = town.bridge();
  const asked = () => fuse.calls.filter((call) => call.startsWith("engine."));
  await two.open();
  await town.settle();
  expect([(await two.list()).length, asked()]).toEqual([30, ["engine.list", "engine.list"]]);
});

describe("a turn that went by while nobody followed", () => {
  it.each([
    ["whose container was stopped since", true],
    ["whose container runs on", false],
  ])("is told with its question: one %s", async (_, isStopped) => {
    const tries = setStage(script);
    const { bridge, fuse } = tries.mortal(0, "after");
    await bridge.open();
    await tell(bridge, "p1", "fix it");
    await tries.settle();
    const at = fuse.calls.indexOf("engine.start") + 1;

    const stage = setStage(script);
    const mortal = stage.mortal(at, "after");
    await mortal.bridge.open();
    void tell(mortal.bridge, "p1", "fix it");
    await stage.settle();
    expect([mortal.fuse.isBlown, stage.claude.heard("musica"), stage.thread()]).toMatchObject([true, ["fix it"], {}]);
    if (isStopped) await stage.claude.engine.stop("musica");
    await stage.bridge().open();
    await stage.settle();
    expect(stage.saved()).toMatchObject({ phase: { name: "frozen" }, inbox: [], question: { text: "Lazy or eager?" } });
    expect(stage.claude.heard("musica")).toEqual(["fix it"]);
    expect(stage.thread().filter(({ type }) => type === "question")).toHaveLength(1);
  });
});
