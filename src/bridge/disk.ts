import type { Log } from "../log/log.ts";
import type { Clock } from "../ports/ports.ts";

/** Milliseconds between two looks: what is written is looked at now and then, for no file system here has quotas. */
const LOOK = 60_000;
/** What one that was stopped for its size may add after its next start, so that Claude can clear up: a share of its limit. */
const ROOM = 0.1;
/** So many are looked at side by side. */
const ABREAST = 3;
/** So many looks in a row may not tell: a machine may be out of breath. */
const PATIENCE = 5;

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
  /** How often in a row a part of a cockpit's size could not be told. */
  const unknown = new Map<string, number>();

  /** What can be told counts, whatever cannot. */
  async function sizeOf(project: string): Promise<number> {
    const parts = measure.map((part) =>
      part(project).catch((error: unknown) => {
        log.warn({ err: error, project }, "a part of its size is not known");
        return 0;
      }),
    );
    const found = await Promise.all(parts);
    if (found.includes(null)) unknown.set(project, (unknown.get(project) ?? 0) + 1);
    else unknown.delete(project);
    return found.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  }

  async function look(project: string): Promise<void> {
    const bytes = await sizeOf(project);
    if (closing.signal.aborted) return;
    if ((unknown.get(project) ?? 0) >= PATIENCE) return stopUnknown(project);
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

  /** Who has so many files that nobody can tell how much they are could fill the disk unseen. */
  async function stopUnknown(project: string): Promise<void> {
    unknown.delete(project);
    log.warn({ project }, "stopped: what it has on the disk cannot be told");
    await stop(
      project,
      `${project} was stopped: beside the project's directory it has so many files that it could not be told in time how much they take. "start ${project}" goes on, to clear up; "remove ${project}" clears all.`,
    );
  }

  async function watch(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.after(LOOK, closing.signal).catch(() => undefined);
      // A few side by side: one whose files take long to count holds up no other.
      const left = (closing.signal.aborted ? [] : running()).values();
      const work = async () => {
        for (const project of left) {
          if (closing.signal.aborted) return;
          await look(project).catch((error: unknown) => log.warn({ err: error, project }, "it could not be stopped"));
        }
      };
      await Promise.all(Array.from({ length: ABREAST }, work));
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
