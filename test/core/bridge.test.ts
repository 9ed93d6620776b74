import { describe, expect, it } from "vitest";
import type { Bridge } from "../../src/bridge/bridge.ts";
import { AT_ONCE } from "../../src/cockpit/freeze-policy.ts";
import { BridgeError, type ErrorCode } from "../../src/errors.ts";
import type { Message } from "../../src/ports/ports.ts";
import { createMemoryStore } from "../fakes/store.ts";
import type { Act } from "./claude.ts";
import { type Stage, setStage } from "./stage.ts";

const say = (text: string): Act => ({ type: "say", text });
const permission = { kind: "permission", text: "Bash\nrm x", sentence: "May Claude use Bash?", asks: [] } as const;

function script(text: string): readonly Act[] {
  if (text === "fix it") return [say("Looking."), say("Lazy or eager?")];
  if (text === "clean up") return [{ type: "ask", question: permission }];
  if (text === "long") return [say("One."), { type: "hold" }, say("Two.")];
  if (text === "leave") return [{ type: "exit", code: 1 }];
  if (text === "leave later") return [{ type: "hold" }, { type: "exit", code: 1 }];
  if (text === "overload") return [{ type: "fail", error: "The model is overloaded." }];
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

/** What people read, in a word or two. */
function shown(messages: readonly Message[]): readonly string[] {
  return messages.flatMap((message) => {
    if (message.type === "said" || message.type === "notice") return [message.text];
    if (message.type === "turn" && message.state === "failed") return [message.reason];
    return message.type === "question" ? [`? ${message.question.sentence}`] : [];
  });
}

async function codeOf(task: Promise<unknown>): Promise<ErrorCode | "no error"> {
  return task.then(
    () => "no error",
    (error: unknown) => {
      if (error instanceof BridgeError) return error.code;
      throw error;
    },
  );
}

describe("the life of a cockpit", () => {
  it("goes from a start through a question, a freeze and an answer to the end of the turn", async () => {
    const { one, claude, settle, saved, thread } = await opened();
    const started = await one.start("musica", () => {});
    expect(started.phase.name).toBe("idle");
    await tell(one, "p1", "fix it");
    await settle();
    expect(saved()).toMatchObject({ phase: { name: "frozen", held: false }, question: { sentence: "Lazy or eager?" } });
    expect((await claude.engine.inspect("musica"))?.running).toBe(false);
    await tell(one, "p2", "lazy");
    await settle();
    expect(saved()).toMatchObject({ phase: { name: "idle" }, question: null, inbox: [] });
    expect(claude.heard("musica")).toEqual(["fix it", "lazy"]);
    expect(shown(thread())).toEqual(["Looking.", "Lazy or eager?", "? Lazy or eager?", "Doing: lazy"]);
    expect(saved().session).toEqual({ id: started.session.id, started: true });
  });

  it("tells once what of the project's image is not done, and each time what has failed in it", async () => {
    const { one, claude, thread } = await opened();
    claude.engine.image.lacks = ["devcontainer.json: runArgs is left out."];
    claude.engine.image.troubles = ["npm ci has failed."];
    await one.start("musica", () => {});
    expect(shown(thread())).toEqual(["devcontainer.json: runArgs is left out.", "npm ci has failed."]);
    await one.stop("musica");
    claude.engine.image.troubles = ["npm test has failed."];
    await one.start("musica", () => {});
    expect(shown(thread()).slice(2)).toEqual(["npm test has failed."]);
  });

  it("has one cockpit, however many first words come at once", async () => {
    const { one, claude, settle, saved } = await opened();
    const [started] = await Promise.all([one.start("musica", () => {}), tell(one, "p1", "a"), tell(one, "p2", "b")]);
    await settle();
    expect(claude.heard("musica")).toEqual(["a", "b"]);
    expect(saved()).toMatchObject({ session: { id: started.session.id }, seen: ["p1", "p2"], inbox: [] });
  });

  it("takes what is said during a removal into the cockpit that comes after it", async () => {
    const { one, claude, settle, saved } = await opened();
    const { session } = await one.start("musica", () => {});
    const removal = one.remove("musica");
    await Promise.all([removal, tell(one, "p1", "a")]);
    await settle();
    expect(claude.heard("musica")).toEqual(["a"]);
    expect(saved()).toMatchObject({ phase: { name: "idle" }, seen: ["p1"], inbox: [] });
    expect(saved().session.id).not.toBe(session.id);
  });

  it("shows a question before it freezes", async () => {
    const { one, claude, settle, thread } = await opened();
    const asked: string[] = [];
    const { stop } = claude.engine;
    claude.engine.stop = async (project) => {
      asked.push(...thread().map(({ type }) => type));
      await stop(project);
    };
    await tell(one, "p1", "fix it");
    await settle();
    expect(asked).toContain("question");
  });

  it("freezes on a dialog and quotes it to the resumed Claude", async () => {
    const { one, claude, settle } = await opened();
    await tell(one, "p1", "clean up");
    await settle();
    await tell(one, "p2", "yes");
    await settle();
    expect(claude.heard("musica")[1]).toMatch(/> Bash[\s\S]*ann allowed it, this once[\s\S]*has not run/);
  });

  it("takes a message whose words were written while Claude worked, in order", async () => {
    const { one, claude, settle } = await opened();
    await tell(one, "p1", "long");
    await settle();
    await Promise.all(["a", "b", "c"].map((text) => tell(one, text, text)));
    claude.goOn("musica");
    await settle();
    expect(claude.heard("musica")).toEqual(["long", "a", "b", "c"]);
  });

  it("asks nobody where somebody has written on before the question came", async () => {
    const { one, claude, settle, saved, thread } = await opened();
    await one.start("musica", () => {});
    await tell(one, "p1", "fix it");
    await tell(one, "p2", "lazy");
    await settle();
    expect(claude.heard("musica")).toEqual(["fix it", "lazy"]);
    expect([saved().question, saved().phase.name]).toEqual([null, "idle"]);
    expect(thread().map(({ type }) => type)).not.toContain("question");
  });

  it("tells of a failed turn, and takes the next message", async () => {
    const { one, claude, settle, thread } = await opened();
    await tell(one, "p1", "overload");
    await settle();
    await tell(one, "p2", "go on");
    await settle();
    expect(shown(thread())).toEqual(["The model is overloaded.", "Doing: go on"]);
    expect(claude.heard("musica")).toEqual(["overload", "go on"]);
  });

  it("stops in mid-turn, keeps what waits, and goes on at a start", async () => {
    const { one, claude, settle, saved } = await opened();
    await tell(one, "p1", "long");
    await settle();
    const stopped = await one.stop("musica");
    expect(stopped.phase).toEqual({ name: "frozen", held: true });
    await settle();
    expect((await claude.engine.inspect("musica"))?.running).toBe(false);
    expect((await one.start("musica", () => {})).phase.name).toBe("idle");
    await settle();
    expect(saved().phase.name).toBe("idle");
    expect(claude.heard("musica")).toEqual(["long"]);
  });

  it("starts where a stop is under way", async () => {
    const { one, claude, settle, saved } = await opened();
    await one.start("musica", () => {});
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { stop } = claude.engine;
    claude.engine.stop = async (project) => {
      await gate;
      await stop(project);
    };
    const stopped = codeOf(one.stop("musica"));
    await settle();
    expect(saved().phase.name).toBe("freezing");
    const started = codeOf(one.start("musica", () => {}));
    await settle();
    open();
    await settle();
    expect([await started, await stopped]).toEqual(["no error", "no error"]);
    expect([saved().phase.name, (await claude.engine.inspect("musica"))?.running]).toEqual(["idle", true]);
  });

  it("begins a new conversation and keeps the thread", async () => {
    const { one, settle, saved, thread } = await opened();
    await tell(one, "p1", "one");
    await settle();
    const { session } = saved();
    await one.renew("musica");
    expect(saved()).toMatchObject({
      phase: { name: "frozen", held: true },
      session: { started: false },
      question: null,
    });
    expect(saved().session.id).not.toBe(session.id);
    expect(shown(thread())).toEqual(["Doing: one"]);
  });

  it("removes container, conversation, thread and record", async () => {
    const { one, claude, settle, disk, thread } = await opened();
    await tell(one, "p1", "one");
    await settle();
    await one.remove("musica");
    expect([disk.size, claude.log("musica"), thread(), await claude.engine.inspect("musica")]).toEqual([
      0,
      [],
      [],
      null,
    ]);
    expect(await one.list()).toEqual([]);
    expect(await codeOf(one.remove("musica"))).toBe("container-missing");
  });

  it("is gone into by what the agent opens there, as the engine lets people in", async () => {
    const { one } = await opened();
    await one.start("musica", () => {});
    expect(await one.terminal("musica")).toEqual(["enter", "luzia-cockpit-musica", "watch"]);
    await one.stop("musica");
    expect(await codeOf(one.terminal("musica"))).toBe("container-missing");
  });

  it("can be used again after it was removed", async () => {
    const { one, settle, saved } = await opened();
    await tell(one, "p1", "one");
    await settle();
    await one.remove("musica");
    await tell(one, "p1", "one");
    await settle();
    expect(saved()).toMatchObject({ phase: { name: "idle" }, inbox: [] });
  });

  it("removes in mid-turn, and nothing comes after", async () => {
    const { one, claude, settle, disk } = await opened();
    await tell(one, "p1", "long");
    await settle();
    await Promise.all([one.remove("musica"), settle()]);
    claude.goOn("musica");
    await settle();
    expect([disk.size, await claude.engine.inspect("musica")]).toEqual([0, null]);
  });

  it.each(["stop", "remove"] as const)(
    "waits for no image that is being built, and starts nothing on it: %s",
    async (method) => {
      const { one, claude, settle } = await opened();
      let built = (_: readonly string[]) => {};
      claude.engine.prepare = () =>
        new Promise((resolve) => {
          built = resolve;
        });
      await tell(one, "p1", "one");
      await settle();
      await Promise.all([one[method]("musica"), settle()]);
      built([]);
      await settle();
      expect([claude.engine.calls.includes("start musica"), one.failure("musica") ?? null]).toEqual([false, null]);
    },
  );

  it("waits for nothing that is done first in a new container once it is to stop", async () => {
    const { one, claude, settle, saved } = await opened();
    const { start } = claude.engine;
    claude.engine.start = async (project, session, told) => {
      await start(project, session, told);
      return new Promise((_, reject) => told?.signal?.addEventListener("abort", () => reject(told.signal?.reason)));
    };
    await tell(one, "p1", "one");
    await settle();
    await Promise.all([one.stop("musica"), settle()]);
    expect([saved().phase.name, (await claude.engine.inspect("musica"))?.running]).toEqual(["frozen", false]);
  });

  it("ends without freezing, and the next one finds it all", async () => {
    const { one, claude, settle, saved, bridge, thread } = await opened();
    await tell(one, "p1", "long");
    await settle();
    await one.close();
    expect((await claude.engine.inspect("musica"))?.running).toBe(true);
    claude.goOn("musica");
    await settle();
    const two = bridge();
    await two.open();
    await settle();
    expect(shown(thread())).toEqual(["One.", "Two."]);
    expect(saved().phase.name).toBe("idle");
  });
});

describe("what it does not know", () => {
  it.each(["stop", "remove"] as const)("cannot %s", async (method) => {
    const { one } = await opened();
    expect(await codeOf(one[method]("musica"))).toBe("container-missing");
  });

  it("is never started", async () => {
    const { one } = await opened();
    expect(await one.look("musica")).toBeUndefined();
    expect(await codeOf(one.terminal("musica"))).toBe("container-missing");
    expect(one.failure("musica")).toBeNull();
  });

  it("is shown as a stranger, and taken over with its session", async () => {
    const { one, bridge, claude, disk, settle } = await opened();
    const { session } = await one.start("musica", () => {});
    await one.close();
    disk.clear();
    const two = bridge();
    await two.open();
    expect((await two.orphans()).map(({ project }) => project)).toEqual(["musica"]);
    expect((await claude.engine.inspect("musica"))?.running).toBe(true);
    expect((await two.start("musica", () => {})).session.id).toBe(session.id);
    await settle();
    expect(await two.orphans()).toEqual([]);
  });
});

describe("a disk that is full", () => {
  async function onFullDisk() {
    const stage = setStage(script);
    const real = createMemoryStore(stage.disk);
    const full = { now: false };
    const save: typeof real.save = async (cockpit) => {
      if (full.now) throw new BridgeError("disk-full", "The disk is full: nothing was changed.");
      await real.save(cockpit);
    };
    const one = stage.bridge({ ...real, save });
    await one.open();
    return { ...stage, one, full };
  }

  it("refuses a message with the sentence, and changes nothing", async () => {
    const { one, full, settle, saved, claude } = await onFullDisk();
    await one.start("musica", () => {});
    const before = saved();
    full.now = true;
    await expect(tell(one, "p1", "one")).rejects.toThrow("The disk is full");
    await settle();
    expect([await one.look("musica"), saved(), claude.heard("musica")]).toEqual([before, before, []]);
    full.now = false;
    await tell(one, "p1", "one");
    await settle();
    expect(claude.heard("musica")).toEqual(["one"]);
  });

  it("loses no report: what Claude said meanwhile is told once there is room", async () => {
    const { one, full, settle, saved, claude, clock, thread } = await onFullDisk();
    await tell(one, "p1", "long");
    await settle();
    full.now = true;
    claude.goOn("musica");
    await settle();
    await clock.advance(10_000);
    expect(saved().phase.name).toBe("working");
    full.now = false;
    await clock.advance(10_000);
    await settle();
    expect(shown(thread())).toEqual(["One.", "Two."]);
    expect([saved().phase.name, saved().inbox]).toEqual(["idle", []]);
  });
});

describe("a second opinion", () => {
  it.each([
    ["says that a message asks", "All is done.\n\nAny questions?", async () => true, true],
    ["says that a message does not", "Is that so?\n\nIt is.", async () => false, false],
    ["has none", "All is done.\n\nAny questions?", async () => null, false],
    ["cannot be had", "All is done.\n\nAny questions?", async () => Promise.reject(new Error("no")), false],
    ["is not asked where there is no doubt", "All is done.", async () => true, false],
  ])("%s", async (_, text, opinion, asks) => {
    const stage = setStage((said) => [{ type: "say", text: said }], "ready", AT_ONCE, opinion);
    const bridge = stage.bridge();
    await bridge.open();
    await bridge.prompt("musica", { id: "p1", author: "ann", text, kind: "text" }, true);
    await stage.settle();
    expect(stage.saved().question !== null).toBe(asks);
    await bridge.close();
  });
});
