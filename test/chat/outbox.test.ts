import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createFeed } from "../../adapters/files/feed.ts";
import { createOutbox, type Outbox } from "../../src/chat/outbox.ts";
import type { Cockpit } from "../../src/cockpit/state.ts";
import { createLog } from "../../src/log/log.ts";
import type { ChatAdapter, Message } from "../../src/ports/ports.ts";
import { createManualClock } from "../fakes/clock.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import { temporaryDirectory } from "../fakes/directory.ts";
import { createMemoryPlatform, type MemoryPlatform } from "../fakes/platform.ts";
import { createMemoryRecords } from "../fakes/records.ts";

const said = (text: string): Message => ({ type: "said", text });

/** What outlives a bot: the feed, the cursors, the platforms. */
function setUp(names: readonly string[] = ["one"]) {
  const clock = createManualClock();
  const directory = temporaryDirectory();
  const disk = new Map<string, string>();
  const printed = new Map<string, string>();
  const platforms = names.map((name) => createMemoryPlatform(name));
  const log = createLog({ level: "silent", destination: new PassThrough().resume(), secrets: [] });
  const feed = createFeed({ directory, clock });
  const cockpits: Cockpit[] = [];
  let held: Promise<void> = Promise.resolve();
  /** Posts wait from now on, until what it returns is called. */
  const hold = (): (() => void) => {
    let release = (): void => undefined;
    held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  };
  const chatOf = (platform: MemoryPlatform): ChatAdapter => {
    const adapter = platform.adapter();
    return {
      ...adapter,
      async post(...words) {
        await held;
        return adapter.post(...words);
      },
    };
  };
  const outbox = (): Outbox =>
    createOutbox({
      chats: platforms.map(chatOf),
      bridge: { list: async () => cockpits, place: () => null },
      feed,
      cursors: createMemoryRecords<number>(disk),
      cards: createMemoryRecords<string>(printed),
      clock,
      log,
      owners: () => ["one:boss"],
    });
  return { clock, disk, feed, platforms, one: platforms[0] ?? createMemoryPlatform(), cockpits, outbox, hold };
}

/** Until it looks so: each step is real file work, so that a number of turns of the event loop says nothing. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

const texts = (platform: MemoryPlatform, project = "musica") =>
  platform.posts(project).map((message) => (message.type === "said" ? message.text : message.type));

describe("the outbox", () => {
  it("brings the feed to the thread, in order, and goes on after a restart where it was", async () => {
    const { feed, one, cockpits, outbox } = setUp();
    one.openThread("musica");
    cockpits.push(makeCockpit());
    const first = outbox();
    await first.open();
    for (const text of ["a", "b"]) await feed.post("musica", text, said(text));
    await until(() => texts(one).length === 2);
    await first.close();
    await feed.post("musica", "c", said("c"));
    const second = outbox();
    await second.open();
    await until(() => texts(one).length === 3);
    expect(texts(one)).toEqual(["a", "b", "c"]);
    await second.close();
  });

  it("puts into a new thread what is said from then on", async () => {
    const { feed, one, outbox } = setUp();
    const box = outbox();
    await box.open();
    await feed.post("musica", "before", said("before"));
    await box.prepare("musica", "one");
    await feed.post("musica", "while it opens", said("while it opens"));
    one.openThread("musica");
    box.opened("musica");
    await feed.post("musica", "after", said("after"));
    await until(() => texts(one).length === 2);
    expect(texts(one)).toEqual(["while it opens", "after"]);
    await box.close();
  });

  it("holds nothing up for a platform that fails, which gets all of it later", async () => {
    const { feed, platforms, clock, outbox } = setUp(["up", "away"]);
    const [up, away] = platforms as [MemoryPlatform, MemoryPlatform];
    for (const platform of platforms) platform.openThread("musica");
    away.fail(new Error("no answer"));
    const box = outbox();
    await box.open();
    for (const text of ["a", "b", "c"]) await feed.post("musica", text, said(text));
    await until(() => texts(up).length === 3);
    await until(() => clock.waiting > 0);
    expect(texts(away)).toEqual([]);
    away.fail(null);
    await clock.advance(120_000);
    await until(() => texts(away).length === 3);
    expect(texts(away)).toEqual(["a", "b", "c"]);
    await box.close();
  });

  it("shows each cockpit as it is at last, with whom its question is for", async () => {
    const { one, outbox } = setUp();
    one.openThread("musica");
    const box = outbox();
    await box.open();
    const question = { id: "q", kind: "text", text: "Lazy?", sentence: "Lazy?", asks: [], since: 1 } as const;
    box.changed(makeCockpit({ phase: phaseOf("working") }));
    box.changed(makeCockpit({ phase: phaseOf("freezing") }));
    box.changed(makeCockpit({ question }));
    await until(() => one.card("musica")?.question != null);
    expect(one.card("musica")).toMatchObject({ state: "frozen", question: { sentence: "Lazy?", to: ["one:boss"] } });
    box.changed(makeCockpit({ question, asker: "one:ann" }));
    await until(() => one.card("musica")?.question?.to[0] === "one:ann");
    await box.close();
  });

  it("puts up no card again that stands there already: after a restart only what has changed, or is in another thread", async () => {
    const { one, cockpits, outbox } = setUp();
    one.openThread("musica");
    one.openThread("other");
    cockpits.push(makeCockpit(), makeCockpit({ project: "other" }));
    const first = outbox();
    await first.open();
    await until(() => one.card("musica") !== null && one.card("other") !== null);
    await first.close();
    const shown = one.cards;
    cockpits[1] = makeCockpit({ project: "other", phase: phaseOf("working") });
    const second = outbox();
    await second.open();
    await until(() => one.card("other")?.state === "working");
    expect(one.cards - shown).toBe(1);
    await second.close();
  });

  it("puts up a card again after another that may stand there by now, though nobody knows", async () => {
    const { clock, one, outbox } = setUp();
    one.openThread("musica");
    const box = outbox();
    await box.open();
    box.changed(makeCockpit());
    await until(() => one.cards === 1);
    one.fail(new Error("no answer came"));
    box.changed(makeCockpit({ trouble: "something is odd" }));
    await until(() => one.failedCards > 0);
    one.fail(null);
    box.changed(makeCockpit());
    while (one.cards < 2) await clock.advance(10_000);
    expect(one.card("musica")?.trouble).toBe(null);
    await box.close();
  });

  it("puts up a card again after a restart that the platform has not taken", async () => {
    const { one, cockpits, outbox } = setUp();
    one.openThread("musica");
    cockpits.push(makeCockpit());
    one.postpone(true);
    const first = outbox();
    await first.open();
    await until(() => one.cards === 1);
    await first.close();
    one.postpone(false);
    const second = outbox();
    await second.open();
    await until(() => one.cards === 2);
    await second.close();
  });

  it("closes the thread of a cockpit that was removed, and the next one begins anew", async () => {
    const { feed, one, disk, outbox } = setUp();
    one.openThread("musica");
    const box = outbox();
    await box.open();
    await feed.post("musica", "a", said("a"));
    await until(() => texts(one).length === 1);
    await feed.close("musica");
    await until(() => !disk.has("one:musica"));
    await box.prepare("musica", "one");
    one.openThread("musica");
    box.opened("musica");
    await feed.post("musica", "a", said("a again"));
    await until(() => texts(one).length === 1);
    expect(texts(one)).toEqual(["a again"]);
    await box.close();
  });

  it("closes the thread of what was removed while the platform failed, and gives the next cockpit a new one", async () => {
    const { feed, one, clock, disk, outbox } = setUp();
    one.openThread("musica");
    const box = outbox();
    await box.open();
    for (const text of ["a", "b", "c"]) await feed.post("musica", text, said(text));
    await until(() => texts(one).length === 3);
    one.fail(new Error("no answer"));
    await feed.post("musica", "d", said("d"));
    await until(() => clock.waiting > 0);
    await feed.close("musica");
    one.fail(null);
    const prepared = box.prepare("musica", "one");
    await clock.advance(60_000);
    await prepared;
    expect(disk.get("one:musica")).toBe("0");
    one.openThread("musica");
    box.opened("musica");
    for (const text of ["n1", "n2"]) await feed.post("musica", text, said(text));
    await until(() => texts(one).length === 2);
    expect(texts(one)).toEqual(["n1", "n2"]);
    await box.close();
  });

  it("closes no thread but the old one, for who removes and starts while a post is under way", async () => {
    const { feed, one, outbox, hold } = setUp();
    one.openThread("musica");
    const box = outbox();
    await box.open();
    await feed.post("musica", "a", said("a"));
    await until(() => texts(one).length === 1);
    const release = hold();
    await feed.post("musica", "b", said("b"));
    await setImmediate();
    await feed.close("musica");
    const prepared = box.prepare("musica", "one");
    release();
    await prepared;
    one.openThread("musica");
    box.opened("musica");
    await feed.post("musica", "n", said("new words"));
    await until(() => texts(one).includes("new words"));
    expect(texts(one)).toEqual(["new words"]);
    await box.close();
  });

  it("begins with what is said from now on where a chat is new to a project", async () => {
    const { feed, one, cockpits, outbox } = setUp();
    cockpits.push(makeCockpit());
    for (const text of ["old 1", "old 2"]) await feed.post("musica", text, said(text));
    const box = outbox();
    await box.open();
    one.openThread("musica");
    box.opened("musica");
    await feed.post("musica", "new", said("new"));
    await until(() => texts(one).length > 0);
    expect(texts(one)).toEqual(["new"]);
    await box.close();
  });

  it("closes at its start what was removed while nobody was there, and nothing else", async () => {
    const { feed, one, disk, cockpits, outbox } = setUp();
    for (const project of ["kept", "removed", "new"]) one.openThread(project);
    cockpits.push(makeCockpit({ project: "kept" }));
    for (const text of ["a", "b", "c"]) await feed.post("kept", text, said(text));
    disk.set("one:kept", "3").set("one:removed", "3").set("one:new", "0");
    const box = outbox();
    await box.open();
    await until(() => !disk.has("one:removed"));
    await feed.post("new", "a", said("a"));
    await until(() => texts(one, "new").length === 1);
    expect(await one.adapter().threads()).toEqual([
      { project: "kept", thread: "one:kept:1" },
      { project: "new", thread: "one:new:3" },
    ]);
    await box.close();
  });
});
