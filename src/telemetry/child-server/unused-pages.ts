import { dlopen } from "node:ffi";
import { readFileSync } from "node:fs";

const MADV_DONTNEED = 4;

interface Mapping {
  readonly start: bigint;
  readonly end: bigint;
}

/**
 * Gives back the memory that holds unchanged pages of the programs this process runs: of the half gigabyte of
 * ClickHouse a start touches 170 MB, an idle server hardly any. What is needed comes back from the file, page by page.
 * Does nothing where it is not Linux.
 */
export function giveBackUnusedPages(): void {
  if (process.platform !== "linux") return;
  const { functions, lib } = dlopen("libc.so.6", { madvise: { arguments: ["u64", "u64", "i32"], return: "i32" } });
  for (const { start, end } of unchangedMappings(readFileSync("/proc/self/smaps", "utf8"))) {
    functions.madvise(start, end - start, MADV_DONTNEED);
  }
  lib.close();
}

/** Read-only mappings of ClickHouse and of Node that no page was changed in; a changed page would be lost. */
export function unchangedMappings(smaps: string): readonly Mapping[] {
  return smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).flatMap((entry) => {
    const [, start, end] = /^([0-9a-f]+)-([0-9a-f]+) r-[x-]p .*\/(?:libchdb\.so|node)$/m.exec(entry) ?? [];
    if (start === undefined || end === undefined || !/^Anonymous: +0 kB$/m.test(entry)) return [];
    return [{ start: BigInt(`0x${start}`), end: BigInt(`0x${end}`) }];
  });
}
