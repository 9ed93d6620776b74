import type { Log } from "../log/log.ts";
import type { Clock } from "../ports/ports.ts";

/** Milliseconds between two looks: what is written is looked at now and then, for no file system here has quotas. */
const LOOK = 60_000;
/** What one that was stopped for its size may add after its next start, so that Claude can clear up: a share of its limit. */
const ROOM = 0.1;

export interface DiskWatchParts {
  /** The projects whose cockpits run. */
  readonly running: () => readonly string[];
  /** Bytes that a cockpit has written beside its project's own directory, each in its own places; null where that cannot be told now. */
  readonly measure: readonly ((project: string) => Promise<number | null>)[];
  /** Bytes. */
  readonly limit: (project: string) => number;
  /** Stops it, and tells people why. */
  readonly stop: (project: string, reason: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Stops what fills the disk, which is everybody's: the one that does it, and no other. */
export function createDiskWatch({ running, measure, limit, stop, clock, log }: DiskWatchParts) {
  const closing = new AbortController();
  /** What those had that were stopped for it. */
  const stopped = new Map<string, number>();

  /** What can be told counts, whatever cannot. */
  async function sizeOf(project: string): Promise<number> {
    const parts = measure.map(async (part) => {
      try {
        const bytes = await part(project);
        if (bytes === null) log.warn({ project }, "a part of its size is not known");
        return bytes ?? 0;
      } catch (error) {
        log.warn({ err: error, project }, "a part of its size is not known");
        return 0;
      }
    });
    return (await Promise.all(parts)).reduce((sum, bytes) => sum + bytes, 0);
  }

  async function look(project: string): Promise<void> {
    const bytes = await sizeOf(project);
    if (closing.signal.aborted) return;
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
      for (const project of closing.signal.aborted ? [] : running()) {
        if (closing.signal.aborted) return;
        await look(project).catch((error: unknown) => log.warn({ err: error, project }, "it could not be stopped"));
      }
    }
  }

  void watch();
  return {
    /** A look under way comes to nothing: it may take a minute, and nobody waits for it. */
    close(): void {
      closing.abort(new Error("the bot is closed"));
    },
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
