import { defineConfig } from "vitest/config";

/** Agents in other languages and a ZooKeeper, whose runtimes `test/agents/install.sh` brings. */
export default defineConfig({
  test: {
    include: ["test/agents/**/*.agents.ts", "src/**/*.agents.ts"],
    globalSetup: ["test/pages.setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
