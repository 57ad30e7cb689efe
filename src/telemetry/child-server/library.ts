import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Fault } from "../../kernel/index.ts";

const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "@chdb/lib-linux-x64-gnu",
  "linux-arm64": "@chdb/lib-linux-arm64-gnu",
  "darwin-x64": "@chdb/lib-darwin-x64",
  "darwin-arm64": "@chdb/lib-darwin-arm64",
};

/** What decides whether ClickHouse can run in a child of ours. */
export interface Platform {
  readonly name: string;
  /** False on musl, where the library does not load. */
  readonly glibc: boolean;
  /** True where the question does not arise. */
  readonly avx2: boolean;
}

export function thisPlatform(): Platform {
  const name = `${process.platform}-${process.arch}`;
  return { name, glibc: process.platform !== "linux" || hasGlibc(), avx2: name !== "linux-x64" || hasAvx2() };
}

/**
 * The path of the library that carries ClickHouse. Throws `store.engine-unavailable` in words where it cannot
 * run: unsupported platform, musl, a processor without AVX2, package not installed.
 */
export function engineLibrary(platform: Platform = thisPlatform(), find: (name: string) => string = locate): string {
  const name = PACKAGES[platform.name];
  if (name === undefined) {
    throw unavailable(
      `there is no ClickHouse library for ${platform.name}`,
      "Run Sadari on Linux or macOS (on Windows: in WSL2)",
    );
  }
  if (!platform.glibc) {
    throw unavailable(
      "this Linux uses musl, and the library needs glibc",
      "Use a glibc distribution (Debian, Ubuntu, Fedora)",
    );
  }
  if (!platform.avx2) {
    throw unavailable(
      "this processor (or virtual machine) has no AVX2",
      "Let the virtual machine pass the host's processor through",
    );
  }
  return find(name);
}

function locate(name: string): string {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const file = ["libchdb.so", "libchdb.dylib"].map((base) => join(folder, base)).find((path) => existsSync(path));
    if (file !== undefined) return file;
  } catch {
    // Said below, with the remedy.
  }
  throw unavailable(
    `the package ${name} is not installed`,
    "Install with optional dependencies: `npm ci --include=optional`",
  );
}

const unavailable = (detail: string, remedy: string) => new Fault("store.engine-unavailable", { detail, remedy });

function hasGlibc(): boolean {
  const report: unknown = process.report?.getReport();
  if (typeof report !== "object" || report === null || !("header" in report)) return true;
  const { header } = report;
  return typeof header === "object" && header !== null && "glibcVersionRuntime" in header;
}

function hasAvx2(): boolean {
  try {
    return /\bavx2\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return true;
  }
}
