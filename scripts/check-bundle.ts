/** Fails when the first load of the pages, script and style, is above its budget. The pages must be built. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const PAGES = join(import.meta.dirname, "../dist/web");
const BUDGET_KB = 300;
/** The page a host opens, on top of what every page needs. */
const FIRST_PAGE = "services/services-page.tsx";

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

const manifest = new Map<string, Chunk>(
  Object.entries(JSON.parse(readFileSync(join(PAGES, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>),
);

const files = new Set<string>();
collect("index.html");
collect(FIRST_PAGE);
const sizes = Array.from(files, (file) => ({ file, bytes: gzipSync(readFileSync(join(PAGES, file))).length }));
sizes.sort((a, b) => b.bytes - a.bytes);
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000;
for (const { file, bytes } of sizes) console.log(`${(bytes / 1_000).toFixed(1).padStart(8)} kB  ${file}`);
console.log(`${total.toFixed(1).padStart(8)} kB  first load, gzip (budget ${BUDGET_KB} kB)`);
if (total > BUDGET_KB) process.exitCode = 1;

function collect(name: string): void {
  const chunk = manifest.get(name);
  if (chunk === undefined) throw new Error(`no chunk ${name} in the manifest; build the pages first`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) collect(imported);
}
