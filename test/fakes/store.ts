import type { Cockpit } from "../../src/cockpit/state.ts";
import type { Store } from "../../src/ports/ports.ts";

/** A store in memory. `disk` outlives it, so that a test can open a second one on what the first one left. */
export function createMemoryStore(disk = new Map<string, string>()): Store {
  return {
    async list() {
      return [...disk.keys()].sort().map((project): Cockpit => JSON.parse(disk.get(project) ?? "null"));
    },
    async save(cockpit) {
      // As JSON, like the real one: what does not survive that is lost here too.
      disk.set(cockpit.project, JSON.stringify(cockpit));
    },
    async remove(project) {
      disk.delete(project);
    },
    async close() {},
  };
}
