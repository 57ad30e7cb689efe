import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const PUBLISHED = join(import.meta.dirname, "../web");
const BUILDER = join(ROOT, "scripts/build-pages.ts");
const BUILT = join(ROOT, "dist/web");
const STAMP = join(BUILT, "sources.sha256");
const SOURCES = [
  "src/web/**/*",
  "src/contract/*",
  "src/kernel/*",
  "src/challenge/draw/*",
  "src/challenge/guide/toy/*",
  "scripts/build-toy.ts",
  "vite.config.ts",
  "package-lock.json",
];

/**
 * The folder of the built pages. In a clone they are built when their sources changed, by a process of its own, so
 * that the builder's memory does not stay with the booth; a published package brings them.
 */
export async function ensurePages(): Promise<string> {
  if (existsSync(join(PUBLISHED, "index.html")) && !existsSync(BUILDER)) return PUBLISHED;
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === digestOfPageSources()) return BUILT;
  const builder = spawn(process.execPath, [BUILDER], { stdio: "inherit" });
  const [code] = (await once(builder, "exit")) as [number | null];
  if (code !== 0) throw new Error(`the pages could not be built (exit code ${code})`);
  return BUILT;
}

/** Changes with anything the pages are built from; the builder leaves it beside what it built. */
export function digestOfPageSources(): string {
  const hash = createHash("sha256");
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(ROOT.length)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}
