import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    globalSetup: ["test/pages.setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: real servers, agents and a browser share them.
    maxWorkers: 2,
  },
});
