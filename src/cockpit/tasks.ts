import type { FreezePolicy } from "./freeze-policy.ts";
import { advance } from "./life.ts";
import type { Cockpit, Priority, Task } from "./state.ts";
import { REMEMBERED, type Step } from "./step.ts";

/** The greater, the sooner. */
export const WEIGHT: Readonly<Record<Priority, number>> = { high: 1, normal: 0, low: -1 };

/** Behind its like, and before what matters less. */
export function tasked(state: Cockpit, task: Task, first: boolean, policy: FreezePolicy): Step {
  if (state.seen.includes(task.id)) return [state, []];
  const less = state.tasks.findIndex(({ priority }) => WEIGHT[priority] < WEIGHT[task.priority]);
  const place = first ? 0 : less === -1 ? state.tasks.length : less;
  const seen = [...state.seen, task.id].slice(-REMEMBERED);
  return advance({ ...state, tasks: state.tasks.toSpliced(place, 0, task), seen }, policy);
}

export function untasked(state: Cockpit, id: string, policy: FreezePolicy): Step {
  const tasks = state.tasks.filter((task) => task.id !== id);
  return tasks.length === state.tasks.length ? [state, []] : advance({ ...state, tasks }, policy);
}

/** A place beyond the last is the last. */
export function taskMoved(state: Cockpit, id: string, place: number): Step {
  const from = state.tasks.findIndex((task) => task.id === id);
  const task = state.tasks[from];
  if (task === undefined) return [state, []];
  const tasks = state.tasks.toSpliced(from, 1).toSpliced(Math.max(0, place - 1), 0, task);
  return tasks.every((one, at) => one === state.tasks[at]) ? [state, []] : [{ ...state, tasks }, []];
}

export function tasksPaused(state: Cockpit, paused: boolean, policy: FreezePolicy): Step {
  return state.tasksPaused === paused ? [state, []] : advance({ ...state, tasksPaused: paused }, policy);
}

export function tasksCleared(state: Cockpit, policy: FreezePolicy): Step {
  return state.tasks.length === 0 ? [state, []] : advance({ ...state, tasks: [] }, policy);
}
