/**
 * The toy app of the guide as a package that `npx` runs from the booth's own address: the program with the real agent
 * and all it needs inside, so that nothing is asked of a registry and a booth without internet will do.
 */
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

const ROOT = join(import.meta.dirname, "..");
const TOY = join(ROOT, "src/challenge/guide/toy");
const AGENT = join(ROOT, "node_modules/elastic-apm-node");
/** What a program does not read: types, maps, other builds, documents other than licences. */
const LEFT_OUT = /\.(?:map|md|markdown|flow|yml|yaml|tsbuildinfo)$|\.d\.[cm]?ts$|\.ts$/i;
const LEFT_OUT_FOLDERS = new Set([
  "node_modules",
  "esm",
  "esnext",
  "test",
  "tests",
  "docs",
  "benchmarks",
  "example",
  "examples",
  ".github",
  "typings",
]);

interface Entry {
  readonly name: string;
  readonly bytes: Buffer;
  readonly executable: boolean;
}

/** The tarball; the same bytes for the same sources. */
export function buildToy(): Buffer {
  const agent = readPackage(AGENT);
  const manifest = { name: "sadari-toy", version: agent.version, private: true, bin: "toy.cjs", license: "Apache-2.0" };
  const entries: Entry[] = [
    { name: "package/package.json", bytes: Buffer.from(JSON.stringify(manifest, null, 2)), executable: false },
    { name: "package/toy.cjs", bytes: readFileSync(join(TOY, "toy.cjs")), executable: true },
  ];
  for (const folder of [...closureOf(AGENT)].sort()) {
    for (const file of filesOf(folder)) {
      const name = `package/vendor/${relative(ROOT, file)}`;
      entries.push({ name, bytes: readFileSync(file), executable: false });
    }
  }
  return gzipSync(tar(entries), { level: 9 });
}

/** The folders of a package and of everything it depends on. */
function closureOf(folder: string, seen = new Set<string>()): Set<string> {
  const real = realpathSync(folder);
  if (seen.has(real)) return seen;
  seen.add(real);
  for (const name of Object.keys(readPackage(real).dependencies ?? {})) {
    closureOf(resolveFrom(real, name), seen);
  }
  return seen;
}

function resolveFrom(folder: string, name: string): string {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const found = join(at, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return found;
  }
  throw new Error(`${name}, which ${folder} needs, is not installed`);
}

function readPackage(folder: string): { readonly version: string; readonly dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const entry = lstatSync(path);
      if (entry.isDirectory()) return LEFT_OUT_FOLDERS.has(name) ? [] : filesOf(path);
      return entry.isFile() && !LEFT_OUT.test(name) ? [path] : [];
    });
}

/** A tape archive as POSIX 1003.1-1988 has it (ustar), every file of the same moment. */
function tar(entries: readonly Entry[]): Buffer {
  const parts = entries.flatMap((entry) => [header(entry), entry.bytes, padding(entry.bytes.length)]);
  return Buffer.concat([...parts, Buffer.alloc(1_024)]);
}

const padding = (length: number): Buffer => Buffer.alloc((512 - (length % 512)) % 512);

function header({ name, bytes, executable }: Entry): Buffer {
  const block = Buffer.alloc(512);
  const [prefix, rest] = split(name);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;
  block.write(rest, 0);
  block.write(octal(executable ? 0o755 : 0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(bytes.length, 12), 124);
  block.write(octal(499_162_500, 12), 136);
  block.write("        0", 148);
  block.write("ustar\u000000", 257);
  block.write(prefix, 345);
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
  );
  return block;
}

/** A name above 100 bytes is told in two, parted at a slash. */
function split(name: string): readonly [prefix: string, rest: string] {
  if (Buffer.byteLength(name) <= 100) return ["", name];
  const at = name.indexOf("/", name.length - 101);
  if (at < 0 || at > 155) throw new Error(`${name} is too long a name for an archive`);
  return [name.slice(0, at), name.slice(at + 1)];
}
