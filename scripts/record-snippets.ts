/**
 * Runs the tests that follow the guide with real agents, and notes the code that passed in
 * `src/challenge/guide/snippets/tested.json`: the booth tells its host whether the code it shows is that one.
 * `node scripts/record-snippets.ts` takes what npm brings along, `--agents` what `test/agents/install.sh` installed.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeHash, readTested, type TriedBy } from "../src/challenge/guide/index.ts";
import type { Framework } from "../src/contract/index.ts";

interface Trial {
  readonly run: readonly string[];
  readonly frameworks: readonly Framework[];
  readonly by: TriedBy;
}

const ROOT = join(import.meta.dirname, "..");
const NPM: readonly Trial[] = [
  { run: ["test/e2e/guide-node.test.ts"], frameworks: ["express", "fastify", "nest"], by: "agent" },
  { run: ["test/e2e/guide-browser.test.ts"], frameworks: ["browser"], by: "agent" },
  { run: ["test/e2e/guide-toy.test.ts"], frameworks: ["nothing"], by: "agent" },
  // The gem is not to be had everywhere: what it once sent is sent again.
  { run: ["src/challenge/guide/guide.test.ts", "src/intake"], frameworks: ["rails"], by: "recorded" },
];
const AGENTS: readonly Trial[] = [
  {
    run: ["--config", "vitest.agents.config.ts", "test/agents/guide"],
    frameworks: ["django", "flask", "spring", "go"],
    by: "agent",
  },
];

let failed = false;
for (const { run, frameworks, by } of process.argv.includes("--agents") ? AGENTS : NPM) {
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const { status } = spawnSync(process.execPath, [vitest, "run", ...run], { cwd: ROOT, stdio: "inherit" });
  failed ||= status !== 0;
  if (status === 0) note(frameworks, by);
}
process.exitCode = failed ? 1 : 0;

function note(frameworks: readonly Framework[], by: TriedBy): void {
  const record = new Map(readTested());
  for (const framework of frameworks) record.set(framework, { code: codeHash(framework), by });
  const sorted = [...record].sort(([a], [b]) => (a < b ? -1 : 1));
  const file = join(ROOT, "src/challenge/guide/snippets/tested.json");
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  console.log(`noted: ${frameworks.join(", ")}`);
}
