/** Runs every bench in turn: `npm run bench`, or `npm run bench -- decode whole` for some. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ALL = ["decode", "encode", "spool", "insert", "whole", "draw"] as const;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !ALL.some((known) => known === name));
if (unknown.length > 0) {
  console.error(`unknown bench: ${unknown.join(", ")}; there are ${ALL.join(", ")}`);
  process.exit(2);
}
let failed = 0;
for (const name of ALL.filter((known) => asked.length === 0 || asked.includes(known))) {
  console.log(`\n── ${name}`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: "inherit" });
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
