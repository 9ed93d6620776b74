import type { Cockpit, Priority, Task } from "../cockpit/state.ts";
import { isHeld } from "../cockpit/state.ts";
import { BridgeError } from "../errors.ts";
import { clipLine } from "../support/clip.ts";
import type { Context, Input, Told } from "./command.ts";
import { unquoted } from "./parse.ts";
import { dataOf, span } from "./show.ts";

const PRIORITIES: readonly Priority[] = ["high", "normal", "low"];

/** How much of a task is shown where all are listed. */
const SHOWN = 120;

interface Act {
  readonly name: "pause" | "resume" | "clear" | "cancel" | "move";
  readonly numbers: readonly number[];
}

/** Words that change the queue. Whatever else is written is a task: nobody has Claude do "clear" and nothing more. */
export function actOf(words: string): Act | null {
  const [, name = "", numbers = ""] =
    /^\s*(pause|resume|clear|cancel(?=\s+\d)|move(?=\s+\d+\s))((?:\s+(?:to\s+)?\d+)*)\s*$/i.exec(words) ?? [];
  if (name === "") return null;
  const act = { name: name.toLowerCase() as Act["name"], numbers: (numbers.match(/\d+/g) ?? []).map(Number) };
  const wanted = { pause: 0, resume: 0, clear: 0, cancel: 1, move: 2 }[act.name];
  return act.numbers.length === wanted ? act : null;
}

/** Adds a task, lists them, or changes what waits. */
export async function queue(context: Context, input: Input): Promise<Told> {
  const project = input.argument("project");
  const words = unquoted(input.argument("task"));
  if (words.trim() === "") return list(context, project);
  // With a place or a priority it is a task, whatever its words.
  const isTask = input.flag("first") || input.option("priority") !== undefined;
  const act = isTask ? null : actOf(words);
  return act === null ? add(context, project, words, input) : change(context, project, act);
}

async function add(context: Context, project: string, words: string, input: Input): Promise<Told> {
  const { bridge, author, by, event } = context;
  const priority = priorityOf(input.option("priority"));
  refuseBeyondQuota(context);
  const taken = await bridge.queue(
    project,
    { id: event, author, ...(by !== undefined && { by }), text: words, priority },
    input.flag("first"),
  );
  await bridge.served(taken.project);
  const cockpit = (await bridge.look(project)) ?? taken;
  const at = cockpit.tasks.findIndex(({ id }) => id === event);
  const where = at === -1 ? "Claude gets it now" : `number ${at + 1} of ${cockpit.tasks.length} in its queue`;
  return {
    text: [`Queued for ${cockpit.project}: ${where}.`, ...slotOf(context, cockpit), ...hints(cockpit)].join("\n"),
    data: { ...dataOf(cockpit), place: at + 1 },
  };
}

function priorityOf(word: string | undefined): Priority {
  const found = PRIORITIES.find((one) => one === (word ?? "normal").toLowerCase());
  if (found !== undefined) return found;
  throw new BridgeError("bad-input", `There is no priority ${word}. Known: ${PRIORITIES.join(", ")}.`);
}

/** Who comes in through the socket may fill the disk in other ways, too. */
function refuseBeyondQuota({ bridge, by, quota }: Context): void {
  if (by === undefined || quota === null) return;
  const mine = bridge.known().reduce((sum, { tasks }) => sum + tasks.filter((task) => task.by === by).length, 0);
  if (mine < quota) return;
  throw new BridgeError(
    "bad-input",
    `${mine} tasks of yours wait, and ${quota} is the most for one person (queue.tasks-per-user). "queue <project> cancel <number>" takes one back.`,
  );
}

async function list(context: Context, project: string): Promise<Told> {
  const { bridge, clock } = context;
  const cockpit = await bridge.look(project);
  if (cockpit === undefined || cockpit.tasks.length === 0)
    return {
      text: [`No tasks wait for ${project}. queue ${project} "…" adds one.`, ...(cockpit ? hints(cockpit) : [])].join(
        "\n",
      ),
      data: { project, tasks: [], queue_paused: cockpit?.tasksPaused ?? false },
    };
  const lines = cockpit.tasks.map((task, at) => `${at + 1}. ${lineOf(task, clock.now())}`);
  return {
    text: [...lines, ...slotOf(context, cockpit), ...hints(cockpit)].join("\n"),
    data: {
      ...dataOf(cockpit),
      tasks: cockpit.tasks.map((task, at) => ({ ...task, place: at + 1 })),
    },
  };
}

function lineOf({ text, author, at, priority }: Task, now: number): string {
  const shown = clipLine(text, SHOWN);
  return `${shown} · ${author}, ${span(now - at)} ago${priority === "normal" ? "" : ` · ${priority}`}`;
}

function slotOf({ bridge }: Context, { project }: Cockpit): readonly string[] {
  const place = bridge.place(project);
  return place === null ? [] : [`Waiting for a slot: ${place.text}`];
}

/** Why nothing of it is done now, where that is so. */
function hints({ project, phase, question, tasks, tasksPaused, trouble }: Cockpit): readonly string[] {
  if (tasks.length === 0) return tasksPaused ? [`Its queue is paused. "queue ${project} resume" lets it go on.`] : [];
  return [
    ...(tasksPaused ? [`The queue is paused. "queue ${project} resume" lets it go on.`] : []),
    ...(isHeld(phase)
      ? [`${project} is stopped${trouble === null ? "" : ` (${trouble})`}. "start ${project}" lets it go on.`]
      : []),
    ...(phase.name === "idle" && phase.claude.background
      ? ["It goes on once nothing of Claude's works in the background."]
      : []),
    ...(question === null ? [] : [`It goes on once somebody answers: ${question.sentence}`]),
  ];
}

async function change({ bridge }: Context, project: string, { name, numbers }: Act): Promise<Told> {
  const cockpit = await bridge.look(project);
  const tasks = cockpit?.tasks ?? [];
  const [number = 0, place = 0] = numbers;
  const task = tasks[number - 1];
  if ((name === "cancel" || name === "move") && task === undefined)
    throw new BridgeError("bad-input", `There is no task ${number}. "queue ${project}" lists them by number.`);
  const text = await carriedOut();
  const after = await bridge.look(project);
  // What it is told of already it is not told again.
  const more = after === undefined || name === "pause" ? [] : hints(after);
  return {
    text: [text, ...more].join("\n"),
    data: { project, [name]: numbers.length === 0 ? true : [...numbers], waiting_tasks: after?.tasks.length ?? 0 },
  };

  async function carriedOut(): Promise<string> {
    switch (name) {
      case "cancel":
        if (!(await bridge.changeTasks(project, { type: "untasked", task: task?.id ?? "" })))
          return 'That task is no longer in the queue: it has just begun ("interrupt" stops it), or somebody took it out.';
        return `Cancelled: ${task?.text}`;
      case "move":
        if (!(await bridge.changeTasks(project, { type: "taskMoved", task: task?.id ?? "", place })))
          return "Nothing was moved: it stands there already, or has just begun.";
        return `Moved to place ${Math.max(1, Math.min(place, tasks.length))}: ${task?.text}`;
      case "clear":
        if (!(await bridge.changeTasks(project, { type: "tasksCleared" }))) return "No task waits there.";
        return tasks.length === 1
          ? "One task taken out of the queue."
          : `${tasks.length} tasks taken out of the queue.`;
      case "pause":
      case "resume":
        await bridge.changeTasks(project, { type: "tasksPaused", paused: name === "pause" });
        return name === "pause"
          ? `${project}'s queue is paused; what Claude does now goes on. "queue ${project} resume" lets the next task begin.`
          : `${project}'s queue goes on.`;
    }
  }
}
