/** The last so many ids: platforms tell some things twice. */
export interface Memory {
  /** Whether it comes for the first time; it is known from then on. */
  isNew(id: string): boolean;
}

export function createMemory(size = 500): Memory {
  const ids = new Set<string>();
  return {
    isNew(id) {
      if (ids.has(id)) return false;
      ids.add(id);
      for (const old of [...ids].slice(0, Math.max(0, ids.size - size))) ids.delete(old);
      return true;
    },
  };
}
