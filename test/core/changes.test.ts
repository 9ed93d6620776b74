import { describe, expect, it } from "vitest";
import type { Bridge } from "../../src/bridge/bridge.ts";
import { promptText } from "../../src/cockpit/answer/answer.ts";
import { BridgeError } from "../../src/errors.ts";
import { createMemoryStore } from "../fakes/store.ts";
import { script } from "./lives.ts";
import { type Stage, setStage } from "./stage.ts";
import { answer } from "./states.ts";

const tell = (bridge: Bridge, id: string, text: string, by?: string) =>
  bridge.prompt("musica", { id, author: "ann", text, kind: "text", ...(by !== undefined && { by }) }, true);

async function opened(): Promise<Stage & { readonly one: Bridge }> {
  const stage = setStage(script);
  const one = stage.bridge();
  await one.open();
  return { ...stage, one };
}

/** Claude works on p1, has p2 in its own queue, and p3 and p4 wait. */
async function waiting(): Promise<Stage & { readonly one: Bridge }> {
  const stage = await opened();
  await tell(stage.one, "p1", "long");
  await stage.settle();
  for (const [id, text] of Object.entries({ p2: "two", p3: "three", p4: "four" })) await tell(stage.one, id, text);
  await stage.settle();
  return stage;
}

describe("messages that wait", () => {
  it("are told, oldest first", async () => {
    const { one, claude, settle } = await waiting();
    expect(one.waiting("musica")).toEqual(["p2", "p3", "p4"]);
    claude.goOn("musica");
    await settle();
    expect([one.waiting("musica"), one.waiting("never-started")]).toEqual([[], []]);
  });

  it("are known, as are those that were delivered or taken back", async () => {
    const { one } = await waiting();
    await one.withdraw("musica", "p4");
    expect(["p1", "p2", "p4", "p5"].map((id) => one.knows("musica", id))).toEqual([true, true, true, false]);
    expect(one.knows("never-started", "p1")).toBe(false);
  });

  it("can be edited and taken back until they are begun", async () => {
    const { one, claude, settle, saved } = await waiting();
    expect(await one.edit("musica", "p3", "three, better")).toBe(true);
    expect(await one.withdraw("musica", "p4")).toBe(true);
    expect(saved().inbox.map(({ text }) => text)).toEqual(["two", "three, better"]);
    expect(await one.withdraw("musica", "p4")).toBe(false);
    claude.goOn("musica");
    await settle();
    expect(claude.heard("musica")).toEqual(["long", "two", "three, better"]);
  });

  it.each(["p1", "p2", "p9"])(
    "can no longer be changed once Claude may have them, nor when none came (%s)",
    async (id) => {
      const { one, claude, settle, saved } = await waiting();
      const before = saved();
      expect([await one.edit("musica", id, "other"), await one.withdraw("musica", id)]).toEqual([false, false]);
      expect(saved()).toEqual(before);
      claude.goOn("musica");
      await settle();
      expect(claude.heard("musica")).toEqual(["long", "two", "three", "four"]);
    },
  );

  it("cannot be changed where no cockpit is", async () => {
    const { one } = await opened();
    expect([await one.edit("musica", "p1", "x"), await one.withdraw("musica", "p1")]).toEqual([false, false]);
  });

  it.each([
    ["an edit", (one: Bridge) => one.edit("musica", "p3", "other")],
    ["a withdrawal", (one: Bridge) => one.withdraw("musica", "p3")],
  ])("stay as they are where %s cannot be written", async (_, change) => {
    const stage = setStage(script);
    const real = createMemoryStore(stage.disk);
    const full = { now: false };
    const save: typeof real.save = async (cockpit) => {
      if (full.now) throw new BridgeError("disk-full", "The disk is full.");
      await real.save(cockpit);
    };
    const one = stage.bridge({ ...real, save });
    await tell(one, "p1", "long");
    await stage.settle();
    for (const id of ["p2", "p3"]) await tell(one, id, id);
    await stage.settle();
    full.now = true;
    await expect(change(one)).rejects.toMatchObject({ code: "disk-full" });
    full.now = false;
    stage.claude.goOn("musica");
    await stage.settle();
    expect(stage.claude.heard("musica")).toEqual(["long", "p2", "p3"]);
  });
});

describe("a change", () => {
  it("is told of once it is on disk", async () => {
    const { changes, saved } = await waiting();
    expect(changes.length).toBeGreaterThan(5);
    for (const { told, onDisk } of changes) expect(told).toEqual(onDisk);
    expect(changes.at(-1)?.told).toEqual(saved());
  });

  it("is told of only where there is one", async () => {
    const { one, changes } = await waiting();
    const before = changes.length;
    await one.withdraw("musica", "p1");
    await tell(one, "p3", "three");
    expect(changes.length).toBe(before);
    await one.withdraw("musica", "p3");
    expect(changes.length).toBe(before + 1);
  });
});

describe("a question", () => {
  const addressees = ({ thread }: Stage) => thread().flatMap((one) => (one.type === "question" ? [one.to] : []));

  it.each([
    ["fix it", "its words"],
    ["clean up", "a dialog"],
  ])("is for the one who asked Claude (%s)", async (text) => {
    const stage = await opened();
    await tell(stage.one, "p1", text, "slack:U1");
    await stage.settle();
    expect(addressees(stage)).toEqual([["slack:U1"]]);
  });

  it("is for the project's owners where nobody in particular did", async () => {
    const stage = await opened();
    await tell(stage.one, "p1", "fix it");
    await stage.settle();
    expect(addressees(stage)).toEqual([["slack:OWNER"]]);
  });

  it("is told where the project is configured no more", async () => {
    const stage = await opened();
    await tell(stage.one, "p1", "long");
    await tell(stage.one, "p2", "fix it");
    await stage.settle();
    stage.unconfigure();
    stage.claude.goOn("musica");
    await stage.settle();
    expect([addressees(stage), stage.saved().phase.name]).toEqual([[[]], "frozen"]);
  });

  it("is for the one who spoke last, also after a restart", async () => {
    const stage = await opened();
    await tell(stage.one, "p1", "long", "slack:U1");
    await stage.settle();
    await tell(stage.one, "p2", "fix it", "slack:U2");
    await stage.settle();
    await stage.one.close();
    stage.claude.goOn("musica");
    await stage.settle();
    await stage.bridge().open();
    await stage.settle();
    expect(addressees(stage)).toEqual([["slack:U2"]]);
  });
});

describe("an interruption", () => {
  it("ends the turn, keeps the container, and Claude takes what is said next", async () => {
    const { one, claude, settle, saved, thread } = await opened();
    await tell(one, "p1", "long");
    await settle();
    await one.interrupt("musica", "ann");
    await settle();
    expect([saved().phase.name, (await claude.engine.inspect("musica"))?.running]).toEqual(["idle", true]);
    expect(JSON.stringify(thread())).toContain("Claude was interrupted.");
    await tell(one, "p2", "two");
    await settle();
    expect(claude.said("musica")).toEqual(["One.", "Doing: two", "Done."]);
  });

  it("lets what waits go in", async () => {
    const { one, claude, settle } = await waiting();
    await one.interrupt("musica", "ann");
    await settle();
    expect(claude.heard("musica")).toEqual(["long", "two", "three", "four"]);
  });

  it.each<readonly [string, (bridge: Bridge) => Promise<unknown>]>([
    ["idle", (one) => one.start("musica", () => {})],
    ["frozen", (one) => one.start("musica", () => {}).then(() => one.stop("musica"))],
  ])("is refused where Claude does nothing (%s)", async (_, begin) => {
    const { one, settle, saved } = await opened();
    await begin(one);
    await settle();
    const before = saved();
    await expect(one.interrupt("musica", "ann")).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("musica does nothing"),
    });
    await settle();
    expect(saved()).toEqual(before);
  });

  it("is refused where the container has died behind the bridge's back", async () => {
    const { one, claude, settle } = await opened();
    await tell(one, "p1", "long");
    await settle();
    claude.engine.die("musica", 137);
    await expect(one.interrupt("musica", "ann")).rejects.toMatchObject({ code: "bad-input" });
  });

  it("is refused where no cockpit is", async () => {
    const { one } = await opened();
    await expect(one.interrupt("musica", "ann")).rejects.toMatchObject({ code: "container-missing" });
  });

  it("that does not take fails, and Claude works on", async () => {
    const stage = setStage(script);
    const { agent } = stage.claude;
    stage.claude.agent = (step) => ({ ...agent(step), interrupt: () => new Promise(() => {}) });
    const one = stage.bridge();
    await tell(one, "p1", "long");
    await stage.settle();
    const rejection = expect(one.interrupt("musica", "ann")).rejects.toMatchObject({ code: "timeout" });
    await stage.clock.advance(10_000);
    await rejection;
    stage.claude.goOn("musica");
    await stage.settle();
    expect([stage.claude.said("musica"), stage.saved().phase.name]).toEqual([["One.", "Two."], "idle"]);
  });
});

type Change = (bridge: Bridge, id: string) => Promise<boolean>;
const other: Change = (bridge, id) => bridge.edit("musica", id, "other words");
const back: Change = (bridge, id) => bridge.withdraw("musica", id);

/** Up to the message that is changed; its id is p2. */
const ways: Readonly<Record<string, (stage: Stage, bridge: Bridge) => Promise<void>>> = {
  "that thaws": async ({ settle }, bridge) => {
    await tell(bridge, "p1", "one");
    await settle();
    await bridge.stop("musica");
    await tell(bridge, "p2", "two");
    await settle();
  },
  "to a Claude at its prompt": async ({ settle }, bridge) => {
    await tell(bridge, "p1", "one");
    await settle();
    await tell(bridge, "p2", "two");
    await settle();
  },
  "that answers a dialog": async ({ settle }, bridge) => {
    await tell(bridge, "p1", "clean up");
    await settle();
    await tell(bridge, "p2", "two");
    await settle();
  },
};

describe.each(Object.entries(ways))("a message %s", (_, way) => {
  /** Changes p2 beside the bridge's `at`-th call; with what was promised then, and what became of it. */
  async function changed(at: number, change: Change) {
    const stage = setStage(script);
    const promised: Promise<boolean>[] = [];
    const { bridge, fuse } = stage.disturbed(at, () => promised.push(change(bridge, "p2")));
    await bridge.open();
    await way(stage, bridge);
    await stage.settle();
    const [done = false] = await Promise.all(promised);
    return { stage, done, calls: fuse.calls, heard: stage.claude.heard("musica").slice(1) };
  }

  const inFull = (stage: Stage, words: string): string => {
    const question = stage.thread().find(({ type }) => type === "question");
    return question?.type === "question" ? promptText(answer(question.question, words)) : words;
  };

  it.each([
    ["edited", other, "other words"],
    ["taken back", back, null],
  ] as const)("is %s, or it is not: whatever the moment, the promise is kept", async (_name, change, words) => {
    const { calls } = await changed(0, change);
    const faults: string[] = [];
    const outcomes = new Set<boolean>();
    for (let at = 1; at <= calls.length; at++) {
      const { stage, done, heard } = await changed(at, change);
      outcomes.add(done);
      const due = done ? words : "two";
      const expected = due === null ? [] : [inFull(stage, due)];
      const left = stage.saved();
      if (left.question !== null && left.phase.name !== "frozen") faults.push(`call ${at}: asks, and runs on`);
      if (JSON.stringify(heard) !== JSON.stringify(expected) || left.inbox.length > 0 || left.delivery !== null)
        faults.push(`call ${at} (${calls[at - 1]}), done: ${done}: heard ${JSON.stringify(heard)}`);
    }
    expect(faults).toEqual([]);
    expect([...outcomes].sort()).toEqual([false, true]);
  });
});
