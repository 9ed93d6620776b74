import type { ChatLog, Clock } from "../../src/ports/ports.ts";
import type { Posting } from "./posting.ts";
import { type OpenThread, remember, type Threads } from "./threads.ts";
import type { Wire } from "./wire.ts";

export interface ActivitiesParts<P> {
  readonly wire: Wire<P>;
  readonly threads: Threads;
  readonly posting: Posting<P>;
  readonly clock: Clock;
  readonly log: ChatLog;
  readonly signal: AbortSignal;
}

/** What Claude does: one message a turn, edited step by step. */
export interface Activities {
  did(thread: OpenThread, key: string, tool: string, summary: string): Promise<void>;
  end(thread: OpenThread, state: "ended" | "failed" | "stopped"): Promise<void>;
}

/** Milliseconds between two edits of the same message: platforms allow some fifty edits a minute, to all threads together. */
const EDIT_PAUSE = 1_200;
/** How many steps an activity shows. */
const STEPS = 12;

export function createActivities<P>(parts: ActivitiesParts<P>): Activities {
  const { wire, threads, clock, log, signal } = parts;
  const { isPosted, once, editIfTaken } = parts.posting;
  const editing = new Set<string>();
  const edits = new Map<string, () => P>();
  const underWay = new Map<string, Promise<void>>();

  /** The same message edited again and again: the latest wins, at the platform's pace. */
  function edit(thread: OpenThread, id: string, make: () => P): void {
    edits.set(id, make);
    if (editing.has(id)) return;
    editing.add(id);
    const work = async () => {
      for (let next = edits.get(id); next !== undefined; next = edits.get(id)) {
        edits.delete(id);
        const done = wire.edit(thread, id, next());
        underWay.set(id, done);
        await done;
        await clock.after(EDIT_PAUSE, signal);
      }
    };
    void work()
      .catch(async (error: unknown) => {
        if (wire.isWorn?.(error)) return renew(thread.project, id);
        if (!signal.aborted) log.error(`an activity was not shown: ${String(error)}`);
      })
      .finally(() => {
        editing.delete(id);
        underWay.delete(id);
      });
  }

  /** The next step is shown in a message of its own, with those before it. */
  async function renew(project: string, id: string): Promise<void> {
    await threads.change(project, ({ activity }) =>
      activity?.ts === id ? { activity: { ...activity, key: `${activity.key}+`, ts: null } } : {},
    );
  }

  /** The last edit: done when it is there, after any that is on its way. */
  async function editLast(thread: OpenThread, id: string, post: P): Promise<void> {
    edits.delete(id);
    await underWay.get(id)?.catch(() => undefined);
    await editIfTaken(thread, post, (form) => wire.edit(thread, id, form));
  }

  async function did(thread: OpenThread, key: string, tool: string, summary: string): Promise<void> {
    if (await isPosted(thread.project, key)) return;
    const { project } = thread;
    await threads.change(project, ({ activity, posted }) => {
      const current = activity ?? { key: `activity:${key}`, ts: null, steps: [], total: 0, started: clock.now() };
      const steps = [...current.steps, { tool, summary }].slice(-STEPS);
      return {
        activity: { ...current, steps, total: current.total + 1 },
        posted: remember(posted, key, thread.root),
      };
    });
    const activity = threads.of(project)?.activity;
    if (!activity) return;
    if (activity.ts !== null) return edit(thread, activity.ts, () => working(project));
    const ts = await once(thread, activity.key, working(project));
    await threads.change(project, (kept) => ({ activity: kept.activity && { ...kept.activity, ts } }));
  }

  function working(project: string): P {
    const activity = threads.of(project)?.activity ?? { steps: [], total: 0, started: clock.now() };
    return wire.activity({ ...activity, state: "working", ended: null });
  }

  async function end(thread: OpenThread, state: "ended" | "failed" | "stopped"): Promise<void> {
    const activity = threads.of(thread.project)?.activity;
    if (!activity) return;
    if (activity.ts !== null) {
      const post = wire.activity({ ...activity, state, ended: clock.now() });
      await editLast(thread, activity.ts, post).catch(async (error: unknown) => {
        if (wire.isWorn?.(error)) await once(thread, `${activity.key}+`, post);
        else if (!wire.isLost(error)) throw error;
      });
    }
    await threads.change(thread.project, () => ({ activity: null }));
  }

  return { did, end };
}
