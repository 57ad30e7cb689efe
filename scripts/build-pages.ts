/**
 * Builds the pages into dist/web, compressed beside each file, unless they are already of these sources.
 * The folder appears whole by a rename, so two builds at once or one killed midway leave no half pages.
 */
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { digestOfPageSources } from "../src/cli/pages.ts";
import { buildToy } from "./build-toy.ts";

const ROOT = join(import.meta.dirname, "..");
const OUT = join(ROOT, "dist/web");
const STAMP = "sources.sha256";
const COMPRESSIBLE = /\.(?:js|css|svg|html|json)$/;

const sources = digestOfPageSources();
if (isCurrent()) process.exit(0);

const started = performance.now();
console.log("Building the pages once …");
const { build } = await import("vite");
const building = `${OUT}.building-${process.pid}`;
await build({
  root: join(ROOT, "src/web"),
  configFile: join(ROOT, "vite.config.ts"),
  logLevel: "warn",
  build: { outDir: building, emptyOutDir: true },
});
compress(building);
writeFileSync(join(building, "toy.tgz"), buildToy());
writeFileSync(join(building, STAMP), sources);
replace(building);
console.log(`Pages built in ${((performance.now() - started) / 1_000).toFixed(1)} s.`);

function isCurrent(): boolean {
  const stamp = join(OUT, STAMP);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === sources;
}

function compress(folder: string): void {
  const files = globSync("assets/**/*", { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    if (!COMPRESSIBLE.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

function replace(built: string): void {
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  const old = `${OUT}.old-${process.pid}`;
  if (existsSync(OUT)) renameSync(OUT, old);
  renameSync(built, OUT);
  rmSync(old, { recursive: true, force: true });
}
