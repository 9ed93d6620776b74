import type { Log } from "../log/log.ts";
import type { Clock } from "../ports/ports.ts";

/** Milliseconds between two looks: what is written is looked at now and then, for no file system here has quotas. */
const LOOK = 60_000;
/** What one that was stopped for its size may add after its next start, so that Claude can clear up: a share of its limit. */
const ROOM = 0.1;

export interface DiskWatchParts {
  /** The projects whose cockpits run. */
  readonly running: () => readonly string[];
  /** Bytes that a cockpit has written beside its project's own directory; null where that cannot be told now. */
  readonly measure: (project: string) => Promise<number | null>;
  /** Bytes. */
  readonly limit: (project: string) => number;
  /** Stops it, and tells people why. */
  readonly stop: (project: string, reason: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Stops what fills the disk, which is everybody's: the one that does it, and no other. Resolves its `close` once it looks no more. */
export function createDiskWatch({ running, measure, limit, stop, clock, log }: DiskWatchParts) {
  const closing = new AbortController();
  /** What those had that were stopped for it. */
  const stopped = new Map<string, number>();

  async function look(project: string): Promise<void> {
    const bytes = await measure(project);
    if (bytes === null || closing.signal.aborted) return;
    const most = limit(project);
    if (bytes <= most) stopped.delete(project);
    if (bytes <= Math.max(most, (stopped.get(project) ?? 0) + most * ROOM)) return;
    stopped.set(project, bytes);
    log.warn({ project, bytes, most }, "stopped: it fills the disk");
    await stop(
      project,
      `${project} was stopped: beside the project's directory it has ${gigabytes(bytes)} on the disk, and ${gigabytes(most)} is its limit (the \`disk\` setting). "start ${project}" goes on, with a little room to clear up; "remove ${project}" clears all.`,
    );
  }

  async function watch(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.after(LOOK, closing.signal).catch(() => undefined);
      for (const project of closing.signal.aborted ? [] : running())
        await look(project).catch((error: unknown) => log.warn({ err: error, project }, "its size is not known"));
    }
  }

  const watching = watch();
  return {
    async close(): Promise<void> {
      closing.abort(new Error("the bot is closed"));
      await watching;
    },
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
