/**
 * Adds to package-lock.json the platform packages that a registry mirror did not offer: without an entry for
 * each, `npm ci` refuses the lock on every platform. `--check` changes nothing and fails when one is missing.
 */
import { readFileSync, writeFileSync } from "node:fs";

interface LockEntry {
  version?: string;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  dev?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
}

interface Lock {
  packages: Record<string, LockEntry>;
}

const SYSTEMS: Readonly<Record<string, string>> = {
  android: "android",
  darwin: "darwin",
  freebsd: "freebsd",
  linux: "linux",
  openharmony: "openharmony",
  win32: "win32",
  windows: "win32",
};
const PROCESSORS: Readonly<Record<string, string>> = {
  arm: "arm",
  arm64: "arm64",
  ia32: "ia32",
  ppc64: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
  wasm32: "wasm32",
  x64: "x64",
};

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8")) as Lock;
const added: string[] = [];

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (lock.packages[nested] !== undefined || lock.packages[hoisted] !== undefined) continue;
    lock.packages[hoisted] = entryFor(name, range, entry.dev === true);
    added.push(`${name}@${range}`);
  }
}

if (process.argv.includes("--check")) {
  if (added.length > 0) {
    console.error(`package-lock.json lacks ${added.length} platform packages; run: node scripts/complete-lockfile.ts`);
    process.exit(1);
  }
} else if (added.length > 0) {
  const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
  console.log(`added ${added.length}: ${added.join(", ")}`);
}

function entryFor(name: string, range: string, dev: boolean): LockEntry {
  const words = name.split(/[/-]/);
  const system = words.map((word) => SYSTEMS[word]).find((found) => found !== undefined);
  const processor = words.map((word) => PROCESSORS[word]).find((found) => found !== undefined);
  const libc = words.includes("gnu") ? ["glibc"] : words.includes("musl") ? ["musl"] : undefined;
  return {
    version: range.replace(/^[~^]/, ""),
    cpu: processor === undefined ? [] : [processor],
    ...(dev ? { dev } : {}),
    ...(libc === undefined || system !== "linux" ? {} : { libc }),
    optional: true,
    os: system === undefined ? [] : [system],
  };
}
