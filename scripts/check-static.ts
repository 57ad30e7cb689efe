/** Everything that can be said of the tree without running it: lint, types, dead code, documents, lockfile. */
import { spawnSync } from "node:child_process";

const CHECKS: readonly (readonly [name: string, ...command: [string, ...string[]]])[] = [
  ["lint and format", "biome", "check", "--error-on-warnings"],
  ["types", "tsc", "-p", "."],
  ["dead code", "knip"],
  ["documents", "node", "scripts/generate-docs.ts", "--check"],
  ["lockfile", "node", "scripts/complete-lockfile.ts", "--check"],
  ["pages", "node", "scripts/build-pages.ts"],
  ["first load", "node", "scripts/check-bundle.ts"],
];

let failed = 0;
for (const [name, command, ...args] of CHECKS) {
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  console.log(`${status === 0 ? "ok  " : "FAIL"}  ${name}  ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
