/**
 * Builds what `npm pack` ships into dist: the programs and what they import, statements and snippets beside
 * their readers, and the pages. Types are the business of check:static.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");
const NO_REVISION = "0".repeat(40);

const started = performance.now();
clear();
run(join(ROOT, "node_modules/.bin/tsc"), "-p", join(ROOT, "tsconfig.build.json"), "--noCheck");
const besideTheirReaders = globSync(
  ["**/*.sql", "challenge/guide/snippets/**/*.{tmpl,json}", "challenge/place/fonts/*"],
  {
    cwd: join(ROOT, "src"),
  },
);
for (const file of besideTheirReaders) {
  mkdirSync(dirname(join(DIST, file)), { recursive: true });
  copyFileSync(join(ROOT, "src", file), join(DIST, file));
}
nameRevision(join(DIST, "cli/version.js"));
run(process.execPath, join(ROOT, "scripts/build-pages.ts"));
console.log(`Package built in ${((performance.now() - started) / 1_000).toFixed(1)} s.`);

/** The pages stay: a booth of this clone may be serving them, and they are built anew only when they changed. */
function clear(): void {
  mkdirSync(DIST, { recursive: true });
  for (const name of readdirSync(DIST)) {
    if (name !== "web" && !name.startsWith("web.")) rmSync(join(DIST, name), { recursive: true });
  }
}

/** A tree without git (an unpacked archive) keeps the zeros. */
function nameRevision(file: string): void {
  const { status, stdout } = spawnSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) return;
  const text = readFileSync(file, "utf8");
  if (!text.includes(NO_REVISION)) throw new Error(`${file} has no place for the revision`);
  writeFileSync(file, text.replace(NO_REVISION, stdout.trim()));
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: "inherit" });
}
