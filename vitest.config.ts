import { defineConfig } from "vitest/config";

const engineTests = ["test/e2e/**/*.test.ts", "**/engine-docker.test.ts"];

export default defineConfig({
  test: {
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: ["{src,adapters,test}/**/*.test.ts"],
          exclude: ["**/node_modules/**", ...engineTests],
          // They wait for events, never for a time: this only ends what hangs, on however slow a machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "engine",
          include: engineTests,
          exclude: ["**/node_modules/**"],
          // They share one engine, and its containers.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
