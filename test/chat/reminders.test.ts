import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Cockpit } from "../../src/cockpit/state.ts";
import type { Reminded, ReminderRules } from "../../src/cockpit/waiting/reminders.ts";
import type { ChatDirect, Message, Records } from "../../src/ports/ports.ts";
import { createLinks } from "../../src/waiting/links.ts";
import { createReminders, type Reminders } from "../../src/waiting/reminders.ts";
import { silentLog } from "../cli/bridge.ts";
import { createFuse, type Fuse } from "../core/fuse.ts";
import { createManualClock } from "../fakes/clock.ts";
import { makeCockpit, prompt, question } from "../fakes/cockpit.ts";
import { createMemoryFeed } from "../fakes/feed.ts";
import { createMemoryPlatform } from "../fakes/platform.ts";
import { createMemoryRecords } from "../fakes/records.ts";

const HOUR = 3_600_000;
const RULES: ReminderRules = { after: 4 * HOUR, again: 24 * HOUR, escalate: { after: 24 * HOUR, to: [] }, quiet: null };

interface Ping {
  readonly person: string;
  /** Hours since the beginning. */
  readonly at: number;
}

/** What outlives a bot: the disk, the feed, the platforms, and what waits. */
function setUp(rules: ReminderRules = RULES) {
  const clock = createManualClock();
  const start = clock.now();
  const feed = createMemoryFeed();
  const disk = new Map<string, string>();
  const slack = createMemoryPlatform("slack");
  const discord = createMemoryPlatform("discord");
  const cockpits = new Map<string, Cockpit>();
  const pings: Ping[] = [];
  const sent: (Ping & { readonly about: string })[] = [];
  const all = [slack.adapter(), discord.adapter()];

  function watched(direct: ChatDirect): ChatDirect {
    return {
      async tell(person, key, text) {
        await direct.tell(person, key, text);
        const at = (clock.now() - start) / HOUR;
        pings.push({ person, at });
        sent.push({ person, at, about: key });
      },
    };
  }

  function reminders(change: { fuse?: Fuse; records?: Records<Reminded>; tell?: ChatDirect["tell"] } = {}): Reminders {
    const fuse = change.fuse ?? createFuse(0, "before", () => undefined);
    const directOf = (direct: ChatDirect) => (change.tell === undefined ? watched(direct) : { tell: change.tell });
    return createReminders({
      chats: all.map(({ name, direct }) => ({ name, direct: fuse.wrap(name, directOf(direct)) })),
      bridge: { known: () => [...cockpits.values()] },
      feed: fuse.wrap("feed", feed),
      records: fuse.wrap("records", change.records ?? createMemoryRecords<Reminded>(disk)),
      clock,
      log: silentLog,
      links: createLinks(all, clock, silentLog),
      owners: () => [],
      rules: () => rules,
    });
  }

  const ask = (project: string, asker: string | null = "slack:U1", id = `q-${project}`) =>
    void cockpits.set(
      project,
      makeCockpit({ project, asker, question: { ...question, id, sentence: `${project}?`, since: clock.now() } }),
    );
  const notices = (project = "musica") =>
    feed
      .read(project)
      .map((message: Message) => (message.type === "notice" ? [message.text, message.to] : message.type));
  return { clock, feed, disk, slack, discord, cockpits, pings, sent, reminders, ask, notices };
}

describe("reminders", () => {
  it("tell the one who asked, and the thread without a ping", async () => {
    const { clock, slack, reminders, ask, notices } = setUp();
    slack.openThread("musica");
    ask("musica");
    const service = reminders();
    service.open();
    await clock.advance(4 * HOUR - 1);
    expect(slack.told).toEqual([]);
    await clock.advance(1);
    expect(slack.told).toEqual([
      {
        person: "slack:U1",
        key: "reminder:slack:U1:q-musica:1",
        text: [
          "musica has waited for you for 4 h: musica?",
          "https://slack.example/slack:musica:1",
          "Answer in its thread, or put reminders off: snooze musica 4h",
        ].join("\n"),
      },
    ]);
    expect(notices()).toEqual([["Still waiting for slack:U1, for 4 h now: musica?", undefined]]);
    await clock.advance(24 * HOUR);
    expect(slack.told.map(({ key }) => key)).toEqual(["reminder:slack:U1:q-musica:1", "reminder:slack:U1:q-musica:2"]);
    expect(notices()).toHaveLength(2);
    await service.close();
  });

  it("make one message of all that is due for one person", async () => {
    const { clock, slack, reminders, ask, notices } = setUp();
    slack.openThread("b");
    for (const project of ["a", "b"]) ask(project);
    const service = reminders();
    service.open();
    await clock.advance(4 * HOUR);
    expect(slack.told.map(({ text }) => text)).toEqual([
      [
        "2 questions wait:",
        "- a has waited for you for 4 h: a?",
        "- b has waited for you for 4 h: b?",
        "  https://slack.example/slack:b:1",
        "Answer in their threads, or put reminders off: snooze <project> 4h",
      ].join("\n"),
    ]);
    expect([notices("a").length, notices("b").length]).toEqual([1, 1]);
    await service.close();
  });

  it("go to the next on the list, on whatever platform", async () => {
    const { clock, discord, pings, reminders, ask } = setUp({
      ...RULES,
      escalate: { after: 6 * HOUR, to: ["discord:3", "slack:U2"] },
    });
    ask("musica");
    const service = reminders();
    service.open();
    await clock.advance(13 * HOUR);
    expect(pings).toEqual([
      { person: "slack:U1", at: 4 },
      { person: "discord:3", at: 6 },
      { person: "slack:U2", at: 12 },
    ]);
    expect(discord.told[0]?.text).toContain("musica has waited for slack:U1 for 6 h: musica?");
    await service.close();
  });

  it.each([
    ["who takes no direct messages", "slack:U1", ["slack:U1"]],
    ["whose platform is not there", "web:ann", ["web:ann"]],
    ["where nobody in particular is asked", null, []],
  ])("ping in the thread, %s", async (_, asker, to) => {
    const { clock, slack, reminders, ask, notices } = setUp();
    slack.shut("slack:U1");
    ask("musica", asker);
    const service = reminders();
    service.open();
    await clock.advance(4 * HOUR);
    const who = asker ?? "whoever may answer";
    expect(notices()).toEqual([[`Still waiting for ${who}, for 4 h now: musica?`, to]]);
    await service.close();
  });

  it("see what is asked later, and forget what is answered", async () => {
    const { clock, disk, pings, cockpits, reminders, ask } = setUp();
    const service = reminders();
    service.open();
    await clock.advance(HOUR);
    expect(clock.waiting).toBe(0);
    ask("musica");
    service.changed();
    await clock.advance(4 * HOUR);
    expect(pings).toEqual([{ person: "slack:U1", at: 5 }]);
    expect([...disk.keys()]).toEqual(["musica"]);
    cockpits.set("musica", makeCockpit());
    service.changed();
    await clock.advance(100 * HOUR);
    expect([pings.length, disk.size, clock.waiting]).toEqual([1, 0, 0]);
    await service.close();
  });

  it("forget a project that was removed, also while nobody was there", async () => {
    const { clock, disk, cockpits, reminders, ask } = setUp();
    for (const project of ["a", "b"]) ask(project);
    const first = reminders();
    first.open();
    await clock.advance(4 * HOUR);
    cockpits.delete("a");
    first.changed();
    await clock.advance(0);
    expect([...disk.keys()]).toEqual(["b"]);
    await first.close();
    cockpits.clear();
    const second = reminders();
    second.open();
    await clock.advance(0);
    expect(disk.size).toBe(0);
    await second.close();
  });

  it("know a question that is open again, since its answer was taken back", async () => {
    const { clock, pings, cockpits, reminders, ask } = setUp();
    ask("musica");
    const asking = cockpits.get("musica") ?? makeCockpit();
    const service = reminders();
    service.open();
    await clock.advance(4 * HOUR);
    if (asking.question === null) throw new Error("no question");
    cockpits.set("musica", { ...asking, question: null, inbox: [{ ...prompt, answers: asking.question }] });
    service.changed();
    await clock.advance(HOUR);
    cockpits.set("musica", asking);
    service.changed();
    await clock.advance(30 * HOUR);
    expect(pings.map(({ at }) => at)).toEqual([4, 28]);
    await service.close();
  });

  it("are put off, through a restart", async () => {
    const { clock, pings, reminders, ask } = setUp();
    ask("musica");
    const first = reminders();
    first.open();
    expect(await first.snooze("musica", clock.now() + 9 * HOUR)).toBe(true);
    expect(await first.snooze("other", clock.now() + 9 * HOUR)).toBe(false);
    await clock.advance(5 * HOUR);
    await first.close();
    const second = reminders();
    second.open();
    await clock.advance(30 * HOUR);
    expect(pings.map(({ at }) => at)).toEqual([9, 33]);
    await second.close();
  });

  it("are not doubled by restarts, however many", async () => {
    const { clock, pings, notices, reminders, ask } = setUp();
    ask("musica");
    for (let hour = 0; hour < 60; hour++) {
      const service = reminders();
      service.open();
      await clock.advance(HOUR);
      await service.close();
    }
    expect(pings.map(({ at }) => at)).toEqual([4, 28, 52]);
    expect(notices()).toHaveLength(3);
  });

  it("are not sent while they cannot be written down, and do not spin", async () => {
    const { clock, disk, pings, reminders, ask } = setUp();
    const records = createMemoryRecords<Reminded>(disk);
    let tries = 0;
    let isFull = true;
    const full: Records<Reminded> = {
      ...records,
      async set(key, value) {
        tries += 1;
        if (isFull) throw new Error("no room");
        await records.set(key, value);
      },
    };
    ask("musica");
    const service = reminders({ records: full });
    service.open();
    await clock.advance(6 * HOUR);
    expect(pings).toEqual([]);
    expect(tries).toBeLessThanOrEqual(121);
    isFull = false;
    await clock.advance(HOUR);
    expect(pings).toHaveLength(1);
    await service.close();
  });

  it("go on once what was written down can be read again", async () => {
    const { clock, disk, pings, reminders, ask } = setUp();
    const records = createMemoryRecords<Reminded>(disk);
    let reads = 0;
    ask("musica");
    const service = reminders({
      records: {
        ...records,
        entries: async () => (++reads < 5 ? Promise.reject(new Error("locked")) : records.entries()),
      },
    });
    service.open();
    await clock.advance(5 * HOUR);
    expect(pings).toHaveLength(1);
    expect(reads).toBeLessThan(20);
    await service.close();
  });

  it("hold nobody else up where one platform does not answer, and are not piled up there", async () => {
    const { clock, reminders, ask } = setUp();
    ask("musica", "slack:U1");
    ask("other", "discord:3");
    const told: string[] = [];
    let release = (): void => undefined;
    const service = reminders({
      tell: (person) => {
        told.push(person);
        return person === "discord:3"
          ? Promise.resolve()
          : new Promise((resolve) => {
              release = resolve;
            });
      },
    });
    service.open();
    await clock.advance(100 * HOUR);
    expect(told).toEqual(["slack:U1", "discord:3", "discord:3", "discord:3", "discord:3", "discord:3"]);
    release();
    await clock.advance(HOUR);
    expect(told.filter((person) => person === "slack:U1")).toHaveLength(2);
    // What is still on its way does not keep it from closing.
    await service.close();
  });

  it("say nothing of what was answered while they were on their way", async () => {
    const { clock, cockpits, reminders, ask, notices } = setUp();
    ask("musica");
    let refuse = (): void => undefined;
    const service = reminders({
      tell: () =>
        new Promise((_, reject) => {
          refuse = () => reject(new Error("no"));
        }),
    });
    service.open();
    await clock.advance(4 * HOUR);
    cockpits.set("musica", makeCockpit());
    refuse();
    await setImmediate();
    expect(notices()).toEqual([]);
    await service.close();
  });
});

describe("a reminder, killed at any moment", () => {
  const rules = { ...RULES, escalate: { after: 10 * HOUR, to: ["discord:3"] } };

  async function live(at: number, moment: "before" | "after") {
    const stage = setUp(rules);
    const { clock, reminders, ask, slack } = stage;
    slack.shut("slack:U9");
    ask("a");
    ask("b");
    ask("c", "slack:U9");
    const fuse = createFuse(at, moment, () => undefined);
    reminders({ fuse }).open();
    for (let hour = 0; hour < 12 && !fuse.isBlown; hour++) await clock.advance(HOUR);
    const second = reminders();
    second.open();
    await clock.advance(70 * HOUR);
    await second.close();
    return { fuse, stage };
  }

  it("is sent once in an interval at most, and sent again in the next", async () => {
    let at = 1;
    for (let isBlown = true; isBlown; at++) {
      for (const moment of ["before", "after"] as const) {
        const { fuse, stage } = await live(at, moment);
        const where = `${moment} call ${at}, ${fuse.calls.at(-1)}`;
        for (const person of ["slack:U1", "discord:3"]) {
          for (const about of ["q-a", "q-b"]) {
            const times = stage.sent
              .filter((one) => one.person === person && one.about.includes(about))
              .map((one) => one.at);
            expect(times.length, where).toBeGreaterThanOrEqual(2);
            for (const [step, time] of times.entries())
              if (step > 0) expect(time - (times[step - 1] ?? 0), where).toBeGreaterThanOrEqual(24);
          }
        }
        const asked = stage.notices("c").filter(([, to]) => to?.includes("slack:U9"));
        expect(asked.length, where).toBeGreaterThanOrEqual(2);
        expect(asked.length, where).toBeLessThanOrEqual(4);
        isBlown = fuse.isBlown;
      }
    }
    expect(at).toBeGreaterThan(15);
  });
});
