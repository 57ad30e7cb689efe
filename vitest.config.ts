import { defineConfig } from "vitest/config";

/** Whole booths with real agents, browsers and clocks: each has the machine to itself. */
const ALONE = ["test/e2e/**/*.test.ts", "test/faults/**/*.test.ts", "test/doors/**/*.test.ts", "test/web/**/*.test.ts"];

export default defineConfig({
  test: {
    globalSetup: ["test/pages.setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "rooms",
          include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: "alone", include: ALONE, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
