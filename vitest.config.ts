import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/sequencer.ts";

/** For as long as there is time: not part of the whole run. */
const soakTests = ["test/soak/**/*.test.ts"];
/** What needs the engine, or the tools that the machine is prepared with. */
const engineTests = ["test/e2e/**/*.test.ts", "**/engine-docker.test.ts", "**/agent-{scripted,killed}.test.ts"];

export default defineConfig({
  test: {
    retry: 0,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: ["{src,adapters,test}/**/*.test.ts"],
          exclude: ["**/node_modules/**", ...engineTests, ...soakTests],
          // They wait for events, never for a time: this only ends what hangs, on however slow a machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Many wait more than they work: for limits that discord.js keeps by the machine's clock, for processes, for disks.
          maxWorkers: 3,
          // No module of ours keeps anything: what a file of tests has loaded, the next one need not load again.
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "engine",
          include: engineTests,
          exclude: ["**/node_modules/**"],
          globalSetup: "test/e2e/machine.ts",
          // Each has containers, state and chats of its own on the one engine, and mostly waits.
          maxWorkers: 3,
          testTimeout: 600_000,
          // The image is built while the others run, and may take longer than they do.
          hookTimeout: 900_000,
          // Last: the machine is prepared meanwhile.
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "soak",
          include: soakTests,
          exclude: ["**/node_modules/**"],
          fileParallelism: false,
          testTimeout: 24 * 3_600_000,
          hookTimeout: 900_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
