import { describe, expect, it } from "vitest";
import type { Bridge } from "../../src/bridge/bridge.ts";
import { BridgeError } from "../../src/errors.ts";
import type { Act } from "./claude.ts";
import { createRandom } from "./random.ts";
import { buildTown, type Town } from "./town.ts";

const say = (text: string): Act => ({ type: "say", text });

function script(text: string): readonly Act[] {
  if (text.startsWith("ask")) return [say("Lazy or eager?")];
  if (text === "hold") return [{ type: "hold" }, say("Done.")];
  if (text === "fail") return [{ type: "fail", error: "The model is overloaded." }];
  return [say(`Did: ${text}`)];
}

const add = (bridge: Bridge, project: string, id: string, text: string, by?: string) =>
  bridge.queue(project, { id, author: "ann", ...(by && { by }), text, priority: "normal" }, false);
const tell = (bridge: Bridge, project: string, id: string, text: string) =>
  bridge.prompt(project, { id, author: "ann", text, kind: "text" }, true);

async function opened(limits: Parameters<typeof buildTown>[1]): Promise<Town & { readonly one: Bridge }> {
  const town = buildTown(script, limits);
  const { bridge } = town.bridge();
  await bridge.open();
  return Object.assign(town, { one: bridge });
}

describe("a queue", () => {
  it("begins the next task where a turn ends without a question, and waits where it ends with one", async () => {
    const { one, claude, settle, saved } = await opened({});
    for (const [id, text] of [
      ["t1", "first"],
      ["t2", "ask"],
      ["t3", "third"],
    ] as const)
      await add(one, "musica", id, text);
    await settle();
    expect(claude.heard("musica")).toEqual(["first", "ask"]);
    expect(saved("musica")).toMatchObject({ phase: { name: "frozen" }, tasks: [{ id: "t3" }], question: {} });
    await tell(one, "musica", "p1", "eager");
    await settle();
    expect(claude.heard("musica")).toEqual(["first", "ask", "eager", "third"]);
    expect(saved("musica")).toMatchObject({ phase: { name: "idle" }, tasks: [], question: null });
  });

  it("takes a task once, however often it comes", async () => {
    const { one, claude, settle } = await opened({});
    await Promise.all([add(one, "musica", "t1", "first"), add(one, "musica", "t1", "first")]);
    await settle();
    await add(one, "musica", "t1", "first");
    await settle();
    expect(claude.heard("musica")).toEqual(["first"]);
  });

  it("lets what people write go before it", async () => {
    const { one, claude, settle } = await opened({});
    await add(one, "musica", "t1", "hold");
    await settle();
    await add(one, "musica", "t2", "second");
    await tell(one, "musica", "p1", "by the way");
    claude.goOn("musica");
    await settle();
    expect(claude.heard("musica")).toEqual(["hold", "by the way", "second"]);
  });

  it("waits for what people say next, where they withdraw the question", async () => {
    const { one, claude, settle, saved, notices } = await opened({});
    await add(one, "musica", "t1", "ask");
    await add(one, "musica", "t2", "second");
    await settle();
    expect(await one.interrupt("musica", "ann")).toBe("question");
    await settle();
    expect(claude.heard("musica")).toEqual(["ask"]);
    expect(saved("musica")).toMatchObject({ question: null, tasksPaused: true });
    expect(notices("musica").at(-1)).toMatch(/^The queue is paused, since ann withdrew the question/);
  });

  it("is paused by a turn that fails, and says so", async () => {
    const { one, claude, settle, saved, notices } = await opened({});
    await add(one, "musica", "t1", "fail");
    await add(one, "musica", "t2", "second");
    await settle();
    expect(claude.heard("musica")).toEqual(["fail"]);
    expect(saved("musica")).toMatchObject({ tasksPaused: true, tasks: [{ id: "t2" }] });
    expect(notices("musica")).toContain(
      'The queue is paused, since this turn failed: one task waits. "queue musica resume" goes on.',
    );
    await one.changeTasks("musica", { type: "tasksPaused", paused: false });
    await settle();
    expect(claude.heard("musica")).toEqual(["fail", "second"]);
  });

  it("is moved in, cancelled from, paused and cleared", async () => {
    const { one, settle, saved, claude } = await opened({});
    await one.start("musica", () => {});
    await one.changeTasks("musica", { type: "tasksPaused", paused: true });
    for (const id of ["t1", "t2", "t3"]) await add(one, "musica", id, id);
    const order = () => saved("musica").tasks.map(({ id }) => id);
    await one.changeTasks("musica", { type: "taskMoved", task: "t3", place: 1 });
    expect(order()).toEqual(["t3", "t1", "t2"]);
    await one.changeTasks("musica", { type: "untasked", task: "t1" });
    await one.queue("musica", { id: "t4", author: "ann", text: "t4", priority: "high" }, false);
    await one.queue("musica", { id: "t5", author: "ann", text: "t5", priority: "low" }, true);
    expect(order()).toEqual(["t5", "t4", "t3", "t2"]);
    await one.changeTasks("musica", { type: "tasksCleared" });
    await one.changeTasks("musica", { type: "tasksPaused", paused: false });
    await settle();
    expect([order(), claude.heard("musica")]).toEqual([[], []]);
  });

  it("stays while a person holds the project, and goes on with a start", async () => {
    const { one, claude, settle } = await opened({});
    await one.start("musica", () => {});
    await one.stop("musica");
    await add(one, "musica", "t1", "first");
    await settle();
    expect(claude.heard("musica")).toEqual([]);
    await one.start("musica", () => {});
    await settle();
    expect(claude.heard("musica")).toEqual(["first"]);
  });
});

describe("slots", () => {
  it("are as many as there are: six projects with tasks share two, and those that ask wait frozen", async () => {
    const town = await opened({ slots: 2 });
    const { one, claude, settle, saved } = town;
    const projects = ["a", "b", "c", "d", "e", "f"];
    for (const project of projects) {
      const asks = project < "d";
      await add(one, project, `${project}1`, `${project} begins`);
      await add(one, project, `${project}2`, asks ? `ask ${project}` : `${project} goes on`);
      await add(one, project, `${project}3`, `${project} ends`);
    }
    await settle();
    for (const project of projects) {
      const heard = [`${project} begins`, project < "d" ? `ask ${project}` : `${project} goes on`];
      expect(claude.heard(project)).toEqual(project < "d" ? heard : [...heard, `${project} ends`]);
      if (project < "d") expect(saved(project)).toMatchObject({ phase: { name: "frozen" }, question: {} });
    }
    for (const project of ["a", "b", "c"]) await tell(one, project, `${project}-answer`, "eager");
    await settle();
    for (const project of ["a", "b", "c"]) expect(claude.heard(project).slice(2)).toEqual(["eager", `${project} ends`]);
    expect(town.most).toBe(2);
  });

  it("go to answers first, and everybody who waits has a place", async () => {
    const { one, claude, settle, clock, places } = await opened({ slots: 1 });
    await tell(one, "asks", "p0", "ask me");
    await settle();
    await tell(one, "busy", "p1", "hold");
    await settle();
    await clock.advance(1);
    await add(one, "admin", "t1", "work");
    await clock.advance(1);
    await one.start("looks", () => {}, false);
    await clock.advance(1);
    await tell(one, "asks", "p2", "eager");
    await settle();
    await clock.advance(1_000);
    await settle();
    expect(Object.fromEntries(places)).toEqual({
      asks: "first in line",
      admin: "second; before you: asks (answer)",
      looks: "third; before you: asks (answer), admin (task)",
    });
    claude.goOn("busy");
    await settle();
    expect(claude.heard("asks")).toEqual(["ask me", "eager"]);
    await clock.advance(1_000);
    await settle();
    expect(claude.heard("admin")).toEqual(["work"]);
    expect(places.size).toBe(0);
  });

  it("are given up by what idles, and not by what works", async () => {
    const { one, claude, settle, saved } = await opened({ slots: 1 });
    await one.start("idles", () => {});
    await tell(one, "musica", "p1", "hold");
    await settle();
    expect(saved("idles").phase).toEqual({ name: "frozen", held: false });
    await tell(one, "waits", "p2", "work");
    await settle();
    expect([claude.heard("musica"), saved("waits").phase.name]).toEqual([["hold"], "queued"]);
    claude.goOn("musica");
    await settle();
    expect(claude.heard("waits")).toEqual(["work"]);
  });

  it("are not taken from under the hands of somebody at the terminal, and are once they leave", async () => {
    const { one, claude, settle, saved, clock } = await opened({ slots: 1 });
    await one.start("attended", () => {});
    claude.attend("attended", true);
    await tell(one, "waits", "p1", "work");
    await settle();
    expect([saved("attended").phase.name, saved("waits").phase.name]).toEqual(["idle", "queued"]);
    claude.attend("attended", false);
    await clock.advance(20_000);
    await settle();
    expect([saved("attended").phase.name, claude.heard("waits")]).toEqual(["frozen", ["work"]]);
  });

  it("are not given while something is in the way, and are once it is gone", async () => {
    const town = await opened({ pressure: "the machine is short of memory" });
    const { one, claude, settle, clock, places } = town;
    await tell(one, "musica", "p1", "work");
    await settle();
    await clock.advance(1_000);
    expect(claude.heard("musica")).toEqual([]);
    expect(places.get("musica")).toBe("first in line; the machine is short of memory");
    town.setLimits({ pressure: null });
    // Nobody tells of it: it is looked for while somebody waits.
    await clock.advance(20_000);
    await settle();
    expect(claude.heard("musica")).toEqual(["work"]);
  });

  it("are made room for one at a time, while something is in the way", async () => {
    const town = await opened({});
    const { one, settle, saved, clock } = town;
    for (const project of ["a", "b", "c"]) await one.start(project, () => {});
    town.setLimits({ pressure: "the machine is short of memory" });
    await tell(one, "waits", "p1", "work");
    await settle();
    const stopped = () => ["a", "b", "c"].filter((project) => saved(project).phase.name === "frozen").length;
    expect(stopped()).toBe(1);
    await clock.advance(20_000);
    one.recount();
    await settle();
    expect(stopped()).toBe(2);
  });

  it("are shared among five hundred starts at once, a few at a time", async () => {
    const town = await opened({ slots: 5, starting: 2 });
    const { one, claude, settle } = town;
    const projects = Array.from({ length: 500 }, (_, at) => `p${at}`);
    await Promise.all(projects.map((project) => tell(one, project, `${project}-1`, "work")));
    await settle();
    expect(projects.filter((project) => claude.heard(project).length !== 1)).toEqual([]);
    expect(town.most).toBeLessThanOrEqual(5);
  });

  it("are given back by what is stopped, removed, or taken back before its turn", async () => {
    const { one, claude, settle, saved } = await opened({ slots: 1 });
    await tell(one, "busy", "p1", "hold");
    await settle();
    await tell(one, "back", "p2", "work");
    await tell(one, "stopped", "p3", "work");
    await tell(one, "next", "p4", "work");
    await settle();
    await one.withdraw("back", "p2");
    await one.stop("stopped");
    await settle();
    expect([saved("back").phase, saved("stopped").phase]).toEqual([
      { name: "frozen", held: false },
      { name: "frozen", held: true },
    ]);
    await one.remove("busy");
    await settle();
    expect(["back", "stopped", "next"].map((project) => claude.heard(project).length)).toEqual([0, 0, 1]);
  });

  it("are waited for no more by a start whose cockpit is stopped or removed meanwhile", async () => {
    const { one, settle } = await opened({ slots: 1 });
    await tell(one, "busy", "p1", "hold");
    const start = (project: string) =>
      one
        .start(project, () => {})
        .then(
          () => "started",
          (error: Error) => error.message,
        );
    await settle();
    const [removed, stopped] = [start("removed"), start("stopped")];
    await settle();
    await one.remove("removed");
    await one.stop("stopped");
    expect(await removed).toBe("removed was removed meanwhile.");
    expect(await stopped).toBe('stopped was stopped meanwhile. "start stopped" begins again.');
  });

  it("are kept by what could not be removed, which can be removed again", async () => {
    const { one, claude, settle, saved } = await opened({ slots: 1 });
    await tell(one, "busy", "p1", "hold");
    await settle();
    claude.engine.failNext("remove", new BridgeError("engine-missing", "No engine answers."));
    await expect(one.remove("busy")).rejects.toThrow("No engine answers.");
    await tell(one, "waits", "p2", "work");
    await settle();
    expect([saved("waits").phase.name, one.known().length]).toEqual(["queued", 2]);
    await one.remove("busy");
    await settle();
    expect([claude.heard("waits"), one.known().length]).toEqual([["work"], 1]);
  });

  it("are tried again by themselves for what the engine could not start", async () => {
    const { one, claude, settle, clock, notices, saved, places } = await opened({ slots: 1 });
    claude.engine.failNext("start", new BridgeError("engine-missing", "No engine answers."));
    await add(one, "musica", "t1", "work");
    await settle();
    expect(saved("musica")).toMatchObject({ phase: { name: "queued" }, trouble: "No engine answers." });
    expect(notices("musica")).toContain("No engine answers.");
    await clock.advance(1_000);
    expect(places.get("musica")).toBe("first in line; it did not start, and is tried again within a minute");
    await clock.advance(1_000);
    await settle();
    expect(claude.heard("musica")).toEqual(["work"]);
    expect(saved("musica").trouble).toBeNull();
  });
});

describe("a bot that is killed again and again", () => {
  const projects = ["a", "b", "c", "d"];

  it.each([1, 2, 3, 4, 5, 6])("does every task once, in the slots there are (lot %i)", async (seed) => {
    const random = createRandom(seed);
    const town = buildTown(script, { slots: 2 });
    for (let life = 0; life < 12; life += 1) {
      const moment = random.pick(["before", "after"] as const);
      const { bridge, fuse } = town.bridge(1 + random.below(60), moment);
      const lived = async (): Promise<void> => {
        await bridge.open();
        // What was not accepted is said again, under the same id.
        for (const project of projects)
          for (const at of [1, 2, 3])
            await add(bridge, project, `${project}${at}`, at === 2 ? `ask ${project}` : `${project}${at}`);
        await town.settle();
        for (const project of projects)
          if (town.saved(project)?.question) await tell(bridge, project, `${project}-answer`, "eager");
        await town.settle();
      };
      await Promise.race([lived(), fuse.blown]);
      if (!fuse.isBlown) town.claude.crash();
      await town.settle();
    }
    const { bridge } = town.bridge();
    await bridge.open();
    for (const project of projects)
      for (const at of [1, 2, 3])
        await add(bridge, project, `${project}${at}`, at === 2 ? `ask ${project}` : `${project}${at}`);
    await town.settle();
    for (const project of projects)
      if (town.saved(project).question) await tell(bridge, project, `${project}-answer`, "eager");
    await town.settle();
    for (const project of projects)
      expect(town.claude.heard(project)).toEqual([`${project}1`, `ask ${project}`, "eager", `${project}3`]);
    expect(town.most).toBeLessThanOrEqual(2);
  });
});
