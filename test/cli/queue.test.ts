import { describe, expect, it } from "vitest";
import type { NewTask } from "../../src/bridge/bridge.ts";
import type { Cockpit } from "../../src/cockpit/state.ts";
import type { Context } from "../../src/commands/command.ts";
import { inputOf } from "../../src/commands/parse.ts";
import { actOf, queue } from "../../src/commands/queue.ts";
import { task, textQuestion } from "../core/states.ts";
import { createManualClock } from "../fakes/clock.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";
import { surround } from "./bridge.ts";

const clock = createManualClock();
const waiting = makeCockpit({
  phase: phaseOf("working"),
  tasks: [
    task("t1", { text: "fix\nthe tests", at: clock.now() - 120_000 }),
    task("t2", { text: "tidy up", priority: "high", at: clock.now() }),
  ],
});

async function say(
  words: string,
  change: Parameters<typeof surround>[0] = {},
  more: Partial<Context> = {},
  options: Readonly<Record<string, readonly string[]>> = {},
) {
  const { context } = surround({ look: async () => waiting, ...change });
  const call = { command: "queue", arguments: { project: "musica", task: words }, options };
  return queue(
    {
      ...context,
      clock,
      author: "ann",
      event: "e1",
      signal: new AbortController().signal,
      tell: () => {},
      mayDecide: () => true,
      ...more,
    },
    inputOf(call),
  );
}

describe("words to a queue", () => {
  it.each([
    ["pause", { name: "pause", numbers: [] }],
    [" Resume ", { name: "resume", numbers: [] }],
    ["clear", { name: "clear", numbers: [] }],
    ["cancel 2", { name: "cancel", numbers: [2] }],
    ["move 3 1", { name: "move", numbers: [3, 1] }],
    ["move 3 to 1", { name: "move", numbers: [3, 1] }],
  ])("change it: %s", (words, act) => expect(actOf(words)).toEqual(act));

  it.each([
    "clear the cache",
    "pause the player when it ends",
    "cancel",
    "move 3",
    "move the file",
    "cancel 2 3",
    "resume work",
  ])("are a task: %s", (words) => expect(actOf(words)).toBeNull());
});

describe("queue", () => {
  it("adds a task, and says where it stands", async () => {
    const asked: unknown[] = [];
    const after = { ...waiting, tasks: [...waiting.tasks, task("e1")] };
    const told = await say("tidy up", {
      queue: async (project, given, first) => {
        asked.push([project, given, first]);
        return waiting;
      },
      look: async () => after,
      place: () => ({ project: "musica", place: 1, text: "first in line" }),
    });
    expect(asked).toEqual([["musica", { id: "e1", author: "ann", text: "tidy up", priority: "normal" }, false]]);
    expect(told.text).toBe("Queued for musica: number 3 of 3 in its queue.\nWaiting for a slot: first in line");
  });

  it("takes words for a task where they have a place or a priority", async () => {
    for (const options of [{ first: ["true"] }, { priority: ["low"] }]) {
      const texts: string[] = [];
      const took = async (_: string, { text }: { readonly text: string }): Promise<Cockpit> => {
        texts.push(text);
        return waiting;
      };
      await say("clear", { queue: took }, {}, options);
      expect(texts).toEqual(["clear"]);
    }
  });

  it("keeps who wants it apart from what they want, and takes quotes away", async () => {
    const queued: Omit<NewTask, "id">[] = [];
    const took = async (_: string, { id, ...task }: NewTask): Promise<Cockpit> => {
      queued.push(task);
      return waiting;
    };
    expect((await say("“tidy up”", { queue: took }, { by: "slack:U1", author: "Ann" })).text).toMatch(
      /Claude gets it now/,
    );
    expect(queued).toEqual([{ author: "Ann", by: "slack:U1", text: "tidy up", priority: "normal" }]);
  });

  it("lists what waits, with why nothing is done", async () => {
    const asking = { ...waiting, question: textQuestion, tasksPaused: true };
    const told = await say("", {
      look: async () => asking,
      place: () => ({ project: "musica", place: 3, text: "third; before you: a (answer), b (task)" }),
    });
    expect(told.text.split("\n")).toEqual([
      "1. fix the tests · ann, 2 min ago",
      "2. tidy up · ann, 0 s ago · high",
      "Waiting for a slot: third; before you: a (answer), b (task)",
      'The queue is paused. "queue musica resume" lets it go on.',
      "It goes on once somebody answers: Lazy or eager?",
    ]);
  });

  it("says what to do where nothing waits", async () => {
    expect((await say("", { look: async () => undefined })).text).toBe(
      'No tasks wait for musica. queue musica "…" adds one.',
    );
  });

  it("changes what waits by number", async () => {
    const changes: unknown[] = [];
    const changeTasks = async (_: string, change: unknown) => changes.push(change) > 0;
    expect((await say("cancel 1", { changeTasks })).text).toMatch(/^Cancelled: fix/);
    expect((await say("move 2 1", { changeTasks })).text).toMatch(/^Moved to place 1: tidy up/);
    expect((await say("pause", { changeTasks })).text).toMatch(/^musica's queue is paused/);
    const none = { changeTasks: async () => false };
    expect((await say("cancel 1", none)).text).toMatch(/^That task is no longer in the queue/);
    expect((await say("move 2 1", none)).text).toMatch(/^Nothing was moved/);
    expect((await say("clear", none)).text).toMatch(/^No task waits there/);
    await expect(say("cancel 7", { changeTasks })).rejects.toThrow("There is no task 7.");
    expect(changes).toEqual([
      { type: "untasked", task: "t1" },
      { type: "taskMoved", task: "t2", place: 1 },
      { type: "tasksPaused", paused: true },
    ]);
  });

  it("lets nobody wait with more than they may", async () => {
    const mine = makeCockpit({ tasks: [task("a", { by: "slack:U1" }), task("b", { by: "slack:U2" })] });
    const known = () => [mine, mine];
    await expect(say("more", { known }, { by: "slack:U1", quota: 2 })).rejects.toThrow(
      "2 tasks of yours wait, and 2 is the most for one person",
    );
    await expect(
      say("more", { known, queue: async () => waiting }, { by: "slack:U1", quota: 3 }),
    ).resolves.toBeTruthy();
  });
});
