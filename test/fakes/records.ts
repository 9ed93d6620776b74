import type { Records } from "../../src/ports/ports.ts";

/** Records in memory, kept as JSON: what does not survive a disk does not survive here. */
export function createMemoryRecords<T>(disk: Map<string, string> = new Map()): Records<T> {
  const read = (text: string | undefined): T | undefined => (text === undefined ? undefined : JSON.parse(text));
  return {
    get: async (key) => read(disk.get(key)),
    set: async (key, value) => void disk.set(key, JSON.stringify(value)),
    delete: async (key) => void disk.delete(key),
    entries: async () => [...disk].flatMap(([key, text]) => [[key, read(text) as T] as const]),
  };
}
