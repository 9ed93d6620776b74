import { describe, expect, it } from "vitest";
import type { Cockpit } from "../../src/cockpit/state.ts";
import type { Board, ChatAdapter } from "../../src/ports/ports.ts";
import { type Boards, createBoards } from "../../src/waiting/boards.ts";
import { silentLog } from "../cli/bridge.ts";
import { createManualClock } from "../fakes/clock.ts";
import { makeCockpit, phaseOf, question } from "../fakes/cockpit.ts";
import { createMemoryPlatform } from "../fakes/platform.ts";

function setUp() {
  const clock = createManualClock();
  const platforms = [createMemoryPlatform("one"), createMemoryPlatform("two")] as const;
  const cockpits = new Map<string, Cockpit>();
  const ask = (project: string, since: number, asker: string | null = null) =>
    void cockpits.set(project, makeCockpit({ project, asker, question: { ...question, id: `q-${project}`, since } }));
  const boards = (chats: readonly ChatAdapter[] = platforms.map((platform) => platform.adapter())): Boards =>
    createBoards({
      chats,
      bridge: { known: () => [...cockpits.values()] },
      clock,
      log: silentLog,
      owners: () => ["one:boss"],
    });
  const shown = (board: Board | null) => board?.entries.map(({ project, to, thread }) => [project, to.join(), thread]);
  return { clock, platforms, cockpits, ask, boards, shown };
}

describe("the boards", () => {
  it("show what waits, each with its own threads, from the first moment on", async () => {
    const { clock, platforms, ask, boards, shown } = setUp();
    const [one, two] = platforms;
    one.openThread("a");
    ask("b", 2);
    ask("a", 1, "one:ann");
    const service = boards();
    service.changed();
    await clock.advance(0);
    expect(one.board()).toBeNull();
    service.open();
    await clock.advance(0);
    expect(shown(one.board())).toEqual([
      ["a", "one:ann", "one:a:1"],
      ["b", "one:boss", null],
    ]);
    expect(shown(two.board())?.map(([, , thread]) => thread)).toEqual([null, null]);
    service.close();
  });

  it("follow each change of what waits, and nothing else", async () => {
    const { clock, platforms, cockpits, ask, boards, shown } = setUp();
    const [one] = platforms;
    const service = boards();
    service.open();
    await clock.advance(0);
    expect([one.board(), one.boards]).toEqual([{ entries: [] }, 1]);
    cockpits.set("a", makeCockpit({ project: "a", phase: phaseOf("working") }));
    service.changed();
    await clock.advance(0);
    expect(one.boards).toBe(1);
    ask("a", 1);
    service.changed();
    await clock.advance(0);
    one.openThread("a");
    service.changed();
    await clock.advance(0);
    expect([shown(one.board()), one.boards]).toEqual([[["a", "one:boss", "one:a:1"]], 3]);
    cockpits.delete("a");
    service.changed();
    await clock.advance(0);
    expect([one.board(), one.boards]).toEqual([{ entries: [] }, 4]);
    service.close();
  });

  it("try a platform that fails ever more rarely, and hold no other up", async () => {
    const { clock, platforms, ask, boards, shown } = setUp();
    const [one, two] = platforms;
    one.fail(new Error("no answer"));
    const service = boards();
    service.open();
    await clock.advance(100_000);
    for (const [at, project] of ["a", "b"].entries()) {
      ask(project, at);
      service.changed();
    }
    await clock.advance(0);
    expect([one.board(), shown(two.board())?.length]).toEqual([null, 2]);
    one.fail(null);
    await clock.advance(60_000);
    expect([shown(one.board())?.length, one.boards]).toEqual([2, 1]);
    service.close();
    expect(clock.waiting).toBe(0);
  });

  it("put one at a time, the latest last, and nothing after they are closed", async () => {
    const { clock, platforms, ask, boards } = setUp();
    const adapter = platforms[0].adapter();
    const puts: (readonly string[])[] = [];
    let release = (): void => undefined;
    const board = {
      ...adapter.board,
      put: (next: Board) => {
        puts.push(next.entries.map(({ project }) => project));
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      },
    };
    const service = boards([{ ...adapter, board }]);
    service.open();
    await clock.advance(0);
    for (const [at, project] of ["a", "b", "c"].entries()) {
      ask(project, at);
      service.changed();
      await clock.advance(0);
    }
    expect(puts).toEqual([[]]);
    release();
    await clock.advance(0);
    expect(puts).toEqual([[], ["a", "b", "c"]]);
    ask("d", 9);
    service.changed();
    service.close();
    release();
    await clock.advance(0);
    expect(puts).toHaveLength(2);
  });
});
