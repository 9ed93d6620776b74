import { describe, expect, it } from "vitest";
import type { Bridge } from "../../src/bridge.ts";
import { answerText } from "../../src/cockpit/answer.ts";
import type { Act } from "./claude.ts";
import type { Moment } from "./fuse.ts";
import { type Stage, setStage } from "./stage.ts";

const say = (text: string): Act => ({ type: "say", text });
const permission = { kind: "permission", text: "Bash\nrm x", sentence: "May Claude use Bash?", asks: [] } as const;

/** What Claude makes of the words that people send here. */
function script(text: string): readonly Act[] {
  if (text === "fix it") return [say("Looking."), { type: "use", tool: "Bash", summary: "ls" }, say("Lazy or eager?")];
  if (text === "clean up") return [say("Cleaning."), { type: "ask", question: permission }];
  return [say(`Doing: ${text}`), say("Done.")];
}

interface Move {
  readonly name: string;
  /** Does it, or finds that it was done; resolves once the bridge has said that it is accepted. */
  do(bridge: Bridge): Promise<unknown>;
}

const prompt = (id: string, text: string): Move => ({
  name: `prompt ${id}`,
  do: (bridge) => bridge.prompt("musica", { id, author: "ann", text, kind: "text" }),
});

const start: Move = { name: "start", do: (bridge) => bridge.start("musica", () => {}) };
const stop: Move = { name: "stop", do: (bridge) => bridge.stop("musica") };

/** One bridge after another plays the moves; only the first is killed. What was not accepted is said again. */
async function play(stage: Stage, moves: readonly Move[], at = 0, moment: Moment = "before", pause = true) {
  const { bridge: mortal, fuse } = stage.mortal(at, moment);
  let bridge = mortal;
  let restarted = false;
  const survive = async (act: (bridge: Bridge) => Promise<unknown>): Promise<void> => {
    for (;;) {
      const mine = bridge;
      const fate = restarted ? act(mine).then(() => "done") : Promise.race([act(mine).then(() => "done"), fuse.blown]);
      const outcome = await fate;
      if (outcome === "done" && (restarted || !fuse.isBlown)) return;
      await restart();
      if (outcome === "done") return;
    }
  };
  const restart = async (): Promise<void> => {
    if (pause) await stage.settle();
    restarted = true;
    bridge = stage.bridge();
    await bridge.open();
    await stage.settle();
  };
  await survive((one) => one.open());
  for (const move of moves) {
    await survive((one) => move.do(one));
    await stage.settle();
    if (!restarted && fuse.isBlown) await restart();
  }
  return fuse.calls;
}

interface Life {
  readonly name: string;
  readonly moves: readonly Move[];
  readonly heard: readonly string[];
  readonly questions: number;
  readonly phase: string;
}

const permissionAnswer = answerText({ ...permission, id: "any", since: 0 }, "yes");

const lives: readonly Life[] = [
  {
    name: "a start, a turn, a second turn",
    moves: [start, prompt("p1", "one"), prompt("p2", "two")],
    heard: ["one", "two"],
    questions: 0,
    phase: "idle",
  },
  {
    name: "a prompt by thaw that ends in a question, and its answer",
    moves: [prompt("p1", "fix it"), prompt("p2", "lazy"), prompt("p3", "more")],
    heard: ["fix it", "lazy", "more"],
    questions: 1,
    phase: "idle",
  },
  {
    name: "a hot prompt that ends in a dialog, and its answer",
    moves: [start, prompt("p1", "clean up"), prompt("p2", "yes")],
    heard: ["clean up", permissionAnswer],
    questions: 1,
    phase: "idle",
  },
  {
    name: "a turn, a stop, a prompt that resumes",
    moves: [prompt("p1", "one"), stop, prompt("p2", "two"), stop],
    heard: ["one", "two"],
    questions: 0,
    phase: "frozen",
  },
];

/** Everything that must hold, whatever happened on the way. */
function faultsOf(stage: Stage, life: Life): readonly string[] {
  const faults: string[] = [];
  const same = (what: string, is: unknown, be: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(be))
      faults.push(`${what}: ${JSON.stringify(is)} not ${JSON.stringify(be)}`);
  };
  const thread = stage.thread();
  const saved = stage.saved();
  same("heard", stage.claude.heard("musica"), life.heard);
  same(
    "said",
    thread.flatMap((one) => (one.type === "said" ? [one.text] : [])),
    stage.claude.said("musica"),
  );
  same("questions", thread.filter(({ type }) => type === "question").length, life.questions);
  same("left", [saved.inbox, saved.delivery, saved.question, saved.trouble], [[], null, null, null]);
  same("phase", saved.phase.name, life.phase);
  return faults;
}

/** Each author sees, once, that the message was accepted, and that it was delivered. */
function receiptFaults(stage: Stage, { heard }: Life): readonly string[] {
  const receipts = stage.thread().flatMap((one) => (one.type === "receipt" ? [`${one.prompt} ${one.state}`] : []));
  const due = heard.flatMap((_, index) => [`p${index + 1} accepted`, `p${index + 1} delivered`]);
  return due.filter((receipt) => receipts.filter((one) => one === receipt).length !== 1);
}

/** The life again and again, disturbed at its first call, its second, and so on to its last. */
async function playAll(life: Life, moment: Moment, first: "ready" | "reports", pause: boolean, look: typeof faultsOf) {
  const calls = await play(setStage(script, first), life.moves);
  const faults: string[] = [];
  for (let at = 1; at <= calls.length; at++) {
    const stage = setStage(script, first);
    const made = await play(stage, life.moves, at, moment, pause);
    for (const fault of look(stage, life)) faults.push(`${moment} call ${at} (${made[at - 1]}): ${fault}`);
  }
  expect(calls.length).toBeGreaterThan(30);
  return faults;
}

const crashes = (["before", "after"] as const).flatMap((moment) =>
  (["ready", "reports"] as const).flatMap((first) => [true, false].map((pause) => ({ moment, first, pause }))),
);

describe.each(lives)("$name", (life) => {
  it("goes by undisturbed", async () => {
    const stage = setStage(script);
    await play(stage, life.moves);
    expect([...faultsOf(stage, life), ...receiptFaults(stage, life)]).toEqual([]);
  });

  it.each(crashes)("survives a kill of the bridge $moment any call ($first first, a pause: $pause)", async (crash) => {
    expect(await playAll(life, crash.moment, crash.first, crash.pause, faultsOf)).toEqual([]);
  });

  it("gives every receipt, wherever the bridge is killed", async () => {
    expect(await playAll(life, "before", "ready", true, receiptFaults)).toEqual([]);
    expect(await playAll(life, "after", "ready", true, receiptFaults)).toEqual([]);
  });
});
