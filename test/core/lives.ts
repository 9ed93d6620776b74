import type { Bridge } from "../../src/bridge/bridge.ts";
import { promptText } from "../../src/cockpit/answer/answer.ts";
import { AT_ONCE, type FreezePolicy } from "../../src/cockpit/freeze-policy.ts";
import type { Act } from "./claude.ts";
import type { Moment } from "./fuse.ts";
import type { Stage } from "./stage.ts";
import { answer } from "./states.ts";

const say = (text: string): Act => ({ type: "say", text });
const permission = { kind: "permission", text: "Bash\nrm x", sentence: "May Claude use Bash?", asks: [] } as const;

/** What Claude makes of the words that people send here. */
export function script(text: string): readonly Act[] {
  if (text === "fix it") return [say("Looking."), { type: "use", tool: "Bash", summary: "ls" }, say("Lazy or eager?")];
  if (text === "clean up") return [say("Cleaning."), { type: "ask", question: permission }];
  if (text === "long") return [say("One."), { type: "hold" }, say("Two.")];
  return [say(`Doing: ${text}`), say("Done.")];
}

export interface Move {
  readonly name: string;
  /** Does it, or finds that it was done; resolves once the bridge has said that it is accepted. */
  do(bridge: Bridge, stage: Stage): Promise<unknown>;
}

const prompt = (id: string, text: string): Move => ({
  name: `prompt ${id}`,
  do: (bridge) => bridge.prompt("musica", { id, author: "ann", text, kind: "text" }, true),
});

const start: Move = { name: "start", do: (bridge) => bridge.start("musica", () => {}) };
const stop: Move = { name: "stop", do: (bridge) => bridge.stop("musica") };
const edit = (id: string, text: string): Move => ({
  name: `edit ${id}`,
  do: (bridge) => bridge.edit("musica", id, text),
});
const withdraw = (id: string): Move => ({ name: `withdraw ${id}`, do: (bridge) => bridge.withdraw("musica", id) });
const goOn: Move = { name: "Claude goes on", do: async (_, { claude }) => claude.goOn("musica") };

/** One bridge after another plays the moves; only the first is killed. What was not accepted is said again. */
export async function play(stage: Stage, moves: readonly Move[], at = 0, moment: Moment = "before", pause = true) {
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
    await survive((one) => move.do(one, stage));
    await stage.settle();
    if (!restarted && fuse.isBlown) await restart();
  }
  return fuse.calls;
}

export interface Life {
  readonly name: string;
  readonly moves: readonly Move[];
  readonly heard: readonly string[];
  readonly questions: number;
  readonly phase: string;
  readonly rules?: FreezePolicy;
}

const permissionAnswer = promptText(answer({ ...permission, id: "any", since: 0 }, "rather keep it"));

export const lives: readonly Life[] = [
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
    moves: [start, prompt("p1", "clean up"), prompt("p2", "rather keep it")],
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

/** Dialogs stand for a while, so that they are answered where they are. */
const PATIENT: FreezePolicy = { ...AT_ONCE, grace: { ...AT_ONCE.grace, permission: 120_000, text: 120_000 } };

/** Lives in which a question does not freeze at once. */
export const graces: readonly Life[] = [
  {
    name: "a dialog that is answered where it stands",
    moves: [start, prompt("p1", "clean up"), prompt("p2", "yes")],
    heard: ["clean up", "handed in: yes"],
    questions: 1,
    phase: "idle",
    rules: PATIENT,
  },
  {
    name: "a dialog that is answered where it stands, behind a message, and one after it",
    moves: [prompt("p1", "clean up"), prompt("p2", "use git"), prompt("p3", "two")],
    heard: ["clean up", "handed in: use git", "two"],
    questions: 1,
    phase: "idle",
    rules: PATIENT,
  },
  {
    name: "a question in words that is answered while Claude runs",
    moves: [prompt("p1", "fix it"), prompt("p2", "lazy")],
    heard: ["fix it", "lazy"],
    questions: 1,
    phase: "idle",
    rules: PATIENT,
  },
];

const task = (id: string, text: string): Move => ({
  name: `task ${id}`,
  do: (bridge) => bridge.queue("musica", { id, author: "ann", text, priority: "normal" }, false),
});
const RATIONED: FreezePolicy = { ...AT_ONCE, rationed: true };

/** Lives with tasks, where slots are given out. */
export const queues: readonly Life[] = [
  {
    name: "tasks one after another, and a message",
    moves: [task("t1", "one"), task("t2", "two"), prompt("p1", "three"), task("t3", "four")],
    heard: ["one", "two", "three", "four"],
    questions: 0,
    phase: "idle",
    rules: RATIONED,
  },
  {
    name: "a task that asks, one that waits for the answer, and a stop",
    moves: [task("t1", "fix it"), task("t2", "two"), prompt("p1", "lazy"), stop, task("t3", "three"), start],
    heard: ["fix it", "lazy", "two", "three"],
    questions: 1,
    phase: "idle",
    rules: RATIONED,
  },
];

/** Lives in which what people take back never reaches Claude: a bridge that is killed must not forget that. */
export const changes: readonly Life[] = [
  {
    name: "messages that wait, are edited and taken back",
    moves: [
      prompt("p1", "long"),
      prompt("p2", "two"),
      prompt("p3", "three"),
      prompt("p4", "four"),
      edit("p3", "three, better"),
      withdraw("p4"),
      goOn,
    ],
    heard: ["long", "two", "three, better"],
    questions: 0,
    phase: "idle",
  },
];
