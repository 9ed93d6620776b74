import { isBefore, isInLine, type Ranked, type Standing } from "./standing.ts";

/** Everybody's standing, in order as it changes: of ten thousand who wait, nobody is sorted anew for one that moves. */
export interface Ranks extends Ranked {
  set(standing: Standing): void;
  delete(project: string): void;
}

export function createRanks(): Ranks {
  const all = new Map<string, Standing>();
  const holders = new Map<string, Standing>();
  const waiting: Standing[] = [];

  /** Where it stands in line, or would stand. */
  function placeOf(standing: Standing): number {
    let [low, high] = [0, waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(waiting[middle] as Standing, standing)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function remove(project: string): void {
    const standing = all.get(project);
    if (standing === undefined) return;
    all.delete(project);
    holders.delete(project);
    if (isInLine(standing)) waiting.splice(placeOf(standing), 1);
  }

  return {
    waiting,
    get holders() {
      return holders.values();
    },
    set(standing) {
      const { project, holds } = standing;
      remove(project);
      all.set(project, standing);
      if (holds) holders.set(project, standing);
      if (isInLine(standing)) waiting.splice(placeOf(standing), 0, standing);
    },
    delete: remove,
  };
}
